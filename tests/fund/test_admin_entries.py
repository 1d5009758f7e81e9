"""The Secretariat's list of entries: by institution and by authorization, at a constant cost."""

import html
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from fund.models import Entry
from fund.services import reverse as undo
from rial.accounts.models import User
from tests.fund.ledger import allow, give, pay
from tests.personas import institution


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{reverse('admin:fund_entry_changelist')}?{query}")
    assert response.status_code == 200, query
    return html.unescape(response.content.decode())


def listed(client: Client, query: str) -> list[str]:
    """The entries shown, by their codes."""
    return re.findall(r'<th class="field-number">.*?(LED-\d+)', page(client, query))


def options(text: str, name: str) -> list[tuple[str, str]]:
    """(value, label) of the list to choose from."""
    found = re.search(rf'<select id="by-{name}".*?</select>', text, re.DOTALL)
    assert found, name
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', found.group())


@pytest.fixture
def entries(elena: User) -> dict[str, Entry]:
    """A gift of an institution, one of a country, two authorizations with an expenditure under one of them."""
    found = {
        "oas": give(elena, "10", country_id=None, institution=institution("oas")),
        "mexico": give(elena, "20"),
        "used": allow(elena, "30", description_en="Used"),
        "unused": allow(elena, "40", description_en="Unused"),
    }
    return found | {"paid": pay(elena, found["used"], "5")}


def test_by_the_institution_that_gives(secretariat_client: Client, entries: dict[str, Entry]) -> None:
    assert listed(secretariat_client, "institution=oas") == [entries["oas"].code]
    text = page(secretariat_client, "institution=oas")
    assert [value for value, _label in options(text, "institution")] == ["", "oas"]
    assert '<option value="oas" selected>' in text
    assert "Sum of the entries listed: USD 10<" in text


def test_entries_of_several_kinds_are_not_added_up(secretariat_client: Client, entries: dict[str, Entry]) -> None:
    assert "Sum of the entries listed" not in page(secretariat_client, "")
    assert "Sum of the entries listed: USD 70<" in page(secretariat_client, "kind__exact=authorization")


def test_by_the_authorization_an_entry_stands_under(secretariat_client: Client, entries: dict[str, Entry]) -> None:
    used, unused = entries["used"], entries["unused"]
    assert listed(secretariat_client, f"under={used.pk}") == [entries["paid"].code, used.code]
    assert listed(secretariat_client, f"under={unused.pk}") == [unused.code]
    assert options(page(secretariat_client), "under") == [
        ("", "All"),
        (str(unused.pk), f"{unused.code}, June 30, 2020: Unused"),
        (str(used.pk), f"{used.code}, June 30, 2020: Used"),
    ]


def test_a_reversal_is_no_authorization_to_choose(
    secretariat_client: Client, elena: User, entries: dict[str, Entry]
) -> None:
    undone = undo(entries["unused"], by=elena, reason="Slip")
    assert str(undone.pk) not in dict(options(page(secretariat_client), "under"))


def test_the_form_carries_the_other_filters_along(secretariat_client: Client, entries: dict[str, Entry]) -> None:
    text = page(secretariat_client, f"kind__exact=expenditure&q=workshop&under={entries['used'].pk}&p=1")
    forms = re.findall(r'<form class="choose".*?</form>', text, re.DOTALL)
    form = next(form for form in forms if 'id="by-institution"' in form)
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form) == [
        ("kind__exact", "expenditure"),
        ("q", "workshop"),
        ("under", str(entries["used"].pk)),
    ]


@pytest.mark.parametrize("query", ["under=x", "under=99999999999999999999", "under=²", "under="])
def test_what_is_no_authorization_filters_nothing(
    secretariat_client: Client, entries: dict[str, Entry], query: str
) -> None:
    assert len(listed(secretariat_client, query)) == len(entries)


def test_what_nobody_gave_is_not_found(secretariat_client: Client, entries: dict[str, Entry]) -> None:
    assert listed(secretariat_client, "institution=nobody") == []
    assert listed(secretariat_client, "under=99999") == []


def test_the_list_costs_the_same_however_much_there_is(
    secretariat_client: Client, elena: User, entries: dict[str, Entry]
) -> None:
    def count() -> int:
        page(secretariat_client)
        with CaptureQueriesContext(connection) as queries:
            page(secretariat_client)
        return len(queries)

    few = count()
    for number in range(10):
        give(elena, "10", country_id=None, institution=institution(("MX", "CL", "PY")[number % 3]))
        pay(elena, allow(elena, "30"), "5")
    assert count() == few <= 18


def test_an_entry_shows_the_secretariat_what_it_was_converted_from(secretariat_client: Client, elena: User) -> None:
    entry = give(elena, None, original_amount=Decimal(50), original_currency="CAD", rate=Decimal("0.8"),
                 rate_source="Bank", published_as="undisclosed")  # fmt: skip
    response = secretariat_client.get(reverse("admin:fund_entry_entry", args=[entry.pk]))
    text = html.unescape(response.content.decode())
    assert "CAD 50 × 0.8" in text
    assert "USD 40 is recorded and not published" in text
