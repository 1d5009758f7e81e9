"""The ledger's rules as the database keeps them: raw SQL, bulk writes and the ORM meet the same refusal."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from fund import ledger
from fund.models import Entry, Override
from fund.services import approve_override, commit, issue_statement, request_override, reverse
from fund.statement import statement
from rial.accounts.models import User
from tests.fund.ledger import DAY, allow, give, pay

pytestmark = pytest.mark.django_db


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def refused(call: Callable[[], Any], rule: str) -> None:
    with pytest.raises(DatabaseError, match=f"fund:{rule}"), transaction.atomic():
        call()


@pytest.fixture
def given(elena: User) -> Entry:
    return give(elena, "1000")


def raw(**columns: Any) -> Entry:
    values: dict[str, Any] = {
        "kind": "contribution",
        "nature": "cash",
        "value_date": DAY,
        "amount": Decimal(10),
        "country_id": "MX",
        "description_en": "x",
    }
    return Entry.objects.create(**(values | columns))


CHANGES: dict[str, Callable[[Entry], Any]] = {
    "update": lambda e: Entry.objects.filter(pk=e.pk).update(amount=5),
    "save": lambda e: e.save(),
    "bulk update": lambda e: Entry.objects.bulk_update([e], ["amount"]),
    "delete": lambda e: e.delete(),
    "delete in bulk": lambda e: Entry.objects.all().delete(),
    "raw update": lambda e: sql("UPDATE fund_entry SET description_en = 'y' WHERE id = %s", e.pk),
    "raw delete": lambda e: sql("DELETE FROM fund_entry"),
    "upsert": lambda e: sql(
        "INSERT INTO fund_entry SELECT * FROM fund_entry ON CONFLICT (id) DO UPDATE SET amount = 1"
    ),
}


@pytest.mark.parametrize("way", [name for name in CHANGES if name != "upsert"])
def test_an_entry_is_never_changed_or_deleted(given: Entry, way: str) -> None:
    refused(lambda: CHANGES[way](given), "append_only")
    assert list(Entry.objects.values_list("pk", "amount", "description_en")) == [(given.pk, 1000, "Contribution")]


def test_an_upsert_only_adds(given: Entry) -> None:
    CHANGES["upsert"](given)
    assert list(Entry.objects.order_by("pk").values_list("pk", "amount")) == [(given.pk, 1000), (given.pk + 1, 1000)]


@pytest.mark.parametrize("table", ["fund_entry", "fund_statement"])
def test_the_tables_are_not_emptied(given: Entry, table: str) -> None:
    # Switched off in the test database only, whose tables are emptied after tests with real transactions.
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER fund_no_truncate")
    refused(lambda: sql(f"TRUNCATE {table} CASCADE"), "append_only")


def test_a_setting_of_the_session_does_not_switch_the_guards_off(given: Entry) -> None:
    sql("SET LOCAL session_replication_role = replica")
    refused(lambda: sql("UPDATE fund_entry SET amount = 1"), "append_only")
    sql("SET LOCAL pgtrigger.ignore = '{fund_entry:fund_no_change}'")
    refused(lambda: sql("DELETE FROM fund_entry"), "append_only")


def test_an_issued_statement_is_never_changed(elena: User, given: Entry) -> None:
    issued = issue_statement(as_of=DAY, by=elena)
    refused(lambda: sql("UPDATE fund_statement SET sha256 = 'x'"), "append_only")
    refused(issued.delete, "append_only")


def test_the_database_gives_number_and_moment(given: Entry) -> None:
    before = timezone.now()
    entry = raw(pk=987654, recorded_at=before - timedelta(days=900))
    assert entry.pk == given.pk + 1
    assert entry.recorded_at >= before
    assert Entry.objects.get(pk=entry.pk).recorded_at == entry.recorded_at


def test_numbers_have_no_gaps_after_a_refusal(given: Entry) -> None:
    refused(lambda: raw(value_date=timezone.localdate() + timedelta(days=3)), "future")
    assert raw().pk == given.pk + 1


def test_a_reversal_says_what_its_original_says(elena: User, given: Entry) -> None:
    undone = raw(kind="pledge", nature="in_kind", amount=Decimal(-1), country_id="BR", reverses=given, reason="r")
    undone.refresh_from_db()
    assert (undone.kind, undone.nature, undone.amount, undone.country_id) == ("contribution", "cash", -1000, "MX")
    assert undone.description_en == "Contribution"


def test_a_reversal_is_not_reversed(elena: User, given: Entry) -> None:
    undone = reverse(given, by=elena, reason="typed twice")
    refused(lambda: raw(reverses=undone, reason="r", amount=Decimal(-1)), "reversal")


def test_an_entry_is_reversed_once(elena: User, given: Entry) -> None:
    reverse(given, by=elena, reason="typed twice")
    with pytest.raises(DatabaseError, match="reverses_id"), transaction.atomic():
        raw(reverses=given, reason="r", amount=Decimal(-1))


def test_a_reversal_is_not_dated_before_its_original(given: Entry) -> None:
    refused(lambda: raw(reverses=given, reason="r", value_date=date(2019, 1, 1)), "reversal")


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-5), Decimal("100000000")])
def test_absurd_amounts_are_refused(pools: None, amount: Decimal) -> None:
    with pytest.raises(DatabaseError, match="entry_amount_has_its_sign"), transaction.atomic():
        raw(amount=amount)


def test_spending_above_an_authorization_is_refused(elena: User) -> None:
    allowed = allow(elena, "100")
    columns = {"kind": "expenditure", "authorization": allowed, "pool_id": "common"}
    raw(**columns, amount=Decimal("99.99"))
    refused(lambda: raw(**columns, amount=Decimal("0.02")), "ceiling")
    raw(**columns, amount=Decimal("0.01"))
    refused(lambda: raw(**columns | {"kind": "commitment"}, amount=Decimal("0.01")), "ceiling")


def test_one_statement_of_many_rows_meets_the_ceiling_too(elena: User) -> None:
    allowed = allow(elena, "100")
    rows = [
        Entry(kind="expenditure", authorization=allowed, pool_id="common", value_date=DAY, amount=Decimal(60))
        for _ in range(2)
    ]
    refused(lambda: Entry.objects.bulk_create(rows), "ceiling")
    assert not Entry.objects.filter(kind="expenditure").exists()


def test_an_expenditure_names_its_authorization(pools: None) -> None:
    refused(lambda: raw(kind="expenditure", nature=""), "authorization")


def test_an_authorization_that_is_drawn_on_is_not_reversed(elena: User) -> None:
    allowed = allow(elena, "100")
    pay(elena, allowed, "1")
    refused(lambda: raw(reverses=allowed, reason="r", amount=Decimal(-1)), "ceiling")


def test_a_commitment_belongs_to_its_authorization(elena: User) -> None:
    one, other = allow(elena, "100"), allow(elena, "100")
    promised = commit(one, by=elena, amount=Decimal(40), value_date=DAY, pool_id="common", description_en="Hotel")
    refused(lambda: raw(kind="expenditure", authorization=other, commitment=promised, pool_id="common"), "commitment")


def test_another_pool_pays_only_with_words(elena: User) -> None:
    allowed = allow(elena, "100")
    columns = {"kind": "expenditure", "authorization": allowed, "pool_id": "canada"}
    refused(lambda: raw(**columns), "pool")
    assert raw(**columns, pool_note="Agreed with the donor").pool_note


def test_an_override_needs_a_second_person(elena: User, hugo: User) -> None:
    allowed = allow(elena, "100")
    asked = request_override(by=elena, authorization=allowed, amount=Decimal(150), reason="Fares rose")
    columns = {"kind": "expenditure", "authorization": allowed, "pool_id": "common", "amount": Decimal(150)}
    refused(lambda: raw(**columns, override=asked, recorded_by=elena), "override")
    with pytest.raises(DatabaseError, match="override_by_a_second_person"), transaction.atomic():
        Override.objects.filter(pk=asked.pk).update(state="approved", decided_by=elena, decided_at=timezone.now())
    approve_override(asked, by=hugo)
    refused(lambda: raw(**columns, override=asked, recorded_by=hugo), "override")
    refused(lambda: raw(**columns, override=asked), "override")
    refused(lambda: raw(**columns | {"amount": Decimal("150.01")}, override=asked, recorded_by=elena), "override")
    assert raw(**columns, override=asked, recorded_by=elena).override_id == asked.pk


def test_what_was_asked_for_stays(elena: User) -> None:
    asked = request_override(by=elena, authorization=None, amount=Decimal(5), reason="x")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Override.objects.filter(pk=asked.pk).update(amount=50)


def test_a_completed_total_stays(elena: User) -> None:
    give(elena, "1000", closing_total=Decimal(1000), closing_count=1)
    refused(raw, "closed")
    assert raw(part_of=Entry.objects.get(), amount=Decimal(10)).part_of_id
    assert raw(value_date=date(2020, 7, 1)).pk
    refused(lambda: raw(value_date=date(2020, 7, 2), closing_total=Decimal(1021)), "closing_total")


def test_an_override_is_not_approved_by_nobody(elena: User) -> None:
    asked = request_override(by=elena, authorization=None, amount=Decimal(5), reason="x")
    with pytest.raises(DatabaseError, match="override_by_a_second_person"), transaction.atomic():
        Override.objects.filter(pk=asked.pk).update(state="approved", decided_at=timezone.now())


@pytest.mark.parametrize("offset", ["<X>-24", "<X>+24"])
def test_the_day_is_that_of_washington_whatever_the_session_says(elena: User, offset: str) -> None:
    """A session a whole day away, on either side: today in Washington is entered, the next day is not."""
    sql("SELECT set_config('timezone', %s, true)", offset)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_date")
        assert cursor.fetchone() != (timezone.localdate(),)
    assert raw(value_date=timezone.localdate()).pk
    refused(lambda: raw(value_date=timezone.localdate() + timedelta(days=1)), "future")


def test_parts_use_up_nothing_of_an_authorization(elena: User) -> None:
    """A part is inside an amount that has been counted: what is left is the same for the guard and the statement."""
    allowed = allow(elena, "100")
    promised = commit(allowed, by=elena, amount=Decimal(30), value_date=DAY, pool_id="common", description_en="x")
    whole = pay(elena, allowed, "60")
    part = pay(elena, allowed, "45", part_of=whole)
    columns: dict[str, Any] = {"value_date": DAY, "pool_id": "common", "description_en": "y"}
    commit(allowed, by=elena, amount=Decimal(20), part_of=promised, **columns)
    line = statement(DAY).authorizations[0]
    assert (line.left, line.committed) == (Decimal(40), Decimal(30))
    assert ledger.left_of(allowed.pk) == Decimal(10)
    reverse(part, by=elena, reason="Slip")
    assert ledger.left_of(allowed.pk) == Decimal(10)
    refused(lambda: raw(kind="expenditure", authorization=allowed, pool_id="common", amount=Decimal(11)), "ceiling")


def test_spending_under_an_unclear_authorization_keeps_to_its_amount(elena: User) -> None:
    allowed = allow(elena, "100", unclear=True)
    pay(elena, allowed, "100")
    refused(lambda: raw(kind="expenditure", authorization=allowed, pool_id="common", amount=Decimal(1)), "ceiling")
