"""Wrong data: readers report them, the Secretariat answers (the report stays as its task until then)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio import notifications
from portfolio.enums import ReportState
from portfolio.models import Program, WrongDatumReport
from portfolio.scheme import FIELD_BY_NAME
from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import current_language


@transaction.atomic
def report_wrong_datum(
    program: Program, *, text: str, field: str = "", evidence: str = "", email: str = ""
) -> WrongDatumReport:
    """Keep what a reader says is wrong in the public version, in the reader's language; sent twice, it is kept once.

    Refuses (ValidationError) programs the public cannot read, fields that do not exist and empty texts.
    """
    if not program.is_public or program.current is None:
        raise ValidationError(_("This program is not public."), code="not_public")
    if field and field not in FIELD_BY_NAME:
        raise ValidationError(_("There is no such field."), code="field")
    if not text.strip():
        raise ValidationError(_("Write what is wrong."), code="empty")
    Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    said = {"field": field, "text": text.strip(), "evidence": evidence.strip(), "email": email}
    same = WrongDatumReport.objects.filter(program=program, version=program.current, state=ReportState.OPEN, **said)
    report = same.first()
    if report is not None:
        return report
    report = WrongDatumReport.objects.create(
        program=program, version=program.current, language=current_language(), **said
    )
    notifications.report_received(report)
    return report


@transaction.atomic
def answer_report(report: WrongDatumReport, *, by: Any, state: ReportState, answer: str) -> WrongDatumReport:
    """The Secretariat's answer: corrected, or checked without change; mailed to the reporter if an address was left.

    Refuses (PermissionDenied) others, (ValidationError) an empty answer or a report that was answered before.
    """
    if not is_secretariat(by, report):
        raise PermissionDenied("answer report")
    locked = WrongDatumReport.objects.select_for_update(of=("self",)).select_related("program").get(pk=report.pk)
    if locked.state != ReportState.OPEN:
        raise ValidationError(_("Someone answered this report before you."), code="answered")
    if state == ReportState.OPEN or not answer.strip():
        raise ValidationError(_("Say what was done and write the answer."), code="answer")
    locked.state = state
    locked.answer = answer.strip()
    locked.answered_at = timezone.now()
    locked.answered_by = by
    locked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    notifications.report_answered(locked, by)
    return locked


def reference(report: WrongDatumReport) -> str:
    """How people name a report: “R-00042”."""
    return f"R-{report.pk:05d}"
