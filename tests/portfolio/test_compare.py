"""Comparison of two to four programs: what is asked, what is shown, files."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from portfolio.models import Program
from portfolio.reading.comparison import compare
from portfolio.services import moderation
from portfolio.services.content import Content, write_content
from tests.factories import make_draft
from tests.personas import Personas

pytestmark = pytest.mark.django_db

PATH = "/en/portfolio/compare/"


def publish(personas: Personas, rows: dict[str, list[dict[str, Any]]] | None = None, **columns: Any) -> Program:
    draft = make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica, **columns)
    write_content(draft, Content(rows=rows or {}), personas.costa_rica)
    moderation.publish(moderation.submit(draft, by=personas.costa_rica), by=personas.secretariat)
    return Program.objects.get(pk=draft.program_id)


def query(*codes: str) -> str:
    return "?" + "&".join(f"p={code}" for code in codes)


def read(*programs: Program) -> Any:
    pks = [program.pk for program in programs]
    found = Program.objects.select_related("institution__country", "current").order_by("pk")
    return compare(list(found.filter(pk__in=pks)))


def test_rows_come_from_the_scheme_and_agreement_is_marked(personas: Personas) -> None:
    table = read(publish(personas, start_year=2010), publish(personas, start_year=2012, title_es="Otra"))
    rows = {row.label: row for part in table.parts for row in part.rows}
    assert [cell.plain for cell in rows["Año de inicio" if "Año de inicio" in rows else "Start year"].cells] == [
        "2010",
        "2012",
    ]
    same = [row for part in table.parts for row in part.rows if row.same]
    assert len(same) >= 5
    assert all(not row.empty for part in table.parts for row in part.rows)
    assert len(table.unanswered) > 3


def test_figures_are_shown_large_with_what_they_count(personas: Personas, client: Client) -> None:
    figure = {"indicator_es": "Empresas visitadas", "unit_es": "empresas", "value": "1200", "year": 2012}
    one = publish(personas, {"results": [figure], "evaluations": [{"kind": "internal", "findings_es": "- Bien"}]})
    two = publish(personas, title_es="Otra")
    html = client.get(PATH + query(one.code, two.code)).content.decode()
    assert '<span class="fig">1,200</span> empresas' in html
    assert "<li>Bien</li>" in html
    assert 'class="muted">Not reported</td>' in html
    assert '<td lang="es">' in html


def test_the_choice_is_kept_in_its_order_and_each_can_be_removed(personas: Personas, client: Client) -> None:
    one, two, three = publish(personas), publish(personas, title_es="Dos"), publish(personas, title_es="Tres")
    html = client.get(PATH + query(three.code, one.code, two.code)).content.decode()
    assert html.index(">Tres</span></a>") < html.index(">Dos</span></a>")
    assert f'href="{PATH}?p={three.code}&amp;p={two.code}"' in html
    assert f'rel="canonical" href="http://127.0.0.1:8000{PATH}?p={three.code}&amp;p={one.code}' in html
    assert f'href="/en/portfolio/?p={three.code}&amp;p={one.code}&amp;p={two.code}"' in html


def test_lower_case_spaces_and_repetition_are_understood(personas: Personas, client: Client) -> None:
    one, two = publish(personas), publish(personas, title_es="Dos")
    response = client.get(PATH + query(one.code.lower(), f"%20{two.code}%20", one.code, ""))
    assert "2 programs, one scheme" in response.content.decode()


@pytest.mark.parametrize("asked", ["", "?p=PRG-9999", "?p=%3Cscript%3E", "?p=" + "x" * 5000, "?q=1"])
def test_too_few_or_unknown_programs_get_advice(vocabulary: None, client: Client, asked: str) -> None:
    response = client.get(PATH + asked)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Choose two to four programs" in html
    assert "<script>" not in html
    assert ("There is no published program" in html) == asked.startswith("?p=")


def test_one_program_is_kept_while_another_is_chosen(personas: Personas, client: Client) -> None:
    one = publish(personas)
    html = client.get(PATH + query(one.code)).content.decode()
    assert f'href="/en/portfolio/?p={one.code}"' in html
    assert "Choose another program" in html


def test_marks_that_turn_the_text_are_not_repeated(client: Client, vocabulary: None) -> None:
    html = client.get(PATH, {"p": "\u202eABC"}).content.decode()
    assert "\u202e" not in html
    assert "with the code ABC" in html


def test_more_than_four_are_cut_and_the_page_says_so(personas: Personas, client: Client) -> None:
    codes = [publish(personas, title_es=f"Número {number}").code for number in range(5)]
    html = client.get(PATH + query(*codes, "PRG-9999")).content.decode()
    assert "the first 4 are shown" in html
    assert "There is no published program with the code PRG-9999." in html
    assert "Número 4" not in html


def test_what_is_not_public_is_not_compared(personas: Personas, client: Client) -> None:
    one, draft = publish(personas), make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica)
    html = client.get(PATH + query(one.code, draft.program.code)).content.decode()
    assert f"There is no published program with the code {draft.program.code}." in html


def test_only_differences_leaves_out_what_agrees(personas: Personas, client: Client) -> None:
    one, two = publish(personas, start_year=2010), publish(personas, start_year=2011)
    html = client.get(PATH + query(one.code, two.code) + "&diff=1").content.decode()
    assert 'class="same"' not in html
    assert "Start year" in html
    assert "All rows" in html
    three = publish(personas, start_year=2010)
    assert "They agree in every row." in client.get(PATH + query(one.code, three.code) + "&diff=1").content.decode()


def test_the_same_table_as_csv_and_xlsx(personas: Personas, client: Client) -> None:
    one, two = publish(personas, start_year=2010), publish(personas, title_es="=Dos", start_year=2011)
    address = PATH + query(one.code, two.code)
    text = b"".join(client.get(address + "&format=csv").streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == f"section,criterion,{one.code},{two.code}"
    assert "Identification,Start year,2010,2011" in lines
    assert lines[1].endswith(f'"\'=Dos (Costa Rica, {two.code})"')
    book = load_workbook(io.BytesIO(b"".join(client.get(address + "&format=xlsx").streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert ("Identification", "Start year", "2010", "2011") in rows
    assert any(
        address.split("&")[0] in str(cell) for row in book.worksheets[2].iter_rows(values_only=True) for cell in row
    )


@pytest.mark.parametrize("count", [2, 4])
def test_queries_do_not_grow_with_programs(
    personas: Personas, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    codes = [publish(personas, title_es=f"Número {number}").code for number in range(count)]
    with django_assert_num_queries(4):
        client.get(PATH + query(*codes))
