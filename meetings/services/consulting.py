"""What delegations write in a consultation, in their own name, until its closing day (M40, M43, M46, M54–M57)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.enums import CommentState
from meetings.models import Comment, Consultation, Reply
from rial.directory.models import Institution

# What a delegation writes: the passage it speaks of, the text, the language of the text.
WORDS = ("passage", "text", "language")


class WindowClosed(ValidationError):
    """Nothing is received any more, or not yet."""


def _locked(consultation: Consultation) -> Consultation:
    """The consultation as it is now; whoever closes it waits until this comment is written, or the reverse."""
    return Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)


def _refuse_outside_window(consultation: Consultation) -> None:
    if not consultation.accepts_comments:
        raise WindowClosed(_("This consultation receives no comments now."), "window")


def _refuse_strangers(user: Any, institution_id: int) -> None:
    if institution_id not in user.roles.delegation_ids:
        raise PermissionDenied("comment")


@transaction.atomic
def comment(consultation: Consultation, institution: Institution, words: Mapping[str, str], *, by: Any) -> Comment:
    """A comment in the delegation's name. Refuses other people's delegations and days outside the window.

    The same words sent twice (a form sent again) are kept once.
    """
    _refuse_strangers(by, institution.pk)
    locked = _locked(consultation)
    _refuse_outside_window(locked)
    values = {name: words[name] for name in WORDS}
    same = Comment.objects.filter(consultation=locked, institution=institution, **values).first()
    made = same or Comment.objects.create(consultation=locked, institution=institution, author=by, **values)
    _note_reply(made)
    return made


def _note_reply(comment: Comment) -> None:
    """Keep the list of those asked true: whether the delegation has replied, and since when."""
    own = Comment.objects.filter(consultation=comment.consultation_id, institution=comment.institution_id)
    first = own.order_by("at").first()
    Reply.objects.filter(consultation=comment.consultation_id, institution=comment.institution_id).update(
        answered=first is not None, on=timezone.localtime(first.at).date() if first else None
    )


def _own(found: Comment, by: Any) -> Comment:
    """The comment as it is now, if it may still be changed by this person."""
    _refuse_strangers(by, found.institution_id)
    _refuse_outside_window(_locked(found.consultation))
    locked = Comment.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if locked.state != CommentState.RECEIVED:
        message = _("The Technical Secretariat has already answered this comment: add another one instead.")
        raise ValidationError(message, "answered")
    return locked


@transaction.atomic
def change(found: Comment, words: Mapping[str, str], *, by: Any) -> Comment:
    """Other words for a comment of one's delegation. Refuses outside the window and once it was answered."""
    locked = _own(found, by)
    for name in WORDS:
        setattr(locked, name, words[name])
    locked.author = by
    locked.save(update_fields=[*WORDS, "author", "updated_at"])
    return locked


@transaction.atomic
def delete(found: Comment, *, by: Any) -> None:
    """Take a comment of one's delegation back. Refuses outside the window and once it was answered."""
    own = _own(found, by)
    own.delete()
    _note_reply(own)
