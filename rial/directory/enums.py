"""Kinds of institutions the network deals with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry of labor")
    CONSULTATIVE_BODY = "consultative_body", _("Consultative body")
    INTERNATIONAL_ORGANIZATION = "international_organization", _("International organization")
    OTHER = "other", _("Other institution")
