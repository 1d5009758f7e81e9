"""What of the Fund waits for the Secretariat; registered in apps.ready()."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.enums import BodyKind, MeetingKind, RecordState, Standing
from meetings.models import Meeting
from meetings.naming import meeting_name
from rial.core.bilingual import columns, text_of
from rial.core.dates import Precision
from rial.core.waiting import WaitingItem, waits_for_secretariat

from .demand import Demand, asks
from .enums import EntryKind, OverrideState, TermCode
from .models import Entry, Override, Statement
from .statement import statement, today
from .wording import shown_money

# A commitment nobody paid or reversed within a year holds money back that others could use.
COMMITMENT_MONTHS = 12
# What is written nowhere is asked about while whoever recorded it still remembers.
UNSOURCED_DAYS = 60
# Those who decide on the Fund have its statement before them: brought to mind this long ahead, and none older.
STATEMENT_AHEAD_DAYS = 30
STATEMENT_FRESH_DAYS = 60
# Working Group 2 is told about the Fund; a planning meeting decides on its use (F09, F19).
_WORKING_GROUP = 2


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@waits_for_secretariat
def requested_overrides(user: Any) -> Iterator[WaitingItem]:
    """Requests to go beyond an authorization, for everyone but who asked: a second person decides (F26)."""
    waiting = Override.objects.filter(state=OverrideState.REQUESTED).exclude(requested_by=user)
    for override in waiting.select_related("authorization", "requested_by"):
        under = override.authorization.code if override.authorization else _("without an authorization")
        yield WaitingItem(
            title=Truncator(override.reason).words(14),
            url=reverse("admin:fund_override_change", args=[override.pk]),
            since=override.requested_at,
            detail=f"{shown_money(override.amount)} · {under}",
            source=str(override.requested_by),
            kind=_("Overrides of authorizations to decide"),
        )


@waits_for_secretariat
def old_commitments(user: Any) -> Iterator[WaitingItem]:
    """Authorizations with commitments that nobody has paid in full for a year, one item each."""
    limit = today() - relativedelta(months=COMMITMENT_MONTHS)
    commitments = Entry.objects.filter(
        kind=EntryKind.COMMITMENT, reverses__isnull=True, reversal__isnull=True, value_date__lte=limit
    )
    paid = Sum("paid__amount", filter=_paying())
    open_ones = commitments.annotate(left=F("amount") - Coalesce(paid, Decimal(0))).filter(left__gt=0)
    found: dict[int, list[Any]] = {}
    for entry in open_ones.select_related("authorization").order_by("value_date", "id"):
        if entry.authorization_id:
            found.setdefault(entry.authorization_id, []).append(entry)
    for entries in found.values():
        first = entries[0]
        left = sum((entry.left for entry in entries), Decimal(0))
        yield WaitingItem(
            title=text_of(first.authorization, "description").value or first.authorization.code,
            url=reverse("admin:fund_entry_entry", args=[first.authorization_id]),
            since=_midnight(first.value_date + relativedelta(months=COMMITMENT_MONTHS)),
            detail=_("%(money)s committed and not paid for a year") % {"money": shown_money(left)},
            source=first.authorization.code,
            kind=_("Commitments to pay or reverse"),
        )


def _paying() -> Q:
    return Q(paid__kind=EntryKind.EXPENDITURE, paid__reverses__isnull=True, paid__reversal__isnull=True)


@waits_for_secretariat
def unsourced_contributions(user: Any) -> Iterator[WaitingItem]:
    """Contributions recorded lately that name no document and no source: one item, as old as the oldest."""
    rows = Entry.objects.filter(
        kind=EntryKind.CONTRIBUTION,
        reverses__isnull=True,
        reversal__isnull=True,
        recorded_by__isnull=False,
        recorded_at__gte=timezone.now() - timedelta(days=UNSOURCED_DAYS),
        document__isnull=True,
        source_url="",
        **dict.fromkeys(columns("source"), ""),
    )
    found = rows.aggregate(n=Count("pk"), oldest=Min("recorded_at"), first=Min("pk"))
    if not found["n"]:
        return
    yield WaitingItem(
        title=ngettext(
            "%(n)d contribution without a document or source",
            "%(n)d contributions without a document or source",
            found["n"],
        )
        % {"n": found["n"]},
        url=reverse("admin:fund_entry_entry", args=[found["first"]]),
        since=found["oldest"],
        detail=_("Reverse each and record it again with the document that proves it."),
        source=Entry(pk=found["first"]).code,
        kind=_("Contributions without proof"),
    )


@waits_for_secretariat
def statements_due(user: Any) -> Iterator[WaitingItem]:
    """Meetings that decide on the Fund, soon or running, for which no recent statement was issued (F09, F10, F19)."""
    day = today()
    for meeting in _deciding_meetings(user, day):
        start = meeting.start or day
        recent = start - timedelta(days=STATEMENT_FRESH_DAYS)
        if Statement.objects.filter(as_of__gte=recent, as_of__lte=start).exists():
            continue
        yield WaitingItem(
            title=_("Issue a statement for %(meeting)s") % {"meeting": meeting_name(meeting).value},
            url=f"{reverse('admin:fund_statement_add')}?as_of={min(day, start).isoformat()}",
            since=_midnight(min(day, start - timedelta(days=STATEMENT_AHEAD_DAYS))),
            detail=meeting.period,
            source=_("Fund"),
            kind=_("Statements due before a meeting"),
            due=start,
        )


def _deciding_meetings(user: Any, day: date) -> QuerySet[Meeting]:
    """Planning meetings and meetings of Working Group 2 that are not over and start within the days ahead.

    A meeting of which only the year is known is not expected on any day.
    """
    group = Q(kind=MeetingKind.WORKING_GROUP, bodies__kind=BodyKind.WORKING_GROUP, bodies__number=_WORKING_GROUP)
    planning = Q(kind=MeetingKind.PLANNING) | Q(bodies__kind=BodyKind.PLANNING)
    coming = Q(start__gte=day) | Q(end__gte=day)
    coming |= Q(precision=Precision.MONTH, start__year=day.year, start__month=day.month)
    found = Meeting.objects.visible_to(user).exclude(state=RecordState.WITHDRAWN)
    expected = found.exclude(standing__in=[Standing.CANCELLED, Standing.POSTPONED]).exclude(precision=Precision.YEAR)
    return (
        expected.filter(group | planning, coming, start__lte=day + timedelta(days=STATEMENT_AHEAD_DAYS))
        .select_related("conference")
        .prefetch_related("bodies")
        .order_by("start", "slug")
        .distinct()
    )


@waits_for_secretariat
def proposals_beyond_the_fund(user: Any) -> Iterator[WaitingItem]:
    """Proposals that together ask for more than the Fund can pay: one item, as old as the oldest of them (C37)."""
    asked = asks(today(), user)
    # The ledger is added up only where something is asked.
    found = Demand(asked, statement(today()).figure(TermCode.BALANCE)) if asked else None
    if found is None or not found.beyond:
        return
    yield WaitingItem(
        title=found.warning,
        url=found.simulation,
        since=min(one.since for one in found.asked),
        detail=found.explanation,
        source=_("Fund"),
        kind=_("Proposals beyond what the Fund can pay"),
    )
