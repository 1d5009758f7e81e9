"""Whom a message goes to: today's holders of a role, not the people of a list."""

from rial.directory.models import Institution

from .enums import Role
from .models import User


def secretariat_people() -> list[User]:
    """The members of the Technical Secretariat."""
    return list(User.objects.holding(Role.SECRETARIAT))


def ministry_people(institution: Institution) -> list[User]:
    """The editors and coordinators of a ministry."""
    return list(User.objects.holding(Role.EDITOR, Role.COORDINATOR, institution=institution))


def partner_people() -> list[User]:
    """The assessors of all partner organizations."""
    return list(User.objects.holding(Role.PARTNER))
