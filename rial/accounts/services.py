"""Every write about people: accounts, invitations, hand-overs, memberships, wishes. No request, no HTML here.

Functions refuse with PermissionDenied (not this person), ValidationError (with what to do) or
InvitationUnusable (the link leads nowhere any more).
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rial.accounts.permissions import is_secretariat
from rial.core import mail
from rial.directory.models import Institution

from .enums import KINDS_BY_ROLE, MINISTRY_ROLES, InvitationState, Role
from .models import Invitation, Membership, User, hash_token

INVITATIONS_A_DAY = 50


class InvitationUnusable(Exception):
    """The invitation cannot be used; `state` says why (None: there is no such invitation)."""

    def __init__(self, state: InvitationState | None) -> None:
        super().__init__(state)
        self.state = state


class Sent(NamedTuple):
    """An invitation and its token, which exists nowhere else but in the message."""

    invitation: Invitation
    token: str


def _at(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})


def create_account(
    email: str, *, password: str | None, full_name: str = "", language: str = settings.LANGUAGE_CODE
) -> User:
    """A person who can sign in at once: their address counts as verified (they hold the invitation sent to it)."""
    with transaction.atomic():
        user = User.objects.create_user(email, password, full_name=full_name.strip(), language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def find_user(email: str) -> User | None:
    """The person with this address, whatever its case."""
    return User.objects.filter(email__iexact=email.strip()).first()


def may_invite(by: User, institution: Institution, role: str) -> bool:
    """The Secretariat invites anyone; a coordinator invites editors and a successor of their own ministry."""
    return is_secretariat(by) or (role in MINISTRY_ROLES and by.roles.coordinates(institution.pk))


@transaction.atomic
def invite(
    email: str,
    *,
    institution: Institution,
    role: str,
    by: User,
    full_name: str = "",
    language: str = settings.LANGUAGE_CODE,
    replaces: Membership | None = None,
    predecessor_stays: bool = False,
) -> Sent:
    """Invite an address to a role; the message leaves with the transaction.

    Refuses a role the institution cannot give, someone who already holds it, a second open invitation.
    """
    if not may_invite(by, institution, role):
        raise PermissionDenied("invite")
    email = email.strip().lower()
    # One invitation at a time for an institution, so that two coordinators cannot invite one person twice.
    Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
    _refuse_invitation(email, institution, role, by)
    token = Invitation.new_token()
    invitation = Invitation.objects.create(
        email=email,
        full_name=full_name.strip(),
        language=language,
        institution=institution,
        role=role,
        token_hash=hash_token(token),
        invited_by=by,
        replaces=replaces,
        predecessor_stays=predecessor_stays,
        expires_at=_expiry(),
    )
    _send(invitation, token)
    return Sent(invitation, token)


def _refuse_invitation(email: str, institution: Institution, role: str, by: User) -> None:
    if institution.kind not in KINDS_BY_ROLE.get(role, frozenset()):
        raise _at("role", _("An institution of this kind does not give this role."), "role")
    held = Membership.objects.in_force().filter(user__email__iexact=email, institution=institution, role=role)
    if held.exists():
        raise _at("email", _("This person already has this role."), "member")
    same = Invitation.objects.open().filter(email=email, institution=institution, role=role)
    if same.exists():
        raise _at("email", _("This address already has an invitation. Send it again instead."), "invited")
    today = Invitation.objects.filter(invited_by=by, sent_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= INVITATIONS_A_DAY:
        raise ValidationError(_("You have sent many invitations today. Go on tomorrow."), code="too_many")


def _expiry() -> Any:
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


def _send(invitation: Invitation, token: str) -> None:
    context = {"invitation": invitation, "token": token, "days": settings.INVITATION_DAYS}
    person = find_user(invitation.email)
    language = person.language if person else invitation.language
    mail.queue(invitation.email, "accounts/invitation", context, language=language, urgent=True, private=True)


def _lock_unanswered(invitation: Invitation, by: User) -> Invitation:
    if not Invitation.objects.manageable_by(by).filter(pk=invitation.pk).exists():
        raise PermissionDenied("manage invitation")
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.state in {InvitationState.ACCEPTED, InvitationState.WITHDRAWN}:
        raise ValidationError(
            _("This invitation cannot be changed: it is “%(state)s”."), "closed", {"state": locked.state.label}
        )
    return locked


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Sent:
    """Send it again with a new link and a new term; the old link stops working."""
    locked = _lock_unanswered(invitation, by)
    token = Invitation.new_token()
    locked.token_hash = hash_token(token)
    locked.sent_at = timezone.now()
    locked.expires_at = _expiry()
    locked.save(update_fields=["token_hash", "sent_at", "expires_at"])
    _send(locked, token)
    return Sent(locked, token)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """Make its link useless."""
    locked = _lock_unanswered(invitation, by)
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    return locked


def usable_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The open invitation of a token; refuses with InvitationUnusable. With `lock`, call inside a transaction."""
    rows = Invitation.objects.select_related("institution__country", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(token_hash=hash_token(token)).first()
    if invitation is None:
        raise InvitationUnusable(None)
    if invitation.state != InvitationState.OPEN:
        raise InvitationUnusable(invitation.state)
    return invitation


@transaction.atomic
def accept_as_new(token: str, *, full_name: str, language: str, password: str) -> User:
    """Accept by making an account. Of two people who use one link at once, one gets it.

    Refuses when the address has an account: its owner signs in and accepts there.
    """
    invitation = usable_invitation(token, lock=True)
    if find_user(invitation.email) is not None:
        raise ValidationError(_("This address already has an account. Sign in to accept."), code="account")
    try:
        with transaction.atomic():
            user = create_account(invitation.email, password=password, full_name=full_name, language=language)
    except IntegrityError as error:  # another invitation to the same address was accepted in the same instant
        raise ValidationError(_("This address already has an account. Sign in to accept."), code="account") from error
    _take_up(invitation, user)
    return user


@transaction.atomic
def accept_as(token: str, user: User) -> Invitation:
    """Accept as the person signed in, whose address must be the invited one."""
    invitation = usable_invitation(token, lock=True)
    if invitation.email != user.email.lower():
        raise PermissionDenied("invitation of another address")
    _take_up(invitation, user)
    return invitation


def _take_up(invitation: Invitation, user: User) -> None:
    today = timezone.localdate()
    running = Membership.objects.filter(user=user, institution=invitation.institution, ended_on__isnull=True)
    if not running.filter(role=invitation.role).exists():
        Membership.objects.create(user=user, institution=invitation.institution, role=invitation.role)
    if invitation.role == Role.COORDINATOR:
        # A coordinator does all an editor does: one row is enough.
        running.filter(role=Role.EDITOR).update(ended_on=today)
    if invitation.replaces_id:
        _replace(invitation, user, today)
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    user.__dict__.pop("roles", None)
    mail.queue(invitation.invited_by, "accounts/accepted", {"invitation": invitation, "person": user})


def _replace(invitation: Invitation, successor: User, today: date) -> None:
    """End the predecessor's coordination; if it was said so, they go on as an editor."""
    replaced = Membership.objects.select_for_update(of=("self",)).filter(pk=invitation.replaces_id or 0)
    predecessor = replaced.filter(ended_on__isnull=True).exclude(user=successor).first()
    if predecessor is None:
        return
    predecessor.ended_on = max(today, predecessor.started_on)
    predecessor.save(update_fields=["ended_on"])
    if invitation.predecessor_stays:
        Membership.objects.create(
            user=predecessor.user, institution=predecessor.institution, role=Role.EDITOR, started_on=today
        )


@transaction.atomic
def hand_over(
    membership: Membership, email: str, *, by: User, full_name: str = "", language: str = "", stays: bool = False
) -> Sent:
    """Name the successor of a coordinator; the present one stays until the successor accepts.

    Then their access ends, or, with `stays`, they go on as an editor. Records stay where they are: they belong to
    the ministry, never to a person.
    """
    if membership.role != Role.COORDINATOR or membership.ended_on is not None:
        raise ValidationError(_("Only a coordinator in office can be handed over."), code="role")
    if membership.user.email.lower() == email.strip().lower():
        raise _at("email", _("Name someone else: this is the present coordinator."), "same")
    return invite(
        email,
        institution=membership.institution,
        role=Role.COORDINATOR,
        by=by,
        full_name=full_name,
        language=language or membership.user.language,
        replaces=membership,
        predecessor_stays=stays,
    )


def may_end(by: User, membership: Membership) -> bool:
    """Oneself, the ministry's coordinator (for editors and coordinators), the Secretariat."""
    coordinates = membership.role in MINISTRY_ROLES and by.roles.coordinates(membership.institution_id)
    return by.pk == membership.user_id or is_secretariat(by) or coordinates


@transaction.atomic
def end_membership(membership: Membership, *, by: User) -> Membership:
    """End a role today; what the person wrote stays with the institution.

    Refuses leaving a ministry without its only coordinator (they hand over instead) and the network without
    its only member of the Secretariat.
    """
    if not may_end(by, membership):
        raise PermissionDenied("end membership")
    Institution.objects.select_for_update(of=("self",)).get(pk=membership.institution_id)
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if locked.ended_on is not None:
        return locked
    others = Membership.objects.in_force().filter(role=locked.role).exclude(pk=locked.pk)
    if locked.role == Role.SECRETARIAT and not others.exists():
        raise ValidationError(_("The Secretariat needs at least one member. Invite another one first."), code="last")
    alone = locked.role == Role.COORDINATOR and not others.filter(institution=locked.institution_id).exists()
    if alone and not is_secretariat(by):
        raise ValidationError(_("Your ministry needs a coordinator. Name your successor first."), code="last")
    locked.ended_on = max(timezone.localdate(), locked.started_on)
    locked.save(update_fields=["ended_on"])
    if by.pk != locked.user_id:
        mail.queue(locked.user, "accounts/ended", {"membership": locked})
    return locked


def stop_reminders(user: User) -> None:
    """No more reminders by mail; messages about one's own acts still arrive, and all are read at the desk."""
    User.objects.filter(pk=user.pk).update(receives_mail=False)


@transaction.atomic
def remove_second_factor(user: User, *, by: User) -> None:
    """For somebody who lost phone and recovery codes. Only the Secretariat, never for oneself; the person is told."""
    if not is_secretariat(by) or by.pk == user.pk:
        raise PermissionDenied("remove second factor")
    Authenticator.objects.filter(user=user).delete()
    mail.queue(user, "accounts/second_factor_removed", {"by": by}, urgent=True)
