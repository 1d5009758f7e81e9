"""Memberships in force, invitations that can still be used."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .enums import MINISTRY_ROLES, Role

if TYPE_CHECKING:
    from .models import Invitation, Membership, User


class UserManager(BaseUserManager["User"]):
    """Users sign in with their e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person with a lower-cased address; without a password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person with every right, for the installation's operator."""
        return self.create_user(email, password, is_superuser=True, **fields)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> Self:
        """Memberships that hold today."""
        today = timezone.localdate()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today), started_on__lte=today)

    def of_ministries(self) -> Self:
        """Editors and coordinators of ministries."""
        return self.filter(role__in=MINISTRY_ROLES)

    def secretariat(self) -> Self:
        """Members of the Technical Secretariat."""
        return self.filter(role=Role.SECRETARIAT)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Not accepted, not withdrawn, not expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())
