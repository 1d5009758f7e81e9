"""The pages about people, as a person uses them."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from rial.accounts import services
from rial.accounts.enums import Role
from rial.accounts.models import Invitation, Membership, User
from tests.outbox import link_in, outbox
from tests.personas import Personas, institution

PASSWORD = "una clave larga 1"
ACCOUNT = {"full_name": "Nueva Colega", "language": "es", "password1": PASSWORD, "password2": PASSWORD}


def invite(personas: Personas, email: str = "nueva@mtss.example") -> services.Sent:
    return services.invite(email, institution=institution("CR"), role=Role.EDITOR, by=personas.coordinator)


def test_from_invitation_to_the_desk(personas: Personas, as_persona: Any) -> None:
    coordinator = as_persona("coordinator")
    address = f"/es/desk/people/invite/{institution('CR').code}/"
    form = {"email": "nueva@mtss.example", "full_name": "Nueva", "language": "en"}
    answer = coordinator.post(address, form, follow=True)
    assert "nueva@mtss.example" in answer.content.decode()
    [email] = outbox("accounts/invitation")
    link = link_in(email)
    assert link.startswith("/en/desk/people/invitation/")

    guest = Client()
    page = guest.get(link).content.decode()
    assert 'value="Nueva"' in page
    done = guest.post(link, {**ACCOUNT, "language": "es"})
    assert (done.status_code, done["Location"]) == (302, "/es/desk/")
    assert "Nueva Colega" in guest.get("/es/desk/people/").content.decode()
    assert guest.get(link).status_code == 410


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": " "}, "full_name"),
        ({"language": "fr"}, "language"),
        ({"password2": "otra clave larga 1"}, "password2"),
        ({"password1": "corta", "password2": "corta"}, "password1"),
        ({"password1": "123456789012", "password2": "123456789012"}, "password1"),
        ({"password1": "nueva@mtss.example", "password2": "nueva@mtss.example"}, "password1"),
        ({"full_name": "x" * 151}, "full_name"),
    ],
)
def test_bad_account_is_explained_at_its_field(
    personas: Personas, client: Client, changes: dict[str, str], field: str
) -> None:
    link = f"/es/desk/people/invitation/{invite(personas).token}/"
    page = client.post(link, {**ACCOUNT, **changes})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert "<title>Error:" in page.content.decode()
    assert not User.objects.filter(email="nueva@mtss.example").exists()


def test_unusable_links_say_why(personas: Personas, client: Client) -> None:
    sent = invite(personas)
    link = f"/es/desk/people/invitation/{sent.token}/"
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (client.get(link).status_code, client.get(link).context["state"]) == (410, "expired")
    services.withdraw(sent.invitation, by=personas.coordinator)
    assert (client.get(link).status_code, client.get(link).context["state"]) == (410, "withdrawn")
    assert client.post(link, ACCOUNT).status_code == 410
    wrong = client.get("/es/desk/people/invitation/inventado/")
    assert (wrong.status_code, wrong.context["state"]) == (404, "unknown")
    assert not User.objects.filter(email="nueva@mtss.example").exists()


def test_known_address_signs_in_and_accepts(personas: Personas, client: Client) -> None:
    link = f"/es/desk/people/invitation/{invite(personas, personas.mexico.email).token}/"
    answer = client.get(link)
    assert (answer.status_code, answer["Location"]) == (302, f"/es/accounts/login/?next={link}")
    client.force_login(personas.mexico)
    assert client.get(link).status_code == 200
    assert client.post(link)["Location"] == "/es/desk/people/"
    assert Membership.objects.in_force().filter(user=personas.mexico).count() == 2


def test_link_of_somebody_else_is_not_used(personas: Personas, client: Client) -> None:
    link = f"/es/desk/people/invitation/{invite(personas).token}/"
    client.force_login(personas.mexico)
    page = client.post(link)
    assert page.status_code == 403
    assert "nueva@mtss.example" in page.content.decode()
    assert Membership.objects.in_force().filter(user=personas.mexico).count() == 1


def test_form_shows_the_refusal_at_the_field(personas: Personas, as_persona: Any) -> None:
    address = f"/es/desk/people/invite/{institution('CR').code}/"
    page = as_persona("coordinator").post(address, {"email": personas.colleague.email, "language": "es"})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["email"]


def test_demonstration_shows_the_link(personas: Personas, as_persona: Any, settings: LazySettings) -> None:
    address = f"/es/desk/people/invite/{institution('CR').code}/"
    form = {"email": "nueva@mtss.example", "language": "es"}
    link = "/es/desk/people/invitation/"
    assert link not in as_persona("coordinator").post(address, form, follow=True).content.decode()
    Invitation.objects.all().delete()
    settings.DEMO = True
    assert link in as_persona("coordinator").post(address, form, follow=True).content.decode()


def test_hand_over_page(personas: Personas, as_persona: Any) -> None:
    coordinator = as_persona("coordinator")
    present = Membership.objects.get(user=personas.coordinator)
    address = f"/es/desk/people/{present.pk}/hand-over/"
    for form in ({}, {"colleague": personas.colleague.email, "email": "x@x.example"}, {"colleague": "x@x.example"}):
        assert coordinator.post(address, form).status_code == 200
    assert outbox() == []
    assert coordinator.post(address, {"colleague": personas.colleague.email}).status_code == 302
    [email] = outbox("accounts/invitation")
    colleague = as_persona("colleague")
    assert colleague.post(link_in(email)).status_code == 302
    assert Membership.objects.in_force().get(user=personas.colleague).role == Role.COORDINATOR
    assert coordinator.get("/es/desk/people/").context["groups"] == []


def test_removing_and_leaving(personas: Personas, as_persona: Any) -> None:
    mine = Membership.objects.get(user=personas.coordinator)
    refused = as_persona("coordinator").post(f"/es/desk/people/{mine.pk}/remove/")
    assert refused.status_code == 409
    theirs = Membership.objects.get(user=personas.colleague)
    assert as_persona("coordinator").post(f"/es/desk/people/{theirs.pk}/remove/").status_code == 302
    assert not Membership.objects.in_force().filter(user=personas.colleague).exists()


def test_profile(personas: Personas, as_persona: Any) -> None:
    browser = as_persona("mexico")
    form = {"full_name": "  Diego\u202e  Rivera ", "language": "en"}
    assert browser.post("/es/desk/people/profile/", form).status_code == 302
    diego = User.objects.get(pk=personas.mexico.pk)
    assert (diego.full_name, diego.language, diego.receives_mail) == ("Diego Rivera", "en", False)
    bad = browser.post("/es/desk/people/profile/", {"full_name": "", "language": "xx"})
    assert sorted(bad.context["form"].errors) == ["full_name", "language"]


def test_messages_show_what_was_sent(personas: Personas, as_persona: Any) -> None:
    services.end_membership(Membership.objects.get(user=personas.colleague), by=personas.coordinator)
    invite(personas, personas.colleague.email)
    browser = as_persona("colleague")
    page = browser.get("/es/desk/people/messages/")
    assert [email.headers["X-RIAL-Event"] for email in page.context["page"]] == ["accounts/ended"]
    [email] = page.context["page"]
    assert email.subject in browser.get(f"/es/desk/people/messages/{email.pk}/").content.decode()


@pytest.mark.parametrize("colleagues", [1, 3])
def test_people_page_asks_the_same_of_any_number(
    personas: Personas, as_persona: Any, django_assert_num_queries: Any, colleagues: int
) -> None:
    for number in range(colleagues):
        sent = invite(personas, f"n{number}@mtss.example")
        services.accept_as_new(sent.token, full_name="N", language="es", password=PASSWORD)
        invite(personas, f"m{number}@mtss.example")
    browser = as_persona("coordinator")
    with django_assert_num_queries(6):
        browser.get("/es/desk/people/")
