"""Mails of the meetings: each in the recipient's language, queued in the transaction of what they tell.

Delegations are today's editors and coordinators of the ministries and the people of the consultative bodies (M40).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import lazy
from post_office.models import Email

from rial.accounts.enums import Role
from rial.accounts.models import User
from rial.core import mail
from rial.core.bilingual import text_of

from .models import Consultation, Meeting, Poll, Registration
from .naming import meeting_name

_MATERIAL = "meetings/material"


def delegation_people() -> list[User]:
    """Everybody who may speak for a delegation."""
    return list(User.objects.holding(Role.EDITOR, Role.COORDINATOR, Role.CONSULTATIVE))


def silent_people(answers: QuerySet[Any]) -> list[User]:
    """Those whose delegation has no comment, ballot or registration among these."""
    spoken = set(answers.values_list("institution", flat=True))
    return [person for person in delegation_people() if not person.roles.delegation_ids & spoken]


def consultation_opened(consultation: Consultation, actor: Any) -> int:
    """Delegations may write, until when and where; returns how many people were written to."""
    return _tell(delegation_people(), "consultation_opened", _about(consultation), actor)


def consultation_closes(consultation: Consultation) -> int:
    """A reminder to delegations that have not written."""
    return _tell(
        silent_people(consultation.comments.all()), "consultation_closes", _about(consultation), None, reminder=True
    )


def compilation_published(consultation: Consultation, actor: Any) -> int:
    """The compilation can be read, with what became of each comment."""
    return _tell(delegation_people(), "compilation_published", _about(consultation), actor)


def poll_opened(poll: Poll, actor: Any) -> int:
    """Delegations may distribute their points."""
    context = {"poll": poll, "title": _text(poll, "title")}
    return _tell(delegation_people(), "poll_opened", context, actor)


def poll_closes(poll: Poll) -> int:
    """A reminder to delegations that have not voted."""
    context = {"poll": poll, "title": _text(poll, "title")}
    return _tell(silent_people(poll.ballots.all()), "poll_closes", context, None, reminder=True)


def registration_missing(meeting: Meeting) -> int:
    """A reminder to delegations that have registered nobody for a coming meeting."""
    context = {"meeting": meeting, "name": _name(meeting)}
    return _tell(silent_people(meeting.registrations.all()), "registration_missing", context, None, reminder=True)


def material(registration: Registration, meeting: Meeting, documents: Sequence[Any]) -> None:
    """The meeting's documents to a registered participant, in the language of who registered them."""
    context = {
        "meeting": meeting,
        "name": _name(meeting),
        "documents": documents,
    }
    mail.queue(registration.email, _MATERIAL, context, language=registration.registered_by.language)


def forget_material(registration: Registration) -> int:
    """Delete what the outbox keeps of a participant's messages about the meeting, sent or waiting."""
    about = {"to": registration.email, "message__contains": f"/meetings/{registration.meeting.slug}/"}
    found = Email.objects.filter(headers__contains={mail.EVENT_HEADER: _MATERIAL}, **about)
    return int(found.delete()[0])


def _about(consultation: Consultation) -> dict[str, Any]:
    return {
        "consultation": consultation,
        "title": _text(consultation, "title"),
        "intro": _text(consultation, "intro"),
    }


def _text(obj: Any, field: str) -> Any:
    # Read while the template is rendered, when the recipient's language is active.
    return lazy(lambda: text_of(obj, field).value, str)()


def _name(meeting: Meeting) -> Any:
    return lazy(lambda: meeting_name(meeting).value, str)()


def _tell(people: Iterable[User], template: str, context: dict[str, Any], actor: Any, *, reminder: bool = False) -> int:
    others = [person for person in people if actor is None or person.pk != actor.pk]
    return mail.queue_to_all(others, f"meetings/{template}", context, reminder=reminder)
