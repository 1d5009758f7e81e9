"""Who may do what with the Fund, and the life of an override (F26). The ledger itself has no states."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from rial.accounts.permissions import is_secretariat
from rial.core.workflow import Transition, Workflow

from .enums import OverrideState
from .models import Override, OverrideLog


def decides_use(user: Any, obj: Any = None) -> bool:
    """The authorities of the Conference, and the Secretariat that prepares their decision: may simulate."""
    return is_secretariat(user) or (user is not None and user.is_authenticated and user.roles.authority)


def is_second_person(user: Any, override: Override) -> bool:
    """Another member of the Secretariat than the one who asked."""
    return is_secretariat(user) and user.pk != override.requested_by_id


OVERRIDE: Workflow[Override] = Workflow(
    Override,
    OverrideLog,
    [
        Transition(
            name="approve",
            label=_("Approve the override"),
            sources=frozenset({OverrideState.REQUESTED}),
            target=OverrideState.APPROVED,
            by=is_second_person,
            danger=True,
            consequence=_("One entry of at most this amount may go beyond the authorization. It stays marked."),
        ),
        Transition(
            name="refuse",
            label=_("Refuse the override"),
            sources=frozenset({OverrideState.REQUESTED}),
            target=OverrideState.REFUSED,
            by=is_second_person,
            note_required=True,
            consequence=_("Nothing is recorded. The reason is kept with the request."),
        ),
    ],
)
