"""People, what they may do for which institution, and invitations (design.md, section 4; N16)."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rial.directory.models import Institution

from .enums import MINISTRY_ROLES, InvitationState, Role
from .querysets import InvitationQuerySet, MembershipQuerySet, UserManager


@dataclass(frozen=True)
class Roles:
    """What a person may do today, read once per request."""

    memberships: tuple["Membership", ...]

    @property
    def secretariat(self) -> bool:
        """Member of the Technical Secretariat."""
        return any(m.role == Role.SECRETARIAT for m in self.memberships)

    @property
    def authority(self) -> bool:
        """Authority of a Working Group."""
        return any(m.role == Role.AUTHORITY for m in self.memberships)

    @property
    def partner(self) -> bool:
        """Assessor of a partner organization."""
        return any(m.role == Role.PARTNER for m in self.memberships)

    @property
    def ministries(self) -> list[Institution]:
        """The ministries whose records this person edits, without repetition."""
        found = {m.institution_id: m.institution for m in self.memberships if m.role in MINISTRY_ROLES}
        return list(found.values())

    @property
    def ministry_ids(self) -> frozenset[int]:
        """Keys of `ministries`."""
        return frozenset(m.institution_id for m in self.memberships if m.role in MINISTRY_ROLES)

    @property
    def delegation_ids(self) -> frozenset[int]:
        """Whom this person may speak for in consultations and polls: ministries, consultative bodies (M40)."""
        roles = {*MINISTRY_ROLES, Role.CONSULTATIVE}
        return frozenset(m.institution_id for m in self.memberships if m.role in roles)

    @property
    def country_codes(self) -> frozenset[str]:
        """Countries of all institutions this person stands for, whatever the role (recusal)."""
        return frozenset(m.institution.country_id for m in self.memberships if m.institution.country_id)

    def coordinates(self, institution_id: int) -> bool:
        """Coordinator of that ministry: may invite colleagues and hand over."""
        return any(m.role == Role.COORDINATOR and m.institution_id == institution_id for m in self.memberships)

    def edits(self, institution_id: int) -> bool:
        """Editor or coordinator of that institution."""
        return institution_id in self.ministry_ids


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Records never belong to people but to institutions: see Membership."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of messages"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    receives_mail = models.BooleanField(_("receives reminders by mail"), default=True)
    digest_on = models.DateField(_("last digest"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """The person's name, or the address when no name is known."""
        return str(self)

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.full_name.split(" ")[0] if self.full_name else self.email

    @property
    def is_staff(self) -> bool:
        """Who may enter the admin: the Technical Secretariat and the installation's operator."""
        return self.is_active and (self.is_superuser or self.roles.secretariat)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """The Secretariat holds every permission of the admin; what is forbidden there is forbidden to all."""
        return self.is_staff or super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`."""
        return self.is_staff or super().has_module_perms(app_label)

    @cached_property
    def roles(self) -> Roles:
        """Roles in force today; one query per request at most."""
        rows = self.memberships.in_force().select_related("institution__country").prefetch_related("institution__names")
        return Roles(tuple(rows))


class Membership(models.Model):
    """A person's role in an institution for a time. A change of coordinator ends one row and starts another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="memberships", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    post = models.CharField(_("post"), max_length=150, blank=True)
    started_on = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["institution", "role", "user"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "role"],
                condition=Q(ended_on__isnull=True),
                name="one_running_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="membership_period_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.institution}"


def hash_token(token: str) -> str:
    """What is stored of an invitation's token: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """An invitation by mail to take a role in an institution; its token is stored hashed."""

    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of messages"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    institution = models.ForeignKey(
        Institution, models.CASCADE, related_name="invitations", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent", verbose_name=_("invited by"))
    # A hand-over: when accepted, this person's coordination ends.
    replaces = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("takes over from")
    )
    # The person who hands over goes on as an editor.
    predecessor_stays = models.BooleanField(_("the present coordinator stays as an editor"), default=False)
    created_at = models.DateTimeField(_("invited"), auto_now_add=True)
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("accepted by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.email} · {self.institution}"

    @property
    def state(self) -> InvitationState:
        """Accepted and withdrawn are final; an unanswered one expires by itself."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED

    @staticmethod
    def new_token() -> str:
        """A token of 256 bits for the invitation's link."""
        return secrets.token_urlsafe(32)
