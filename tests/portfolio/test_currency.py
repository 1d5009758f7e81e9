"""Keeping records current: confirmation, archive, review (P05, P35)."""

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portfolio.enums import Currency
from portfolio.models import Program
from portfolio.services import currency
from tests.factories import make_draft, make_published
from tests.personas import Personas, institution


@pytest.fixture
def program(personas: Personas) -> Program:
    return make_published(institution("CR"), personas.costa_rica, personas.secretariat)


def test_confirm_counts_once_a_day(personas: Personas, program: Program) -> None:
    for by in (personas.costa_rica, personas.colleague):
        confirmed = currency.confirm(program, by=by)
    assert confirmed.confirmed_on == timezone.localdate()
    assert [row.by for row in program.confirmations.all()] == [personas.costa_rica]


@pytest.mark.parametrize("persona", ["mexico", "secretariat", "partner"])
def test_only_the_ministry_confirms(personas: Personas, program: Program, persona: str) -> None:
    with pytest.raises(PermissionDenied):
        currency.confirm(program, by=getattr(personas, persona))


def test_draft_is_not_confirmed(personas: Personas) -> None:
    draft = make_draft(institution("CR"), personas.costa_rica).program
    with pytest.raises(ValidationError):
        currency.confirm(draft, by=personas.costa_rica)


def test_due_and_stale(program: Program) -> None:
    assert program.is_stale is True
    today = timezone.localdate()
    assert program.first_published_at is not None
    published = timezone.localdate(program.first_published_at)
    assert program.confirmation_due_on == published + relativedelta(months=12)
    program.confirmed_on = today - relativedelta(months=18)
    assert program.is_stale is False
    program.confirmed_on -= relativedelta(days=1)
    assert program.is_stale is True
    program.state = "archived"
    assert program.confirmation_due_on is None


def test_archive_asks_for_reason_and_lesson(personas: Personas, program: Program) -> None:
    for reason, lesson, field in [({"es": " "}, {"es": "L"}, "end_reason"), ({"en": "R"}, {"en": ""}, "end_lesson")]:
        with pytest.raises(ValidationError) as refused:
            currency.archive(program, by=personas.costa_rica, reason=reason, lesson=lesson)
        assert list(refused.value.message_dict) == [field]
    archived = currency.archive(program, by=personas.costa_rica, reason={"en": "Ended"}, lesson={"es": "Medir"})
    assert (archived.end_reason_en, archived.end_lesson_es) == ("Ended", "Medir")
    assert archived.archived_on == timezone.localdate()
    assert archived.is_public is True


def test_review(personas: Personas, program: Program) -> None:
    with pytest.raises(PermissionDenied):
        currency.review_currency(program, by=personas.costa_rica, finding=Currency.CURRENT)
    review = currency.review_currency(
        program, by=personas.secretariat, finding=Currency.OUTDATED, quality=2, note=" Sin cifras "
    )
    program.refresh_from_db()
    assert (review.quality, review.note, program.currency) == (2, "Sin cifras", Currency.OUTDATED)
