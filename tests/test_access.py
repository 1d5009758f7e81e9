"""A crawl over every named address: what is not declared public leads nobody in without signing in."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

# The portal's public face. Anything not named here asks for a signed-in person.
PUBLIC = {
    "doc",
    "healthz",
    "node",
    "robots",
    "root",
    "sitemap",
    "meetings:authorities",
    "meetings:bodies",
    "meetings:body",
    "meetings:calendar",
    "meetings:conference",
    "meetings:conferences",
    "meetings:consultation",
    "meetings:consultations",
    "meetings:decision",
    "meetings:decisions",
    "meetings:decisions_feed",
    "meetings:feed",
    "meetings:home",
    "meetings:ics",
    "meetings:implementation",
    "meetings:instrument",
    "meetings:mandates",
    "meetings:meeting",
    "meetings:meeting_ics",
    "meetings:offline",
    "meetings:poll",
    "meetings:polls",
    "meetings:proposal",
    "meetings:proposals",
    "meetings:report",
    "meetings:report_docx",
    "meetings:report_pdf",
    "fund:appeal",
    "fund:appeal_docx",
    "fund:appeal_pdf",
    "fund:budgets",
    "fund:contributors",
    "fund:dictionary",
    "fund:entry",
    "fund:home",
    "fund:home_docx",
    "fund:home_pdf",
    "fund:ledger",
    "fund:ledger_feed",
    "fund:rows",
    "fund:rules",
    "fund:statement",
    "fund:statement_docx",
    "fund:statement_pdf",
    "fund:statement_document",
    "fund:statements",
    "library:citation",
    "library:document",
    "library:feed",
    "library:file",
    "library:list",
    "pages:about",
    "pages:countries",
    "pages:country",
    "pages:home",
    "pages:node",
    "pages:page",
    "pages:search",
    "portfolio:attachment",
    "portfolio:changes",
    "portfolio:citation",
    "portfolio:compare",
    "portfolio:dictionary",
    "portfolio:feed",
    "portfolio:good_practice",
    "portfolio:good_practices",
    "portfolio:list",
    "portfolio:matrix",
    "portfolio:program",
    "portfolio:report",
    "portfolio:reported",
    "portfolio:version",
    "portfolio:versions",
    "people:accept",
    "people:unsubscribe",
    "symbols:find",
}
# allauth's own pages for people who are not signed in yet (or any more).
SIGN_IN = {
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "mfa_authenticate",
}
SAMPLES = {
    "app_label": "portfolio",
    "country": "CR",
    "code": "PRG-0001",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def named_addresses(
    resolver: URLResolver | None = None, namespace: str = ""
) -> Iterator[tuple[str, dict[str, object]]]:
    """Every named address with values that fit its converters."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_addresses(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield namespace + entry.name, values_for(entry)


def values_for(entry: URLPattern) -> dict[str, object]:
    """Plausible values for the parameters of an address."""
    values: dict[str, object] = {}
    for name, converter in entry.pattern.converters.items():
        values[name] = 1 if isinstance(converter, IntConverter) else SAMPLES.get(name, "x")
    if entry.pattern.regex.groups and not values:
        values = {name: SAMPLES.get(name, "x") for name in entry.pattern.regex.groupindex}
    if entry.name == "country":
        values = {"code": "CR"}
    return values


ADDRESSES = sorted(dict(named_addresses()).items())


def test_the_declared_public_addresses_exist() -> None:
    assert (PUBLIC | SIGN_IN) - {name for name, _values in ADDRESSES} == set()


@pytest.mark.parametrize(("name", "values"), [item for item in ADDRESSES if item[0] not in PUBLIC | SIGN_IN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_private_addresses_ask_for_signing_in(db: None, method: str, name: str, values: dict[str, object]) -> None:
    response = getattr(Client(), method)(reverse(name, kwargs=values))
    assert (name, response.status_code) == (name, 302)
    assert "/accounts/" in response["Location"] or "/admin/login/" in response["Location"]


@pytest.mark.parametrize(("name", "values"), [item for item in ADDRESSES if item[0] in PUBLIC])
def test_public_addresses_never_ask_and_never_fail(vocabulary: None, name: str, values: dict[str, object]) -> None:
    response = Client().get(reverse(name, kwargs=values))
    assert response.status_code < 500
    assert "/accounts/login" not in response.headers.get("Location", "")
    assert response.cookies == {} or name in {"portfolio:report", "people:accept", "people:unsubscribe"}


@pytest.mark.parametrize(("name", "values"), [item for item in ADDRESSES if item[0] in PUBLIC | SIGN_IN])
def test_no_write_without_a_token(vocabulary: None, name: str, values: dict[str, object]) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse(name, kwargs=values), {"x": "1"})
    # 400 is the one-click unsubscription of RFC 8058 with a bad token: it has no CSRF token by design.
    assert response.status_code in {302, 400, 403, 404, 405}, (name, response.status_code)
    assert response.status_code != 302 or name in {"root", "account_logout", "account_signup"}, name
