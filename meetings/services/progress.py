"""What became of a decision: dated notes, each of which moves its progress (M18)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.enums import OPEN_PROGRESS, Progress
from meetings.models import Decision, Meeting, StatusNote
from meetings.workflow import DECISION

_TRANSITION_TO = {
    Progress.UNDER_WAY: "start",
    Progress.DONE: "complete",
    Progress.STANDING: "stand",
    Progress.SUPERSEDED: "supersede",
    Progress.DROPPED: "drop",
    Progress.UNKNOWN: "lose_sight",
    Progress.TAKEN: "adopt",
}


@transaction.atomic
def note_progress(
    decision: Decision,
    progress: str,
    *,
    on: date,
    by: Any,
    texts: dict[str, str] | None = None,
    meeting: Meeting | None = None,
    source: str = "",
    superseded_by: Decision | None = None,
    by_system: bool = False,
) -> StatusNote:
    """Add a dated note; a later note than all others also moves the decision's progress.

    `texts` are the language columns of the note (text_es, text_en). Refuses (ValidationError) a day in the future
    or before the meeting that decided, and “superseded” without the decision that supersedes.
    """
    decision = Decision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision.pk)
    _refuse_day(decision, on)
    if progress == Progress.SUPERSEDED and superseded_by is None and decision.superseded_by_id is None:
        raise ValidationError({"superseded_by": _("Say which decision supersedes it.")})
    latest = decision.progress_on is None or on >= decision.progress_on
    note = StatusNote.objects.create(
        decision=decision,
        on=on,
        progress=progress,
        meeting=meeting,
        source=source,
        by=by,
        **(texts or {}),
    )
    if latest:
        _move(decision, progress, on, by, superseded_by, note, by_system=by_system)
    return note


def _refuse_day(decision: Decision, on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": _("The day lies in the future.")})
    start = decision.meeting.start
    if start and on < start:
        raise ValidationError({"on": _("The decision had not been taken on that day.")})


def _move(
    decision: Decision,
    progress: str,
    on: date,
    by: Any,
    superseded_by: Decision | None,
    note: StatusNote,
    *,
    by_system: bool,
) -> None:
    changes: dict[str, Any] = {"progress_on": on}
    if superseded_by is not None:
        changes["superseded_by"] = superseded_by
    closed = decision.progress not in OPEN_PROGRESS
    name = "reopen" if closed and progress == Progress.UNDER_WAY else _TRANSITION_TO.get(Progress(progress), "")
    if progress == decision.progress or not name:
        Decision.objects.filter(pk=decision.pk).update(progress_on=on)
        return
    words = note.text or note.source or str(note.get_progress_display())
    DECISION.perform(decision, name, by=by, note=words, by_system=by_system, **changes)


def state_progress(decision: Decision, progress: str, *, source: str) -> Decision:
    """Record how far a historic decision is known to be when no source gives a date for it: no note is made up.

    For the loading of records alone: people always say as of which day.
    """
    return DECISION.perform(decision, _TRANSITION_TO[Progress(progress)], by=None, note=source, by_system=True)
