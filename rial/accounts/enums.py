"""Roles a person may hold in an institution (N16)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    EDITOR = "editor", _("Editor of a ministry")
    COORDINATOR = "coordinator", _("Coordinator of a ministry")
    SECRETARIAT = "secretariat", _("Technical Secretariat")
    AUTHORITY = "authority", _("Authority of a Working Group")
    PARTNER = "partner", _("Partner organization")
    CONSULTATIVE = "consultative", _("Consultative body")


MINISTRY_ROLES = frozenset({Role.EDITOR, Role.COORDINATOR})
