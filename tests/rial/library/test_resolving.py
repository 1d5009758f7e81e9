"""/doc/<symbol>: every way of writing a symbol finds its document; several give a choice; none gives the nearest."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rial.library import services
from rial.library.models import Document
from rial.library.resolving import find_document
from tests.personas import Personas

from .conftest import make_document

PAGE = "/library/documents/cimt-19-gt1-gt2-doc-5-16/"


@pytest.mark.parametrize(
    "typed",
    [
        "CIMT-19/GT1-GT2/doc.5/16",
        "cimt-19 gt1-gt2 doc 5 16",
        "cimt-19%20gt1-gt2%20doc%205%2016",
        "CIMT-19%2FGT1-GT2%2Fdoc.5%2F16",
        "iacml-xix/wg1-wg2/document-5/2016",
        "CIMT-19/GT1-GT2/doc.5/16/",
        "CIMT-19/GT1-GT2/doc.5",
        "doc.5/16 rev. 1",
        "CIMT-19/GT2/doc.5/16",
        "cimt-19-gt1-gt2-doc-5-16",
    ],
)
def test_every_way_of_writing_leads_to_the_page(client: Client, document: Document, typed: str) -> None:
    for language in ("es", "en"):
        response = client.get(f"/{language}/doc/{typed}")
        assert (response.status_code, response["Location"]) == (302, f"/{language}{PAGE}")


@pytest.mark.parametrize(("accepts", "language"), [("en-US,en;q=0.9", "en"), ("es-CR", "es"), ("de", "es")])
def test_without_a_language_the_browser_decides(
    client: Client, document: Document, accepts: str, language: str
) -> None:
    response = client.get("/doc/cimt-19 gt1-gt2 doc 5 16", headers={"accept-language": accepts})
    assert (response.status_code, response["Location"]) == (302, f"/{language}{PAGE}")
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies
    unknown = client.get("/doc/cimt-19 doc 99", headers={"accept-language": accepts})
    assert (unknown.status_code, unknown["Location"]) == (302, f"/{language}/doc/cimt-19%20doc%2099")


def test_an_unknown_symbol_names_the_nearest(client: Client, document: Document, personas: Personas) -> None:
    make_document("CIDI/TRABAJO/doc.27/15", title="Informe final", by=personas.secretariat)
    response = client.get("/en/doc/CIMT-19/GT1-GT2/doc.5/17")
    html = response.content.decode()
    assert response.status_code == 404
    assert "RIAL results and activities 2006-2016" in html
    assert "Informe final" not in html


def test_the_nearest_differ_in_the_fewest_parts(document: Document, personas: Personas) -> None:
    year = make_document("CIMT-19/GT1-GT2/doc.6/15", by=personas.secretariat)
    other = make_document("CIMT-18/GT1-GT2/doc.10/15", by=personas.secretariat)
    found = find_document("CIMT-19/GT1-GT2/doc.6/18", personas.secretariat).nearest
    assert list(found) == [year, document, other]


def test_nonsense_is_404_and_nothing_breaks(client: Client, document: Document) -> None:
    for typed in ("%00", "x" * 500, "<script>", "….", "9" * 300, "%F0%9F%98%80"):
        response = client.get(f"/en/doc/{typed}")
        assert response.status_code in {400, 404}, typed
        assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_one_symbol_twice_gives_the_choice(client: Client, document: Document, personas: Personas) -> None:
    make_document("CIMT-19 GT1-GT2 doc.5/16", title="Otro", by=personas.secretariat)
    response = client.get("/es/doc/CIMT-19/GT1-GT2/doc.5/16")
    html = response.content.decode()
    assert response.status_code == 300
    assert "Otro" in html
    assert "Resultados y actividades" in html


def test_a_misprinted_symbol_is_found_as_printed_and_as_it_should_be(client: Client, personas: Personas) -> None:
    make_document(
        "CIMT-18/GT1-GT2-doc.7/16",
        symbol_presumed="CIMT-19/GT1-GT2/doc.7/16",
        slug="agreements",
        by=personas.secretariat,
    )
    for typed in ("CIMT-18/GT1-GT2-doc.7/16", "cimt-18/gt1-gt2/doc.7/16", "CIMT-19/GT1-GT2/doc.7/16"):
        assert client.get(f"/es/doc/{typed}")["Location"] == "/es/library/documents/agreements/"


def test_drafts_and_withdrawn_documents_are_nowhere_but_for_the_secretariat(
    client: Client, personas: Personas, document: Document
) -> None:
    make_document("CIMT-19/GT1-GT2/doc.9", title="Borrador")
    services.withdraw(document, by=personas.secretariat, note="Wrong file")
    for typed in ("CIMT-19/GT1-GT2/doc.9", "CIMT-19/GT1-GT2/doc.5/16"):
        response = client.get(f"/es/doc/{typed}")
        assert response.status_code == 404
        assert "Borrador" not in response.content.decode()
    client.force_login(personas.secretariat)
    assert client.get("/es/doc/CIMT-19/GT1-GT2/doc.9").status_code == 302


def test_queries_do_not_grow_with_documents(client: Client, document: Document, personas: Personas) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/doc/CIMT-19/GT1-GT2/doc.88/17").status_code == 404
        return len(queries)

    few = count()
    for number in range(10, 14):
        make_document(f"CIMT-19/GT1-GT2/doc.{number}/16", by=personas.secretariat)
    assert count() == few
