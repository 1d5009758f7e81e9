"""Memberships in force, invitations that can still be used."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .enums import MINISTRY_ROLES, Role

if TYPE_CHECKING:
    from .models import Invitation, Membership, User


class UserManager(BaseUserManager["User"]):
    """Users sign in with their e-mail address."""

    def get_queryset(self) -> "UserQuerySet":
        return UserQuerySet(self.model, using=self._db)

    def holding(self, *roles: str, institution: Any = None) -> "UserQuerySet":
        """See `UserQuerySet.holding`."""
        return self.get_queryset().holding(*roles, institution=institution)

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


class UserQuerySet(models.QuerySet["User"]):
    def holding(self, *roles: str, institution: Any = None) -> Self:
        """Active people who hold one of these roles today, in one institution or in any."""
        today = timezone.localdate()
        running = Q(memberships__ended_on__isnull=True) | Q(memberships__ended_on__gt=today)
        of = Q() if institution is None else Q(memberships__institution=institution)
        held = of & running & Q(memberships__role__in=roles, memberships__started_on__lte=today)
        return self.filter(held, is_active=True).distinct().order_by("pk")


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

    def visible_to(self, user: Any) -> Self:
        """Those of the institutions one belongs to; all for the Secretariat."""
        if user.is_superuser or user.roles.secretariat:
            return self.all()
        return self.filter(institution__in=[m.institution_id for m in user.roles.memberships])


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def manageable_by(self, user: Any) -> Self:
        """Those a person may resend or withdraw: of the ministries they coordinate; all for the Secretariat."""
        if user.is_superuser or user.roles.secretariat:
            return self.all()
        coordinated = [m.institution_id for m in user.roles.memberships if m.role == Role.COORDINATOR]
        return self.filter(institution__in=coordinated, role__in=MINISTRY_ROLES)

    def open(self) -> Self:
        """Not accepted, not withdrawn, not expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())
