"""A session that ends in the middle of a form: what was typed comes back after signing in."""

import html
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import get_cookie_signer
from django.test import Client

from rial.accounts.models import Invitation, User
from rial.core import held_post
from tests.personas import Personas

FORM = {"email": "nueva@mtss.example", "full_name": "Doña Ñ & <hijos>\nlínea 2", "language": "es"}


@pytest.fixture(autouse=True)
def _nothing_held_before() -> None:
    cache.clear()


@pytest.fixture
def address(personas: Personas) -> str:
    """The page where the coordinator of the tests invites."""
    institution = personas.coordinator.memberships.get().institution
    return f"/es/desk/people/invite/{institution.code}/"


def hidden_fields(page: Any) -> dict[str, str]:
    """What the page's first form would send."""
    form = page.content.decode().split('<form method="post"')[1].split("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in pairs}


def action(page: Any) -> str:
    found = re.search(r'<form method="post" action="([^"]+)"', page.content.decode())
    assert found is not None
    return html.unescape(found.group(1))


def sign_in(client: Client, email: str, next_page: str) -> Any:
    return client.post("/es/accounts/login/", {"login": email, "password": "password", "next": next_page})


def give_address(user: User) -> None:
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)


def test_from_the_lost_session_to_the_invitation(personas: Personas, address: str) -> None:
    give_address(personas.coordinator)
    browser = Client(enforce_csrf_checks=True)
    browser.get("/es/accounts/login/")
    token = browser.cookies["csrftoken"].value
    lost = browser.post(f"{address}?from=desk", {**FORM, "csrfmiddlewaretoken": token})
    assert (lost.status_code, lost["Location"]) == (302, "/es/accounts/login/?next=/es/desk/people/continue/")
    cookie = lost.cookies[held_post.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 3600)

    signed_in = browser.post(
        "/es/accounts/login/",
        {
            "login": personas.coordinator.email,
            "password": "password",
            "next": "/es/desk/people/continue/",
            "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
        },
    )
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/es/desk/people/continue/")

    page = browser.get("/es/desk/people/continue/")
    assert action(page) == f"{address}?from=desk"
    kept = hidden_fields(page)
    assert kept.pop("csrfmiddlewaretoken") != token
    assert kept == FORM
    sent = browser.post(action(page), hidden_fields(page))
    assert (sent.status_code, sent["Location"]) == (302, "/es/desk/people/")
    assert Invitation.objects.get().email == "nueva@mtss.example"


def test_passwords_and_files_are_not_kept(personas: Personas, client: Client) -> None:
    upload = SimpleUploadedFile("informe.pdf", b"%PDF")
    client.post("/es/admin/x/", {"password1": "secret", "old_Password": "secret", "note": "texto", "file": upload})
    client.force_login(personas.coordinator)
    page = client.get("/es/desk/people/continue/")
    fields = hidden_fields(page)
    fields.pop("csrfmiddlewaretoken")
    assert fields == {"note": "texto"}
    assert "informe.pdf" in page.content.decode()
    assert "secret" not in page.content.decode()


@pytest.mark.parametrize("path", ["/es/portfolio/", "/es/accounts/email/", "/es/deskx/"])
def test_only_desk_and_admin(db: None, client: Client, path: str) -> None:
    assert held_post.COOKIE not in client.post(path, {"note": "texto"}).cookies


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Mode": "cors"}, {"Accept": "application/json"}])
def test_scripts_get_401_and_nothing_is_kept(
    personas: Personas, client: Client, address: str, headers: dict[str, str]
) -> None:
    answer = client.post(address, FORM, headers=headers)
    assert answer.status_code == 401
    assert held_post.COOKIE not in answer.cookies
    strict = Client(enforce_csrf_checks=True).post(address, FORM, headers={**headers, "Origin": "http://testserver"})
    assert strict.status_code == 403
    assert held_post.COOKIE not in strict.cookies


def test_too_long_to_keep_stays_in_the_page(
    personas: Personas, client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_post, "MAX_BYTES", 20)
    page = client.post(address, FORM)
    assert page.status_code == 403
    assert held_post.COOKIE not in page.cookies
    kept = hidden_fields(page)
    kept.pop("csrfmiddlewaretoken")
    assert kept == FORM
    assert 'target="_blank"' in page.content.decode()


def test_many_holds_from_one_address_stay_in_the_page(
    personas: Personas, client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_post, "MAX_AN_HOUR", 2)
    assert [client.post(address, FORM).status_code for _number in range(3)] == [302, 302, 403]


def test_forged_cookie_and_empty_hands(personas: Personas, client: Client) -> None:
    client.force_login(personas.coordinator)
    client.cookies[held_post.COOKIE] = "forged:value"
    page = client.get("/es/desk/people/continue/")
    assert page.status_code == 200
    assert '<form method="post" action' not in page.content.decode()


def test_throwing_it_away(personas: Personas, client: Client, address: str) -> None:
    client.post(address, FORM)
    client.force_login(personas.coordinator)
    assert FORM["email"] in client.get("/es/desk/people/continue/").content.decode()
    assert client.post("/es/desk/people/continue/").status_code == 302
    assert FORM["email"] not in client.get("/es/desk/people/continue/").content.decode()


def test_expired_form_of_a_signed_in_person(personas: Personas, address: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(personas.coordinator)
    page = browser.post(address, FORM, headers={"Origin": "http://testserver"})
    assert page.status_code == 403
    assert action(page) == address
    sent = browser.post(action(page), hidden_fields(page))
    assert sent.status_code == 302
    assert Invitation.objects.get().email == "nueva@mtss.example"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {}])
def test_form_of_another_site_is_never_offered(personas: Personas, address: str, headers: dict[str, str]) -> None:
    for user in (personas.coordinator, None):
        browser = Client(enforce_csrf_checks=True)
        if user is not None:
            browser.force_login(user)
        page = browser.post(address, FORM, headers=headers)
        assert page.status_code == 403
        assert FORM["email"] not in page.content.decode()
        assert held_post.COOKIE not in page.cookies


def test_expired_form_without_a_session_is_kept(personas: Personas, address: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(address, FORM, headers={"Origin": "http://testserver"})
    assert answer.status_code == 302
    assert held_post.COOKIE in answer.cookies


def test_kept_form_of_a_known_writer_is_for_nobody_else(personas: Personas, client: Client) -> None:
    held = held_post.HeldPost("/es/desk/", (("note", "texto"),), (), personas.mexico.pk)
    cache.set("held-post:key", held, 60)
    client.force_login(personas.coordinator)
    client.cookies[held_post.COOKIE] = held_post_cookie("key")
    assert "texto" not in client.get("/es/desk/people/continue/").content.decode()
    client.force_login(personas.mexico)
    client.cookies[held_post.COOKIE] = held_post_cookie("key")
    assert "texto" in client.get("/es/desk/people/continue/").content.decode()


def held_post_cookie(key: str) -> str:

    return get_cookie_signer(salt=held_post.COOKIE + "rial.core.held_post").sign(key)


def test_texts_for_reading() -> None:
    held = held_post.HeldPost("/", (("a", "corto"), ("b", "un texto que alguien escribió")), ())
    assert held.texts == ["un texto que alguien escribió"]
