"""The history of a meeting: transitions and every write to it, its sessions, points and decisions (W17)."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from meetings.models import Decision, Meeting, Point, Session
from meetings.workflow import MEETING
from rial.core.bilingual import text_of
from rial.core.history import Entry, Event, people, read_events, tracked_models
from rial.core.workflow import action_label

# States are told by the transitions; places in a list and digests tell a reader nothing.
_TOLD_ELSEWHERE = {
    "state", "published_at", "sequence", "position", "parent", "content_digest", "progress", "progress_on",
}  # fmt: skip


def meeting_history(meeting: Meeting) -> list[Entry]:
    """Everything known of a meeting, the latest first."""
    entries = [*_written(meeting), *_transitions(meeting)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _transitions(meeting: Meeting) -> Iterator[Entry]:
    for log in meeting.log.select_related("actor"):
        yield Entry(log.at, log.actor, action_label(MEETING, log.action), log.note)


def _written(meeting: Meeting) -> Iterator[Entry]:
    sessions = _events(Session).filter(meeting_id=meeting.pk)
    rows = (
        _events(Meeting).filter(pgh_obj_id=meeting.pk),
        sessions,
        _events(Point).filter(session_id__in=sessions.values("pgh_obj_id")),
        _events(Decision).filter(meeting_id=meeting.pk),
    )
    events: list[Event] = [event for queryset in rows for event in read_events(queryset.order_by("pgh_id"))]
    known = people(event.user_id for event in events)
    for event in sorted(events, key=lambda event: event.at):
        changes = tuple(change for change in event.changes if change.name not in _TOLD_ELSEWHERE)
        if changes or event.created:
            what = (_("%(record)s: entered") if event.created else _("%(record)s: changed")) % {"record": _name(event)}
            yield Entry(event.at, known.get(event.user_id or 0), what, changes=changes)


def _name(event: Event) -> str:
    kind = str(event.model._meta.verbose_name).capitalize()
    if event.model is Meeting:
        return kind
    if event.model is Decision:
        return f"{kind} {event.row.code}"
    found = text_of(event.row, "title" if event.model is Session else "text").value
    return f"{kind} “{Truncator(found).words(8)}”" if found else kind


def _events(model: Any) -> Any:
    return tracked_models()[model]._default_manager.all()
