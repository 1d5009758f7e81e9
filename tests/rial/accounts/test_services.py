"""Invitations, hand-overs and memberships: what each act does and whom it refuses."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from rial.accounts import services
from rial.accounts.enums import InvitationState, Role
from rial.accounts.models import Invitation, Membership, User, hash_token
from tests.outbox import outbox, recipients
from tests.personas import Personas, institution, make_user


def invite(personas: Personas, email: str = "nueva@mtss.example", role: Role = Role.EDITOR) -> services.Sent:
    return services.invite(email, institution=institution("CR"), role=role, by=personas.coordinator)


def held(email: str) -> list[tuple[str, str]]:
    rows = Membership.objects.in_force().filter(user__email=email).select_related("institution")
    return [(row.role, row.institution.country_id or row.institution.code) for row in rows.order_by("role", "pk")]


def test_invitation_keeps_no_token(personas: Personas) -> None:
    sent = invite(personas, " Nueva@MTSS.example ")
    assert sent.invitation.email == "nueva@mtss.example"
    assert sent.invitation.token_hash == hash_token(sent.token)
    assert sent.invitation.token_hash != sent.token
    assert sent.invitation.state == InvitationState.OPEN
    [email] = outbox("accounts/invitation")
    assert email.to == ["nueva@mtss.example"]
    assert f"/es/desk/people/invitation/{sent.token}/" in email.message
    assert email.headers["Sensitivity"] == "Private"


@pytest.mark.parametrize(
    ("who", "role", "where", "allowed"),
    [
        ("coordinator", Role.EDITOR, "CR", True),
        ("coordinator", Role.COORDINATOR, "CR", True),
        ("coordinator", Role.SECRETARIAT, "CR", False),
        ("coordinator", Role.EDITOR, "MX", False),
        ("costa_rica", Role.EDITOR, "CR", False),
        ("partner", Role.PARTNER, "ilo", False),
        ("authority", Role.EDITOR, "CA", False),
        ("secretariat", Role.EDITOR, "MX", True),
        ("secretariat", Role.PARTNER, "ilo", True),
        ("secretariat", Role.SECRETARIAT, "oas", True),
    ],
)
def test_who_may_invite(personas: Personas, who: str, role: Role, where: str, allowed: bool) -> None:
    by = getattr(personas, who)
    if allowed:
        services.invite("nueva@x.example", institution=institution(where), role=role, by=by)
        assert recipients("accounts/invitation") == ["nueva@x.example"]
        return
    with pytest.raises(PermissionDenied):
        services.invite("nueva@x.example", institution=institution(where), role=role, by=by)
    assert outbox() == []


@pytest.mark.parametrize(("role", "where"), [(Role.EDITOR, "ilo"), (Role.PARTNER, "CR"), (Role.SECRETARIAT, "CR")])
def test_role_must_fit_the_institution(personas: Personas, role: Role, where: str) -> None:
    with pytest.raises(ValidationError) as refused:
        services.invite("x@x.example", institution=institution(where), role=role, by=personas.secretariat)
    assert list(refused.value.error_dict) == ["role"]


def test_second_invitation_and_present_member_are_refused(personas: Personas) -> None:
    invite(personas)
    with pytest.raises(ValidationError) as again:
        invite(personas, "NUEVA@mtss.example")
    assert again.value.error_dict["email"][0].code == "invited"
    with pytest.raises(ValidationError) as member:
        invite(personas, personas.colleague.email)
    assert member.value.error_dict["email"][0].code == "member"


def test_too_many_invitations_in_a_day(personas: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "INVITATIONS_A_DAY", 2)
    invite(personas, "a@x.example")
    invite(personas, "b@x.example")
    with pytest.raises(ValidationError) as refused:
        invite(personas, "c@x.example")
    assert refused.value.error_list[0].code == "too_many"


def test_accepting_makes_account_and_membership(personas: Personas) -> None:
    sent = invite(personas)
    user = services.accept_as_new(sent.token, full_name="Nueva", language="en", password="una clave larga 1")
    assert (user.email, user.full_name, user.language) == ("nueva@mtss.example", "Nueva", "en")
    assert user.check_password("una clave larga 1")
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("nueva@mtss.example", True, True)
    ]
    assert held(user.email) == [("editor", "CR")]
    sent.invitation.refresh_from_db()
    assert sent.invitation.state == InvitationState.ACCEPTED
    assert sent.invitation.accepted_by == user
    assert recipients("accounts/accepted") == [personas.coordinator.email]


def test_link_works_once(personas: Personas) -> None:
    sent = invite(personas)
    services.accept_as_new(sent.token, full_name="Nueva", language="es", password="una clave larga 1")
    with pytest.raises(services.InvitationUnusable) as refused:
        services.accept_as_new(sent.token, full_name="Otra", language="es", password="una clave larga 1")
    assert refused.value.state == InvitationState.ACCEPTED
    assert User.objects.filter(email="nueva@mtss.example").count() == 1


def test_existing_account_accepts_signed_in(personas: Personas) -> None:
    sent = invite(personas, personas.mexico.email)
    with pytest.raises(ValidationError) as refused:
        services.accept_as_new(sent.token, full_name="X", language="es", password="una clave larga 1")
    assert refused.value.error_list[0].code == "account"
    with pytest.raises(PermissionDenied):
        services.accept_as(sent.token, personas.partner)
    services.accept_as(sent.token, personas.mexico)
    assert held(personas.mexico.email) == [("editor", "MX"), ("editor", "CR")]


def test_expired_withdrawn_and_unknown_links(personas: Personas) -> None:
    sent = invite(personas)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(services.InvitationUnusable) as expired:
        services.usable_invitation(sent.token)
    assert expired.value.state == InvitationState.EXPIRED
    services.withdraw(sent.invitation, by=personas.coordinator)
    with pytest.raises(services.InvitationUnusable) as withdrawn:
        services.usable_invitation(sent.token)
    assert withdrawn.value.state == InvitationState.WITHDRAWN
    with pytest.raises(services.InvitationUnusable) as unknown:
        services.usable_invitation("nothing")
    assert unknown.value.state is None
    with pytest.raises(ValidationError):
        services.resend(sent.invitation, by=personas.coordinator)


def test_resend_replaces_the_link(personas: Personas) -> None:
    first = invite(personas)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    second = services.resend(first.invitation, by=personas.secretariat)
    assert services.usable_invitation(second.token).pk == first.invitation.pk
    with pytest.raises(services.InvitationUnusable) as old:
        services.usable_invitation(first.token)
    assert old.value.state is None
    assert len(outbox("accounts/invitation")) == 2


@pytest.mark.parametrize("who", ["costa_rica", "mexico", "partner", "authority"])
def test_others_do_not_touch_an_invitation(personas: Personas, who: str) -> None:
    sent = invite(personas)
    with pytest.raises(PermissionDenied):
        services.withdraw(sent.invitation, by=getattr(personas, who))
    with pytest.raises(PermissionDenied):
        services.resend(sent.invitation, by=getattr(personas, who))


def test_hand_over_to_a_colleague(personas: Personas) -> None:
    present = Membership.objects.get(user=personas.coordinator)
    sent = services.hand_over(present, personas.colleague.email, by=personas.coordinator)
    assert held(personas.coordinator.email) == [("coordinator", "CR")]
    services.accept_as(sent.token, personas.colleague)
    assert held(personas.colleague.email) == [("coordinator", "CR")]
    assert held(personas.coordinator.email) == []
    assert Membership.objects.get(pk=present.pk).ended_on == timezone.localdate()


def test_hand_over_to_someone_new(personas: Personas) -> None:
    present = Membership.objects.get(user=personas.coordinator)
    sent = services.hand_over(present, "sucesora@mtss.example", by=personas.secretariat)
    services.accept_as_new(sent.token, full_name="Sucesora", language="es", password="una clave larga 1")
    assert held("sucesora@mtss.example") == [("coordinator", "CR")]
    assert held(personas.coordinator.email) == []


def test_who_hands_over_may_go_on_as_an_editor(personas: Personas) -> None:
    present = Membership.objects.get(user=personas.coordinator)
    sent = services.hand_over(present, personas.colleague.email, by=personas.coordinator, stays=True)
    services.accept_as(sent.token, personas.colleague)
    assert held(personas.colleague.email) == [("coordinator", "CR")]
    assert held(personas.coordinator.email) == [("editor", "CR")]


def test_hand_over_refusals(personas: Personas) -> None:
    present = Membership.objects.get(user=personas.coordinator)
    with pytest.raises(PermissionDenied):
        services.hand_over(present, "x@x.example", by=personas.costa_rica)
    with pytest.raises(ValidationError) as same:
        services.hand_over(present, personas.coordinator.email.upper(), by=personas.coordinator)
    assert same.value.error_dict["email"][0].code == "same"
    with pytest.raises(ValidationError) as editor:
        services.hand_over(Membership.objects.get(user=personas.colleague), "x@x.example", by=personas.coordinator)
    assert editor.value.error_list[0].code == "role"


def test_ending_a_membership(personas: Personas) -> None:
    membership = Membership.objects.get(user=personas.colleague)
    for who in (personas.costa_rica, personas.mexico, personas.partner):
        with pytest.raises(PermissionDenied):
            services.end_membership(membership, by=who)
    services.end_membership(membership, by=personas.coordinator)
    services.end_membership(membership, by=personas.coordinator)
    assert held(personas.colleague.email) == []
    assert recipients("accounts/ended") == [personas.colleague.email]


def test_leaving_is_not_told_to_oneself(personas: Personas) -> None:
    services.end_membership(Membership.objects.get(user=personas.colleague), by=personas.colleague)
    assert held(personas.colleague.email) == []
    assert outbox("accounts/ended") == []


def test_nobody_leaves_the_ministry_or_the_secretariat_alone(personas: Personas) -> None:
    coordinator = Membership.objects.get(user=personas.coordinator)
    with pytest.raises(ValidationError) as alone:
        services.end_membership(coordinator, by=personas.coordinator)
    assert alone.value.error_list[0].code == "last"
    secretariat = Membership.objects.get(user=personas.secretariat)
    with pytest.raises(ValidationError) as last:
        services.end_membership(secretariat, by=personas.secretariat)
    assert last.value.error_list[0].code == "last"
    # The Secretariat may leave a ministry without coordinator: somebody has to, when a person vanishes.
    services.end_membership(coordinator, by=personas.secretariat)
    assert held(personas.coordinator.email) == []


def test_second_factor_is_removed_by_somebody_else_of_the_secretariat(personas: Personas) -> None:
    other = make_user("hugo@oas.example", Role.SECRETARIAT, institution("oas"))
    Authenticator.objects.create(user=personas.secretariat, type=Authenticator.Type.TOTP, data={"secret": "x"})
    for who in (personas.secretariat, personas.coordinator):
        with pytest.raises(PermissionDenied):
            services.remove_second_factor(personas.secretariat, by=who)
    services.remove_second_factor(personas.secretariat, by=other)
    assert not Authenticator.objects.exists()
    assert recipients("accounts/second_factor_removed") == [personas.secretariat.email]
