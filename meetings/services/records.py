"""Writing meetings: permanent codes, publication, and the sequence that calendars follow."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings.models import Decision, EventProposal, Meeting
from meetings.workflow import MEETING
from rial.core.bilingual import columns
from rial.core.codes import next_code

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
