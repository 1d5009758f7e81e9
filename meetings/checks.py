"""What cannot be: dates out of order, sessions at the same hour, tasks nobody is to do. Services and forms ask here."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rial.core.dates import Precision, show_date

from .enums import DecisionKind
from .models import Decision, Meeting, Session

# The first conference of the ministers was held in 1963; plans reach a few years ahead.
FIRST_YEAR, LAST_YEAR = 1900, 2100
# What somebody has to do needs a name (M18); thanks and agreements have nobody to name.
NEEDS_RESPONSIBLE = frozenset({DecisionKind.TASK, DecisionKind.CALL_FOR_COMMENTS})

Problems = dict[str, list[ValidationError]]


def _add(problems: Problems, field: str, message: str, code: str, **params: object) -> None:
    problems.setdefault(field, []).append(ValidationError(message, code, params))


def _implausible(day: date | None) -> bool:
    return day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR


def check_dates(problems: Problems, **days: date | None) -> None:
    """Years that no record of the network can have."""
    for field, day in days.items():
        if _implausible(day):
            message = _("Enter a year between %(first)s and %(last)s.")
            _add(problems, field, message, "year", first=str(FIRST_YEAR), last=str(LAST_YEAR))


def meeting_problems(meeting: Meeting, sessions: Iterable[Session] = ()) -> Problems:
    """Dates and hours of a meeting; `sessions` are those that have to lie within it."""
    problems: Problems = {}
    check_dates(problems, start=meeting.start, end=meeting.end)
    if meeting.end and not meeting.start:
        _add(problems, "start", _("Give the first day as well."), "start")
    if meeting.start and meeting.end and meeting.end < meeting.start:
        _add(problems, "end", _("It ends before it begins."), "order")
    one_day = meeting.end is None or meeting.end == meeting.start
    if one_day and meeting.start_time and meeting.end_time and meeting.end_time <= meeting.start_time:
        _add(problems, "end_time", _("It ends before it begins."), "order")
    outside = [session for session in sessions if outside_meeting(session, meeting)]
    if outside and not problems:
        named = ", ".join(f"{session} ({show_date(session.on)})" for session in outside)
        _add(problems, "start", _("These sessions would lie outside the meeting: %(named)s."), "outside", named=named)
    return problems


def outside_meeting(session: Session, meeting: Meeting) -> bool:
    """Whether the session's day is none of the meeting's, as far as its dates are known."""
    if session.on is None or meeting.start is None or meeting.precision == Precision.YEAR:
        return bool(session.on and meeting.start and session.on.year != meeting.start.year)
    if meeting.precision == Precision.MONTH:
        last = meeting.end or meeting.start
        return not (
            meeting.start.replace(day=1) <= session.on
            and (session.on.year, session.on.month) <= (last.year, last.month)
        )
    return not meeting.start <= session.on <= (meeting.end or meeting.start)


def session_problems(session: Session, others: Iterable[Session]) -> Problems:
    """A session's day and hours; `others` are the meeting's other sessions."""
    problems: Problems = {}
    check_dates(problems, on=session.on, answers_due=session.answers_due)
    if outside_meeting(session, session.meeting) and "on" not in problems:
        message = _("The meeting takes place on %(period)s: the session cannot be on another day.")
        _add(problems, "on", message, "outside", period=session.meeting.period)
    if session.start_time and session.end_time and session.end_time <= session.start_time:
        _add(problems, "end_time", _("It ends before it begins."), "order")
        return problems
    for other in others:
        if overlap(session, other):
            values = {"name": str(other), "from": f"{other.start_time:%H:%M}", "to": f"{other.end_time:%H:%M}"}
            message = _("At this hour there is already “%(name)s” (%(from)s to %(to)s).")
            _add(problems, "start_time", message, "overlap", **values)
    return problems


def overlap(one: Session, other: Session) -> bool:
    """Whether two sessions of a meeting share a time; sessions whose hours are not known do not."""
    if one.pk == other.pk or None in (one.start_time, one.end_time, other.start_time, other.end_time):
        return False
    if (one.on or one.meeting.start) != (other.on or one.meeting.start):
        return False
    return bool(one.start_time < other.end_time and other.start_time < one.end_time)  # type: ignore[operator]  # not None, see above


def decision_problems(decision: Decision, responsible: int) -> Problems:
    """Deadlines before the meeting, and tasks without anyone who is to do them. `responsible`: how many are named."""
    problems: Problems = {}
    check_dates(problems, deadline=decision.deadline, starts=decision.starts)
    begun = decision.meeting.start
    exact = decision.meeting.precision == decision.deadline_precision == Precision.DAY
    if begun and decision.deadline and exact and decision.deadline < begun:
        message = _("The deadline is before the meeting (%(day)s).")
        _add(problems, "deadline", message, "before", day=show_date(begun))
    if decision.starts and decision.deadline and decision.deadline < decision.starts:
        _add(problems, "deadline", _("The deadline is before the beginning."), "order")
    if decision.kind in NEEDS_RESPONSIBLE and not responsible:
        message = _("Say who is to do it: a country, an institution, or words such as “All delegations”.")
        _add(problems, "responsible", message, "responsible")
    return problems


def refuse(problems: Problems) -> None:
    """Raise what was found, each at its field."""
    if problems:
        raise ValidationError(problems)
