"""Statements: exact sums, what is unknown named, as of any day, as known at any moment."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import override

from fund.enums import EntryKind, Reach, TermCode
from fund.models import Entry
from fund.presentation import lines, stated_contributors
from fund.services import (
    close_authorization,
    commit,
    record_pledge,
    record_support,
    reverse,
    set_minimum,
)
from fund.statement import Proposed, Situation, simulate, statement
from rial.accounts.models import User
from tests.fund.ledger import DAY, allow, give, pay

pytestmark = pytest.mark.django_db

LATER = DAY + timedelta(days=30)


def amounts(found: Situation) -> dict[str, Decimal]:
    return {str(term.code): term.figure.amount for term in found.terms}


def reach(found: Situation) -> dict[str, Reach]:
    return {str(term.code): term.figure.reach for term in found.terms}


def signed_sum(found: Situation, code: str) -> Decimal:
    """A total as its rows add up to it."""
    total = Decimal(0)
    for entry in found.term(code).rows():
        sign = -1 if code == "authorized" and entry.kind in {EntryKind.EXPENDITURE, EntryKind.CLOSURE} else 1
        total += sign * (entry.amount or 0)
    return total


def test_an_empty_ledger_states_nothing(pools: None) -> None:
    found = statement(DAY)
    assert found.through == 0
    assert set(reach(found).values()) == {Reach.NONE}
    assert set(amounts(found).values()) == {Decimal(0)}
    assert found.to_raise is None


def test_terms_add_up(elena: User) -> None:
    give(elena, "1000")
    give(elena, "250.55", nature="in_kind", pool_id="others")
    allowed = allow(elena, "800")
    pay(elena, allowed, "300.05")
    pay(elena, allowed, "0.50", category="studies")
    found = statement(DAY)
    assert amounts(found) == {
        "cash": Decimal("1000.00"),
        "in_kind": Decimal("250.55"),
        "received": Decimal("1250.55"),
        "spent": Decimal("300.55"),
        "available": Decimal("950.00"),
        "authorized": Decimal("499.45"),
        "balance": Decimal("450.55"),
    }
    assert set(reach(found).values()) == {Reach.EXACT}
    for code in ("cash", "in_kind", "received", "spent", "authorized"):
        assert signed_sum(found, code) == found.figure(code).amount
    assert found.term("cash").ids() == (1 + found.term("cash").ids()[0] - 1,)
    assert [term.sign for term in found.terms] == [1, 1, 1, -1, 1, -1, 1]


def test_pledges_and_support_are_outside(elena: User) -> None:
    for write in (record_pledge, record_support):
        write(by=elena, nature="cash", value_date=DAY, amount=Decimal(500), country_id="CL", description_en="Promised")
    assert set(amounts(statement(DAY)).values()) == {Decimal(0)}


def test_a_day_before_knows_less(elena: User) -> None:
    give(elena, "1000")
    give(elena, "500", LATER)
    assert statement(DAY - timedelta(days=1)).figure("cash").reach == Reach.NONE
    assert statement(DAY).figure("cash").amount == 1000
    assert statement(LATER).figure("cash").amount == 1500


def test_what_was_known_is_found_again(elena: User) -> None:
    first = give(elena, "1000")
    reverse(first, by=elena, reason="typed wrong")
    give(elena, "100")
    now = statement(DAY)
    assert now.figure("cash").amount == 100
    assert now.figure("cash").rows == 1
    assert len(now.term("cash").ids()) == 3
    assert statement(DAY, through=first.pk).figure("cash").amount == 1000
    assert statement(DAY, known_on=first.recorded_at + timedelta(microseconds=1)) == statement(DAY, through=first.pk)
    assert statement(DAY, known_on=timezone.localdate()) == now
    assert statement(DAY, known_on=timezone.localdate() - timedelta(days=1)).through == 0


def test_a_later_reversal_leaves_the_time_before(elena: User) -> None:
    reverse(give(elena, "1000"), by=elena, reason="given back", value_date=LATER)
    assert statement(DAY).figure("cash").amount == 1000
    assert statement(LATER).figure("cash").amount == 0
    assert statement(LATER).figure("cash").reach == Reach.NONE


def test_unknown_is_not_zero(elena: User) -> None:
    give(elena, None)
    found = statement(DAY)
    assert found.figure("cash").reach == Reach.UNKNOWN
    assert found.figure("cash").undisclosed == 1
    assert reach(found)["available"] == reach(found)["balance"] == Reach.UNKNOWN
    give(elena, "10")
    assert reach(statement(DAY))["cash"] == reach(statement(DAY))["available"] == Reach.AT_LEAST


def test_unknown_spending_leaves_an_upper_bound(elena: User) -> None:
    give(elena, "1000", published_as="approximate")
    allowed = allow(elena, "200")
    pay(elena, allowed, None)
    found = statement(DAY)
    assert reach(found) == {
        "cash": Reach.EXACT,
        "in_kind": Reach.NONE,
        "received": Reach.EXACT,
        "spent": Reach.UNKNOWN,
        "available": Reach.AT_MOST,
        "authorized": Reach.AT_MOST,
        # What was spent under the authorization lowers both, in what measure is not known.
        "balance": Reach.UNKNOWN,
    }
    assert found.figure("available").approximate


def test_a_published_total_covers_what_lies_before_it(elena: User) -> None:
    give(elena, None, country_id="PE")
    give(elena, "100", published_as="approximate")
    about = statement(DAY).figure("cash")
    assert (about.amount, about.approximate, about.reach) == (100, True, Reach.AT_LEAST)
    give(
        elena,
        "55",
        LATER,
        country_id=None,
        published_as="difference",
        closing_total=Decimal(155),
        closing_count=7,
    )
    found = statement(LATER)
    assert (found.figure("cash").amount, found.figure("cash").approximate) == (155, False)
    assert found.figure("cash").reach == Reach.EXACT
    assert found.contributors_stated == 7
    give(elena, None, LATER + timedelta(days=1))
    assert statement(LATER + timedelta(days=1)).figure("cash").reach == Reach.AT_LEAST


def test_parts_and_unclear_amounts_are_never_added(elena: User) -> None:
    whole = give(elena, "1000")
    give(elena, "400", part_of=whole)
    give(elena, None, part_of=whole)
    allow(elena, "300", unclear=True)
    found = statement(DAY)
    assert found.figure("cash").amount == 1000
    assert found.figure("cash").reach == Reach.EXACT
    assert found.figure("authorized").reach == Reach.NONE


def test_commitments_are_inside_what_is_authorized(elena: User) -> None:
    give(elena, "1000")
    allowed = allow(elena, "600")
    promised = commit(allowed, by=elena, amount=Decimal(250), value_date=DAY, pool_id="common", description_en="Hotel")
    pay(elena, allowed, "100", commitment=promised)
    pay(elena, allowed, "200")
    found = statement(DAY)
    (line,) = found.authorizations
    assert (line.amount, line.spent.amount, line.committed, line.left) == (600, 300, 150, 300)
    assert found.committed == 150
    assert (found.figure("authorized").amount, found.figure("balance").amount) == (300, 400)


def test_closing_an_authorization_frees_what_is_left(elena: User) -> None:
    give(elena, "1000")
    allowed = allow(elena, "600")
    pay(elena, allowed, "100")
    close_authorization(allowed, by=elena, value_date=LATER, description_en="Workshop held")
    assert statement(DAY).figure("authorized").amount == 500
    assert statement(LATER).figure("authorized").amount == 0
    assert statement(LATER).figure("balance").amount == 900


def test_the_minimum_in_force_and_what_to_raise(elena: User) -> None:
    give(elena, "100")
    set_minimum(by=elena, value_date=DAY, amount=Decimal(120), per_year=True, description_en="Minimum")
    set_minimum(by=elena, value_date=LATER, amount=Decimal(150), per_year=True, description_en="Minimum")
    assert statement(DAY - timedelta(days=1)).minimum is None
    assert statement(DAY).to_raise == 20
    assert statement(LATER).to_raise == 50
    allow(elena, "130")
    assert statement(DAY).figure("balance").amount == -30
    assert statement(DAY).figure("balance").negative
    assert statement(DAY).to_raise == 150


def test_a_period_opens_with_what_was_available(elena: User) -> None:
    give(elena, "1000", published_as="approximate")
    pay(elena, allow(elena, "300"), "200")
    give(elena, "500", LATER)
    found = statement(LATER, since=DAY + timedelta(days=1))
    assert amounts(found) == {
        "opening": Decimal("800.00"),
        "cash": Decimal("500.00"),
        "in_kind": Decimal("0.00"),
        "received": Decimal("500.00"),
        "spent": Decimal("0.00"),
        "available": Decimal("1300.00"),
        "authorized": Decimal("100.00"),
        "balance": Decimal("1200.00"),
    }
    assert signed_sum(found, "cash") == 500
    with pytest.raises(ValueError, match="period"):
        statement(DAY, since=LATER)


def test_a_period_leaves_out_what_was_unknown_before(elena: User) -> None:
    give(elena, None)
    give(elena, "5", LATER)
    found = statement(LATER, since=LATER)
    assert found.figure("opening").reach == Reach.UNKNOWN
    assert (found.figure("cash").amount, found.figure("cash").reach) == (5, Reach.EXACT)
    give(elena, "7", LATER, country_id=None, published_as="difference", closing_total=Decimal(12))
    # What came before is in the published total, and so it may be in what seems to have come since.
    assert statement(LATER, since=LATER).figure("cash").reach == Reach.AT_MOST


def test_a_period_may_undo_as_much_as_it_adds(elena: User) -> None:
    first = give(elena, "5")
    reverse(first, by=elena, reason="given back", value_date=LATER)
    give(elena, "7", LATER)
    found = statement(LATER, since=LATER).figure("cash")
    assert (found.amount, found.rows, found.reach) == (2, 0, Reach.EXACT)


def test_pools_stand_apart(elena: User) -> None:
    give(elena, "100")
    give(elena, "900", pool_id="canada", country_id="CA")
    allow(elena, "400")
    found = statement(DAY)
    assert [(line.code, line.available.amount, line.balance.amount) for line in found.pools] == [
        ("common", 100, -300),
        ("canada", 900, 900),
    ]
    assert found.figure("balance").amount == 600
    assert found.covers_special_only


def test_the_matrix_adds_up_both_ways(elena: User) -> None:
    allowed, special = allow(elena, "900"), allow(elena, "900", pool_id="canada")
    pay(elena, allowed, "10.10")
    pay(elena, allowed, "20.20", category="")
    pay(elena, special, "40.40", pool_id="canada", category="studies")
    pay(elena, special, "0.05", pool_id="canada")
    matrix = statement(DAY).matrix
    assert matrix.categories == ("workshops", "studies", "")
    assert matrix.sources == ("common", "special")
    assert {key: cell.figure.amount for key, cell in matrix.cells.items()} == {
        ("workshops", "common"): Decimal("10.10"),
        ("workshops", "special"): Decimal("0.05"),
        ("", "common"): Decimal("20.20"),
        ("studies", "special"): Decimal("40.40"),
    }
    assert {key: cell.figure.amount for key, cell in matrix.by_category.items()} == {
        "workshops": Decimal("10.15"),
        "studies": Decimal("40.40"),
        "": Decimal("20.20"),
    }
    assert {key: cell.figure.amount for key, cell in matrix.by_source.items()} == {
        "common": Decimal("30.30"),
        "special": Decimal("40.45"),
    }
    assert matrix.total.amount == Decimal("70.75")


def test_simulating_writes_nothing(elena: User) -> None:
    give(elena, "100")
    before = statement(DAY)
    count = Entry.objects.count()
    after = simulate(before, [Proposed(Decimal(80), "common", "workshops"), Proposed(Decimal(50), "canada")])
    assert after.figure("authorized").amount == 130
    assert after.figure("balance").amount == -30
    assert {line.code: line.balance.amount for line in after.pools} == {"common": 20, "canada": -50}
    assert Entry.objects.count() == count
    assert statement(DAY) == before
    with pytest.raises(ValueError, match="above zero"):
        simulate(before, [Proposed(Decimal(0))])


def test_amounts_not_shown_count_in_totals(elena: User) -> None:
    hidden = give(elena, "75", published_as="undisclosed")
    assert not hidden.amount_is_public
    assert statement(DAY).figure("cash") == statement(DAY).figure(TermCode.RECEIVED)
    assert statement(DAY).figure("cash").amount == Entry.objects.aggregate(sum=Sum("amount"))["sum"] == 75


def test_a_statement_costs_the_same_whatever_the_number_of_entries(
    elena: User, django_assert_num_queries: object
) -> None:
    for _ in range(3):
        pay(elena, allow(elena, "5"), "3")
        give(elena, None)
    through = Entry.objects.count() and Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with django_assert_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture has no public type
        statement(date(2020, 12, 31), through=through)


def test_contributors_are_counted_as_of_the_day_on_which_they_were_published(elena: User) -> None:
    """A nineteenth may have contributed since: the published number stands with its day."""
    give(elena, "1000", date(2016, 6, 29), closing_total=Decimal(1000), closing_count=18)
    give(elena, "50", date(2016, 7, 1), country_id="CL")
    with override("en"):
        assert stated_contributors(statement(date(2016, 6, 28))) == ""
        assert stated_contributors(statement(date(2016, 6, 29))) == "18 contributors"
        assert stated_contributors(statement(date(2016, 7, 1))) == "18 contributors by June 29, 2016"
        assert lines(statement(date(2016, 7, 1)))[0].note == "18 contributors by June 29, 2016"
