"""Changes between two versions of a program, and the words in which values are written."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from portfolio.models import Program, Result, Version
from portfolio.reading.diffs import diff_versions
from portfolio.reading.presentation import amount, choice_label, money, program_label, qualified, value_texts, years
from portfolio.scheme import FIELD_BY_NAME
from portfolio.services.content import Content, write_content
from tests.factories import make_draft, make_published
from tests.personas import Personas

pytestmark = pytest.mark.django_db

FIGURE: dict[str, Any] = {"indicator_es": "Visitas", "unit_es": "empresas", "value": "9.20", "year": 2012}


@pytest.fixture
def pair(personas: Personas) -> tuple[Version, Version]:
    """Two drafts with the same content, of two ministries."""
    return (
        make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica),
        make_draft(personas.mexico.roles.ministries[0], personas.mexico),
    )


def change(version: Version, content: Content) -> Version:
    write_content(version, content, version.created_by)
    return Version.objects.with_content().get(pk=version.pk)


def named(old: Version | None, new: Version) -> dict[tuple[str, str], tuple[str, str]]:
    return {(each.field.name, each.language): (each.before, each.after) for each in diff_versions(old, new)}


def test_equal_contents_have_no_changes(pair: tuple[Version, Version]) -> None:
    assert diff_versions(*pair) == []


def test_from_nothing_everything_is_added(pair: tuple[Version, Version]) -> None:
    changes = diff_versions(None, pair[0])
    assert {each.field.name for each in changes} == {
        "title",
        "summary",
        "kind",
        "topics",
        "objectives",
        "description",
        "contact_unit",
    }
    assert all(each.added and not each.removed for each in changes)


def test_each_kind_of_value_is_compared_in_words(pair: tuple[Version, Version]) -> None:
    old, new = pair
    new = change(
        new,
        Content(
            columns={
                "title_en": "Campaign",
                "kind": "plan",
                "start_year": 2010,
                "cost_amount": Decimal("1500.50"),
                "cost_currency": "USD",
                "cost_year": 2012,
                "offer_capacity": 12000,
                "summary_es": "",
            },
            codes={"topics": ["wages"], "populations": ["workers"]},
            rows={"results": [FIGURE], "links": [{"kind": "site", "url": "https://example.org"}]},
        ),
    )
    with translation.override("en"):
        found = named(old, new)
    assert found["title", "en"] == ("", "Campaign")
    assert ("title", "es") not in found
    assert found["kind", ""] == ("Campaign", "Plan or strategy")
    assert found["start_year", ""] == ("", "2010")
    assert found["cost_amount", ""] == ("", "USD 1,500.5 (2012)")
    assert found["offer_capacity", ""] == ("", "12,000")
    assert found["summary", "es"] == ("Campaña para que se pague el salario mínimo.", "")
    assert found["topics", ""] == ("Labor inspection", "Wages")
    assert found["results", "es"] == ("", "Visitas · 9.2 empresas · 2012")
    assert ("results", "en") not in found
    assert found["links", "es"] == ("", "The program’s own site · https://example.org")


def test_changes_stand_in_the_order_of_the_scheme_with_safe_marks(pair: tuple[Version, Version]) -> None:
    old, new = pair
    new = change(new, Content(columns={"objectives_es": "<b>Todos</b>", "title_es": "Otra"}))
    changes = diff_versions(old, new)
    assert [(each.section.code, each.field.name) for each in changes] == [
        ("identification", "title"),
        ("purpose", "objectives"),
    ]
    assert "<b>" not in changes[1].html
    assert "&lt;" in changes[1].html


def test_a_model_is_named_by_code_and_title(personas: Personas, pair: tuple[Version, Version]) -> None:
    model = make_published(personas.mexico.roles.ministries[0], personas.mexico, personas.secretariat)
    new = change(pair[1], Content(columns={"modelled_on": model.pk}))
    assert named(pair[0], new)["modelled_on", ""] == ("", f"{model.code} Campaña Nacional de Salario Mínimo")
    assert program_label(None) == ""
    assert program_label(Program(code="PRG-0099")) == "PRG-0099"


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [
        (None, "", ""),
        (Decimal("17000.00"), "17\u00a0000", "17,000"),
        (Decimal("9.20"), "9,2", "9.2"),
        (Decimal("-1234.5"), "-1\u00a0234,5", "-1,234.5"),
        (3, "3", "3"),
    ],
)
def test_numbers_are_written_as_the_reader_does(value: Any, spanish: str, english: str) -> None:
    with translation.override("es"):
        assert amount(value) == spanish
    with translation.override("en"):
        assert amount(value) == english


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [(2010, 2013, "2010–2013"), (2012, 2012, "2012"), (None, 2012, "2012"), (2010, None, "2010"), (None, None, "")],
)
def test_periods(first: int | None, last: int | None, text: str) -> None:
    assert years(first, last) == text


def test_small_words() -> None:
    with translation.override("en"):
        assert choice_label(Version, "kind", "campaign") == "Campaign"
        assert choice_label(Version, "kind", "gone") == "gone"
        assert choice_label(Version, "kind", "") == ""
        assert money(Version()) == ""
        assert money(Version(cost_amount=Decimal(5))) == "5"
        assert qualified(Result(value=Decimal(5), qualifier="about")) == "about 5"
        assert qualified(Result()) == ""


def test_values_for_the_reader_carry_their_language(pair: tuple[Version, Version]) -> None:
    version = change(pair[0], Content(rows={"evaluations": [{"kind": "impact", "findings_es": "Subieron"}]}))
    with translation.override("en"):
        assert [(text.value, text.language) for text in value_texts(version, FIELD_BY_NAME["title"])] == [
            ("Campaña Nacional de Salario Mínimo", "es")
        ]
        (line,) = value_texts(version, FIELD_BY_NAME["evaluations"])
        assert (line.value, line.language) == ("Impact evaluation · Subieron", "es")
        assert value_texts(version, FIELD_BY_NAME["challenges"]) == []
        assert value_texts(version, FIELD_BY_NAME["start_year"]) == []
