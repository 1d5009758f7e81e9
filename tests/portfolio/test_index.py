"""The index of the public list: kept at each change as if it had been written anew."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portfolio.listing import index
from portfolio.models import Collection, Program, ProgramIndex, ProgramText, SearchWord
from portfolio.services import currency, drafting, moderation
from portfolio.services.content import Content, write_content
from rial.directory.models import InstitutionName
from tests.factories import make_draft, make_published
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def publish(personas: Personas, by: str = "costa_rica", **content: Any) -> Program:
    """A published program with these columns, codes and rows."""
    writer = getattr(personas, by)
    draft = make_draft(writer.roles.ministries[0], writer, **content.pop("columns", {}))
    write_content(draft, Content(**content), writer)
    published = moderation.publish(moderation.submit(draft, by=writer), by=personas.secretariat)
    return Program.objects.get(pk=published.program_id)


def test_what_a_program_is_found_under(personas: Personas) -> None:
    program = publish(
        personas,
        columns={"start_year": 2010, "end_year": 2013, "operation": "ended", "offered": "yes", "coverage": "national"},
        codes={"topics": ["wages", "youth-employment"], "populations": ["workers"]},
        rows={"evaluations": [{"kind": "impact"}, {"kind": "external"}]},
    )
    program.collections.set([Collection.objects.create(code="covid-19", name_es="COVID-19")])
    index.refresh(program)
    row = ProgramIndex.objects.get(program=program)
    assert row.facets == sorted(
        [
            "collection:covid-19", "country:CR", "coverage:national", "economy:smaller", "evidence:external",
            "evidence:impact", "kind:campaign", "language:es", "offered:yes", "population:workers", "stage:unknown",
            "status:ended", "subregion:central-america", "topic:employment", "topic:labor", "topic:wages",
            "topic:youth-employment",
        ]
    )  # fmt: skip
    assert (row.first_year, row.last_year) == (2010, 2013)


@pytest.mark.parametrize(
    ("columns", "period"),
    [
        ({}, (None, None)),
        ({"start_year": 2010}, (2010, 9999)),
        ({"start_year": 2010, "operation": "ended"}, (2010, 2010)),
        ({"end_year": 2013}, (2013, 2013)),
    ],
)
def test_the_period_as_far_as_reported(
    personas: Personas, columns: dict[str, Any], period: tuple[int | None, int | None]
) -> None:
    row = ProgramIndex.objects.get(program=publish(personas, columns=columns))
    assert (row.first_year, row.last_year) == period


def test_what_is_not_reported_is_unknown(personas: Personas) -> None:
    facets = ProgramIndex.objects.get(program=publish(personas)).facets
    assert {"offered:unknown", "status:unknown", "evidence:none", "population:unknown"} <= set(facets)


def test_a_full_translation(personas: Personas) -> None:
    english = {f"{name}_en": "Text" for name in ("title", "summary", "objectives", "description", "contact_unit")}
    full = ProgramIndex.objects.get(program=publish(personas, columns=english))
    part = ProgramIndex.objects.get(program=publish(personas, columns={"title_en": "Only", "title_es": "Otro"}))
    languages = [[value for value in row.facets if value.startswith("language:")] for row in (full, part)]
    assert languages == [["language:en", "language:es", "language:full"], ["language:es"]]


def test_kept_at_each_change_as_if_written_anew(personas: Personas) -> None:
    """Whatever the services do, the rows are what a rebuild makes of the programs."""
    costa_rica, secretariat = personas.costa_rica, personas.secretariat
    kept = publish(personas, columns={"title_es": "Uno"})
    edited = publish(personas, columns={"title_es": "Dos"})
    hidden = publish(personas, columns={"title_es": "Tres"})
    archived = publish(personas, columns={"title_es": "Cuatro"})
    merged = publish(personas, columns={"title_es": "Cinco"})
    currency.confirm(kept, by=costa_rica)
    draft = drafting.open_new_version(edited, by=costa_rica)
    write_content(draft, Content(columns={"title_es": "Dos bis", "start_year": 2001}), costa_rica)
    assert ProgramIndex.objects.get(program=edited).title_es == "Dos"
    moderation.publish(moderation.submit(draft, by=costa_rica), by=secretariat)
    moderation.unpublish(hidden, by=secretariat, note="Por revisar")
    currency.archive(archived, by=costa_rica, reason={"es": "Terminó"}, lesson={"es": "Mucho"})
    moderation.merge(merged, kept, by=secretariat, note="Es el mismo")
    before = _rows()
    assert {row["title_es"] for row in before} == {"Uno", "Dos bis", "Cuatro"}
    assert list(index.INDEXER.differences()) == []
    assert index.INDEXER.rebuild() == 3
    assert _rows() == before


def _rows() -> list[dict[str, Any]]:
    rows = ProgramIndex.objects.order_by("code").values(
        "code", "title_es", "title_en", "summary_es", "facets", "first_year", "last_year", "confirmed_on",
        "published_at", "first_published_at", "institution", "country", "sort_es", "text__in_all_es", "text__in_all_en",
        "text__body_es", "text__names_es",
    )  # fmt: skip
    return [dict(row) for row in rows]


def test_drafts_are_not_there(personas: Personas) -> None:
    make_draft(personas.mexico.roles.ministries[0], personas.mexico)
    assert not ProgramIndex.objects.exists()
    assert not ProgramText.objects.exists()


def test_an_unpublished_program_can_come_back(personas: Personas) -> None:
    program = publish(personas)
    moderation.unpublish(program, by=personas.secretariat, note="x")
    assert not ProgramIndex.objects.exists()
    moderation.republish(program, by=personas.secretariat, note="y")
    assert ProgramIndex.objects.get().program == program


def test_a_ministry_is_found_by_its_new_name(personas: Personas) -> None:
    program = publish(personas)
    InstitutionName.objects.create(
        institution=program.institution, name_es="Secretaría Flamante", valid_from=timezone.localdate()
    )
    assert "Secretaría Flamante" in ProgramText.objects.get(index__program=program).names_es


def test_texts_longer_than_a_search_vector_holds(personas: Personas) -> None:
    program = publish(personas)
    assert program.current is not None
    program.current.description_es = " ".join(f"palabra{number}" for number in range(60_000))
    program.current.title_es = "Largo\ncon línea"
    row, texts = index.build(program)
    assert (row["title_es"], len(texts["body_es"])) == ("Largo con línea", 200_000)


def test_words_for_corrections(personas: Personas) -> None:
    publish(personas)
    assert SearchWord.objects.get(word="campana").shown == "campaña"


def test_commands(personas: Personas) -> None:
    program = make_published(personas.mexico.roles.ministries[0], personas.mexico, personas.secretariat)
    out, errors = StringIO(), StringIO()
    call_command("check_portfolio_index", stdout=out)
    ProgramIndex.objects.filter(program=program).update(title_es="Otro", facets=["country:MX"])
    with pytest.raises(CommandError):
        call_command("check_portfolio_index", stderr=errors)
    assert errors.getvalue() == f"{program.code}: its row is not what the record makes it\n"
    ProgramText.objects.all().delete()
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("check_portfolio_index", stderr=errors)
    Program.objects.filter(pk=program.pk).update(state="unpublished")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("check_portfolio_index", stderr=errors)
    assert errors.getvalue() == f"{program.code}: is not public\n"
    call_command("rebuild_portfolio_index", stdout=out)
    assert out.getvalue() == "1 of 1 programs: no difference\n0 programs indexed\n"
