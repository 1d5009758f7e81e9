"""Which decisions are overdue, in SQL and for one decision (docs/adr/0023).

A decision that is not started or under way and whose deadline has passed is

- *overdue* while somebody still answers for it: the edition of the Conference under which it was taken lasts, or
  something has been reported on it since the present edition began;
- past its *deadline without a report* otherwise. Nobody says that it was done, and nobody says that it was not.

An edition lasts from its Conference to the beginning of the next one; preparatory meetings belong to the edition they
are recorded under. What belongs to none is counted by its date. Standing appeals and decisions whose fate nobody
told have no day on which they fail.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from rial.core.dates import Precision

from .enums import Progress
from .models import Conference, Decision

FOLLOWED = (Progress.NOT_STARTED, Progress.UNDER_WAY)


@dataclass(frozen=True)
class Edition:
    """The edition of the Conference that lasts on a day, and when it began."""

    number: int
    begun: date


def editions() -> list[Edition]:
    """The published editions of the Conference, the latest first. One query."""
    known = Conference.objects.public().filter(start__isnull=False).order_by("-edition").only("edition", "start")
    return [Edition(one.edition, one.start) for one in known if one.start]


def edition_on(day: date, known: Sequence[Edition] | None = None) -> Edition | None:
    """The edition that lasts on a day; None before the first one on record. One query, unless they are given."""
    return next((one for one in (editions() if known is None else known) if one.begun <= day), None)


# Of one decision ---------------------------------------------------------------------------------------------------


def last_day(day: date | None, precision: str) -> date | None:
    """The last day of what is known: a deadline “in August 2013” has passed when the month has."""
    if day is None or precision == Precision.DAY:
        return day
    month = 12 if precision == Precision.YEAR else day.month
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def due(decision: Decision) -> date | None:
    """The last day on which a decision is still in time."""
    return last_day(decision.deadline, decision.deadline_precision)


def noted_on(decision: Decision, day: date) -> date | None:
    """The day of the last note until a day. Reads `notes` where later ones are known."""
    if decision.progress_on is None or decision.progress_on <= day:
        return decision.progress_on
    return max((note.on for note in decision.notes.all() if note.on <= day), default=None)


def answered_for(decision: Decision, day: date, edition: Edition | None) -> bool:
    """Whether somebody answers for a decision on a day, in the edition that lasts then. Reads the meeting."""
    if edition is None:
        return True
    meeting, noted = decision.meeting, noted_on(decision, day)
    if noted is not None and noted >= edition.begun:
        return True
    if meeting.conference is not None:
        return meeting.conference.edition >= edition.number
    return meeting.start is not None and meeting.start >= edition.begun


def deadline_passed(decision: Decision, day: date, progress: str) -> bool:
    """Whether it was to be done before that day and is not known to be."""
    last = due(decision)
    return progress in FOLLOWED and last is not None and last < day


def is_overdue(decision: Decision, day: date, progress: str, edition: Edition | None) -> bool:
    """Whether it was to be done before that day, is not, and somebody answers for it."""
    return deadline_passed(decision, day, progress) and answered_for(decision, day, edition)


def is_unreported(decision: Decision, day: date, progress: str, edition: Edition | None) -> bool:
    """Whether it was to be done before that day and nobody has reported on it in the edition that lasts then."""
    return deadline_passed(decision, day, progress) and not answered_for(decision, day, edition)


# In SQL ------------------------------------------------------------------------------------------------------------


def due_before(day: date) -> Q:
    """Decisions whose deadline, as far as it is known, lies before the day: “in June” ends with June."""
    month, year = day.replace(day=1), day.replace(month=1, day=1)
    return (
        Q(deadline_precision=Precision.DAY, deadline__lt=day)
        | Q(deadline_precision=Precision.MONTH, deadline__lt=month)
        | Q(deadline_precision=Precision.YEAR, deadline__lt=year)
    )


def answered_for_now(
    day: date,
    *,
    edition: str = "meeting__conference__edition",
    taken: str = "meeting__start",
    noted: str = "progress_on",
) -> Q:
    """Rows for which somebody answers today, by the names of their columns. One query, for the edition."""
    present = edition_on(day)
    if present is None:
        return ~Q(pk=None)
    return (
        Q((f"{edition}__gte", present.number))
        | Q((f"{edition}__isnull", True), (f"{taken}__gte", present.begun))
        | Q((f"{noted}__gte", present.begun))
    )


def overdue(today: date) -> Q:
    """Decisions that were to be done before today, are not, and for which somebody answers."""
    return Q(progress__in=FOLLOWED) & due_before(today) & answered_for_now(today)


def unreported(today: date) -> Q:
    """Decisions that were to be done before today and on which nobody has reported in the present edition."""
    return Q(progress__in=FOLLOWED) & due_before(today) & ~answered_for_now(today)


def due_soon(day: date, days: int) -> Q:
    """Decisions that fall due within so many days and whose deadline has not passed."""
    last = day + timedelta(days=days) + timedelta(days=1)
    return Q(progress__in=FOLLOWED, deadline__isnull=False) & due_before(last) & ~due_before(day)
