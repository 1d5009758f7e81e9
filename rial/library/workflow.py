"""The transitions of documents."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rial.accounts.permissions import is_secretariat
from rial.core.workflow import Transition, Workflow

from .enums import DocumentState
from .models import Document, DocumentLog


def by_secretariat(user: Any, document: Document) -> bool:
    """Documents are kept by the Secretariat alone."""
    return is_secretariat(user)


def has_a_title(document: Document) -> list[ValidationError]:
    """What nobody could call by a name is not published; everything else may be unknown."""
    if document.shown_title:
        return []
    return [ValidationError(_("Give the title in at least one language first."), code="title")]


DOCUMENT = Workflow(
    Document,
    DocumentLog,
    [
        Transition(
            name="publish",
            label=_("Publish"),
            sources=frozenset({DocumentState.DRAFT}),
            target=DocumentState.PUBLISHED,
            by=by_secretariat,
            check=has_a_title,
            consequence=_("Everyone can find and read it. What was published once is never deleted."),
        ),
        Transition(
            name="withdraw",
            label=_("Withdraw"),
            sources=frozenset({DocumentState.PUBLISHED}),
            target=DocumentState.WITHDRAWN,
            by=by_secretariat,
            note_required=True,
            danger=True,
            consequence=_("Its page and its files are no longer shown to the public."),
        ),
        Transition(
            name="republish",
            label=_("Publish again"),
            sources=frozenset({DocumentState.WITHDRAWN}),
            target=DocumentState.PUBLISHED,
            by=by_secretariat,
            check=has_a_title,
            consequence=_("Everyone can find and read it again."),
        ),
    ],
)
