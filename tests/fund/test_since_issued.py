"""What later entries change of a statement: on every line the effects add up to the difference, none is left out."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from fund.issued import Beside, issued_beside_today
from fund.models import Entry, Statement
from fund.services import (
    close_authorization,
    commit,
    issue_statement,
    record_pledge,
    record_sought,
    record_support,
    reverse,
    set_minimum,
)
from fund.since_issued import Changes, Reason, changes
from fund.situation import Situation
from fund.statement import statement
from rial.accounts.models import User
from tests.fund.ledger import DAY, allow, give, pay

pytestmark = pytest.mark.django_db
LINES = ("cash", "in_kind", "received", "spent", "available", "authorized", "balance")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def before(elena: User) -> User:
    """10,000 in money, two authorizations, 500 spent under the first."""
    give(elena, "10000")
    pay(elena, allow(elena, "3000", description_en="Workshops of 2020"), "500")
    allow(elena, "1000", description_en="Studies")
    return elena


def situations(issued: Statement) -> tuple[Situation, Situation]:
    return statement(issued.as_of, through=issued.through), statement(issued.as_of)


def changed(issued: Statement) -> Changes:
    return changes(*situations(issued))


def told(issued: Statement) -> Beside:
    return issued_beside_today(issued, *situations(issued))


def amounts(found: Changes, line: str) -> list[tuple[Decimal, tuple[int, ...]]]:
    return [(effect.amount, effect.numbers) for effect in found.effects(line)]


def everything(elena: User) -> dict[str, Entry]:
    """After the statement: one or more entries of every kind, some of which undo each other."""
    workshops, studies = Entry.objects.filter(kind="authorization").order_by("pk")
    first = Entry.objects.order_by("pk")[0]
    made = {
        "gift": give(elena, "250.25", country_id="PE"),
        "in_kind": give(elena, "80", nature="in_kind", valuation_en="Market price"),
        "hidden": give(elena, "33.33", published_as="undisclosed"),
        "hidden_too": give(elena, "44.44", published_as="range", range_low=Decimal(1), range_high=Decimal(99)),
        "unknown": give(elena, None, country_id="CL"),
        "spent": pay(elena, workshops, "700"),
        "closed": close_authorization(workshops, by=elena, value_date=DAY, amount=Decimal(100), description_en="Rest"),
        "spent_unknown": pay(elena, workshops, None),
        "allowed": allow(elena, "400"),
        "pledge": record_pledge(
            by=elena, nature="cash", value_date=DAY, amount=Decimal(5), country_id="BR", description_en="Pledge"
        ),
        "sought": record_sought(by=elena, value_date=DAY, amount=Decimal(6), description_en="More"),
        "support": record_support(
            by=elena,
            nature="in_kind",
            value_date=DAY,
            amount=Decimal(7),
            contributor_name_en="OAS",
            description_en="Desk",
        ),
        "minimum": set_minimum(by=elena, value_date=DAY, amount=Decimal(120000), description_en="Minimum"),
    }
    made["part"] = give(elena, "9", part_of=first)
    made["unclear"] = allow(elena, "15000", unclear=True)
    made["committed"] = commit(
        studies, by=elena, amount=Decimal(200), value_date=DAY, pool_id="common", description_en="Hall"
    )
    made["paid"] = pay(elena, studies, "150", commitment=made["committed"])
    made["undone"] = reverse(made["spent"], by=elena, reason="Typed twice", value_date=DAY)
    made["first_undone"] = reverse(first, by=elena, reason="Of another fund", value_date=DAY)
    # Not about the statement's day.
    made["tomorrow"] = give(elena, "1", DAY + timedelta(days=1))
    return made


def test_the_effects_on_every_line_add_up_to_its_difference(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    everything(before)
    then, now = situations(issued)
    found = changes(then, now)
    differences = {line: now.figure(line).amount - then.figure(line).amount for line in LINES}
    assert differences == {
        "cash": Decimal("-9671.98"),
        "in_kind": Decimal("80.00"),
        "received": Decimal("-9591.98"),
        "spent": Decimal("150.00"),
        "available": Decimal("-9741.98"),
        # 400 more authorized, 100 closed, 150 spent; 700 spent and undone.
        "authorized": Decimal("150.00"),
        "balance": Decimal("-9891.98"),
    }
    for line, difference in differences.items():
        assert sum((effect.amount for effect in found.effects(line)), Decimal(0)) == difference, line


def test_every_later_entry_about_the_day_is_named_once_per_line_or_said_to_change_nothing(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    made = everything(before)
    found = changed(issued)
    moving = [number for line in LINES for effect in found.effects(line) for number in effect.numbers]
    for line in LINES:
        numbers = [number for effect in found.effects(line) for number in effect.numbers]
        assert len(numbers) == len(set(numbers)), line
    still = [number for number, _reason in found.without_effect]
    later = set(Entry.objects.filter(pk__gt=issued.through, value_date__lte=DAY).values_list("pk", flat=True))
    assert {*moving, *still} == later
    assert not set(moving) & set(still)
    assert made["tomorrow"].pk not in later


def test_each_entry_enters_the_lines_it_is_added_up_in(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    gift = give(before, "250.25")
    assert {line: amounts(changed(issued), line) for line in LINES} == {
        "cash": [(Decimal("250.25"), (gift.pk,))],
        "in_kind": [],
        "received": [(Decimal("250.25"), (gift.pk,))],
        "spent": [],
        "available": [(Decimal("250.25"), (gift.pk,))],
        "authorized": [],
        "balance": [(Decimal("250.25"), (gift.pk,))],
    }


def test_entries_under_one_authorization_are_told_together(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    workshops = Entry.objects.filter(kind="authorization").order_by("pk")[0]
    spent = pay(before, workshops, "1500")
    closed = close_authorization(workshops, by=before, value_date=DAY, description_en="Rest")
    found = changed(issued)
    (group,) = found.effects("authorized")
    assert (group.amount, group.numbers, group.authorization) == (
        Decimal("-2500.00"),
        (spent.pk, closed.pk),
        workshops.pk,
    )
    # 1,500 less is available, 2,500 less is authorized.
    assert amounts(found, "balance") == [(Decimal("1000.00"), (spent.pk, closed.pk))]
    assert amounts(found, "available") == [(Decimal("-1500.00"), (spent.pk,))]


def test_spending_under_an_authorization_leaves_the_balance_alone(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    pay(before, Entry.objects.filter(kind="authorization").order_by("pk")[0], "100")
    found = changed(issued)
    assert found.effects("balance") == ()
    assert found.cancelled["balance"] == 1
    line = told(issued).lines[-1]
    assert (line.label, line.difference) == ("Balance", "")
    assert line.cancelled == "Under 1 authorization, later entries change nothing on this line."


def test_an_authorization_reversed_takes_with_it_what_was_left_of_it(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    studies = Entry.objects.filter(kind="authorization").order_by("pk")[1]
    undone = reverse(studies, by=before, reason="Withdrawn", value_date=DAY)
    assert amounts(changed(issued), "authorized") == [(Decimal("-1000.00"), (undone.pk,))]
    assert amounts(changed(issued), "balance") == [(Decimal("1000.00"), (undone.pk,))]


def test_what_changes_no_figure_is_named_with_the_reason(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    made = everything(before)
    assert dict(changed(issued).without_effect) == {
        made["unknown"].pk: Reason.UNKNOWN,
        made["spent_unknown"].pk: Reason.UNKNOWN,
        made["pledge"].pk: Reason.PLEDGE,
        made["sought"].pk: Reason.SOUGHT,
        made["support"].pk: Reason.SUPPORT,
        made["minimum"].pk: Reason.MINIMUM,
        made["part"].pk: Reason.PART,
        made["unclear"].pk: Reason.UNCLEAR,
        made["committed"].pk: Reason.COMMITMENT,
    }
    reasons = {group.reason: [row.code for row in group.rows] for group in told(issued).without_effect}
    assert reasons["Promised, not received: never inside the sums"] == [made["pledge"].code]


def test_amounts_that_are_not_published_are_told_together_and_a_single_one_not_at_all(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    give(before, "33.33", published_as="undisclosed")
    (effect,) = told(issued).lines[0].effects
    assert (effect.title, effect.amount) == ("With 1 entry whose amount is not published", "")
    assert [row.amount for row in effect.rows] == ["not disclosed"]
    give(before, "44.44", published_as="undisclosed")
    (effect,) = told(issued).lines[0].effects
    assert (effect.title, effect.amount) == ("With 2 entries whose amounts are not published, together", "+77.77")
    assert [row.amount for row in effect.rows] == ["not disclosed", "not disclosed"]


def test_a_change_of_certainty_is_said(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    give(before, None, country_id="CL")
    cash, in_kind, *_others = told(issued).lines
    assert (cash.issued, cash.today, cash.difference) == (("", "10,000"), ("at least", "10,000"), "")
    assert cash.certainty == "How certain it is has changed: “exact” when issued, “at least” today."
    assert cash.opens
    assert not in_kind.opens
    again = issue_statement(as_of=DAY, by=before)
    assert told(again).lines[0].issued == ("at least", "10,000")
    assert told(again).lines[0].certainty == ""


def test_nothing_is_told_when_nothing_was_recorded(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    found = told(issued)
    assert not found.later
    assert [line.difference for line in found.lines] == [""] * 7
    assert not any(line.opens for line in found.lines)


def test_many_entries_are_counted_after_the_largest(before: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fund.issued.MOST_EFFECTS", 2)
    issued = issue_statement(as_of=DAY, by=before)
    for amount in ("1", "30", "2", "20"):
        give(before, amount)
    cash = told(issued).lines[0]
    assert [effect.amount for effect in cash.effects] == ["+30", "+20"]
    assert (cash.more, cash.more_amount, cash.difference) == (2, "+3", "+53")


def test_the_days_must_be_the_same(before: User) -> None:
    with pytest.raises(ValueError, match="the same day"):
        changes(statement(DAY), statement(date(2020, 7, 1)))


def test_the_queries_do_not_grow_with_the_entries(before: User) -> None:
    issued = issue_statement(as_of=DAY, by=before)
    counts = []
    for _turn in range(2):
        give(before, "1")
        give(before, "2", country_id="PE")
        then, now = situations(issued)
        with CaptureQueriesContext(connection) as queries:
            issued_beside_today(issued, then, now)
        counts.append(len(queries))
    assert counts[0] == counts[1]
