"""Old addresses lead to the records that came from them (W04)."""

import pytest
from django.test import Client

from portfolio.models import Program
from portfolio.services import moderation
from tests.factories import make_published
from tests.personas import Personas, institution


@pytest.fixture
def imported(personas: Personas) -> Program:
    """A public program that was record 796 of the earlier portfolio."""
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    Program.objects.filter(pk=program.pk).update(legacy_id="node/796")
    return Program.objects.get(pk=program.pk)


@pytest.mark.parametrize(
    ("old", "language"),
    [
        ("/?q=en/node/796", "en"),
        ("/?q=es/node/796/", "es"),
        ("/?q=node/796", "es"),
        ("/en/node/796", "en"),
        ("/node/796", "es"),
    ],
)
def test_old_address_leads_to_the_program(client: Client, imported: Program, old: str, language: str) -> None:
    response = client.get(old, headers={"accept-language": "es"})
    assert (response.status_code, response["Location"]) == (301, f"/{language}/portfolio/{imported.code}/")


@pytest.mark.parametrize("old", ["/?q=en/node/797", "/?q=en%2Fnode%2F99999999999", "/?q=<script>", "/?q="])
def test_other_words_at_the_root_lead_home(client: Client, imported: Program, old: str) -> None:
    response = client.get(old, headers={"accept-language": "en"})
    assert (response.status_code, response["Location"]) == (302, "/en/")


def test_unknown_and_unpublished_records_are_not_found(client: Client, imported: Program, personas: Personas) -> None:
    assert client.get("/en/node/797").status_code == 404
    moderation.unpublish(imported, by=personas.secretariat, note="x")
    assert client.get("/en/node/796").status_code == 404
