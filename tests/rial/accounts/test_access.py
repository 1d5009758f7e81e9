"""Who reaches which page about people: address × person."""

from typing import Any

import pytest
from django.test import Client

from rial.accounts import services
from rial.accounts.enums import Role
from rial.accounts.models import Invitation, Membership
from rial.core import mail
from tests.outbox import CIRCUMSTANCES
from tests.personas import PERSONAS, Personas, institution

# anonymous, costa_rica, colleague, coordinator, mexico, secretariat, partner, authority; 302 leads to signing in.
ADDRESSES: dict[str, tuple[int, ...]] = {
    "/es/desk/people/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/es/desk/people/profile/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/es/desk/people/messages/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/es/desk/people/continue/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/es/desk/people/invite/{cr}/": (302, 403, 403, 200, 404, 404, 404, 404),
    "/es/desk/people/{colleague}/remove/": (302, 403, 200, 200, 404, 200, 404, 404),
    "/es/desk/people/{coordinator}/hand-over/": (302, 403, 403, 200, 404, 200, 404, 404),
    "/es/desk/people/{colleague}/hand-over/": (302, 403, 403, 403, 404, 403, 404, 404),
    "/es/desk/people/messages/{message}/": (302, 404, 200, 404, 404, 404, 404, 404),
    "/es/desk/people/invitation/{token}/": (200, 403, 403, 403, 403, 403, 403, 403),
    "/es/desk/people/unsubscribe/{unsubscribe}/": (200, 200, 200, 200, 200, 200, 200, 200),
    "/es/admin/accounts/user/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/accounts/membership/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/accounts/invitation/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/accounts/invitation/add/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/post_office/email/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/post_office/email/{message}/send/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/accounts/membership/{colleague}/end/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/accounts/invitation/{invitation}/resend/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/accounts/invitation/{invitation}/withdraw/": (302, 403, 403, 403, 403, 200, 403, 403),
    "/es/admin/accounts/user/{mexico}/remove-second-factor/": (302, 403, 403, 403, 403, 200, 403, 403),
}
# Only POST does something; a person without the right learns nothing.
POSTS: dict[str, tuple[int, ...]] = {
    "/es/desk/people/invitations/{invitation}/resend/": (302, 404, 404, 302, 404, 302, 404, 404),
    "/es/desk/people/invitations/{invitation}/withdraw/": (302, 404, 404, 302, 404, 302, 404, 404),
}


@pytest.fixture
def values(personas: Personas) -> dict[str, Any]:
    """What the addresses are filled with."""
    sent = services.invite(
        "nueva@mtss.example", institution=institution("CR"), role=Role.EDITOR, by=personas.coordinator
    )
    message = mail.queue(personas.colleague, "account/changed", {"change": "X", **CIRCUMSTANCES})
    assert message is not None
    return {
        "cr": institution("CR").code,
        "colleague": Membership.objects.get(user=personas.colleague).pk,
        "coordinator": Membership.objects.get(user=personas.coordinator).pk,
        "message": message.pk,
        "token": sent.token,
        "invitation": sent.invitation.pk,
        "mexico": personas.mexico.pk,
        "unsubscribe": mail.unsubscribe_url(personas.mexico).rstrip("/").rsplit("/", 1)[1],
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_reading(as_persona: Any, values: dict[str, Any], address: str) -> None:
    answers = tuple(as_persona(name).get(address.format(**values)).status_code for name in PERSONAS)
    assert answers == ADDRESSES[address]


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("number", range(len(PERSONAS)))
def test_writing(as_persona: Any, values: dict[str, Any], address: str, number: int) -> None:
    before = Invitation.objects.get().token_hash
    answer = as_persona(PERSONAS[number]).post(address.format(**values))
    assert answer.status_code == POSTS[address][number]
    invitation = Invitation.objects.get()
    allowed = PERSONAS[number] in {"coordinator", "secretariat"}
    assert (invitation.token_hash != before or invitation.withdrawn_at is not None) is allowed


@pytest.mark.parametrize("address", POSTS)
def test_writing_needs_a_post(as_persona: Any, values: dict[str, Any], address: str) -> None:
    assert as_persona("coordinator").get(address.format(**values)).status_code == 405


def test_nothing_private_may_be_kept_by_a_proxy(as_persona: Any, values: dict[str, Any]) -> None:
    for address in ADDRESSES:
        control = as_persona("secretariat").get(address.format(**values))["Cache-Control"]
        assert "no-store" in control or "private" in control, address


def test_invitation_page_keeps_its_address_to_itself(client: Client, values: dict[str, Any]) -> None:
    page = client.get("/es/desk/people/invitation/{token}/".format(**values))
    # Not "no-referrer": browsers would then send "Origin: null" with the form, and it would be refused.
    assert page["Referrer-Policy"] == "same-origin"
