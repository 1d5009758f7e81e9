"""Country × topic: counts, totals both ways, list view, CSV."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portfolio.models import Program
from portfolio.reading.coverage import coverage
from portfolio.services import moderation
from portfolio.services.content import Content, write_content
from tests.factories import make_draft, make_published
from tests.personas import Personas

pytestmark = pytest.mark.django_db


@pytest.fixture
def programs(personas: Personas) -> list[Program]:
    """Costa Rica: two on inspection, one of them on wages too; Mexico: one on inspection."""
    ministry, writer = personas.costa_rica.roles.ministries[0], personas.costa_rica
    draft = make_draft(ministry, writer)
    write_content(draft, Content(codes={"topics": ["labor-inspection", "wages"]}), writer)
    moderation.publish(moderation.submit(draft, by=writer), by=personas.secretariat)
    second = make_published(ministry, writer, personas.secretariat, title_es="Dos")
    mexico = make_published(personas.mexico.roles.ministries[0], personas.mexico, personas.secretariat)
    return [draft.program, second, mexico]


def test_counts_totals_and_links(programs: list[Program]) -> None:
    table = coverage()
    rows = {row.country.code: row for row in table.rows}
    cells = {cell.topic.code: cell for cell in rows["CR"].cells}
    assert len(table.rows) == 34
    assert (cells["labor-inspection"].count, cells["labor-inspection"].step) == (2, "b")
    assert cells["labor-inspection"].url == "/es/portfolio/?country=CR&topic=labor-inspection"
    assert (cells["wages"].count, cells["wages"].step) == (1, "a")
    assert (rows["CR"].total, rows["MX"].total, rows["PY"].total, table.total) == (2, 1, 0, 3)
    totals = {cell.topic.code: cell.count for cell in table.column_totals}
    assert (totals["labor-inspection"], totals["wages"], totals["child-labor"]) == (3, 1, 0)
    assert [cell.topic.code for cell in rows["MX"].covered] == ["labor-inspection"]
    assert len(rows["PY"].open) == len(table.topics)


def test_what_is_not_public_does_not_count(programs: list[Program], personas: Personas) -> None:
    moderation.unpublish(programs[0], by=personas.secretariat, note="Por revisar")
    make_draft(personas.mexico.roles.ministries[0], personas.mexico)
    rows = {row.country.code: row.total for row in coverage().rows}
    assert (rows["CR"], rows["MX"]) == (1, 1)


def test_the_table_has_34_rows_and_leads_to_the_list(programs: list[Program], client: Client) -> None:
    html = client.get("/en/portfolio/matrix/").content.decode()
    assert html.count('<th scope="row">') == 35
    assert '<td class="b"><a href="/en/portfolio/?country=CR&amp;topic=labor-inspection">2</a></td>' in html
    assert ">+</a>" not in html


@pytest.mark.parametrize(("persona", "offered"), [("anonymous", 0), ("secretariat", 0), ("mexico", 1)])
def test_a_ministry_is_led_to_publish_where_it_has_nothing(
    programs: list[Program], as_persona: Any, persona: str, offered: int
) -> None:
    html = as_persona(persona).get("/en/portfolio/matrix/").content.decode()
    assert (html.count(">+</a>") > 0) == bool(offered)
    listed = as_persona(persona).get("/en/portfolio/matrix/?view=list").content.decode()
    assert listed.count("Publish a program of your ministry") == offered


def test_the_list_says_the_same_in_words(programs: list[Program], client: Client) -> None:
    html = client.get("/en/portfolio/matrix/?view=list").content.decode()
    assert html.count("Nothing published yet.") == 32
    assert '<a href="/en/portfolio/?country=CR&amp;topic=wages">' in html


def test_the_table_as_csv(programs: list[Program], client: Client) -> None:
    response = client.get("/en/portfolio/matrix/?format=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    header = lines[0].split(",")
    costa_rica = dict(zip(header, next(line for line in lines if line.startswith("CR,")).split(","), strict=True))
    assert len(lines) == 36
    assert (costa_rica["name"], costa_rica["labor-inspection"], costa_rica["programs"]) == ("Costa Rica", "2", "2")
    assert lines[-1].endswith(",3")


def test_queries_are_constant(
    programs: list[Program], client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        client.get("/en/portfolio/matrix/")
