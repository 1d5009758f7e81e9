"""Writing a program: nothing lost, nobody overwritten, duplicates pointed out."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portfolio.completeness import TaskState, filled_count, missing_for_submission, task_state
from portfolio.enums import Origin, TranslationState, VersionState
from portfolio.models import Program, Version
from portfolio.scheme import FIELD_BY_NAME, IDENTIFICATION, PURPOSE, RESULTS, SECTIONS
from portfolio.services import currency, drafting, moderation
from portfolio.services.content import Content, read_content, stamp_of
from portfolio.services.translations import record_state, states
from tests.factories import make_draft, make_published, make_submitted
from tests.personas import Personas, institution


def test_create(personas: Personas) -> None:
    version = drafting.create_program(institution("CR"), by=personas.costa_rica, language="en", title=" A ")
    program = version.program
    assert (program.code, program.origin, program.state) == ("PRG-0001", Origin.MINISTRY, "draft")
    assert (version.original_language, version.title_en, version.number) == ("en", "A", None)


@pytest.mark.parametrize("persona", ["mexico", "partner", "authority"])
def test_create_for_another_ministry_is_refused(personas: Personas, persona: str) -> None:
    with pytest.raises(PermissionDenied):
        drafting.create_program(institution("CR"), by=getattr(personas, persona), language="es")
    assert Program.objects.count() == 0


def save(version: Version, by: object, stamp: str | None = None, **columns: object) -> Version:
    return drafting.save_section(version, PURPOSE, Content(columns=dict(columns)), by=by, stamp=stamp)


def test_incomplete_section_is_saved(personas: Personas) -> None:
    version = drafting.create_program(institution("CR"), by=personas.costa_rica, language="es")
    save(version, personas.costa_rica, problem_es="x" * 5000)
    version.refresh_from_db()
    assert len(version.problem_es) == 5000
    assert task_state(version, PURPOSE) is TaskState.ERRORS
    assert "3500" in next(p.message for p in missing_for_submission(version) if p.field == "problem").replace(
        "\xa0", ""
    )


def test_second_editor_cannot_overwrite(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    drawn = stamp_of(version, PURPOSE)
    saved = save(version, personas.colleague, drawn, problem_es="De ella")
    with pytest.raises(drafting.StaleForm) as conflict:
        save(version, personas.costa_rica, drawn, problem_es="De él")
    assert conflict.value.theirs.columns["problem_es"] == "De ella"
    assert conflict.value.mine.columns == {"problem_es": "De él"}
    assert conflict.value.by == personas.colleague
    saved.refresh_from_db()
    assert saved.problem_es == "De ella"


def test_the_same_form_twice_is_harmless(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    drawn = stamp_of(version, PURPOSE)
    content = read_content(version, PURPOSE)
    content.columns["problem_es"] = "Igual"
    for _again in range(2):
        drafting.save_section(version, PURPOSE, content, by=personas.costa_rica, stamp=drawn)
    version.refresh_from_db()
    assert version.problem_es == "Igual"


def test_another_section_does_not_make_a_form_stale(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    drawn = stamp_of(version, PURPOSE)
    drafting.save_section(version, RESULTS, Content(columns={"lessons_es": "Medir"}), by=personas.colleague, stamp=None)
    assert save(version, personas.costa_rica, drawn, problem_es="Mío").problem_es == "Mío"


def test_version_in_review_is_the_secretariats(personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    with pytest.raises(ValidationError):
        save(version, personas.costa_rica, problem_es="x")
    assert save(version, personas.secretariat, problem_en="x").problem_en == "x"


def test_published_version_is_not_written(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    assert program.current is not None
    with pytest.raises(ValidationError):
        save(program.current, personas.secretariat, problem_es="x")


def test_other_ministry_is_refused(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    with pytest.raises(PermissionDenied):
        save(version, personas.mexico, problem_es="x")


def test_archived_program_is_reopened_before_editing(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    program = currency.archive(program, by=personas.costa_rica, reason={"es": "Fin"}, lesson={"es": "L"})
    with pytest.raises(ValidationError):
        drafting.open_new_version(program, by=personas.costa_rica)
    program = currency.reopen(program, by=personas.costa_rica, note="Sigue.")
    assert drafting.open_new_version(program, by=personas.costa_rica).state == VersionState.DRAFT


def test_similar_titles_are_pointed_out_in_the_same_ministry(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    found = drafting.similar_programs(institution("CR"), "Campana nacional de salarios minimos")
    assert found == [program]
    assert drafting.similar_programs(institution("MX"), "Campaña Nacional de Salario Mínimo") == []
    assert drafting.similar_programs(institution("CR"), "Inspección marítima") == []
    assert drafting.similar_programs(institution("CR"), "!!") == []
    assert drafting.similar_programs(institution("CR"), "Campaña Nacional de Salario Mínimo", but=program) == []


def test_task_states(personas: Personas) -> None:
    version = drafting.create_program(institution("CR"), by=personas.costa_rica, language="es")
    assert {task_state(version, section) for section in SECTIONS} == {TaskState.NOT_STARTED}
    drafting.mark_section_seen(version, PURPOSE)
    assert task_state(version, PURPOSE) is TaskState.LOOKED_AT
    save(version, personas.costa_rica, problem_es="x")
    version.refresh_from_db()
    assert task_state(version, PURPOSE) is TaskState.INCOMPLETE
    complete = make_draft(institution("CR"), personas.costa_rica)
    assert task_state(complete, IDENTIFICATION) is TaskState.COMPLETE
    assert filled_count(complete, "es") == (5, 5)
    assert filled_count(complete, "en") == (0, 5)


def test_translation_states_follow_the_source(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    assert states(version)["title", "en"] is TranslationState.MISSING
    identification = read_content(version, IDENTIFICATION)
    identification.columns["title_en"] = "Campaign"
    version = drafting.save_section(version, IDENTIFICATION, identification, by=personas.colleague, stamp=None)
    assert states(version)["title", "en"] is TranslationState.HUMAN
    identification.columns["title_es"] = "Otra campaña"
    version = drafting.save_section(version, IDENTIFICATION, identification, by=personas.colleague, stamp=None)
    assert states(version)["title", "en"] is TranslationState.STALE
    assert version.translations.get(field="title").source_text == "Campaña Nacional de Salario Mínimo"
    identification.columns["title_en"] = "Another campaign"
    version = drafting.save_section(version, IDENTIFICATION, identification, by=personas.colleague, stamp=None)
    assert states(version)["title", "en"] is TranslationState.HUMAN
    identification.columns["title_en"] = ""
    version = drafting.save_section(version, IDENTIFICATION, identification, by=personas.colleague, stamp=None)
    assert not version.translations.exists()


def test_state_of_a_record_is_that_of_its_worst_text() -> None:
    assert record_state([TranslationState.OFFICIAL, TranslationState.STALE]) is TranslationState.STALE
    assert record_state([]) is TranslationState.HUMAN


def test_merge(personas: Personas) -> None:
    keep = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    twice = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    thrice = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    drafting.open_new_version(twice, by=personas.costa_rica)
    moderation.merge(thrice, twice, by=personas.secretariat, note="Repetido")
    merged = moderation.merge(twice, keep, by=personas.secretariat, note="Repetido")
    assert (merged.state, merged.merged_into) == ("merged", keep)
    assert not twice.versions.open().exists()
    thrice.refresh_from_db()
    assert thrice.merged_into == keep
    for wrong in (keep, merged):
        with pytest.raises(ValidationError):
            moderation.merge(keep, wrong, by=personas.secretariat, note="x")
    with pytest.raises(ValidationError):
        moderation.publish(make_reopened(merged), by=personas.secretariat)


def make_reopened(program: Program) -> Version:
    """An open version of a merged program, as an import gone wrong could leave it."""
    return Version.objects.create(program=program, original_language="es", title_es="x")


def test_republish_needs_a_version_that_was_published(personas: Personas) -> None:
    draft = make_draft(institution("CR"), personas.costa_rica)
    with pytest.raises(ValidationError):
        moderation.republish(draft.program, by=personas.secretariat, note="x")
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    program = moderation.unpublish(program, by=personas.secretariat, note="x")
    assert not Program.objects.public().exists()
    assert moderation.republish(program, by=personas.secretariat, note="y").is_public


def test_remarks_are_the_secretariats_and_at_known_fields(personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    with pytest.raises(PermissionDenied):
        moderation.remark_on(version, "title", "x", by=personas.costa_rica)
    for field, text in [("nothing", "x"), ("title", "  ")]:
        with pytest.raises(ValidationError):
            moderation.remark_on(version, field, text, by=personas.secretariat)
    remark = moderation.remark_on(version, "title", " Acorte ", by=personas.secretariat)
    assert remark.text == "Acorte"
    with pytest.raises(PermissionDenied):
        moderation.attend_remark(remark, by=personas.mexico)
    attended = moderation.attend_remark(remark, by=personas.colleague, answer="Hecho")
    assert (attended.answer, attended.attended_by) == ("Hecho", personas.colleague)
    assert attended.attended_at is not None


def test_scheme_names_every_field_once() -> None:
    assert len(FIELD_BY_NAME) == sum(len(section.fields) for section in SECTIONS)
