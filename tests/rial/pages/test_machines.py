"""Root, probe, robots, sitemap, static texts and error pages."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from rial.core import errors
from rial.core.content import ContentError
from rial.pages import machines
from rial.pages.prose import all_prose, prose
from tests.factories import make_draft, make_published
from tests.personas import Personas

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.mark.parametrize(
    ("accepted", "home"),
    [("en-US,en;q=0.9", "/en/"), ("es-MX", "/es/"), ("pt-BR", "/es/"), ("", "/es/"), ("%%%", "/es/")],
)
def test_the_root_leads_to_the_browsers_language(client: Client, accepted: str, home: str) -> None:
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, home)
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


@pytest.mark.django_db
def test_the_probe_answers_while_the_database_does(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": True})
    assert response["Cache-Control"] == "no-store"


def test_the_probe_says_503_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError("password=secret")

    monkeypatch.setattr(connection, "cursor", broken)
    response = machines.healthz(RequestFactory().get("/healthz"))
    assert response.status_code == 503
    assert b"secret" not in response.content


def test_robots_name_the_sitemap_and_what_is_not_for_them(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /es/desk/" in text
    assert "Disallow: /en/admin/" in text
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


@pytest.mark.django_db
def test_the_sitemap_names_twins_only_where_they_are_written(personas: Personas, client: Client) -> None:
    ministry, writer = personas.costa_rica.roles.ministries[0], personas.costa_rica
    spanish = make_published(ministry, writer, personas.secretariat)
    both = make_published(ministry, writer, personas.secretariat, title_es="Dos", title_en="Two")
    draft = make_draft(ministry, writer)
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own answer
    found = {
        str(url.findtext(f"{SITEMAP}loc")): [link.get("hreflang") for link in url.findall(f"{XHTML}link")]
        for url in root.findall(f"{SITEMAP}url")
    }
    base = "http://127.0.0.1:8000"
    assert found[f"{base}/es/portfolio/{spanish.code}/"] == ["es", "x-default"]
    assert f"{base}/en/portfolio/{spanish.code}/" not in found
    assert found[f"{base}/en/portfolio/{both.code}/"] == ["es", "en", "x-default"]
    assert not any(draft.program.code in address for address in found)
    assert found[f"{base}/en/"] == ["es", "en", "x-default"]
    assert f"{base}/es/countries/CR/" in found
    assert f"{base}/en/about/" in found
    assert f"{base}/en/pages/about/" not in found


@pytest.mark.django_db
def test_every_address_of_the_sitemap_answers(personas: Personas, client: Client) -> None:
    make_published(personas.costa_rica.roles.ministries[0], personas.costa_rica, personas.secretariat)
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own answer
    addresses = [str(url.findtext(f"{SITEMAP}loc")) for url in root.findall(f"{SITEMAP}url")]
    wrong = [each for each in addresses if client.get(each.removeprefix("http://127.0.0.1:8000")).status_code != 200]
    assert wrong == []
    assert len(addresses) > 80


@pytest.mark.django_db
def test_the_sitemap_takes_one_query_per_kind_of_record(
    vocabulary: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Countries, programs, documents; meetings, conferences, bodies, decisions and instruments;
    # statements issued.
    with django_assert_num_queries(9):
        client.get("/sitemap.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_text_has_a_page_with_its_own_outline(client: Client, language: str) -> None:
    for code, text in all_prose().items():
        path = f"/{language}/about/" if code == "about" else f"/{language}/pages/{code}/"
        html = client.get(path).content.decode()
        assert html.count("<h1>") == 1
        assert text.texts[f"title_{language}"] in html.replace("&#x27;", "'").replace("&amp;", "&")
        assert text.languages() == ["es", "en"]
    assert client.get(f"/{language}/pages/nope/").status_code == 404
    assert prose("nope") is None


def test_a_missing_file_of_texts_is_named(settings: LazySettings, tmp_path: Path) -> None:
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError, match=r"pages\.yaml"):
        all_prose()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "lang"), [("es", 'lang="es"'), ("en", 'lang="en"')])
def test_an_unknown_address_is_answered_in_its_language(client: Client, language: str, lang: str) -> None:
    response = client.get(f"/{language}/nope/")
    html = response.content.decode()
    assert response.status_code == 404
    assert f"<html {lang}>" in html
    assert f'action="/{language}/search/"' in html


@pytest.mark.parametrize(
    ("handler", "arguments", "status"),
    [
        (errors.bad_request, (ValueError("x"),), 400),
        (errors.permission_denied, (ValueError("x"),), 403),
        (errors.page_not_found, (ValueError("x"),), 404),
        (errors.server_error, (), 500),
    ],
)
@pytest.mark.parametrize("language", ["es", "en"])
def test_error_pages_need_no_database(handler: Any, arguments: tuple[Any, ...], status: int, language: str) -> None:
    response = handler(RequestFactory().get(f"/{language}/x/"), *arguments)
    html = response.content.decode()
    assert response.status_code == status
    assert html.count("<h1>") == 1
    assert f'href="/{language}/pages/contact/"' in html


@pytest.mark.django_db
def test_a_null_byte_in_the_address_is_a_bad_request(client: Client) -> None:
    assert client.get("/es/search/?q=%00").status_code == 400
