"""The rows on screen as CSV, XLSX, JSON and Atom."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from portfolio.listing.columns import columns
from portfolio.models import Program
from portfolio.scheme import CONTENT_COLUMNS
from portfolio.services import currency, drafting, moderation
from portfolio.services.content import Content, write_content
from tests.factories import make_draft, make_published
from tests.personas import Personas

pytestmark = pytest.mark.django_db

LIST = "/en/portfolio/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def programs(personas: Personas) -> list[Program]:
    """A Costa Rican one with everything, and an English-only one of Mexico."""
    writer = personas.costa_rica
    columns: dict[str, Any] = {
        "title_en": "Minimum wage",
        "start_year": 2010,
        "cost_amount": 1500,
        "cost_currency": "USD",
    }
    draft = make_draft(writer.roles.ministries[0], writer, **columns, offered="yes", acronym="=1+1")
    rows: dict[str, list[dict[str, Any]]] = {
        "results": [{"indicator_es": "Visitas", "indicator_en": "Visits", "value": 300, "year": 2012}],
        "evaluations": [{"kind": "impact", "findings_es": "Subieron"}],
    }
    write_content(draft, Content(codes={"topics": ["wages", "labor-inspection"]}, rows=rows), writer)
    moderation.publish(moderation.submit(draft, by=writer), by=personas.secretariat)
    first = Program.objects.get(pk=draft.program_id)
    currency.confirm(first, by=writer)
    mexico = make_published(personas.mexico.roles.ministries[0], personas.mexico, personas.secretariat, title_es="Otro")
    return [first, mexico]


def body(client: Client, query: str, path: str = LIST) -> bytes:
    """The file, whole."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    content: bytes = response.getvalue()
    return content


def test_csv_has_the_rows_of_the_list_in_its_order(client: Client, programs: list[Program]) -> None:
    text = body(client, "format=csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["code"] for row in rows] == [program.code for program in programs]
    row = rows[0]
    assert (row["title_es"], row["title_en"]) == ("Campaña Nacional de Salario Mínimo", "Minimum wage")
    assert (row["country"], row["country_es"], row["kind"], row["kind_label"]) == (
        "CR",
        "Costa Rica",
        "campaign",
        "Campaign",
    )
    assert (row["acronym"], row["start_year"], row["cost_amount"], row["cost_currency"]) == (
        "'=1+1",
        "2010",
        "1500.00",
        "USD",
    )
    assert sorted(row["topics"].split("; ")) == ["labor-inspection", "wages"]
    assert row["results_en"] == "Visits |  |  | 300.00 |  |  | 2012 | "
    assert row["confirmed_on"] == timezone.localdate().isoformat()
    assert row["version"] == "1"
    assert row["url"].endswith(f"/en/portfolio/{row['code']}/")
    assert rows[1]["confirmed_on"] == ""


def test_every_field_of_the_scheme_has_its_columns() -> None:
    keys = [column.key for column in columns()]
    assert len(keys) == len(set(keys))
    assert set(CONTENT_COLUMNS) <= set(keys)
    assert all(str(column.label) for column in columns())


def test_filters_hold_for_files_too(client: Client, programs: list[Program]) -> None:
    text = body(client, "format=csv&country=MX").decode("utf-8-sig")
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == [programs[1].code]
    assert body(client, "format=csv&country=HT").decode("utf-8-sig").count("\r\n") == 1


def test_json(client: Client, programs: list[Program]) -> None:
    found = json.loads(body(client, "format=json&country=CR&topic=wages&country=XX"))
    assert list(found) == ["as_of", "language", "source", "query", "ignored", "total", "results"]
    assert found["query"] == {"topic": ["wages"], "country": ["CR"]}
    assert found["source"].endswith("/en/portfolio/?topic=wages&country=CR")
    assert found["ignored"] == ["“XX” is not a value of the filter “Country”."]
    assert found["total"] == 1
    row = found["results"][0]
    assert sorted(row["topics"]) == ["labor-inspection", "wages"]
    assert row["results"] == [
        {
            "indicator_es": "Visitas", "indicator_en": "Visits", "unit_es": "", "unit_en": "", "source_es": "",
            "source_en": "", "value": "300.00", "qualifier": "", "year_from": None, "year": 2012, "url": "",
        }
    ]  # fmt: skip
    assert "results_es" not in row


def test_xlsx_has_types_and_says_where_it_comes_from(client: Client, programs: list[Program]) -> None:
    book = load_workbook(io.BytesIO(body(client, "format=xlsx&q=salario&from=2000")))
    table, described, about = book.worksheets
    heads = [cell.value for cell in table[1]]
    row: dict[Any, Any] = dict(zip(heads, table[2], strict=True))
    assert table.max_row == 2
    assert (row["Acronym"].value, row["Acronym"].data_type) == ("=1+1", "s")
    assert (row["Start year"].value, row["Confirmed by the ministry"].is_date) == (2010, True)
    assert described.max_row == len(columns()) + 1
    facts = {line[0].value: str(line[1].value) for line in about.iter_rows(min_row=2)}
    assert (facts["Programs"], facts["Filters"]) == ("1", "“salario”; 2000–…")
    assert facts["Address"].endswith("/en/portfolio/?q=salario&from=2000")


def test_files_speak_the_language_of_the_page(client: Client, programs: list[Program]) -> None:
    spanish = json.loads(body(client, "format=json", "/es/portfolio/"))
    assert spanish["results"][0]["kind_label"] == "Campaña"
    assert spanish["results"][0]["url"].endswith("/es/portfolio/" + programs[0].code + "/")


def test_queries_do_not_grow_with_the_rows(
    client: Client, personas: Personas, programs: list[Program], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    body(client, "format=csv")
    with django_assert_max_num_queries(16):
        body(client, "format=csv&country=CR")
    make_published(personas.mexico.roles.ministries[0], personas.mexico, personas.secretariat, title_es="Tercero")
    body(client, "format=csv")
    with django_assert_max_num_queries(16):
        body(client, "format=csv")


# --- Atom --------------------------------------------------------------------------------------


def test_feed(client: Client, programs: list[Program], personas: Personas) -> None:
    response = client.get("/en/portfolio/feed/?country=CR&country=MX")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith("/en/portfolio/feed/?country=CR&country=MX")
    assert links["alternate"].endswith("/en/portfolio/?country=CR&country=MX")
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id", "") for entry in entries]
    assert [code.split("/")[-2] for code in ids] == [programs[1].code, programs[0].code]
    title = entries[0].find(f"{ATOM}title")
    assert title is not None
    assert (title.text, title.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("Otro", "es")
    assert entries[1].findtext(f"{ATOM}title") == "Minimum wage"
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


def test_a_new_version_comes_first_under_the_same_id(
    client: Client, programs: list[Program], personas: Personas
) -> None:
    before = _entries(client)
    draft = drafting.open_new_version(programs[0], by=personas.costa_rica)
    write_content(draft, Content(columns={"title_en": "Minimum wage, again"}), personas.costa_rica)
    moderation.publish(moderation.submit(draft, by=personas.costa_rica), by=personas.secretariat)
    after = _entries(client)
    assert list(after) == list(reversed(before))
    newest = next(iter(after))
    assert after[newest] > before[newest]


def _entries(client: Client) -> dict[str, str]:
    feed = ElementTree.fromstring(client.get(f"{LIST}?format=atom").content)  # noqa: S314 - our own answer
    return {
        entry.findtext(f"{ATOM}id", ""): entry.findtext(f"{ATOM}updated", "") for entry in feed.findall(f"{ATOM}entry")
    }


def test_an_empty_feed_is_a_feed(client: Client, vocabulary: None) -> None:
    feed = ElementTree.fromstring(client.get("/es/portfolio/feed/").content)  # noqa: S314 - our own answer
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated", "").startswith("1970-01-01")
