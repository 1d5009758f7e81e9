"""For whom a person speaks in the meetings, and for which meetings delegations register people (M40, E15)."""

from datetime import date
from typing import Any

from django.utils import timezone

from rial.directory.models import Institution

from .coming import coming_meetings
from .enums import Standing
from .models import Meeting
from .overdue import last_day

# A meeting whose date is postponed has no list: people register again when there is a new one.
REGISTRABLE = (Standing.ANNOUNCED, Standing.CONFIRMED)


def delegations_of(user: Any) -> list[Institution]:
    """Ministries and consultative bodies this person speaks for today, without repetition."""
    if user is None or not user.is_authenticated:
        return []
    keys = user.roles.delegation_ids
    found = {row.institution_id: row.institution for row in user.roles.memberships if row.institution_id in keys}
    return list(found.values())


def open_for_registration(day: date | None = None) -> list[Meeting]:
    """Public meetings that are announced or confirmed and not over, the next first."""
    return [meeting for meeting in coming_meetings(day) if takes_registrations(meeting)]


def registers_until(meeting: Meeting) -> date | None:
    """The last day on which delegations may register people; of a month or a year, its last. None when undated."""
    return last_day(meeting.end or meeting.start, meeting.precision)


def takes_registrations(meeting: Meeting, day: date | None = None) -> bool:
    """Public, announced or confirmed, dated, and not over on a day (today)."""
    day = day or timezone.localdate()
    if not meeting.is_public or meeting.standing not in REGISTRABLE:
        return False
    last = registers_until(meeting)
    return last is not None and last >= day
