"""What of the meetings waits for a delegation, and the participants' lists for the Secretariat."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import text_of
from rial.core.waiting import WaitingItem, waits_at_desk, waits_for_secretariat
from rial.directory.models import Institution

from .delegations import open_for_registration
from .enums import ConsultationState, PollState
from .models import Consultation, Meeting, Poll, Registration
from .naming import meeting_name

# Delegations are reminded of a meeting they registered nobody for this long ahead.
AHEAD = timedelta(days=60)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@waits_at_desk
def consultations(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Open consultations on which the delegation has not written."""
    rows = Consultation.objects.filter(state=ConsultationState.OPEN).exclude(comments__institution=institution)
    for row in rows.order_by("closes_on", "pk"):
        if row.accepts_comments:
            yield WaitingItem(
                title=_("Comment on “%(title)s”") % {"title": text_of(row, "title").value or row.slug},
                url=reverse("delegation:consultation", args=[row.slug]),
                since=_midnight(row.opens_on) if row.opens_on else row.created_at,
                detail=str(row.get_kind_display()),
                source=_("From the Secretariat"),
                due=row.closes_on,
            )


@waits_at_desk
def polls(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Open polls in which the delegation has not voted."""
    rows = Poll.objects.filter(state=PollState.OPEN, totals_only=False).exclude(ballots__institution=institution)
    for row in rows.order_by("closes_on", "pk"):
        if row.accepts_ballots:
            yield WaitingItem(
                title=_("Distribute your points: “%(title)s”") % {"title": text_of(row, "title").value or row.slug},
                url=reverse("delegation:poll", args=[row.slug]),
                since=_midnight(row.opens_on) if row.opens_on else row.created_at,
                detail=_("Poll"),
                source=_("From the Secretariat"),
                due=row.closes_on,
            )


@waits_at_desk
def registrations(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Meetings of the next two months for which the delegation has registered nobody."""
    today = timezone.localdate()
    near = [row for row in open_for_registration() if row.start and row.start <= today + AHEAD]
    keys = [row.pk for row in near]
    done = set(Registration.objects.filter(institution=institution, meeting__in=keys).values_list("meeting", flat=True))
    for meeting in near:
        if meeting.pk not in done and meeting.start is not None:
            yield WaitingItem(
                title=_("Register who takes part: %(meeting)s") % {"meeting": meeting_name(meeting).value},
                url=reverse("delegation:registration", args=[meeting.slug]),
                since=max(_midnight(meeting.start - AHEAD), meeting.published_at or meeting.created_at),
                detail=meeting.period,
                source=_("From the Secretariat"),
                due=meeting.start,
            )


@waits_for_secretariat
def participants(user: Any) -> Iterator[WaitingItem]:
    """Coming meetings with participants who have not received the documents, one item each."""
    waiting = Q(registrations__material_sent_at=None) & ~Q(registrations__email="")
    keys = [meeting.pk for meeting in open_for_registration()]
    rows: Any = Meeting.objects.filter(pk__in=keys).select_related("conference").prefetch_related("bodies")
    counted = rows.annotate(
        n=Count("registrations", filter=waiting), oldest=Min("registrations__created_at", filter=waiting)
    )
    for row in counted.filter(n__gt=0).order_by("start", "slug"):
        count = ngettext("%(n)d participant without the documents", "%(n)d participants without the documents", row.n)
        yield WaitingItem(
            title=meeting_name(row).value,
            url=reverse("delegation:participants", args=[row.slug]),
            since=row.oldest,
            detail=count % {"n": row.n},
            kind=_("Participants registered"),
            due=row.start,
            count=row.n,
        )
