"""Participants whom delegations register for a coming meeting; never public, deleted on request (E15)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import notifications
from meetings.delegations import takes_registrations
from meetings.models import Meeting, Registration
from rial.accounts.permissions import is_secretariat
from rial.directory.models import Institution

# What is asked of a participant, and nothing else.
ASKED = ("full_name", "post", "email", "needs")
# Who took part is in the meeting's report; the list of people is kept this long after the last day, for corrections.
KEPT = timedelta(days=180)


@transaction.atomic
def register(meeting: Meeting, institution: Institution, person: Mapping[str, str], *, by: Any) -> Registration:
    """A participant of one's delegation. Refuses a meeting that takes none, and the same name twice."""
    if institution.pk not in by.roles.delegation_ids:
        raise PermissionDenied("register")
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not takes_registrations(locked):
        raise ValidationError(_("Nobody can be registered for this meeting now."), "closed")
    values = {name: person[name] for name in ASKED}
    if locked.registrations.filter(institution=institution, full_name__iexact=values["full_name"]).exists():
        raise ValidationError({"full_name": _("This person is already registered.")})
    return Registration.objects.create(meeting=locked, institution=institution, registered_by=by, **values)


@transaction.atomic
def remove(registration: Registration, *, by: Any) -> None:
    """Delete a registration and its messages for good: one's own delegation's, or anybody's for the Secretariat."""
    if registration.institution_id not in by.roles.delegation_ids and not is_secretariat(by):
        raise PermissionDenied("remove")
    _forget(registration)


@transaction.atomic
def send_material(meeting: Meeting, *, by: Any) -> int:
    """Mail the meeting's public documents to those who have not received them; returns to how many.

    Refuses a meeting without public documents: a message with nothing in it helps nobody.
    """
    if not is_secretariat(by):
        raise PermissionDenied("send_material")
    documents = public_documents(meeting)
    if not documents:
        raise ValidationError(_("The meeting has no public document yet: there is nothing to send."), "nothing")
    waiting = meeting.registrations.select_for_update(of=("self",)).filter(material_sent_at=None).exclude(email="")
    people = list(waiting.select_related("registered_by"))
    for person in people:
        notifications.material(person, meeting, documents)
    Registration.objects.filter(pk__in=[person.pk for person in people]).update(material_sent_at=timezone.now())
    return len(people)


def public_documents(meeting: Meeting) -> list[Any]:
    """The documents of a meeting that anyone may read, in the meeting's order, each once."""
    rows = meeting.documents.select_related("document")
    found = {row.document_id: row.document for row in rows if row.document.is_public}
    return list(found.values())


def _forget(registration: Registration) -> None:
    if registration.email:
        notifications.forget_material(registration)
    registration.delete()


@transaction.atomic
def forget_past(today: date) -> int:
    """Delete the lists of meetings that ended more than `KEPT` ago; returns how many people were forgotten."""
    before = today - KEPT
    over = Q(meeting__end__lt=before) | Q(meeting__end=None, meeting__start__lt=before)
    past = list(Registration.objects.filter(over).select_related("meeting"))
    for registration in past:
        _forget(registration)
    return len(past)
