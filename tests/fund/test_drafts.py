"""Drafts that entries name stay drafts: no public page or file tells of a meeting, decision or document in work."""

from datetime import date

import pytest
from django.test import Client

from fund.models import Entry
from fund.services import reverse
from meetings.services.records import withdraw
from rial.accounts.models import User
from rial.library.enums import DocumentState
from tests.fund.ledger import allow, pay
from tests.fund.test_ledger_list import text
from tests.meetings import factories as make

pytestmark = pytest.mark.django_db

DAY = date(2020, 5, 4)
SLUG = "planning-2020"
FUND = "/en/fund/"


@pytest.fixture
def decided(elena: User) -> tuple[Entry, Entry]:
    """An authorization and an expenditure that name a meeting, its decision and a document, all of them in work."""
    meeting = make.make_meeting(SLUG, start=DAY, end=None)
    decision = make.make_decision(meeting, "To authorize the workshop")
    document = make.make_document(slug="minutes", title_en="Unpublished minutes", state=DocumentState.DRAFT)
    allowed = allow(elena, "4000", DAY, decision=decision, document=document)
    paid = pay(elena, allowed, "1500", date(2020, 6, 1), meeting=meeting, document=document)
    withdraw(meeting, by=elena, note="An error")
    return allowed, paid


def test_nothing_public_tells_of_a_draft(decided: tuple[Entry, Entry]) -> None:
    allowed, paid = decided
    assert allowed.decision is not None
    addresses = [
        f"{FUND}ledger/{allowed.pk}/",
        f"{FUND}ledger/{paid.pk}/",
        f"{FUND}ledger/",
        f"{FUND}ledger/?format=json",
        f"{FUND}rows/?line=spent",
        f"{FUND}rules/",
        FUND,
        *(f"{FUND}?table=authorizations&format={wanted}" for wanted in ("csv", "json")),
    ]
    for address in addresses:
        body = text(address)
        for secret in (SLUG, allowed.decision.code, "Unpublished minutes"):
            assert secret not in body, (address, secret)


def test_the_secretariat_sees_what_an_entry_names(decided: tuple[Entry, Entry], secretariat_client: Client) -> None:
    allowed, paid = decided
    assert allowed.decision is not None
    page = secretariat_client.get(f"/en/admin/fund/entry/{allowed.pk}/entry/").content.decode()
    assert allowed.decision.code in page
    assert "Unpublished minutes" in page
    assert SLUG in secretariat_client.get(f"/en/admin/fund/entry/{paid.pk}/entry/").content.decode()


def test_the_rules_name_the_first_decision_in_force(elena: User) -> None:
    meeting = make.make_meeting(SLUG, start=DAY, end=None)
    first, second = (make.make_decision(meeting, text) for text in ("First", "Second"))
    wrong = allow(elena, "4000", DAY, decision=first)
    allow(elena, "5000", date(2020, 5, 5), decision=second)
    reverse(wrong, by=elena, reason="Entered twice")
    page = text(f"{FUND}rules/")
    assert "USD 5,000" in page
    assert first.code not in page
