"""Statements as issued: numbered, hashed, verified, untouched by what is recorded later; also through a backup."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from fund.canonical import canonical_document, digest
from fund.guards import GUARDS, missing_guards
from fund.models import Entry, Statement
from fund.services import issue_statement, reverse, verify
from fund.statement import statement
from rial.accounts.models import User
from rial.core.backup import restore_backup, write_backup
from tests.fund.ledger import DAY, allow, give, pay
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def guard(action: str) -> None:
    """ENABLE ALWAYS or DISABLE the triggers that the test database is without."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("fund_entry", "fund_statement"):
            cursor.execute(f"ALTER TABLE {table} {action} TRIGGER fund_no_truncate")


@pytest.fixture
def ledger(elena: User) -> User:
    give(elena, "1000")
    give(elena, "75.50", published_as="undisclosed")
    pay(elena, allow(elena, "300"), "120")
    return elena


def test_a_statement_keeps_its_rows_and_totals(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger, note_es="Para la reunión")
    assert issued.code == "FND-0001"
    assert issued.through == Entry.objects.order_by("-pk")[0].pk
    assert (issued.cash, issued.spent, issued.available, issued.authorized, issued.balance) == (
        Decimal("1075.50"),
        Decimal("120.00"),
        Decimal("955.50"),
        Decimal("180.00"),
        Decimal("775.50"),
    )
    assert issued.sha256 == hashlib.sha256(issued.document.encode()).hexdigest()
    document = json.loads(issued.document)
    assert document["totals"]["cash"] == "1075.50"
    assert [row["amount"] for row in document["rows"]] == ["1000.00", None, "300.00", "120.00"]
    assert document["rows"][1]["published_as"] == "undisclosed"
    assert "75.50" not in json.dumps(document["rows"])


def test_the_document_is_canonical(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    assert issued.document == json.dumps(
        json.loads(issued.document), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert digest(canonical_document(statement(DAY))) == issued.sha256


def test_what_is_issued_already_is_not_issued_again(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    with override("en"), pytest.raises(ValidationError) as refused:
        issue_statement(as_of=DAY, by=ledger)
    assert refused.value.messages == [f"{issued.code} already states this day with the same entries."]
    assert Statement.objects.count() == 1


def test_what_is_recorded_later_changes_today_and_not_what_was_issued(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    give(ledger, "500")
    reverse(Entry.objects.order_by("pk")[0], by=ledger, reason="Typed twice")
    assert statement(DAY).figure("cash").amount == Decimal("575.50")
    found = verify(Statement.objects.get(pk=issued.pk))
    assert found.holds
    assert found.sha256_now == issued.sha256
    assert issue_statement(as_of=DAY, by=ledger).sha256 != issued.sha256


def test_who_issues_and_for_which_day(ledger: User, personas: Personas) -> None:
    for other in (personas.authority, personas.mexico):
        with pytest.raises(PermissionDenied):
            issue_statement(as_of=DAY, by=other)
    with pytest.raises(ValidationError):
        issue_statement(as_of=timezone.localdate() + timedelta(days=1), by=ledger)
    assert not Statement.objects.exists()


def test_an_empty_ledger_is_not_stated(elena: User) -> None:
    with pytest.raises(ValidationError):
        issue_statement(as_of=DAY, by=elena)


def test_the_command_verifies_all_or_some(ledger: User) -> None:
    first, second = issue_statement(as_of=DAY, by=ledger), issue_statement(as_of=DAY - timedelta(days=1), by=ledger)
    guard("ENABLE ALWAYS")
    out = StringIO()
    call_command("verify_statement", stdout=out)
    assert f"FND-0001 as of 2020-06-30: holds\n  issued   {first.sha256}\n  computed {first.sha256}\n" in out.getvalue()
    assert "2 verified; the guards of the ledger are in place" in out.getvalue()
    call_command("verify_statement", "2", stdout=out)
    assert f"  computed {second.sha256}\n1 verified" in out.getvalue()
    with pytest.raises(CommandError, match="There is no statement 3, 9"):
        call_command("verify_statement", "9", "2", "3")


def test_the_command_tells_what_was_tampered_with(ledger: User) -> None:
    issue_statement(as_of=DAY, by=ledger)
    guard("ENABLE ALWAYS")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fund_entry DISABLE TRIGGER fund_no_change")
        cursor.execute("UPDATE fund_entry SET amount = 9 WHERE amount = 1000")
    out = StringIO()
    with pytest.raises(CommandError, match=r"Not in order: FND-0001, fund_entry\.fund_no_change"):
        call_command("verify_statement", stdout=out)
    assert "DOES NOT HOLD" in out.getvalue()
    assert "the stored totals are not those of the ledger" in out.getvalue()
    assert "the stored document is not" not in out.getvalue()


def test_a_hidden_amount_is_fixed_by_the_totals(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    guard("ENABLE ALWAYS")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fund_entry DISABLE TRIGGER fund_no_change")
        cursor.execute("UPDATE fund_entry SET amount = 76 WHERE amount = 75.50")
    assert not verify(issued).ledger_agrees


@pytest.mark.django_db(transaction=True)
def test_statements_hold_after_backup_and_restore(transactional_db: None, ledger: User, tmp_path: Path) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    kept = list(Entry.objects.order_by("pk").values_list("pk", "amount", "recorded_at"))
    guard("ENABLE ALWAYS")
    try:
        write_backup(tmp_path / "portal.tar")
        give(ledger, "5")
        issue_statement(as_of=DAY, by=ledger)
        restore_backup(tmp_path / "portal.tar", replace=True)
        assert list(Entry.objects.order_by("pk").values_list("pk", "amount", "recorded_at")) == kept
        assert missing_guards() == []
        found = verify(Statement.objects.get())
        assert found.holds
        assert found.sha256_now == issued.sha256
        call_command("verify_statement", verbosity=0, stdout=StringIO())
        # The next entry goes on where the backup ended.
        assert give(ledger, "7").pk == kept[-1][0] + 1
    finally:
        guard("DISABLE")


def test_the_guards_that_are_looked_for_are_all_there_are(db: None) -> None:
    guard("ENABLE ALWAYS")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            r" WHERE tgname LIKE 'fund\_%'"
        )
        rows = cursor.fetchall()
    assert {(table, name) for table, name, _ in rows} == set(GUARDS)
    assert {name for _, name, enabled in rows if enabled == "A"} == {"fund_no_change", "fund_no_truncate"}
