"""Two recorders at once: what is left is spent once, numbers have no gaps, a statement misses nothing before it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from fund.models import Entry, Statement
from fund.services import issue_statement, reverse, verify
from fund.statement import statement
from rial.accounts.models import User
from tests.fund.ledger import DAY, allow, give, pay
from tests.threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_recorders_do_not_overspend(transactional_db: None, elena: User, hugo: User) -> None:
    allowed = allow(elena, "100")
    outcomes = in_threads(*(lambda by=by: pay(by, allowed, "60") for by in (elena, hugo)))
    assert sorted(type(one).__name__ for one in outcomes) == ["Entry", "ValidationError"]
    assert statement(DAY).figure("spent").amount == 60


def test_raw_sql_does_not_overspend_either(transactional_db: None, elena: User) -> None:
    allowed = allow(elena, "100")

    def spend() -> None:
        with transaction.atomic():
            Entry.objects.create(
                kind="expenditure", authorization=allowed, pool_id="common", value_date=DAY, amount=Decimal(60)
            )

    outcomes = in_threads(spend, spend, spend)
    refused = [one for one in outcomes if isinstance(one, DatabaseError)]
    assert len(refused) == 2
    assert all("fund:ceiling" in str(one) for one in refused)


def test_an_entry_is_reversed_once(transactional_db: None, elena: User) -> None:
    entry = give(elena, "100")
    outcomes = in_threads(*[lambda: reverse(entry, by=elena, reason="Typed twice")] * 3)
    assert sum(isinstance(one, ValidationError) for one in outcomes) == 2
    assert statement(DAY).figure("cash").amount == 0


def test_numbers_have_no_gaps(transactional_db: None, elena: User) -> None:
    start = give(elena, "1").pk
    in_threads(*(lambda amount=amount: give(elena, amount) for amount in ("2", "-1", "3", "0", "4", "5")))
    assert list(Entry.objects.order_by("pk").values_list("pk", flat=True)) == list(range(start, start + 5))


def test_statements_issued_among_writers_hold(transactional_db: None, elena: User) -> None:
    give(elena, "1")

    def issue(days: int) -> Statement:
        return issue_statement(as_of=DAY + timedelta(days=days), by=elena)

    in_threads(
        *(lambda amount=amount: give(elena, amount) for amount in ("2", "3", "4")),
        *(lambda days=days: issue(days) for days in range(3)),
    )
    issued = list(Statement.objects.order_by("pk"))
    assert [one.pk for one in issued] == [1, 2, 3]
    assert all(verify(one).holds for one in issued)
    for one in issued:
        known = Entry.objects.filter(pk__lte=one.through)
        assert one.cash == sum(entry.amount or 0 for entry in known)


def test_an_old_view_of_the_ledger_is_refused(transactional_db: None, elena: User) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(DatabaseError, match="fund:isolation"):
            give(elena, "1")
        transaction.set_rollback(True)
