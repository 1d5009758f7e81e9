"""What the Secretariat sees before it records: what an authorization leaves, what a reversal would change."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fund.forms import GROUPS, EntryForm
from fund.models import Entry
from rial.accounts.models import User
from tests.fund.ledger import allow, give, pay


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def test_the_page_of_a_reversal_shows_today_before_and_after_and_writes_nothing(
    secretariat_client: Client, elena: User
) -> None:
    entry = give(elena, "1000")
    give(elena, "500")
    page = secretariat_client.get(reverse("admin:fund_entry_reverse", args=[entry.pk]))
    terms = {term.label: (term.now, term.after) for term in page.context["terms"]}
    assert terms["Total received"] == ("1,500", "500")
    assert terms["Spent"] == ("None recorded", "None recorded")
    assert Entry.objects.count() == 2


def test_it_says_at_once_what_cannot_be_reversed(secretariat_client: Client, elena: User) -> None:
    authorization = allow(elena, "1000")
    spent = pay(elena, authorization, "400")
    page = secretariat_client.get(reverse("admin:fund_entry_reverse", args=[authorization.pk]))
    assert page.context["refusals"] == [
        f"{spent.code} stands under {authorization.code}. Reverse it first, or close what is left of the authorization."
    ]
    assert "terms" not in page.context


def test_an_authorization_is_chosen_by_what_it_leaves(elena: User) -> None:
    authorization = allow(elena, "1000")
    pay(elena, authorization, "400")
    choices = EntryForm("expenditure").fields["authorization"].choices
    assert [label for _value, label in choices][1:] == [f"{authorization.code} · leaves USD 600 · Workshops"]


@pytest.mark.parametrize("kind", sorted(GROUPS))
def test_the_form_of_each_kind_asks_for_every_field_once_and_pairs_languages(elena: User, kind: str) -> None:
    form = EntryForm(kind)
    rows = [[field.name for field in row] for _title, group in form.groups for row in group]
    assert sorted(name for row in rows for name in row) == sorted(field.name for field in form.visible_fields())
    assert all(row[0].removesuffix("_es") == row[1].removesuffix("_en") for row in rows if row[0].endswith("_es"))


def test_an_authorization_is_not_listed_under_itself(secretariat_client: Client, elena: User) -> None:
    authorization = allow(elena, "1000")
    page = secretariat_client.get(reverse("admin:fund_entry_entry", args=[authorization.pk]))
    assert page.context["related"] == []
