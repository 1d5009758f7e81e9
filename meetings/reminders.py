"""What falls due in the meetings: consultations, polls and registrations that close soon (M40, M41, E15), lists of
participants to forget (E15).
"""

from datetime import date, timedelta
from typing import Any

from rial.core.dates import Precision
from rial.core.due import due

from . import notifications
from .delegations import open_for_registration
from .enums import ConsultationState, PollState
from .models import Consultation, Poll, Reminder
from .services import registering

# Delegations that have not written are reminded once, this many days before the closing day.
AHEAD = timedelta(days=3)
# Of polls and registrations they are reminded at these steps, in days before the deadline, until they have answered.
STEPS = (7, 1)


@due("meetings_consultations")
def remind_of_consultations(today: date) -> int:
    """One message to the people of every delegation that has not written to a consultation about to close."""
    closing = Consultation.objects.filter(
        state=ConsultationState.OPEN, closes_on__gte=today, closes_on__lte=today + AHEAD, reminded_on=None
    )
    sent = 0
    for consultation in closing.select_for_update(of=("self",)).order_by("pk"):
        sent += notifications.consultation_closes(consultation)
        consultation.reminded_on = today
        consultation.save(update_fields=["reminded_on"])
    return sent


@due("meetings_polls")
def remind_of_polls(today: date) -> int:
    """One message at each step to the people of every delegation that has not voted in a poll about to close.

    A poll that opened after the day of a step has just been announced: that step is left out.
    """
    closing = Poll.objects.filter(
        state=PollState.OPEN, totals_only=False, closes_on__range=(today, today + timedelta(days=max(STEPS)))
    )
    sent = 0
    for poll in closing.order_by("pk"):
        if poll.closes_on is None:
            continue
        step = _step(poll.closes_on, today)
        just_opened = poll.opens_on is not None and poll.opens_on > poll.closes_on - timedelta(days=step or 0)
        if step is None or just_opened or _left(step, poll.closes_on, poll=poll):
            continue
        people = notifications.poll_closes(poll)
        Reminder.objects.create(poll=poll, deadline=poll.closes_on, days_before=step, people=people)
        sent += people
    return sent


@due("meetings_registering")
def remind_of_registrations(today: date) -> int:
    """One message at each step before a meeting begins to the people of every delegation that registered nobody.

    Only where the day is known: “in June” is no day to remind of.
    """
    sent = 0
    for meeting in open_for_registration(today):
        if meeting.start is None or meeting.precision != Precision.DAY:
            continue
        step = _step(meeting.start, today)
        if step is None or _left(step, meeting.start, meeting=meeting):
            continue
        people = notifications.registration_missing(meeting)
        Reminder.objects.create(meeting=meeting, deadline=meeting.start, days_before=step, people=people)
        sent += people
    return sent


def _step(deadline: date, today: date) -> int | None:
    """The step that a day belongs to; None before the first one and after the deadline."""
    left = (deadline - today).days
    return min((step for step in STEPS if 0 <= left <= step), default=None)


def _left(step: int, deadline: date, **of: Any) -> bool:
    """Whether the reminders of a step have left."""
    return Reminder.objects.filter(deadline=deadline, days_before=step, **of).exists()


@due("meetings_registrations")
def forget_participants(today: date) -> int:
    """Delete the lists of participants of meetings that ended long ago."""
    return registering.forget_past(today)
