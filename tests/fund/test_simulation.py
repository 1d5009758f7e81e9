"""The authorities see the situation before they decide and simulate a use; nothing is ever written."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fund.forms_desk import MOST_LINES
from fund.models import Entry
from rial.accounts.models import User
from tests.fund.ledger import allow, give


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def fund(elena: User) -> None:
    """100,000 received, 30,000 of it authorized; Canada gave 20,000 more for its own purposes."""
    give(elena, "100000")
    give(elena, "20000", pool_id="canada")
    allow(elena, "30000")


@pytest.fixture
def gina(fund: None, as_persona: Any) -> Client:
    """An authority of the Conference."""
    client: Client = as_persona("authority")
    return client


def ask(client: Client, **values: str) -> Any:
    return client.get(reverse("fund_desk:home"), {key.replace("_", "-"): value for key, value in values.items()})


def test_the_situation_stands_there_before_anything_is_asked(gina: Client) -> None:
    response = ask(gina)
    assert response.context["simulated"] is None
    assert response.context["headline"] == "The Fund holds USD 90,000 that is not yet authorized"
    assert [one.left for one in response.context["outstanding"]] == ["30,000"]


def test_two_uses_are_shown_beside_today_and_nothing_is_written(gina: Client) -> None:
    before = Entry.objects.count()
    response = ask(gina, p1_amount="40,000.00", p1_label="Taller", p2_amount="60000", p2_pool="common")
    terms = {term.label: (term.now, term.change, term.after) for term in response.context["simulated"].terms}
    assert terms["Available"] == ("120,000", "", "120,000")
    assert terms["Authorized, not yet spent"] == ("−30,000", "−100,000", "−130,000")
    assert terms["Balance"] == ("90,000", "−100,000", "−10,000")
    assert [(pool.label, pool.now, pool.after) for pool in response.context["simulated"].pools] == [
        ("Fondo común", "70,000", "10,000")
    ]
    assert response.context["headline"] == "The Fund is USD 10,000 short of what has been authorized"
    assert Entry.objects.count() == before


def test_it_says_when_only_a_special_donors_money_covers_it(gina: Client) -> None:
    assert ask(gina, p1_amount="60000", p1_pool="common").context["special"] is False
    assert ask(gina, p1_amount="80000", p1_pool="common").context["special"] is True


def test_its_address_asks_the_same_without_empty_lines(gina: Client) -> None:
    first = ask(gina, p1_amount="", p2_amount="5000", p2_category="studies", lines="2")
    address = first.context["address"]
    assert address.endswith("/desk/fund/?p2-amount=5000&p2-category=studies")
    assert gina.get(address).context["simulated"].terms == first.context["simulated"].terms


def test_what_cannot_be_read_is_named_at_its_line_and_nothing_is_simulated(gina: Client) -> None:
    response = ask(gina, p1_amount="1.234", p2_amount="-5", p3_label="Taller", p4_pool="nobody", p4_amount="5")
    errors = [form.errors for form in response.context["lines"].forms]
    assert errors == [
        {"amount": ["“1.234” can mean 1234 or 1.2340. Write it without a thousands sign, or with decimals."]},
        {"amount": ["Enter an amount above zero. A mistake is undone by reversing its entry."]},
        {"amount": ["Enter the amount of this line, or empty the line."]},
        {"pool": ["Select a valid choice. That choice is not one of the available choices."]},
    ]
    assert response.context["simulated"] is None
    assert 'value="1.234"' in response.content.decode()


def test_a_line_is_added_up_to_a_limit(gina: Client) -> None:
    assert len(ask(gina, lines="2", more="1").context["lines"].forms) == 3
    assert len(ask(gina, lines="9999", more="1").context["lines"].forms) == MOST_LINES


@pytest.mark.parametrize(
    ("persona", "status"),
    [("anonymous", 302), ("costa_rica", 403), ("coordinator", 403), ("partner", 403), ("secretariat", 200)],
)
def test_it_is_for_those_who_decide_and_those_who_prepare_it(
    fund: None, as_persona: Any, persona: str, status: int
) -> None:
    assert as_persona(persona).get(reverse("fund_desk:home")).status_code == status
