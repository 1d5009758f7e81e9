"""Recording: what is accepted, and what each refusal says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from fund.enums import OverrideState
from fund.models import Entry
from fund.services import (
    approve_override,
    close_authorization,
    commit,
    record,
    record_many,
    refuse_override,
    request_override,
    reverse,
)
from fund.statement import statement
from rial.accounts.models import User
from tests.fund.ledger import DAY, allow, give, pay
from tests.personas import Personas

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def problems(call: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        call()
    error = caught.value
    return dict(error.message_dict) if hasattr(error, "error_dict") else {"": list(error.messages)}


def test_only_the_secretariat_keeps_the_ledger(elena: User, personas: Personas) -> None:
    entry = give(elena, "10")
    for other in (personas.costa_rica, personas.authority, personas.partner):
        with pytest.raises(PermissionDenied):
            give(other, "10")
        with pytest.raises(PermissionDenied):
            reverse(entry, by=other, reason="x")
        with pytest.raises(PermissionDenied):
            record_many([], by=other, dry_run=True)
        with pytest.raises(PermissionDenied):
            request_override(by=other, authorization=None, amount=Decimal(5), reason="x")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        ("0", "Enter an amount above zero. A mistake is undone by reversing its entry."),
        ("-5", "Enter an amount above zero. A mistake is undone by reversing its entry."),
        ("100000000", "Enter an amount below 100 million: this one is larger."),
        ("1.005", "Enter at most two decimals."),
        ("NaN", "Enter a number, such as 1250.50."),
    ],
)
def test_amounts_that_cannot_be(elena: User, amount: str, says: str) -> None:
    assert problems(lambda: give(elena, amount)) == {"amount": [says]}
    assert not Entry.objects.exists()


def test_a_day_that_has_not_come(elena: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert problems(lambda: give(elena, "5", tomorrow)) == {
        "value_date": ["This day has not come yet. Record a pledge instead, or wait."]
    }


def test_someone_contributes_something(elena: User) -> None:
    assert "country" in problems(lambda: give(elena, "5", country_id=None))
    assert "description" in problems(lambda: give(elena, "5", description_en=""))
    assert "__all__" in problems(lambda: give(elena, "5", nature=""))
    assert "__all__" in problems(lambda: give(elena, None, published_as="amount"))


def test_an_aggregate_lies_between_its_bounds(elena: User) -> None:
    bounds: dict[str, Any] = {
        "country_id": None,
        "contributor_count": 12,
        "range_low": Decimal(5000),
        "range_high": Decimal(30000),
    }
    assert give(elena, "105000", **bounds).contributor_count == 12
    assert problems(lambda: give(elena, "59999", **bounds)) == {
        "amount": ["USD 59,999 cannot come from 12 contributors with USD 5,000 to USD 30,000 each."]
    }


def test_another_currency_needs_a_rate_and_its_source(elena: User) -> None:
    given: dict[str, Any] = {"original_amount": Decimal(1000), "original_currency": "CAD"}
    assert problems(lambda: give(elena, None, published_as="amount", **given)) == {
        "rate": ["Enter the rate at which it was converted to USD."]
    }
    given["rate"] = Decimal("0.7345")
    assert problems(lambda: give(elena, None, published_as="amount", **given)) == {
        "rate_source": ["Enter where the rate was taken from, with its date."]
    }
    given["rate_source"] = "Bank of Canada, June 30, 2020"
    entry = give(elena, None, published_as="amount", **given)
    assert (entry.amount, entry.original_amount, entry.original_currency) == (Decimal("734.50"), 1000, "CAD")
    given["original_currency"] = "XXQ"
    assert problems(lambda: give(elena, None, published_as="amount", **given)) == {
        "original_currency": ["“XXQ” is no currency known here; use its three letters, such as CAD."]
    }


def test_dollars_are_not_converted(elena: User) -> None:
    entry = give(elena, None, published_as="amount", original_amount=Decimal(7), original_currency="USD")
    assert (entry.amount, entry.original_amount, entry.original_currency) == (7, None, "")


def test_above_the_ceiling(elena: User) -> None:
    allowed = allow(elena, "1000")
    pay(elena, allowed, "900")
    assert problems(lambda: pay(elena, allowed, "100.01")) == {
        "amount": [
            f"{allowed.code} leaves USD 100; this is USD 0.01 more. Lower the amount, or ask a second person "
            "for an override."
        ]
    }
    assert pay(elena, allowed, "100").amount == 100


def test_a_commitment_holds_back_its_amount(elena: User) -> None:
    allowed = allow(elena, "100")
    promised = commit(allowed, by=elena, amount=Decimal(80), value_date=DAY, pool_id="common", description_en="Hotel")
    assert "amount" in problems(lambda: pay(elena, allowed, "21"))
    pay(elena, allowed, "80", commitment=promised)
    pay(elena, allowed, "20")
    assert "amount" in problems(lambda: pay(elena, allowed, "0.01"))


def test_a_payment_may_exceed_its_commitment_within_the_authorization(elena: User) -> None:
    allowed = allow(elena, "100")
    promised = commit(allowed, by=elena, amount=Decimal(80), value_date=DAY, pool_id="common", description_en="Hotel")
    pay(elena, allowed, "95", commitment=promised)
    assert "amount" in problems(lambda: pay(elena, allowed, "6"))
    pay(elena, allowed, "5")


def test_spending_names_an_authorization_in_force(elena: User) -> None:
    assert problems(lambda: pay(elena, None, "5")) == {
        "authorization": ["Choose the authorization that this is under."]
    }
    gift, allowed = give(elena, "100"), allow(elena, "100")
    assert "authorization" in problems(lambda: pay(elena, gift, "5"))
    assert "value_date" in problems(lambda: pay(elena, allowed, "5", DAY - timedelta(days=1)))
    reverse(allowed, by=elena, reason="Decided otherwise")
    assert problems(lambda: pay(elena, allowed, "5")) == {
        "authorization": [f"{allowed.code} is no authorization in force."]
    }


def test_what_is_for_smaller_economies(elena: User) -> None:
    allowed = allow(elena, "100", condition="small_economies")
    assert "beneficiaries" in problems(lambda: pay(elena, allowed, "5"))
    assert problems(lambda: pay(elena, allowed, "5", beneficiaries=["BB", "BR", "MX"])) == {
        "beneficiaries": [f"{allowed.code} is only for smaller economies; these are none: BR, MX."]
    }
    assert pay(elena, allowed, "5", beneficiaries=["BB", "SR"]).beneficiaries == ["BB", "SR"]


def test_a_special_pool_pays_only_what_was_authorized_from_it(elena: User) -> None:
    common, unsaid = allow(elena, "100"), allow(elena, "100", pool_id=None)
    for allowed in (common, unsaid):
        assert problems(lambda allowed=allowed: pay(elena, allowed, "5", pool_id="canada")) == {
            "pool_note": [f"{allowed.code} was not authorized from this pool. Write why this pool pays."]
        }
        assert pay(elena, allowed, "5", pool_id="canada", pool_note="Agreed with the donor").amount == 5
    assert pay(elena, unsaid, "5").amount == 5


def test_an_override_passes_once(elena: User, hugo: User) -> None:
    allowed = allow(elena, "100")
    asked = request_override(by=elena, authorization=allowed, amount=Decimal(150), reason="Fares rose")
    assert problems(lambda: pay(elena, allowed, "150", override=asked)) == {
        "override": ["This override is not approved for this authorization."]
    }
    with pytest.raises(PermissionDenied):
        approve_override(asked, by=elena)
    approved = approve_override(asked, by=hugo)
    assert approved.state == OverrideState.APPROVED
    assert problems(lambda: pay(hugo, allowed, "150", override=approved)) == {
        "override": ["Whoever approved the override cannot record the entry."]
    }
    assert problems(lambda: pay(elena, allowed, "150.01", override=approved)) == {
        "override": ["The override allows at most USD 150."]
    }
    assert pay(elena, allowed, "150", override=approved).override == approved
    assert problems(lambda: pay(elena, allowed, "1", override=approved)) == {
        "override": ["This override has been used already."]
    }
    assert list(asked.log.values_list("action", "actor")) == [("approve", hugo.pk)]


def test_a_refused_override_lets_nothing_pass(elena: User, hugo: User) -> None:
    asked = request_override(by=elena, authorization=None, amount=Decimal(150), reason="No time to ask")
    with pytest.raises(ValidationError):
        refuse_override(asked, by=hugo, note="")
    refused = refuse_override(asked, by=hugo, note="Ask the authorities")
    assert "override" in problems(lambda: pay(elena, None, "150", override=refused))


def test_spending_without_an_authorization_by_override(elena: User, hugo: User) -> None:
    asked = request_override(by=elena, authorization=None, amount=Decimal(150), reason="No time to ask")
    approve_override(asked, by=hugo)
    asked.refresh_from_db()
    assert pay(elena, None, "150", override=asked).authorization is None


def test_closing_more_than_is_left(elena: User) -> None:
    allowed = allow(elena, "100")
    pay(elena, allowed, "40")
    assert "amount" in problems(
        lambda: close_authorization(allowed, by=elena, value_date=DAY, amount=Decimal(61), description_en="x")
    )
    closed = close_authorization(allowed, by=elena, value_date=DAY, description_en="Held")
    assert closed.amount == 60
    assert problems(lambda: close_authorization(allowed, by=elena, value_date=DAY, description_en="x")) == {
        "amount": ["Nothing is left of this authorization."]
    }


def test_a_reversal_says_why_and_is_final(elena: User) -> None:
    entry = give(elena, "100")
    assert problems(lambda: reverse(entry, by=elena, reason=" ")) == {
        "reason": ["Write why the entry is reversed: everyone will read it."]
    }
    undone = reverse(entry, by=elena, reason="Typed twice")
    assert (undone.amount, undone.value_date, undone.reason, undone.country_id) == (-100, DAY, "Typed twice", "MX")
    assert problems(lambda: reverse(undone, by=elena, reason="x")) == {
        "": [f"{undone.code} is itself a reversal. Record the right entry instead."]
    }
    assert problems(lambda: reverse(entry, by=elena, reason="x")) == {"": [f"{entry.code} has been reversed already."]}


def test_an_entry_without_amount_is_reversed_too(elena: User) -> None:
    undone = reverse(give(elena, None), by=elena, reason="Never came")
    assert (undone.amount, undone.published_as) == (None, "undisclosed")


def test_what_is_drawn_on_is_not_reversed(elena: User) -> None:
    allowed = allow(elena, "100")
    paid = pay(elena, allowed, "1")
    assert problems(lambda: reverse(allowed, by=elena, reason="x")) == {
        "": [f"{paid.code} stands under {allowed.code}. Reverse it first, or close what is left of the authorization."]
    }
    reverse(paid, by=elena, reason="x")
    assert reverse(allowed, by=elena, reason="x").amount == -100


def test_a_completed_total_takes_nothing_more(elena: User) -> None:
    total = give(elena, "100", closing_total=Decimal(100))
    (message,) = problems(lambda: give(elena, "5"))["value_date"]
    assert message == (
        f"{total.code} completes the published total of USD 100 until June 30, 2020: what was received or spent before "
        f"is in it. Record this as part of {total.code}, or reverse {total.code} first."
    )
    assert give(elena, "5", part_of=total).part_of == total
    assert give(elena, None).amount is None
    assert give(elena, "5", nature="in_kind").pk
    assert problems(lambda: give(elena, "5", DAY + timedelta(days=1), closing_total=Decimal(106))) == {
        "closing_total": ["With this entry the ledger adds up to USD 105, not to the published USD 106."]
    }
    reverse(total, by=elena, reason="Printed wrong")
    assert give(elena, "5").amount == 5


def row(amount: str, **columns: Any) -> dict[str, Any]:
    values = {
        "kind": "contribution",
        "nature": "cash",
        "value_date": DAY,
        "amount": Decimal(amount),
        "country_id": "MX",
        "description_en": "x",
    }
    return values | columns


def test_many_rows_are_all_written_or_none(elena: User) -> None:
    rows = [row("1"), row("-2"), row("3", value_date=date(2999, 1, 1))]
    found = record_many(rows, by=elena, dry_run=False)
    assert [(one.row, bool(one.entry), sorted(one.problems)) for one in found] == [
        (1, True, []),
        (2, False, ["amount"]),
        (3, False, ["value_date"]),
    ]
    assert not Entry.objects.exists()
    record_many(rows[:1], by=elena, dry_run=True)
    assert not Entry.objects.exists()
    record_many([row("1"), row("2")], by=elena, dry_run=False)
    assert list(Entry.objects.values_list("amount", flat=True)) == [1, 2]


def test_rows_see_those_before_them(elena: User) -> None:
    allowed = allow(elena, "10")
    spent = {"kind": "expenditure", "nature": "", "authorization": allowed, "pool_id": "common"}
    found = record_many([row("6", **spent), row("6", **spent)], by=elena, dry_run=True)
    assert [sorted(one.problems) for one in found] == [[], ["amount"]]


def test_reversals_have_their_own_way(elena: User) -> None:
    with pytest.raises(ValueError, match="reverse"):
        record("contribution", by=elena, reverses=give(elena, "1"), reason="x")


@pytest.mark.parametrize("hidden", ["undisclosed", "range"])
def test_what_is_authorized_or_spent_is_not_hidden(elena: User, hidden: str) -> None:
    """Every page tells what an authorization leaves: a hidden amount could be read off."""
    says = {"__all__": ["What is authorized, committed or spent is published with its amount."]}
    columns: dict[str, Any] = {"published_as": hidden, "range_low": Decimal(1), "range_high": Decimal(99)}
    assert problems(lambda: allow(elena, "50", **columns)) == says
    allowed = allow(elena, "100")
    assert problems(lambda: pay(elena, allowed, "50", **columns)) == says
    assert pay(elena, allowed, None).amount is None
    assert give(elena, "50", **columns).amount == 50


@pytest.mark.parametrize("ends", [{"range_low": Decimal(5)}, {"range_high": Decimal(5)}])
def test_a_range_has_two_ends(elena: User, ends: dict[str, Any]) -> None:
    says = {"__all__": ["A range has a lower and an upper end, in this order."]}
    assert problems(lambda: give(elena, "50", published_as="undisclosed", **ends)) == says


def test_a_year_typed_wrongly(elena: User) -> None:
    says = {"value_date": ["This day is long before the Fund: check the year."]}
    assert problems(lambda: give(elena, "50", date(216, 6, 29))) == says
    assert give(elena, "50", date(1963, 1, 1)).pk


def test_a_part_fits_into_its_whole(elena: User) -> None:
    whole = give(elena, "1000")
    assert give(elena, "1000", part_of=whole).part_of == whole
    larger = {"amount": ["LED-000001, which this is part of, is only USD 1,000."]}
    assert problems(lambda: give(elena, "1000.01", part_of=whole)) == larger
    says = "LED-000001 cannot hold this amount: it is another kind of entry, is not added up, or was reversed."
    other = {"part_of": [says]}
    assert problems(lambda: give(elena, "5", part_of=whole, nature="in_kind")) == other
    assert problems(lambda: allow(elena, "5", part_of=whole)) == other
    reverse(whole, by=elena, reason="Slip")
    assert problems(lambda: give(elena, "5", part_of=whole)) == other


def test_no_day_shows_more_spent_than_was_authorized(elena: User) -> None:
    """What a later reversal gives back was still spent before it: a statement of those days would go beyond."""
    allowed = allow(elena, "100", date(2020, 1, 1))
    wrong = pay(elena, allowed, "100", date(2020, 2, 1))
    reverse(wrong, by=elena, reason="Slip", value_date=date(2020, 3, 1))
    says = problems(lambda: pay(elena, allowed, "60", date(2020, 2, 10)))
    assert says["amount"][0].startswith("LED-000001 leaves USD 0; this is USD 60 more.")
    assert problems(lambda: pay(elena, allowed, "60", date(2020, 1, 15))) == says
    assert pay(elena, allowed, "60", date(2020, 3, 1)).amount == 60
    for day in (date(2020, 2, 15), date(2020, 3, 1), DAY):
        assert statement(day).authorizations[0].beyond == 0
    assert pay(elena, allowed, "40", DAY).amount == 40
    assert "amount" in problems(lambda: pay(elena, allowed, "1", DAY))
