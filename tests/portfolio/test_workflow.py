"""The whole matrix: every transition of a version and a program, from every state, by every persona."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from portfolio.enums import ProgramState, VersionState
from portfolio.models import FieldTranslation, Program, Version
from portfolio.services import currency, drafting, moderation
from portfolio.workflow import PROGRAM, VERSION
from tests.factories import make_draft, make_published, make_submitted
from tests.personas import PERSONAS, Personas, institution
from tests.threads import in_threads

OWNERS = {"costa_rica", "colleague", "coordinator"}
MAY = {
    "submit": OWNERS | {"secretariat"},
    "recall": OWNERS,
    "return": {"secretariat"},
    "publish": {"secretariat"},
    "register": set(),
    "translate": set(),
    "supersede": set(),
    "withdraw": OWNERS | {"secretariat"},
}
PROGRAM_MAY = {
    # Only while a launch holds it: test_launches.py.
    "release": set(),
    "publish": set(),
    "archive": OWNERS | {"secretariat"},
    "reopen": OWNERS | {"secretariat"},
    "unpublish": {"secretariat"},
    "republish": {"secretariat"},
    "merge": {"secretariat"},
}


def version_in(state: str, people: Personas) -> Version:
    """A version of Costa Rica in a state, made by the services."""
    ministry, by, secretariat = institution("CR"), people.costa_rica, people.secretariat
    if state == VersionState.DRAFT:
        return make_draft(ministry, by)
    if state == VersionState.WITHDRAWN:
        return drafting.discard_draft(make_draft(ministry, by), by=by)
    submitted = make_submitted(ministry, by)
    if state == VersionState.SUBMITTED:
        return submitted
    if state == VersionState.RETURNED:
        return moderation.return_with_remarks(submitted, by=secretariat, note="Falta la fuente.")
    published = moderation.publish(submitted, by=secretariat)
    if state == VersionState.PUBLISHED:
        return published
    draft = drafting.open_new_version(published.program, by=by)
    moderation.publish(moderation.submit(draft, by=by), by=secretariat)
    return Version.objects.get(pk=published.pk)


def program_in(state: str, people: Personas) -> Program:
    """A program of Costa Rica in a state."""
    ministry, by, secretariat = institution("CR"), people.costa_rica, people.secretariat
    if state == ProgramState.DRAFT:
        return make_draft(ministry, by).program
    program = make_published(ministry, by, secretariat)
    if state == ProgramState.ARCHIVED:
        return currency.archive(program, by=by, reason={"es": "Terminó."}, lesson={"es": "Medir antes."})
    if state == ProgramState.UNPUBLISHED:
        return moderation.unpublish(program, by=secretariat, note="Datos personales.")
    if state == ProgramState.MERGED:
        return moderation.merge(program, make_published(ministry, by, secretariat), by=secretariat, note="Repetido.")
    return program


@pytest.mark.parametrize("state", VersionState.values)
def test_version_matrix(personas: Personas, state: str) -> None:
    version = version_in(state, personas)
    for name, transition in VERSION.transitions.items():
        for persona in PERSONAS:
            user = getattr(personas, persona)
            expected = state in transition.sources and persona in MAY[name]
            assert VERSION.may(name, version, user) is expected, (state, name, persona)


@pytest.mark.parametrize("state", ProgramState.values)
def test_program_matrix(personas: Personas, state: str) -> None:
    program = program_in(state, personas)
    for name, transition in PROGRAM.transitions.items():
        for persona in PERSONAS:
            user = getattr(personas, persona)
            expected = state in transition.sources and persona in PROGRAM_MAY[name]
            assert PROGRAM.may(name, program, user) is expected, (state, name, persona)


def test_refused_transition_writes_nothing(personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    with pytest.raises(PermissionDenied):
        VERSION.perform(version, "publish", by=personas.mexico, number=1)
    version.refresh_from_db()
    assert version.state == VersionState.SUBMITTED
    assert [entry.action for entry in version.log.all()] == ["submit"]


def test_return_needs_a_reason_and_sends_remarks(personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    remark = moderation.remark_on(version, "lessons", "¿Qué haría distinto?", by=personas.secretariat)
    with pytest.raises(ValidationError, match=r"motivo|reason"):
        moderation.return_with_remarks(version, by=personas.secretariat, note="  ")
    remark.refresh_from_db()
    assert remark.sent_at is None
    moderation.return_with_remarks(version, by=personas.secretariat, note="Una pregunta.")
    remark.refresh_from_db()
    assert remark.sent_at is not None


def test_incomplete_version_is_not_submitted(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica, objectives_es="", kind="")
    with pytest.raises(ValidationError) as refused:
        moderation.submit(version, by=personas.costa_rica)
    assert {error.code for error in refused.value.error_list} == {"objectives", "kind"}


def test_english_only_program_is_complete(personas: Personas) -> None:
    english = {"title_en": "Safety", "summary_en": "S", "objectives_en": "O", "description_en": "D"}
    spanish = dict.fromkeys(["title_es", "summary_es", "objectives_es", "description_es", "contact_unit_es"], "")
    version = make_draft(
        institution("CR"), personas.costa_rica, language="en", contact_unit_en="Unit", **english, **spanish
    )
    assert moderation.submit(version, by=personas.costa_rica).state == VersionState.SUBMITTED


def test_change_keeps_public_text_until_accepted(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    first = program.current
    assert first is not None
    draft = drafting.open_new_version(program, by=personas.colleague)
    Version.objects.filter(pk=draft.pk).update(title_es="Otro título")
    program.refresh_from_db()
    assert program.current_id == first.pk
    moderation.publish(moderation.submit(draft, by=personas.colleague), by=personas.secretariat)
    program.refresh_from_db()
    assert program.current is not None
    assert (program.current.number, program.current.title_es) == (2, "Otro título")
    first.refresh_from_db()
    assert (first.state, first.number) == (VersionState.SUPERSEDED, 1)


def test_open_version_is_one_and_shared(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    draft = drafting.open_new_version(program, by=personas.costa_rica)
    assert drafting.open_new_version(program, by=personas.colleague).pk == draft.pk


def test_clone_carries_rows_codes_and_translations(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica, title_en="Campaign")
    version.results.create(indicator_es="Empresas", value=17, unit_es="empresas", year=2011)
    FieldTranslation.objects.create(version=version, field="title", language="en", source_text="x")
    program = Program.objects.get(pk=version.program_id)
    moderation.publish(moderation.submit(version, by=personas.costa_rica), by=personas.secretariat)
    draft = drafting.open_new_version(program, by=personas.costa_rica)
    assert [topic.pk for topic in draft.topics.all()] == ["labor-inspection"]
    assert [(row.indicator, row.value) for row in draft.results.all()] == [("Empresas", Decimal(17))]
    assert [row.source_text for row in draft.translations.all()] == ["x"]


def refused_by_database(write: Callable[[], Any]) -> bool:
    """Whether PostgreSQL itself refuses the write."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return True
    return False


def run_sql(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_published_text_is_frozen_in_the_database(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    version = program.current
    assert version is not None
    versions = Version.objects.filter(pk=version.pk)
    assert refused_by_database(lambda: versions.update(title_en="Changed"))
    assert refused_by_database(lambda: versions.update(state="draft"))
    assert refused_by_database(lambda: version.results.create(indicator_es="X", value=1))
    assert refused_by_database(version.topics.clear)
    assert refused_by_database(lambda: run_sql("DELETE FROM portfolio_version WHERE id = %s", version.pk))
    assert refused_by_database(lambda: run_sql("DELETE FROM portfolio_program WHERE id = %s", program.pk))
    assert refused_by_database(
        lambda: run_sql("UPDATE portfolio_program SET state = 'draft' WHERE id = %s", program.pk)
    )


def test_draft_may_be_written(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    assert not refused_by_database(lambda: Version.objects.filter(pk=version.pk).update(title_en="T"))
    assert refused_by_database(lambda: Version.objects.filter(pk=version.pk).update(state="superseded"))


@pytest.mark.django_db(transaction=True)
def test_two_moderators_publish_once(transactional_db: None, personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)

    def publish() -> Version:
        return moderation.publish(Version.objects.get(pk=version.pk), by=personas.secretariat)

    outcomes = in_threads(*[publish] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["TransitionRefused"] * 3 + ["Version"]
    assert Program.objects.get(pk=version.program_id).versions.filter(number__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_codes_are_given_once(transactional_db: None, personas: Personas) -> None:
    def create() -> str:
        return drafting.create_program(institution("CR"), by=personas.costa_rica, language="es").program.code

    codes = in_threads(*[create] * 6)
    assert sorted(codes) == [f"PRG-{n:04d}" for n in range(1, 7)]


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_several_times_at_once_begins_one_program(transactional_db: None, personas: Personas) -> None:
    def begin() -> Version | None:
        by, title = personas.costa_rica, "Portal de empleo"
        return drafting.begin_program(institution("CR"), by=by, language="es", title=title, seen="")[0]

    begun = in_threads(*[begin] * 4)
    assert sorted(type(outcome).__name__ for outcome in begun) == ["NoneType"] * 3 + ["Version"]
    assert Program.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_open_one_new_version(transactional_db: None, personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    outcomes = in_threads(
        *[
            lambda user=user: drafting.open_new_version(program, by=user).pk
            for user in (personas.costa_rica, personas.colleague)
        ]
    )
    assert len(set(outcomes)) == 1
    assert program.versions.open().count() == 1
