"""What of the meetings waits for the Secretariat; registered in apps.ready()."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from rial.core.bilingual import LANGUAGE_CODES, text_of
from rial.core.waiting import WaitingItem, waits_for_secretariat

from .enums import CommentState, ConsultationState, PollState, ProposalState, RecordState
from .models import Consultation, Decision, EventProposal, Meeting, MeetingDocument, Poll
from .naming import meeting_name
from .overdue import due, due_soon, overdue

# Decisions and windows are brought to mind this long ahead.
AHEAD_DAYS = 14


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@waits_for_secretariat
def drafts(user: Any) -> Iterator[WaitingItem]:
    """Meetings entered and not published."""
    for meeting in (
        Meeting.objects.filter(state=RecordState.DRAFT).select_related("conference").prefetch_related("bodies")
    ):
        yield WaitingItem(
            title=meeting_name(meeting).value,
            url=reverse("admin:meetings_meeting_change", args=[meeting.pk]),
            since=meeting.created_at,
            detail=meeting.period,
            source=str(meeting.get_kind_display()),
            kind=_("Meetings to publish"),
        )


def _decisions(wanted: Q, kind: str, since: Any) -> Iterator[WaitingItem]:
    rows = Decision.objects.filter(wanted).select_related("meeting__conference").prefetch_related("meeting__bodies")
    for decision in rows:
        last = due(decision)
        if last is None:
            continue
        yield WaitingItem(
            title=f"{decision.code} {Truncator(text_of(decision, 'text').value).words(16)}",
            url=reverse("admin:meetings_decision_note", args=[decision.pk]),
            since=_midnight(since(last)),
            detail=meeting_name(decision.meeting).value,
            kind=kind,
            due=last,
        )


@waits_for_secretariat
def overdue_decisions(user: Any) -> Iterator[WaitingItem]:
    """Decisions that were to be done and for which somebody still answers."""
    yield from _decisions(overdue(timezone.localdate()), _("Decisions overdue"), lambda last: last)


@waits_for_secretariat
def decisions_falling_due(user: Any) -> Iterator[WaitingItem]:
    """Decisions that fall due within two weeks."""
    ahead = timedelta(days=AHEAD_DAYS)
    wanted = due_soon(timezone.localdate(), AHEAD_DAYS)
    yield from _decisions(wanted, _("Decisions falling due"), lambda last: last - ahead)


@waits_for_secretariat
def unanswered_comments(user: Any) -> Iterator[WaitingItem]:
    """Consultations with comments nobody has dealt with, one item each."""
    waiting = Q(comments__state=CommentState.RECEIVED)
    rows: Any = Consultation.objects.filter(waiting).annotate(n=Count("comments"), oldest=Min("comments__at"))
    for row in rows.order_by("pk"):
        count = ngettext("%(n)d comment without an answer", "%(n)d comments without an answer", row.n)
        yield WaitingItem(
            title=text_of(row, "title").value or row.slug,
            url=f"{reverse('admin:meetings_consultation_change', args=[row.pk])}#comments",
            since=row.oldest,
            detail=count % {"n": row.n},
            kind=_("Comments without an answer"),
            count=row.n,
        )


@waits_for_secretariat
def windows_to_close(user: Any) -> Iterator[WaitingItem]:
    """Consultations and polls whose closing day has passed."""
    today = timezone.localdate()
    open_rows: tuple[tuple[Any, str], ...] = (
        (Consultation.objects.filter(state=ConsultationState.OPEN, closes_on__lt=today), "consultation"),
        (Poll.objects.filter(state=PollState.OPEN, closes_on__lt=today), "poll"),
    )
    for rows, name in open_rows:
        for row in rows:
            yield WaitingItem(
                title=text_of(row, "title").value or row.slug,
                url=reverse(f"admin:meetings_{name}_change", args=[row.pk]),
                since=_midnight(row.closes_on),
                kind=_("Consultations and polls to close"),
                due=row.closes_on,
            )


@waits_for_secretariat
def proposals(user: Any) -> Iterator[WaitingItem]:
    """Event proposals that wait for a decision."""
    for row in EventProposal.objects.filter(state=ProposalState.SUBMITTED).order_by("pk"):
        yield WaitingItem(
            title=text_of(row, "title").value or row.code,
            url=reverse("admin:meetings_eventproposal_change", args=[row.pk]),
            since=row.updated_at,
            detail=row.code,
            kind=_("Event proposals to decide on"),
        )


@waits_for_secretariat
def documents_in_one_language(user: Any) -> Iterator[WaitingItem]:
    """Documents of meetings that are kept in some language and lack another one of the portal, one item a language."""
    for code in LANGUAGE_CODES:
        rows = MeetingDocument.objects.filter(document__files__isnull=False).exclude(document__files__language=code)
        found = rows.aggregate(n=Count("document", distinct=True), oldest=Min("document__created_at"))
        if not found["n"]:
            continue
        text = ngettext("%(n)d document without %(language)s", "%(n)d documents without %(language)s", found["n"])
        yield WaitingItem(
            title=text % {"n": found["n"], "language": get_language_info(code)["name_translated"]},
            url=f"{reverse('admin:library_document_changelist')}?missing={code}",
            since=found["oldest"],
            source=_("Meetings"),
            kind=_("Documents without a language"),
            count=found["n"],
        )
