"""The site's search over programs, countries and pages."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rial.pages.searching import search_everything
from tests.factories import make_draft, make_published
from tests.fund.ledger import give, make_pools
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def totals(typed: str) -> dict[str, int]:
    return {group.code: group.total for group in search_everything(typed)["groups"]}


@pytest.fixture
def program(personas: Personas) -> str:
    """Costa Rica's campaign, in both languages."""
    return make_published(
        personas.costa_rica.roles.ministries[0],
        personas.costa_rica,
        personas.secretariat,
        title_en="National Minimum Wage Campaign",
    ).code


@pytest.mark.parametrize("typed", ["campaña salario", "campana salarios", "minimum wage", "SALARIO MÍNIMO"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_programs_are_found_from_either_language(program: str, client: Client, typed: str, language: str) -> None:
    html = client.get(f"/{language}/search/", {"q": typed}).content.decode()
    assert f'href="/{language}/portfolio/{program}/"' in html


def test_drafts_are_not_found(personas: Personas) -> None:
    make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica, title_es="Xilófono secreto")
    assert totals("xilofono") == {}


@pytest.mark.parametrize("typed", ["mexico", "México", "méx", "Secretaría Previsión"])
def test_countries_and_ministries_are_found_without_accents(vocabulary: None, typed: str) -> None:
    groups = {group.code: group for group in search_everything(typed)["groups"]}
    assert "/es/countries/MX/" in [hit.url for hit in groups["countries"].hits]


def test_entries_of_the_ledger_are_found_by_their_words(personas: Personas) -> None:
    make_pools()
    give(personas.secretariat, "125", description_es="Taller de género", description_en="Gender workshop")
    give(personas.secretariat, "987654", published_as="undisclosed", description_en="Another gift")
    groups = {group.code: group for group in search_everything("genero taller")["groups"]}
    (hit,) = groups["fund-ledger"].hits
    assert str(hit.title) == "Taller de género"
    assert hit.url.startswith("/es/fund/ledger/")
    assert "fund-ledger" not in totals("987654")


def test_pages_are_found(vocabulary: None, client: Client) -> None:
    html = client.get("/en/search/?q=accessibility").content.decode()
    assert 'href="/en/pages/accessibility/"' in html
    assert totals("RIAL")["pages"] >= 1


@pytest.mark.parametrize("typed", ["", "   ", "¿?", "***", "\x00", "-", '"'])
def test_signs_alone_find_nothing_and_break_nothing(vocabulary: None, typed: str) -> None:
    found = search_everything(typed)
    assert (found["groups"], found["searched"]) == ([], False)


@pytest.mark.parametrize(
    "typed", ["de la", "a & b | !c:*", "')) OR 1=1 --", "<script>alert(1)</script>", "x" * 5000, "\u202eabc"]
)
def test_odd_searches_are_answered(program: str, client: Client, typed: str) -> None:
    response = client.get("/en/search/", {"q": typed})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_long_search_is_cut_and_the_page_says_so(vocabulary: None, client: Client) -> None:
    assert "longer than 200 characters" in client.get("/en/search/", {"q": "salario " * 60}).content.decode()


def test_nothing_found_gives_a_way_on(vocabulary: None, client: Client) -> None:
    html = client.get("/en/search/?q=zzzz").content.decode()
    assert "Nothing was found." in html
    assert 'href="/en/portfolio/"' in html
    assert "Write at least one word." in client.get("/en/search/?q=%3F").content.decode()
    assert '<meta name="robots" content="noindex">' in html


def test_more_than_ten_programs_lead_on_to_the_list(personas: Personas, client: Client) -> None:
    for number in range(11):
        make_published(
            personas.costa_rica.roles.ministries[0],
            personas.costa_rica,
            personas.secretariat,
            title_es=f"Xilófono {number}",
        )
    html = client.get("/en/search/?q=xilofono").content.decode()
    assert html.count('class="rec two"') == 10
    assert "See all 11" in html


def test_queries_are_constant(program: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/es/search/?q=campaña")
    with django_assert_num_queries(8):
        client.get("/es/search/?q=campaña")
