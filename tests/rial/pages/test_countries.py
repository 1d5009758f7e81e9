"""The index of countries and the profile of each (N05)."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portfolio.enums import CandidateState
from portfolio.models import Candidate, Program
from rial.core import panels
from rial.directory.models import InstitutionName
from rial.pages.countries import country_index, country_profile
from rial.pages.templatetags.pages_tags import name_period
from tests.factories import make_draft, make_published
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def publish(personas: Personas, **columns: object) -> Program:
    return make_published(personas.costa_rica.roles.ministries[0], personas.costa_rica, personas.secretariat, **columns)


def test_the_index_has_the_34_members_in_the_readers_order(personas: Personas, client: Client) -> None:
    publish(personas)
    names = [str(line.name) for line in country_index()]
    assert len(names) == 34
    assert names[:3] == ["Antigua y Barbuda", "Argentina", "Bahamas"]
    assert {line.code: line.programs for line in country_index() if line.programs} == {"CR": 1}
    html = client.get("/en/countries/").content.decode()
    assert html.count('<th scope="row">') == 34
    assert '<a href="/en/portfolio/?country=CR">1</a>' in html


def test_a_profile_shows_programs_names_and_what_is_unknown(personas: Personas, client: Client) -> None:
    program = publish(personas)
    institution = program.institution
    institution.names.create(name_es="Ministerio de antes", valid_to="1999-12-31")
    html = client.get("/es/countries/CR/").content.decode()
    assert f'<a href="/es/portfolio/{program.code}/">Campaña Nacional de Salario Mínimo</a>' in html
    assert "Ministerio de antes" in html
    assert "1999" in html
    assert client.get("/es/countries/MX/").status_code == 200


def test_a_country_without_programs_is_told_how_to_begin(vocabulary: None, client: Client) -> None:
    html = client.get("/en/countries/AG/").content.decode()
    assert "This ministry has not published a program yet." in html
    assert "/en/pages/help-publishing/" in html


@pytest.mark.parametrize("code", ["ES", "ZZ", "cr", "CRI", "1"])
def test_other_codes_have_no_profile(vocabulary: None, client: Client, code: str) -> None:
    assert client.get(f"/es/countries/{code}/").status_code == 404


def test_drafts_stay_out_of_the_profile(personas: Personas, client: Client) -> None:
    make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica, title_es="Borrador")
    assert "Borrador" not in client.get("/es/countries/CR/").content.decode()


def test_what_was_adapted_from_whom_shows_on_both_sides(personas: Personas, client: Client) -> None:
    model = publish(personas, title_es="El modelo")
    make_published(
        personas.mexico.roles.ministries[0],
        personas.mexico,
        personas.secretariat,
        title_es="La copia",
        modelled_on=model.pk,
    )
    for code in ("CR", "MX"):
        html = client.get(f"/es/countries/{code}/").content.decode()
        assert "La copia" in html
        assert "El modelo" in html
        assert "(México)" in html
    assert "La copia" not in client.get("/es/countries/PY/").content.decode()


def test_recognized_practices_are_listed(personas: Personas, client: Client) -> None:
    program = publish(personas)
    Candidate.objects.create(
        program=program,
        version=program.current,
        opened_by=personas.secretariat,
        state=CandidateState.RECOGNIZED,
        decided_on="2026-01-15",
    )
    assert "January 15, 2026" in client.get("/en/countries/CR/").content.decode()


def test_many_programs_lead_on_to_the_list(personas: Personas, client: Client) -> None:
    for number in range(13):
        publish(personas, title_es=f"Número {number}")
    html = client.get("/en/countries/CR/").content.decode()
    assert html.count('class="rec two"') == 12
    assert "See all its programs" in html


def test_other_rooms_add_their_panels(personas: Personas, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_sources", {})
    panel = panels.Panel(title="Contribuciones", template="components/_rule34.html", context={"n": 2})
    panels.add_panel("country", lambda country, user: panel if country.code == "CR" else None)
    assert "Contribuciones" in client.get("/es/countries/CR/").content.decode()
    assert "Contribuciones" not in client.get("/es/countries/MX/").content.decode()


def test_unknown_countries_have_no_profile_data(vocabulary: None) -> None:
    assert country_profile("ZZ", None) is None


@pytest.mark.parametrize("count", [1, 3])
def test_queries_are_constant(
    personas: Personas, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        publish(personas, title_es=f"Número {number}")
    # The profile takes seven, meetings five, documents one, the Fund three.
    with django_assert_num_queries(16):
        client.get("/es/countries/CR/")
    with django_assert_num_queries(1):
        assert "Número 0" in client.get("/es/countries/CR/").content.decode()
    publish(personas, title_es="Uno más")
    assert "Uno más" in client.get("/es/countries/CR/").content.decode()


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, ""),
        ((2010, 1, 1), (2014, 12, 31), "2010–2014"),
        ((2010, 1, 1), (2010, 12, 31), "2010"),
    ],
)
def test_periods_of_names(first: tuple[int, int, int] | None, last: tuple[int, int, int] | None, expected: str) -> None:
    name = InstitutionName(valid_from=date(*first) if first else None, valid_to=date(*last) if last else None)
    assert name_period(name) == expected


def test_open_periods_name_the_known_year() -> None:
    assert "2015" in name_period(InstitutionName(valid_from=date(2015, 1, 1)))
    assert "2009" in name_period(InstitutionName(valid_to=date(2009, 12, 31)))
