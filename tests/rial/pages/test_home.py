"""Home page: figures computed from the records, latest programs, topics, the 34 ministries."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portfolio.models import Program
from portfolio.services import moderation
from portfolio.services.content import Content, write_content
from tests.factories import make_draft, make_published
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str = "/en/") -> str:
    """The page's words, without tags."""
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_an_empty_portfolio_says_so(vocabulary: None, client: Client) -> None:
    text = text_of(client)
    assert "0 programs published" in text
    assert "0 of 34 ministries with programs" in text
    assert "No program has been published yet." in text


def test_figures_are_those_of_the_records(personas: Personas, client: Client) -> None:
    ministry, writer = personas.costa_rica.roles.ministries[0], personas.costa_rica
    draft = make_draft(ministry, writer, offered="yes")
    figure: dict[str, Any] = {"indicator_es": "Visitas", "value": "3", "year": 2012}
    sourced = [{**figure, "source_es": "Informe"}, {**figure, "url": "https://example.org"}]
    rows: dict[str, list[dict[str, Any]]] = {
        "results": [figure, *sourced],
        "evaluations": [{"kind": "impact"}, {"kind": "external"}],
    }
    write_content(draft, Content(rows=rows), writer)
    moderation.publish(moderation.submit(draft, by=writer), by=personas.secretariat)
    make_published(ministry, writer, personas.secretariat, title_es="Dos")
    make_published(personas.mexico.roles.ministries[0], personas.mexico, personas.secretariat, title_es="Tres")
    make_draft(ministry, writer, title_es="Borrador")
    text = text_of(client)
    assert "3 programs published" in text
    assert "2 of 34 ministries with programs" in text
    assert "2 figures with their source" in text
    assert "1 with an external or impact evaluation" in text
    assert "Costa Rica 2" in text
    assert "Mexico 1" in text
    assert "Borrador" not in text
    assert text.index("Tres") < text.index("Dos")
    assert "Offers cooperation" in text


def test_topics_lead_to_the_list(personas: Personas, client: Client) -> None:
    make_published(personas.costa_rica.roles.ministries[0], personas.costa_rica, personas.secretariat)
    assert 'href="/es/portfolio/?topic=labor-inspection"' in client.get("/es/").content.decode()


@pytest.mark.parametrize(("persona", "words"), [("anonymous", "Sign in to publish"), ("mexico", "Go to my desk")])
def test_a_ministry_is_led_to_its_desk(as_persona: Any, persona: str, words: str) -> None:
    assert words in text_of(as_persona(persona))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_are_constant(
    personas: Personas, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_published(
            personas.costa_rica.roles.ministries[0],
            personas.costa_rica,
            personas.secretariat,
            title_es=f"Número {number}",
        )
    assert Program.objects.public().count() == count
    # Programs, figures and topics take six, meetings three, the Fund's statement five: once until public data change.
    with django_assert_num_queries(13):
        client.get("/es/")
    with django_assert_num_queries(1):
        assert client.get("/es/").status_code == 200


@pytest.mark.parametrize("path", ["/es/", "/en/countries/", "/en/countries/CR/", "/es/about/", "/es/search/?q=salario"])
def test_public_pages_set_no_cookie_and_say_who_may_keep_them(vocabulary: None, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"].startswith("public, max-age=")
    assert client.post(path).status_code == 405
