"""Consultations: opened, closed and compiled by the Secretariat; delegations are told in the same transaction (M40)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import notifications
from meetings.delegations import delegations_of
from meetings.enums import CommentState, ConsultationState
from meetings.models import Comment, Consultation, Reply
from meetings.workflow import CONSULTATION
from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import columns


@transaction.atomic
def open_consultation(consultation: Consultation, *, by: Any, note: str = "") -> Consultation:
    """Let the delegations write, tell them, and list them as asked.

    Refuses one without closing day or without texts in every language.
    """
    again = consultation.state == ConsultationState.CLOSED
    changes: dict[str, Any] = {"reminded_on": None}
    if consultation.opens_on is None:
        changes["opens_on"] = timezone.localdate()
    name = "reopen" if again else "open"
    done = CONSULTATION.perform(consultation, name, by=by, note=note, **changes)
    _list_those_asked(done)
    notifications.consultation_opened(done, by)
    return done


def _list_those_asked(consultation: Consultation) -> None:
    """Note the delegations that are asked now, beside those already listed: who is asked later was not asked then."""
    listed = set(consultation.replies.exclude(institution=None).values_list("institution", flat=True))
    asked = {one for person in notifications.delegation_people() for one in delegations_of(person)}
    new = sorted((one for one in asked if one.pk not in listed), key=lambda one: (one.country_id or "~", one.code))
    first = consultation.replies.count()
    Reply.objects.bulk_create(
        Reply(consultation=consultation, country_id=one.country_id, institution=one, answered=False, position=place)
        for place, one in enumerate(new, first)
    )


@transaction.atomic
def close(consultation: Consultation, *, by: Any, note: str = "") -> Consultation:
    """No delegation can write any more."""
    return CONSULTATION.perform(consultation, "close", by=by, note=note)


@transaction.atomic
def record(consultation: Consultation, *, by: Any, note: str = "") -> Consultation:
    """A consultation held outside the portal: known, closed, nobody is told."""
    return CONSULTATION.perform(consultation, "record", by=by, note=note)


@transaction.atomic
def publish_compilation(consultation: Consultation, *, by: Any, note: str = "") -> Consultation:
    """Comments and answers become public; who was asked is told. Refuses while a comment has no answer."""
    done = CONSULTATION.perform(consultation, "compile", by=by, note=note)
    notifications.compilation_published(done, by)
    return done


@transaction.atomic
def answer(comment: Comment, state: str, answers: dict[str, str], *, by: Any) -> Comment:
    """Say what became of a comment; `answers` are answer_es, answer_en.

    Refuses “not accepted” and “in part” without a reason, and changes once the compilation is published.
    """
    if not is_secretariat(by):
        raise PermissionDenied("answer")
    locked = Comment.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=comment.pk)
    if locked.consultation.state == ConsultationState.COMPILED:
        raise ValidationError(_("The compilation is published: answers can no longer be changed."), "compiled")
    reasoned = any(answers.get(name) for name in columns("answer"))
    if state in {CommentState.PARTLY, CommentState.NOT_ACCEPTED} and not reasoned:
        raise ValidationError({"answer": _("Write why: the delegation will read it.")})
    locked.state = state
    for name, text in answers.items():
        setattr(locked, name, text)
    locked.save(update_fields=["state", *answers, "updated_at"])
    return locked
