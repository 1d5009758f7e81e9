"""What falls due in the meetings: consultations that close soon (M40), lists of participants to forget (E15)."""

from datetime import date, timedelta

from rial.core.due import due

from . import notifications
from .enums import ConsultationState
from .models import Consultation
from .services import registering

# Delegations that have not written are reminded once, this many days before the closing day.
AHEAD = timedelta(days=3)


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


@due("meetings_registrations")
def forget_participants(today: date) -> int:
    """Delete the lists of participants of meetings that ended long ago."""
    return registering.forget_past(today)
