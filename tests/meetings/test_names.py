"""Names of parties, composed once: how they are listed, and how the reports write them in full."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from meetings.as_of import Name, party_name
from meetings.models import Organizer
from rial.directory.models import Institution
from tests.personas import institution

pytestmark = pytest.mark.usefixtures("vocabulary")
DAY = date(2016, 6, 29)


def parts(name: Name) -> tuple[str, str, str, str]:
    """As it is listed, spelled out, its note, and in full."""
    return str(name), name.full, str(name.note or ""), str(name.official)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"country_id": "BR"}, ("Brazil", "", "", "Brazil")),
        ({"label_en": "UNICEF"}, ("UNICEF", "", "", "UNICEF")),
        (
            {"country_id": "BR", "label_en": "Ministry of Education"},
            ("Brazil", "", "Ministry of Education", "Ministry of Education, Brazil"),
        ),
        (
            {"country_id": "BR", "label_en": "Mission of Brazil"},
            ("Brazil", "", "Mission of Brazil", "Mission of Brazil"),
        ),
    ],
)
def test_states_and_printed_names(values: Any, expected: tuple[str, str, str, str]) -> None:
    with translation.override("en"):
        assert parts(party_name(Organizer(**values), DAY)) == expected


def test_a_ministry_is_listed_by_its_country_and_written_by_its_name_then() -> None:
    ministry = institution("CR")
    with translation.override("en"):
        name = party_name(Organizer(country_id="CR", institution=ministry), DAY)
        assert parts(name) == ("Costa Rica", "", "", f"{ministry.name_on(DAY)}, Costa Rica")
        # Without a country of its own, that of the ministry.
        assert parts(party_name(Organizer(institution=ministry), DAY))[3] == f"{ministry.name_on(DAY)}, Costa Rica"


@pytest.mark.parametrize(("language", "acronym"), [("es", "OIT"), ("en", "ILO")])
def test_an_organization_is_listed_by_the_acronym_of_the_language(language: str, acronym: str) -> None:
    organization = Institution.objects.get(code="ilo")
    with translation.override(language):
        whole = organization.name_on(DAY).value
        assert parts(party_name(Organizer(institution=organization), DAY)) == (acronym, whole, "", whole)
