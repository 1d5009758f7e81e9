"""Roles a person may hold in an institution (N16)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rial.directory.enums import InstitutionKind


class Role(models.TextChoices):
    EDITOR = "editor", _("Editor of a ministry")
    COORDINATOR = "coordinator", _("Coordinator of a ministry")
    SECRETARIAT = "secretariat", _("Technical Secretariat")
    AUTHORITY = "authority", _("Authority of a Working Group")
    PARTNER = "partner", _("Partner organization")
    CONSULTATIVE = "consultative", _("Consultative body")


MINISTRY_ROLES = frozenset({Role.EDITOR, Role.COORDINATOR})

# Which kinds of institution a role is held in.
KINDS_BY_ROLE: dict[str, frozenset[str]] = {
    Role.EDITOR: frozenset({InstitutionKind.MINISTRY}),
    Role.COORDINATOR: frozenset({InstitutionKind.MINISTRY}),
    Role.AUTHORITY: frozenset({InstitutionKind.MINISTRY}),
    Role.SECRETARIAT: frozenset({InstitutionKind.INTERNATIONAL_ORGANIZATION}),
    Role.PARTNER: frozenset({InstitutionKind.INTERNATIONAL_ORGANIZATION, InstitutionKind.OTHER}),
    Role.CONSULTATIVE: frozenset({InstitutionKind.CONSULTATIVE_BODY}),
}


class InvitationState(models.TextChoices):
    """Where an invitation stands; only an open one can be used."""

    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
