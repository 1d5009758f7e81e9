"""Addresses that lead nowhere: a page that says so, whatever stands in them."""

import pytest
from django.test import Client

from tests.factories import make_published
from tests.personas import Personas, institution

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["0", "999999999999", "9" * 40])
@pytest.mark.parametrize("tail", ["", "changes/", "cite.bib"])
def test_a_number_no_version_can_have_is_not_found(personas: Personas, client: Client, number: str, tail: str) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    response = client.get(f"/en/portfolio/{program.code}/v/{number}/{tail}")
    assert response.status_code == 404
    assert '<html lang="en"' in response.content.decode()


@pytest.mark.parametrize("path", ["files/{}/x.pdf", "{}/report/{}/"])
def test_no_number_is_too_long_to_be_refused(client: Client, vocabulary: None, path: str) -> None:
    assert client.get("/es/portfolio/" + path.replace("{}", "9" * 30)).status_code == 404
