"""Signing in: closed sign-up, no hints about who has an account, limits, second factor, the way home."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from rial.accounts import services
from rial.accounts.models import User
from tests.outbox import link_in, outbox, recipients
from tests.personas import Personas

PASSWORD = "una clave larga 1"


@pytest.fixture(autouse=True)
def _fresh_limits(settings: LazySettings) -> None:
    cache.clear()


@pytest.fixture
def account(personas: Personas) -> User:
    """Ana of Costa Rica, with a password of her own."""
    personas.costa_rica.emailaddress_set.create(email=personas.costa_rica.email, verified=True, primary=True)
    personas.costa_rica.set_password(PASSWORD)
    personas.costa_rica.save()
    return personas.costa_rica


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/es/accounts/login/", {"login": email, "password": password})


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("secretariat", "/es/admin/"),
        ("costa_rica", "/es/desk/"),
        ("partner", "/es/desk/assessments/"),
        ("authority", "/es/desk/people/"),
    ],
)
def test_everyone_lands_where_their_work_is(personas: Personas, client: Client, who: str, home: str) -> None:
    user = getattr(personas, who)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    answer = sign_in(client, user.email, "password")
    assert (answer.status_code, answer["Location"]) == (302, home)


def test_address_in_any_case(account: User, client: Client) -> None:
    assert sign_in(client, account.email.upper()).status_code == 302


def test_wrong_password_and_unknown_address_read_the_same(account: User, client: Client) -> None:
    wrong = sign_in(client, account.email, "equivocada 1234")
    unknown = sign_in(client, "nadie@mtss.example", "equivocada 1234")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors != {}


def test_attempts_are_limited(account: User, client: Client) -> None:
    for _attempt in range(10):
        sign_in(client, account.email, "equivocada 1234")
    answer = sign_in(client, account.email)
    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_limit_page_is_the_portals_own(account: User, client: Client) -> None:
    answers = [client.post("/en/accounts/password/reset/", {"email": account.email}) for _attempt in range(30)]
    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].content.decode()
    assert "rial.css" in answers[-1].content.decode()


def test_sign_up_is_closed(client: Client, db: None) -> None:
    page = client.get("/en/accounts/signup/")
    assert "Accounts are made by invitation" in page.content.decode()
    form = {"email": "x@x.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/en/accounts/signup/", form)
    assert not User.objects.filter(email="x@x.example").exists()


def test_new_password(account: User, client: Client) -> None:
    client.post("/es/accounts/password/reset/", {"email": account.email})
    [email] = outbox("account/password_link")
    page = client.get(link_in(email), follow=True)
    address = page.redirect_chain[-1][0]
    weak = client.post(address, {"password1": "corta", "password2": "corta"})
    assert "password1" in weak.context["form"].errors
    client.post(address, {"password1": "otra clave larga 2", "password2": "otra clave larga 2"})
    assert User.objects.get(pk=account.pk).check_password("otra clave larga 2")
    assert recipients("account/changed") == [account.email]
    assert client.get(link_in(email), follow=True).context["token_fail"] is True


def test_new_password_for_an_unknown_address_gives_nothing_away(account: User, client: Client) -> None:
    known = client.post("/es/accounts/password/reset/", {"email": account.email}, follow=True)
    unknown = client.post("/es/accounts/password/reset/", {"email": "nadie@x.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert recipients("account/unknown") == ["nadie@x.example"]
    assert "nadie@x.example" in outbox("account/unknown")[0].message


def test_change_of_address(account: User, client: Client) -> None:
    client.force_login(account)
    reauthenticate(client)
    client.post("/es/accounts/email/", {"email": "ana.nueva@mtss.example", "action_add": ""})
    [email] = outbox("account/confirm_address")
    assert email.to == ["ana.nueva@mtss.example"]
    assert User.objects.get(pk=account.pk).email == account.email
    confirm = link_in(email)
    assert client.get(confirm).status_code == 200
    client.post(confirm)
    assert User.objects.get(pk=account.pk).email == "ana.nueva@mtss.example"
    assert sign_in(Client(), "ana.nueva@mtss.example").status_code == 302


def reauthenticate(client: Client) -> None:
    client.post("/es/accounts/reauthenticate/", {"password": PASSWORD})


def code_of(secret: str) -> str:
    code: str = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    return code


def test_second_factor_from_set_up_to_recovery(
    account: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, account.email)
    asked = client.get("/es/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/es/accounts/reauthenticate/")
    reauthenticate(client)
    page = client.get("/es/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert client.post("/es/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/es/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=account, type="totp").exists()
    assert recipients("account/changed") == [account.email]
    assert client.get("/es/accounts/2fa/").status_code == 200
    codes = client.get("/es/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10

    other = Client()
    step = sign_in(other, account.email)
    assert step["Location"].startswith("/es/accounts/2fa/authenticate/")
    assert other.get("/es/accounts/2fa/authenticate/").status_code == 200
    assert other.get("/es/desk/people/").status_code == 302
    assert other.post("/es/accounts/2fa/authenticate/", {"code": "12345678"}).status_code == 200
    assert other.post("/es/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert other.get("/es/desk/people/").status_code == 200


def test_secretariat_must_set_up_the_second_factor(personas: Personas, settings: LazySettings) -> None:
    settings.SECRETARIAT_MUST_USE_TOTP = True
    client = Client()
    client.force_login(personas.secretariat)
    for page in ("/es/admin/", "/es/admin/accounts/user/", "/es/desk/people/", "/es/desk/people/profile/"):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, "/es/accounts/2fa/totp/activate/"), page
    assert client.post("/es/desk/people/profile/", {"full_name": "X", "language": "es"}).status_code == 302
    assert User.objects.get(pk=personas.secretariat.pk).full_name == "Elena"
    assert client.get("/es/accounts/logout/").status_code == 200
    Authenticator.objects.create(user=personas.secretariat, type="totp", data={"secret": "x"})
    assert client.get("/es/desk/people/").status_code == 200
    assert client.get("/es/admin/accounts/user/").status_code == 200


def test_others_need_no_second_factor(personas: Personas, settings: LazySettings) -> None:
    settings.SECRETARIAT_MUST_USE_TOTP = True
    client = Client()
    client.force_login(personas.coordinator)
    assert client.get("/es/desk/people/").status_code == 200


def test_public_pages_stay_open_to_a_secretariat_without_second_factor(
    personas: Personas, settings: LazySettings
) -> None:
    settings.SECRETARIAT_MUST_USE_TOTP = True
    client = Client()
    client.force_login(personas.secretariat)
    assert client.get("/es/accounts/signup/").status_code in {200, 302}
    assert client.get("/es/").status_code == 200


def test_closed_account_is_told(account: User, client: Client) -> None:
    User.objects.filter(pk=account.pk).update(is_active=False)
    answer = sign_in(client, account.email)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 302}


def test_admin_signs_in_on_the_portals_page(client: Client, db: None) -> None:
    page = client.get("/es/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/es/accounts/login/?next=")
    assert "account/login.html" in [template.name for template in page.templates]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "page",
    [
        "login/",
        "signup/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/done/",
        "password/reset/key/1-x/",
        "confirm-email/",
        "confirm-email/x/",
        "inactive/",
    ],
)
def test_open_pages(client: Client, db: None, language: str, page: str) -> None:
    answer = client.get(f"/{language}/accounts/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert "style=" not in answer.content.decode()


@pytest.mark.parametrize(
    "page", ["email/", "password/change/", "logout/", "2fa/", "reauthenticate/", "2fa/recovery-codes/generate/"]
)
def test_own_pages(account: User, client: Client, page: str) -> None:
    sign_in(client, account.email)
    answer = client.get(f"/es/accounts/{page}", follow=True)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


def test_account_made_by_the_service_can_sign_in(db: None, client: Client) -> None:
    services.create_account("Eva@X.example", password=PASSWORD, full_name=" Eva ")
    assert sign_in(client, "eva@x.example").status_code == 302
