"""Keeping records current: confirm, archive, reopen, review (P05, P35; W13)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.enums import Currency, ProgramState
from portfolio.models import Confirmation, CurrencyReview, Program
from portfolio.signals import program_changed
from portfolio.workflow import PROGRAM, edits_program
from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import LANGUAGE_CODES, column


@transaction.atomic
def confirm(program: Program, *, by: Any) -> Program:
    """“Still valid”, said by the ministry today. Saying it twice on a day counts once.

    Only the ministry confirms: the Secretariat's word would not be the ministry's.
    """
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not edits_program(by, program):
        raise PermissionDenied("confirm")
    if program.state != ProgramState.PUBLISHED or program.current is None:
        raise ValidationError(_("Only a published program can be confirmed."), code="not_published")
    today = timezone.localdate()
    Confirmation.objects.get_or_create(program=program, on=today, defaults={"by": by, "version": program.current})
    program.confirmed_on = today
    program.save(update_fields=["confirmed_on"])
    program_changed.send(sender=Program, program=program)
    return program


@transaction.atomic
def archive(program: Program, *, by: Any, reason: dict[str, str], lesson: dict[str, str]) -> Program:
    """Archive with why it ended and what was learned, each in at least one language ({"es": …, "en": …})."""
    if not any(text.strip() for text in reason.values()):
        raise ValidationError({"end_reason": _("Write why it ended.")})
    if not any(text.strip() for text in lesson.values()):
        raise ValidationError({"end_lesson": _("Write what was learned, even if it is one sentence.")})
    texts: dict[str, Any] = {}
    for code in LANGUAGE_CODES:
        texts[column("end_reason", code)] = reason.get(code, "").strip()
        texts[column("end_lesson", code)] = lesson.get(code, "").strip()
    note = next(text for text in reason.values() if text.strip())
    archived = PROGRAM.perform(program, "archive", by=by, note=note, archived_on=timezone.localdate(), **texts)
    program_changed.send(sender=Program, program=archived)
    return archived


@transaction.atomic
def reopen(program: Program, *, by: Any, note: str) -> Program:
    """List an archived program again as running; the reason of its archiving stays in the history."""
    reopened = PROGRAM.perform(program, "reopen", by=by, note=note)
    program_changed.send(sender=Program, program=reopened)
    return reopened


@transaction.atomic
def review_currency(
    program: Program, *, by: Any, finding: Currency, quality: int | None = None, note: str = ""
) -> CurrencyReview:
    """The Secretariat's finding on how current and how good a record is (P05, P35)."""
    if not is_secretariat(by, program):
        raise PermissionDenied("review currency")
    review = CurrencyReview.objects.create(program=program, finding=finding, quality=quality, note=note.strip(), by=by)
    program.currency = finding
    program.save(update_fields=["currency"])
    return review
