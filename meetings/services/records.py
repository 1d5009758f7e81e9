"""Writing meetings: permanent codes, publication, and the sequence that calendars follow."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from meetings.checks import meeting_problems, refuse, session_problems
from meetings.models import Body, Decision, EventProposal, Meeting, Session
from meetings.workflow import MEETING
from rial.core.bilingual import columns
from rial.core.codes import next_code

from .touching import touch

# What an entry of the calendar shows: a change of any of these is a new edition of the entry.
CALENDAR_FIELDS = (
    "start",
    "end",
    "precision",
    "start_time",
    "end_time",
    "timezone",
    "standing",
    "country_id",
    "virtual",
    *columns("title"),
    *columns("place"),
    *columns("venue"),
)


@transaction.atomic
def save_decision(decision: Decision) -> Decision:
    """Save a decision; a new one gets its permanent code."""
    if not decision.code:
        decision.code = next_code(Decision, "DEC")
    decision.save()
    return decision


@transaction.atomic
def save_proposal(proposal: EventProposal) -> EventProposal:
    """Save an event proposal; a new one gets its permanent code."""
    if not proposal.code:
        proposal.code = next_code(EventProposal, "EVT")
    proposal.save()
    return proposal


# Room for a number behind.
_SLUG_LENGTH = 70


def free_slug(meeting: Meeting, bodies: Sequence[Body] = ()) -> str:
    """An address that no meeting has: who meets, when and where; it never changes afterwards (M50)."""
    who = "-".join(body.slug for body in bodies) or meeting.kind.replace("_", "-")
    place = next((getattr(meeting, name) for name in columns("place") if getattr(meeting, name)), "")
    parts = [who, meeting.start.isoformat() if meeting.start else "", slugify(place)]
    base = "-".join(part for part in parts if part)[:_SLUG_LENGTH].strip("-")
    slug, number = f"{base}-1" if base == who else base, 1
    taken = set(Meeting.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def begin_meeting(meeting: Meeting, bodies: Sequence[Body] = ()) -> Meeting:
    """A new meeting as a draft, with its address. Refuses impossible dates."""
    refuse(meeting_problems(meeting))
    meeting.slug = free_slug(meeting, bodies)
    meeting.save()
    meeting.bodies.set(bodies)
    return meeting


@transaction.atomic
def save_session(session: Session) -> Session:
    """Save a session; refuses a day outside the meeting and hours that another session has. A new one comes last."""
    others = list(Session.objects.filter(meeting=session.meeting_id).exclude(pk=session.pk))
    refuse(session_problems(session, others))
    if session.pk is None:
        session.position = max((other.position for other in others), default=-1) + 1
    session.save()
    touch(session.meeting)
    return session


@transaction.atomic
def save_meeting(meeting: Meeting) -> Meeting:
    """Save a meeting; when what a calendar shows has changed, its sequence number rises (RFC 5545)."""
    if meeting.pk:
        stored = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        meeting.sequence = stored.sequence
        if any(getattr(stored, name) != getattr(meeting, name) for name in CALENDAR_FIELDS):
            meeting.sequence += 1
    meeting.save()
    return meeting


def publish(meeting: Meeting, *, by: Any, by_system: bool = False) -> Meeting:
    """Make a meeting public; keeps the day it was first published."""
    published_at = meeting.published_at or timezone.now()
    return MEETING.perform(meeting, "publish", by=by, by_system=by_system, published_at=published_at)


def withdraw(meeting: Meeting, *, by: Any, note: str) -> Meeting:
    """Take a meeting from the public, with the reason."""
    return MEETING.perform(meeting, "withdraw", by=by, note=note)
