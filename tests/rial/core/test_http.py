"""Public pages: no cookie, a policy for proxies, and 304 without rendering."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from rial.core.http import ANONYMOUS, SIGNED_IN, build_token, public_page, read_public_version
from rial.directory.models import Country, Institution
from tests.personas import Personas

pytestmark = pytest.mark.django_db

LIST = "/en/portfolio/"


def test_anonymous_pages_may_be_kept_and_set_no_cookie(client: Client) -> None:
    response = client.get(LIST)
    assert response.status_code == 200
    assert response["Cache-Control"] == ANONYMOUS
    assert response["Vary"] == "Cookie"
    assert response["ETag"]
    assert not response.cookies


def test_unchanged_pages_answer_304_without_rendering(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    etag = client.get(LIST)["ETag"]
    with django_assert_num_queries(1):
        response = client.get(LIST, headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert response["Cache-Control"] == ANONYMOUS
    assert client.get(LIST, headers={"If-None-Match": '"other"'}).status_code == 200


def test_address_query_and_language_have_validators_of_their_own(client: Client) -> None:
    pages = [LIST, f"{LIST}?country=CR", "/es/portfolio/"]
    assert len({client.get(page)["ETag"] for page in pages}) == 3


def test_data_move_the_validator(client: Client, vocabulary: None) -> None:
    before = client.get(LIST)["ETag"]
    Country.objects.filter(code="CR").update(name_en="Costa Rica!")
    assert client.get(LIST, headers={"If-None-Match": before}).status_code == 200


def test_each_change_is_another_version(vocabulary: None) -> None:
    versions = [read_public_version()]
    for _time in range(120):
        Institution.objects.filter(code="mtss-cr").update(website="https://www.mtss.go.cr")
        versions.append(read_public_version())
    assert len(set(versions)) == 121


def test_changes_nobody_sees_leave_it_alone(personas: Personas) -> None:
    before = read_public_version()
    personas.mexico.full_name = "Otra"
    personas.mexico.save()
    assert read_public_version() == before


def test_signed_in_pages_are_private(as_persona: Any, client: Client) -> None:
    etag = client.get(LIST)["ETag"]
    browser = as_persona("mexico")
    response = browser.get(LIST, headers={"If-None-Match": etag})
    assert (response.status_code, response["Cache-Control"]) == (200, SIGNED_IN)
    assert not response.has_header("ETag")


def test_a_stale_session_cookie_is_nobody(client: Client) -> None:
    client.cookies["sessionid"] = "gone"
    assert client.get(LIST)["Cache-Control"] == ANONYMOUS


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_reading(client: Client, method: str) -> None:
    assert getattr(client, method)(LIST).status_code == 405


def test_head_and_errors(client: Client) -> None:
    head = client.head(LIST)
    assert (head.status_code, head.content) == (200, b"")
    missing = client.get("/en/portfolio/PRG-9999/")
    assert missing.status_code == 404
    assert not missing.has_header("ETag")
    assert missing["Cache-Control"] == "private, no-store"


def test_while_developing_everything_is_rendered(settings: LazySettings, rf: RequestFactory) -> None:
    settings.DEBUG = True

    @public_page
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x")

    response = page(rf.get("/en/"))
    assert (response["Cache-Control"], response.has_header("ETag")) == (ANONYMOUS, False)


def test_a_view_may_state_its_own_policy(rf: RequestFactory) -> None:
    @public_page
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", headers={"Cache-Control": "public, max-age=9", "ETag": '"own"'})

    response = page(rf.get("/en/"))
    assert (response["Cache-Control"], response["ETag"]) == ("public, max-age=9", '"own"')


def test_the_release_has_a_token() -> None:
    assert len(build_token()) == 16
