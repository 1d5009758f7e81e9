"""Proposals that ask for more than the Fund can pay are told before anybody decides (C37)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from fund.demand import Demand, demand
from fund.statement import statement, today
from fund.waiting import proposals_beyond_the_fund
from meetings.enums import FundingKind, FundingState, ProposalState
from meetings.models import EventProposal, ProposalFunding
from rial.accounts.models import User
from tests.fund.ledger import allow, give


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def fund(elena: User) -> User:
    """100,000 received, 70,000 of it authorized: 30,000 are left."""
    give(elena, "100000")
    allow(elena, "70000")
    return elena


def propose(code: str, amount: str | None, *, start: date | None = None, **columns: Any) -> EventProposal:
    """A workshop proposed to the authorities that asks this of the Fund."""
    values: dict[str, Any] = {"state": ProposalState.SUBMITTED, "start": start or today() + timedelta(days=90)}
    made: EventProposal = EventProposal.objects.create(code=code, title_en=f"Workshop {code}", **(values | columns))
    ask(made, amount)
    return made


def ask(proposal: EventProposal, amount: str | None, **columns: Any) -> None:
    """One line of its funding."""
    values: dict[str, Any] = {
        "from_fund": True,
        "state": FundingState.SOUGHT,
        "kind": FundingKind.CASH,
        "amount": Decimal(amount) if amount else None,
        "ceiling": True,
    }
    ProposalFunding.objects.create(proposal=proposal, **(values | columns))


def asked(user: User) -> Demand:
    """What is asked today."""
    return demand(statement(today()), user)


def test_together_they_ask_for_more_than_is_left(fund: User, as_persona: Any) -> None:
    propose("EVT-9001", "25000")
    assert (asked(fund).beyond, asked(fund).warning) == (Decimal(0), "")
    assert list(proposals_beyond_the_fund(fund)) == []
    propose("EVT-9002", "12500.50")
    found = asked(fund)
    assert [one.code for one in found.asked] == ["EVT-9001", "EVT-9002"]
    assert (found.total, found.beyond) == (Decimal("37500.50"), Decimal("7500.50"))
    assert found.warning == "The proposals ask for USD 7,500.50 more than the Fund can pay."
    assert found.explanation == "Asked together: USD 37,500.50. Not yet authorized: USD 30,000."
    (item,) = proposals_beyond_the_fund(fund)
    assert (item.title, item.url) == (found.warning, found.simulation)

    authority = as_persona("authority")
    page = authority.get(reverse("fund_desk:home")).content.decode()
    assert found.warning in page
    assert "EVT-9002" in page
    after = authority.get(found.simulation).context
    assert after["headline"] == "The Fund is USD 7,500.50 short of what has been authorized"
    assert [line.label for line in after["simulated"].lines] == [
        "EVT-9001: Workshop EVT-9001",
        "EVT-9002: Workshop EVT-9002",
    ]


def test_nothing_can_be_paid_from_a_shortfall(fund: User) -> None:
    allow(fund, "50000")
    propose("EVT-9001", "1000")
    assert asked(fund).beyond == Decimal(1000)


def test_lines_of_one_proposal_are_added_and_what_is_not_stated_is_counted_apart(fund: User) -> None:
    first = propose("EVT-9001", "40000")
    ask(first, "2000")
    ask(first, "900000", from_fund=False)
    ask(first, "800000", state=FundingState.AGREED)
    propose("EVT-9002", None)
    euros = propose("EVT-9003", "10")
    ask(euros, "70000", currency="EUR")
    found = asked(fund)
    assert [(one.code, one.amount) for one in found.asked] == [
        ("EVT-9001", Decimal(42000)),
        ("EVT-9002", None),
        ("EVT-9003", None),
    ]
    assert found.unstated == 2
    assert found.total == Decimal(42000)


def test_what_is_decided_over_or_only_drafted_asks_nothing(fund: User, vocabulary: None) -> None:
    propose("EVT-9001", "50000", state=ProposalState.WITHDRAWN)
    propose("EVT-9002", "50000", state=ProposalState.DECLINED)
    propose("EVT-9003", "50000", state=ProposalState.DRAFT)
    propose("EVT-9004", "50000", start=today() - timedelta(days=400))
    assert asked(fund).asked == ()


def test_the_real_proposals_of_the_past_ask_nothing_today(elena: User) -> None:
    for group in ("library", "meetings"):
        call_command("load_content", "--only", group, verbosity=0)
    assert EventProposal.objects.filter(funding__from_fund=True).exists()
    assert asked(elena).asked == ()


def test_an_unknown_balance_warns_of_nothing(elena: User) -> None:
    give(elena, None)
    propose("EVT-9001", "50000")
    found = asked(elena)
    assert (found.beyond, found.warning) == (Decimal(0), "")
    assert found.explanation == "Asked together: USD 50,000. Not yet authorized: not recorded."
