"""A document's page, its data, its citation and its files."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rial.core import panels
from rial.library import services
from rial.library.models import Citation, Contributor, Document, DocumentFile, DocumentNote
from tests.personas import Personas

from .conftest import PDF, make_document, pdf

URL = "/en/library/documents/cimt-19-gt1-gt2-doc-5-16/"


def page(client: Client, address: str = URL) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_page_names_languages_files_and_what_is_missing(client: Client, spanish_file: DocumentFile) -> None:
    html = page(client)
    assert '<th scope="row">Spanish</th>' in html
    assert "informe.pdf" in html
    assert "Text, PDF" in html
    assert '<th scope="row">English</th><td colspan="3" class="muted">Missing</td>' in html
    assert "RIAL results and activities 2006-2016" in html


def test_nothing_is_called_missing_while_a_language_is_unknown(client: Client, document: Document) -> None:
    DocumentFile.objects.create(document=document, url="https://docsbay.net/report")
    html = page(client)
    assert "Language not recorded" in html
    assert "Read at docsbay.net" in html
    assert "Missing" not in html


def test_an_empty_record_says_so(client: Client, document: Document) -> None:
    html = page(client)
    assert "No version is kept here and no address where it can be read is known." in html
    assert "Date not recorded" in html


def test_the_regular_form_and_the_oddity_stand_beside_the_print(client: Client, personas: Personas) -> None:
    make_document(
        "CIMT-18/GT1-GT2-doc.7/16",
        slug="agreements",
        symbol_presumed="CIMT-19/GT1-GT2/doc.7/16",
        note_en="Edition 18 and a hyphen, as printed.",
        by=personas.secretariat,
    )
    html = page(client, "/en/library/documents/agreements/")
    assert '<span class="code">CIMT-18/GT1-GT2-doc.7/16</span>' in html
    assert '<span class="code">CIMT-18/GT1-GT2/doc.7/16</span>' in html
    assert '<span class="code">CIMT-19/GT1-GT2/doc.7/16</span>' in html
    assert '<span class="tag wa">Irregular form</span><span class="tag wa">Probable misprint</span>' in html
    assert "Edition 18 and a hyphen, as printed." in html


def test_a_title_in_one_language_is_shown_in_the_other_with_its_language(client: Client, personas: Personas) -> None:
    make_document("TRABAJO/INF.2/01", title="Informe SISMEL", by=personas.secretariat)
    html = page(client, "/en/library/documents/trabajo-inf-2-01/")
    assert '<h1 lang="es">Informe SISMEL</h1>' in html
    assert "The title of this document is only in Spanish." in html
    assert 'hreflang="en"' not in html.split("</head>")[0]


def test_citations_lead_both_ways_and_never_to_drafts(client: Client, document: Document, personas: Personas) -> None:
    cited = make_document("CIMT-18/GT1-GT2/doc.10/15", title="Panorama del portafolio", by=personas.secretariat)
    draft = make_document("CIMT-19/GT1-GT2/doc.9", title="Borrador secreto")
    Citation.objects.create(citing=document, cited=cited, place="p. 12")
    Citation.objects.create(citing=document, cited=draft)
    html = page(client)
    assert "Panorama del portafolio" in html
    assert "p. 12" in html
    assert "Borrador secreto" not in html
    assert "RIAL results" in page(client, cited.get_absolute_url().replace("/es/", "/en/"))


def test_versions_in_time_lead_to_each_other(client: Client, document: Document, personas: Personas) -> None:
    by = personas.secretariat
    draft = make_document("CIMT-19/GT1-GT2/doc.5/16 rev.2", title="Borrador secreto", supersedes=document)
    later = make_document("CIMT-19/GT1-GT2/doc.5/16 rev.1", title="Revisada", supersedes=document, by=by)
    html = page(client)
    assert "<dt>Later version</dt>" in html
    assert later.get_absolute_url().replace("/es/", "/en/") in html
    assert draft.title_es not in html
    assert "<dt>Earlier version</dt>" in page(client, later.get_absolute_url().replace("/es/", "/en/"))


def test_the_record_as_data(client: Client, spanish_file: DocumentFile, document: Document) -> None:
    DocumentNote.objects.create(document=document, text_en="Report of Working Group 2", text_es="Informe")
    data = json.loads(client.get(f"{URL}?format=json").content)["record"]
    assert data["symbol_printed"] == "CIMT-19/GT1-GT2/doc.5/16"
    assert (data["title_en"], data["conference_edition"], data["year"]) == (
        "RIAL results and activities 2006-2016",
        19,
        2016,
    )
    assert data["versions"][0]["file_name"] == "informe.pdf"
    assert data["notes"] == [
        {"kind": "source", "text_es": "Informe", "text_en": "Report of Working Group 2", "url": ""}
    ]


def test_citations_for_footnotes_and_reference_managers(client: Client, document: Document) -> None:
    assert "RIAL results and activities 2006-2016 (CIMT-19/GT1-GT2/doc.5/16) (2016). http" in page(client)
    Contributor.objects.create(document=document, role="publisher", name_es="OEA", name_en="OAS")
    assert "OAS (2016). RIAL results and activities 2006-2016 (CIMT-19/GT1-GT2/doc.5/16). http" in page(client)
    Contributor.objects.create(document=document, role="author", name_es="OEA & CISS", name_en="OAS & CISS")
    assert "OAS &amp; CISS (2016). RIAL results and activities 2006-2016 (CIMT-19/GT1-GT2/doc.5/16)." in page(client)
    bib = client.get(f"{URL}cite.bib")
    assert bib["Content-Disposition"] == 'attachment; filename="cimt-19-gt1-gt2-doc-5-16.bib"'
    assert "author = {{OAS \\& CISS}}" in bib.content.decode()
    ris = client.get(f"{URL}cite.ris").content.decode()
    assert ris.startswith("TY  - RPRT\r\nAU  - OAS & CISS\r\n")
    assert ris.endswith("ER  - \r\n")
    assert client.get(f"{URL}cite.doc").status_code == 404


def test_a_file_is_a_download_under_its_own_name(client: Client, spanish_file: DocumentFile) -> None:
    response = client.get(spanish_file.get_absolute_url())
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="informe.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "informe" not in spanish_file.file.name
    assert client.get(spanish_file.get_absolute_url(), headers={"if-none-match": response["ETag"]}).status_code == 304


def test_drafts_and_their_files_are_404_for_the_public(client: Client, personas: Personas) -> None:
    draft = make_document("CIMT-19/GT1-GT2/doc.9")
    row = services.attach_file(draft, pdf(), by=personas.secretariat, language="es")
    for address in (draft.get_absolute_url(), f"{draft.get_absolute_url()}cite.bib", row.get_absolute_url()):
        assert client.get(address).status_code == 404
    client.force_login(personas.secretariat)
    for address in (draft.get_absolute_url(), row.get_absolute_url()):
        assert client.get(address).status_code == 200


def test_other_rooms_add_panels_to_the_page(
    client: Client, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_sources", {})
    panels.add_panel(
        "document",
        lambda subject, user: panels.Panel(
            title="Discussed at", template="library/_row.html", context={"document": subject}
        ),
    )
    assert "<h2>Discussed at</h2>" in page(client)


def test_the_page_is_for_everyone_sets_no_cookie_and_is_renewed(client: Client, document: Document) -> None:
    first = client.get(URL)
    assert not first.cookies
    assert first["Cache-Control"].startswith("public")
    assert client.get(URL, headers={"if-none-match": first["ETag"]}).status_code == 304
    DocumentFile.objects.create(document=document, url="https://example.org/a.pdf", language="en")
    assert client.get(URL, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_queries_do_not_grow_with_what_belongs_to_a_document(
    client: Client, document: Document, personas: Personas
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    def add(number: int) -> None:
        other = make_document(f"CIMT-19/GT1-GT2/doc.{number}/16", by=personas.secretariat)
        Citation.objects.create(citing=document, cited=other)
        Citation.objects.create(citing=other, cited=document)
        DocumentFile.objects.create(document=document, url=f"https://example.org/{number}.pdf")
        Contributor.objects.create(document=document, name_es=f"Autor {number}")

    add(20)
    one = count()
    add(21)
    add(22)
    assert count() == one
