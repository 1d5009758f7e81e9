"""Documents in the Secretariat's admin: entering, files judged by content, transitions, a pasted list."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rial.library import services
from rial.library.models import Document, DocumentFile, DocumentIndex
from tests.personas import Personas

from .conftest import make_document, pdf

LIST = "/en/admin/library/document/"
ADD = f"{LIST}add/"
PASTE = f"{LIST}paste/"


def form_data(**values: Any) -> dict[str, Any]:
    """The form of a new document, its rows empty."""
    data: dict[str, Any] = {"kind": "report", "dated_precision": "day"}
    for prefix in ("files", "contributors", "notes", "cites"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | values


def with_file(upload: Any, **values: Any) -> dict[str, Any]:
    row = {"files-TOTAL_FORMS": "1", "files-0-language": "es", "files-0-kind": "text", "files-0-position": "0"}
    return form_data(**row, **{"files-0-file": upload}, **values)


def change_url(document: Document) -> str:
    return f"{LIST}{document.pk}/change/"


def test_a_symbol_as_printed_is_read_and_its_oddities_are_told(secretariat_client: Client) -> None:
    data = form_data(symbol_printed="CIMT-18/GT1-GT2-doc.7/16", title_en="Database of agreements")
    response = secretariat_client.post(ADD, data)
    document = Document.objects.get()
    assert response.status_code == 302
    assert (document.slug, document.state) == ("cimt-18-gt1-gt2-doc-7-16", "draft")
    assert (document.symbol_printed, document.symbol_canonical) == (
        "CIMT-18/GT1-GT2-doc.7/16",
        "CIMT-18/GT1-GT2/doc.7/16",
    )
    html = secretariat_client.get(change_url(document)).content.decode()
    assert "CIMT-18/GT1-GT2/doc.7/16" in html
    assert '<span class="tag wa">Irregular form</span>' in html


def test_a_document_needs_a_title_in_some_language(secretariat_client: Client) -> None:
    response = secretariat_client.post(ADD, form_data(symbol_printed="TRABAJO/doc.1/05"))
    assert response.status_code == 200
    assert "Give the title in at least one language." in response.content.decode()
    assert "TRABAJO/doc.1/05" in response.content.decode()
    assert not Document.objects.exists()


def test_a_file_is_kept_by_its_content_under_a_random_name(secretariat_client: Client) -> None:
    assert secretariat_client.post(ADD, with_file(pdf("informe.docx"), title_es="Informe")).status_code == 302
    row = DocumentFile.objects.get()
    assert (row.original_filename, row.content_type, row.language) == ("informe.pdf", "application/pdf", "es")
    assert row.file.name.startswith("library/")
    assert "informe" not in row.file.name


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (SimpleUploadedFile("report.pdf", b"MZ not a document"), "is not a file of an accepted kind"),
        (SimpleUploadedFile("report.pdf", b"%PDF-1.4 torn"), "is damaged or incomplete"),
        (SimpleUploadedFile("report.pdf", b""), "empty"),
        ("", "Choose a file or give the address where it can be read."),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(secretariat_client: Client, upload: Any, message: str) -> None:
    response = secretariat_client.post(ADD, with_file(upload, title_es="Informe"))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Document.objects.exists()


def test_a_replaced_file_is_forgotten_and_the_new_one_served(
    secretariat_client: Client, spanish_file: DocumentFile, django_capture_on_commit_callbacks: Any
) -> None:
    document, old = spanish_file.document, spanish_file.file.name
    data = with_file(pdf("nuevo.pdf", b"%PDF-1.4 other\n%%EOF"), title_es="Informe", slug=document.slug)
    data |= {
        "files-INITIAL_FORMS": "1",
        "files-0-id": str(spanish_file.pk),
        "files-0-document": str(document.pk),
        "symbol_printed": document.symbol_printed,
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert secretariat_client.post(change_url(document), data).status_code == 302
    spanish_file.refresh_from_db()
    assert spanish_file.original_filename == "nuevo.pdf"
    assert not spanish_file.file.storage.exists(old)
    assert spanish_file.file.storage.exists(spanish_file.file.name)


def test_publishing_is_a_transition_and_the_list_hears_of_it(secretariat_client: Client, personas: Personas) -> None:
    document = make_document("TRABAJO/doc.6/03", title="Informe del GT2")
    url = f"{LIST}{document.pk}/do/publish/"
    assert "What was published once is never deleted." in secretariat_client.get(url).content.decode()
    assert not DocumentIndex.objects.exists()
    assert secretariat_client.post(url, {}).status_code == 302
    document.refresh_from_db()
    assert (document.state, document.log.get().actor) == ("published", personas.secretariat)
    assert DocumentIndex.objects.get().code == document.slug


def test_withdrawing_needs_a_reason(secretariat_client: Client, document: Document) -> None:
    url = f"{LIST}{document.pk}/do/withdraw/"
    assert "Write the reason" in secretariat_client.post(url, {"note": ""}).content.decode()
    assert secretariat_client.post(url, {"note": "Replaced"}).status_code == 302
    document.refresh_from_db()
    assert document.state == "withdrawn"
    assert not DocumentIndex.objects.exists()
    assert secretariat_client.post(f"{LIST}{document.pk}/do/republish/", {}).status_code == 302
    assert DocumentIndex.objects.exists()


def test_only_drafts_can_be_thrown_away(secretariat_client: Client, document: Document) -> None:
    draft = make_document("TRABAJO/doc.6/03")
    assert secretariat_client.post(f"{LIST}{document.pk}/delete/", {"post": "yes"}).status_code == 403
    assert secretariat_client.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Document.objects.all()) == [document]


def test_the_address_stays_once_it_was_public(secretariat_client: Client, document: Document) -> None:
    data = form_data(symbol_printed=document.symbol_printed, title_es="Otro título", slug="another")
    assert secretariat_client.post(change_url(document), data).status_code == 302
    document.refresh_from_db()
    assert (document.slug, document.title_es) == ("cimt-19-gt1-gt2-doc-5-16", "Otro título")
    assert DocumentIndex.objects.get().title_es == "Otro título"


@pytest.mark.parametrize("typed", ["cimt-19 gt1-gt2 doc 5 16", "CIMT-19/GT1-GT2/doc.5/16", "activities"])
def test_the_list_is_searched_by_symbol_and_title(secretariat_client: Client, document: Document, typed: str) -> None:
    make_document("TRABAJO/doc.6/03", title="Informe del GT2")
    html = secretariat_client.get(LIST, {"q": typed}).content.decode()
    assert "CIMT-19/GT1-GT2/doc.5/16" in html
    assert "TRABAJO/doc.6/03" not in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"symbol": "odd"}, ["TRABAJO doc 6"]),
        ({"symbol": "none"}, []),
        ({"symbol": "regular"}, ["CIMT-19/GT1-GT2/doc.5/16"]),
        ({"missing": "es"}, ["TRABAJO doc 6"]),
        ({"missing": "all"}, ["TRABAJO doc 6"]),
        ({"missing": "en"}, ["CIMT-19/GT1-GT2/doc.5/16", "TRABAJO doc 6"]),
        ({"state__exact": "draft"}, ["TRABAJO doc 6"]),
    ],
)
def test_filters_of_the_list(
    secretariat_client: Client, spanish_file: DocumentFile, query: dict[str, str], found: list[str]
) -> None:
    make_document("TRABAJO doc 6", title="Informe del GT2")
    shown = secretariat_client.get(LIST, query).context["cl"].queryset
    assert [document.symbol_printed for document in shown] == found


def test_queries_of_the_list_do_not_grow(secretariat_client: Client, document: Document, personas: Personas) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert secretariat_client.get(LIST).status_code == 200
        return len(queries)

    few = count()
    for number in range(3):
        other = make_document(f"TRABAJO/doc.{number}/07", by=personas.secretariat)
        services.attach_file(other, pdf(), by=personas.secretariat, language="es")
    assert count() == few


PASTED = """CIMT-19/GT1-GT2/doc.5/16 ; Resultados y actividades
CIMT-19/GT1-GT2/doc.9 ; Propuesta de nuevo portafolio
cimt-19 gt1-gt2 doc.9; La misma otra vez
TRABAJO/INF.2/01\tInforme SISMEL
TRABAJO/doc.6/03
Comunicado de Cali
"""


def test_a_pasted_list_is_read_before_anything_is_made(secretariat_client: Client, document: Document) -> None:
    html = secretariat_client.post(PASTE, {"lines": PASTED, "language": "es"}).content.decode()
    assert html.count("Becomes a draft") == 3
    assert html.count("Title missing: left out") == 1
    assert html.count("Already recorded: left out") == 1
    assert html.count("Already in this list: left out") == 1
    assert "Printed without a year" in html
    assert "Make 3 drafts" in html
    assert Document.objects.count() == 1


def test_a_pasted_list_makes_drafts_once(secretariat_client: Client, document: Document) -> None:
    data = {"lines": PASTED, "language": "es", "step": "create"}
    response = secretariat_client.post(PASTE, data)
    assert response["Location"] == f"{reverse('admin:library_document_changelist')}?state__exact=draft".replace(
        "/es/", "/en/"
    )
    made = Document.objects.filter(state="draft").order_by("pk")
    assert [(one.symbol_printed, one.title_es, one.original_language) for one in made] == [
        ("CIMT-19/GT1-GT2/doc.9", "Propuesta de nuevo portafolio", "es"),
        ("TRABAJO/INF.2/01", "Informe SISMEL", "es"),
        ("", "Comunicado de Cali", "es"),
    ]
    secretariat_client.post(PASTE, data)
    assert Document.objects.count() == 4


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"lines": "", "language": "es"}, "Complete this field."),
        ({"lines": "x ; y\n" * 301, "language": "es"}, "Paste at most 300 lines at a time: there are 301."),
        ({"lines": "x ; y", "language": "xx"}, "Select a valid choice"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(secretariat_client: Client, data: dict[str, str], message: str) -> None:
    html = secretariat_client.post(PASTE, data).content.decode()
    assert message in html
    assert not Document.objects.exists()


def test_nobody_else_keeps_documents(personas: Personas, as_persona: Any, document: Document) -> None:
    for name in ("mexico", "partner", "anonymous"):
        browser = as_persona(name) if hasattr(personas, name) or name == "anonymous" else as_persona("mexico")
        for address in (LIST, ADD, PASTE, change_url(document)):
            assert browser.get(address).status_code in {302, 403}, (name, address)
