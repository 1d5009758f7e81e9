"""The list of documents: facets, search by symbol and words, orders, files, feed; what other pages show of it."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rial.directory.models import Country, Topic
from rial.library import services
from rial.library.listing import INDEXER
from rial.library.models import Document, DocumentFile
from rial.library.signals import document_changed
from rial.pages.searching import search_everything
from rial.pages.sitemaps import sitemap_entries
from tests.personas import Personas

from .conftest import make_document

LIST = "/en/library/"


@pytest.fixture
def documents(document: Document, spanish_file: DocumentFile, personas: Personas) -> dict[str, Document]:
    """Three public documents, told apart by every facet, and a draft."""
    by = personas.secretariat
    study = make_document(
        "CIDI/TRABAJO/doc.27/15",
        title="Informe final",
        title_en="Final report",
        kind="final_report",
        conference_edition=19,
        by=by,
    )
    study.topics.add(Topic.objects.get(pk="labor-inspection"))
    study.countries.add(Country.objects.get(pk="MX"))
    reference = make_document(
        slug="communique-of-cali", title="Comunicado de Cali", kind="declaration", year=2010, by=by
    )
    DocumentFile.objects.create(document=reference, url="https://example.org/cali")
    for changed in (study, reference):
        document_changed.send(sender=Document, document=changed)
    make_document("CIMT-19/GT1-GT2/doc.9", title="Borrador")
    return {"report": document, "study": study, "reference": reference}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["report", "study", "reference"]),
        ({"kind": "declaration"}, ["reference"]),
        ({"kind": ["declaration", "report"]}, ["report", "reference"]),
        ({"language": "es"}, ["report"]),
        ({"language": "unknown"}, ["reference"]),
        ({"language": "none"}, ["study"]),
        ({"topic": "labor"}, ["study"]),
        ({"country": "MX"}, ["study"]),
        ({"edition": "19"}, ["report", "study"]),
        ({"organ": "cimt"}, ["report"]),
        ({"organ": "cidi-trabajo"}, ["study"]),
        ({"organ": "none"}, ["reference"]),
        ({"from": "2011"}, ["report", "study"]),
        ({"to": "2014"}, ["reference"]),
        ({"sort": "symbol"}, ["study", "report", "reference"]),
        ({"q": "actividades"}, ["report"]),
        ({"q": "cimt-19 gt1-gt2 doc 5 16"}, ["report"]),
        ({"q": "CIMT-19/GT1-GT2/doc.5/16"}, ["report"]),
        ({"q": "borrador"}, []),
    ],
)
def test_every_facet_order_and_search(
    client: Client, documents: dict[str, Document], query: dict[str, Any], found: list[str]
) -> None:
    data = json.loads(b"".join(client.get(LIST, {**query, "format": "json"}).streaming_content))
    slugs = [row["slug"] for row in data["results"]]
    assert slugs == [documents[name].slug for name in found]


def test_the_page_shows_cards_and_facets(client: Client, documents: dict[str, Document]) -> None:
    html = client.get(LIST).content.decode()
    assert "<b>3 documents</b>" in html
    assert '<span class="code">CIMT-19/GT1-GT2/doc.5/16</span>' in html
    assert 'href="/en/library/documents/communique-of-cali/"' in html
    assert "XIX IACML <b>2</b>" in html
    assert "Language not recorded <b>1</b>" in html
    assert "Spanish · English missing" in html
    assert "Borrador" not in html


def test_a_symbol_that_was_searched_for_leads_to_its_document(client: Client, documents: dict[str, Document]) -> None:
    html = client.get(LIST, {"q": "iacml-19 wg1-wg2 document 5 2016"}).content.decode()
    assert "This symbol belongs to:" in html
    assert documents["report"].get_absolute_url().replace("/es/", "/en/") in html


def test_unknown_filter_values_are_named_and_ignored(client: Client, documents: dict[str, Document]) -> None:
    html = client.get(LIST, {"kind": "novel", "edition": "99", "from": "x"}).content.decode()
    assert "novel" in html
    assert "<b>3 documents</b>" in html


def test_the_files_hold_what_is_on_screen(client: Client, documents: dict[str, Document]) -> None:
    response = client.get(LIST, {"edition": "19", "format": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["symbol_printed"] for row in rows] == ["CIMT-19/GT1-GT2/doc.5/16", "CIDI/TRABAJO/doc.27/15"]
    assert rows[0]["languages"] == "es"
    assert client.get(LIST, {"format": "xlsx"}).status_code == 200


def test_the_feed_names_what_is_new(client: Client, documents: dict[str, Document]) -> None:
    for address in ("/en/library/feed/?kind=declaration", "/en/library/?kind=declaration&format=atom"):
        xml = client.get(address).content.decode()
        assert "Comunicado de Cali" in xml
        assert "Final report" not in xml


def test_the_rows_are_what_the_records_make_them(documents: dict[str, Document], personas: Personas) -> None:
    assert list(INDEXER.differences()) == []
    services.withdraw(documents["study"], by=personas.secretariat, note="Wrong")
    assert list(INDEXER.differences()) == []
    assert INDEXER.rebuild() == 2
    assert list(INDEXER.differences()) == []


def test_queries_of_the_list_do_not_grow(client: Client, documents: dict[str, Document], personas: Personas) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    count()
    few = count()
    for number in range(3):
        make_document(f"TRABAJO/doc.{number}/07", by=personas.secretariat)
    count()
    assert count() == few


def test_an_empty_library_says_so(client: Client, vocabulary: None) -> None:
    response = client.get(LIST)
    assert response.status_code == 200
    assert "No document has all of this." in response.content.decode()


@pytest.mark.parametrize("typed", ["cimt-19 gt1-gt2 doc 5 16", "actividades", "activities"])
def test_the_site_search_finds_documents(documents: dict[str, Document], typed: str) -> None:
    groups = {group.code: group for group in search_everything(typed)["groups"]}
    assert [hit.url for hit in groups["documents"].hits] == ["/es/library/documents/cimt-19-gt1-gt2-doc-5-16/"]


def test_a_countrys_page_shows_its_documents(client: Client, documents: dict[str, Document]) -> None:
    html = client.get("/en/countries/MX/").content.decode()
    assert 'href="/en/library/documents/cidi-trabajo-doc-27-15/"' in html
    assert "/en/library/documents/" not in client.get("/en/countries/CR/").content.decode()


def test_the_sitemap_names_documents_in_their_languages(documents: dict[str, Document]) -> None:
    xml = sitemap_entries()
    assert "/en/library/documents/cidi-trabajo-doc-27-15/" in xml
    assert "/es/library/documents/communique-of-cali/" in xml
    assert "/en/library/documents/communique-of-cali/" not in xml
    assert "doc-9" not in xml
