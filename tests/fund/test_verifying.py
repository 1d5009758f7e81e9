"""A statement that was tampered with: verifying says which rows and totals differ, and how."""

import html
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fund.canonical import digest
from fund.differing import MOST_ROWS, Differences, FieldDifference, RowDifference, compare
from fund.models import Statement
from fund.services import issue_statement, verify
from fund.verified import shown_verification
from rial.accounts.models import User
from rial.core.held import forget
from tests.fund.ledger import DAY, allow, give, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def issued(elena: User) -> Statement:
    """Entries 1 to 4: 1,000 given, 75.50 given and not disclosed, 300 authorized, 120 of it spent."""
    give(elena, "1000")
    give(elena, "75.50", published_as="undisclosed")
    pay(elena, allow(elena, "300"), "120")
    return issue_statement(as_of=DAY, by=elena)


def tamper(sql: str, *values: Any) -> None:
    """Change the database behind the portal's back: triggers that refuse changes are switched off for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("fund_entry", "fund_statement"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER fund_no_change")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        for table in ("fund_entry", "fund_statement"):
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER fund_no_change")
    forget()


def command() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_statement", stdout=out)
    return out.getvalue()


def page(address: str, client: Client | None = None) -> str:
    return html.unescape((client or Client()).get(address).content.decode())


def test_nothing_differs_while_it_holds(issued: Statement) -> None:
    found = verify(issued)
    assert found.holds
    assert (found.totals, found.differences) == ((), Differences())
    assert shown_verification(found).problems == ()


def test_a_changed_amount_is_named_with_both_values(issued: Statement, secretariat_client: Client) -> None:
    tamper("UPDATE fund_entry SET amount = 9 WHERE id = 1")
    found = verify(issued)
    assert (found.document_intact, found.ledger_agrees, found.totals_agree) == (True, False, False)
    assert found.differences.rows == (RowDifference("1", "changed", (FieldDifference("amount", "1000.00", "9.00"),)),)
    assert found.differences.totals == (
        FieldDifference("available", "955.50", "-35.50"),
        FieldDifference("balance", "775.50", "-215.50"),
        FieldDifference("cash", "1075.50", "84.50"),
        FieldDifference("received", "1075.50", "84.50"),
    )
    assert [total.code for total in found.totals] == ["cash", "received", "available", "balance"]
    said = command()
    assert 'row 1 differs\n    amount: stored "1000.00", now "9.00"' in said
    assert "total cash: stored 1075.50, now 84.50" in said
    assert "in the document" not in said
    for text in (
        page(f"/en/fund/statements/{issued.pk}/"),
        page(reverse("admin:fund_statement_change", args=[issued.pk]), secretariat_client),
    ):
        assert "This statement does not follow from the ledger" in text
        assert "<td>Amount in USD</td><td>1000.00</td><td>9.00</td>" in text


def test_a_row_that_is_gone_and_one_that_came_are_named(issued: Statement) -> None:
    tamper("DELETE FROM fund_entry WHERE id = 4")
    tamper("UPDATE fund_entry SET value_date = '2020-07-01' WHERE id = 1")
    assert verify(issued).differences.rows == (RowDifference("1", "missing"), RowDifference("4", "missing"))
    assert "row 4 is not in the ledger any more" in command()
    without = json.loads(issued.document)
    without["rows"] = without["rows"][:2]
    assert compare(json.dumps(without), issued.document).rows == (
        RowDifference("3", "added"),
        RowDifference("4", "added"),
    )


def test_a_document_rewritten_with_its_hash_is_found_out(issued: Statement) -> None:
    forged = json.loads(issued.document)
    forged["rows"][3]["amount"] = "20.00"
    forged["totals"]["spent"] = "20.00"
    text = json.dumps(forged, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    tamper("UPDATE fund_statement SET document = %s, sha256 = %s, spent = 20", text, digest(text))
    found = verify(Statement.objects.get())
    assert (found.document_intact, found.ledger_agrees, found.totals_agree) == (True, False, False)
    assert found.differences.rows == (RowDifference("4", "changed", (FieldDifference("amount", "20.00", "120.00"),)),)
    assert found.differences.totals == (FieldDifference("spent", "20.00", "120.00"),)
    assert [(total.code, total.stored, total.now) for total in found.totals] == [("spent", 20, 120)]
    assert found.document_totals == ()
    tamper("UPDATE fund_statement SET spent = 120")
    found = verify(Statement.objects.get())
    assert (found.totals, [one.name for one in found.document_totals]) == ((), ["spent"])
    assert 'in the document, total spent: stored "20.00", now "120.00"' in command()


def test_a_hidden_amount_that_changed_is_told_by_the_totals_and_never_shown(issued: Statement) -> None:
    tamper("UPDATE fund_entry SET amount = 76 WHERE id = 2")
    found = verify(issued)
    assert found.differences.rows == ()
    assert [one.name for one in found.differences.totals] == ["available", "balance", "cash", "received"]
    sentence = "All rows are as published then: what changed is an amount that is not published."
    assert sentence in shown_verification(found).sentences
    assert sentence in page(f"/en/fund/statements/{issued.pk}/")


def test_a_text_that_is_no_document_is_said_and_breaks_nothing(issued: Statement, secretariat_client: Client) -> None:
    for broken in ("no JSON", "[1, 2]", '{"rows": 7}', '{"totals": {}, "certainty": {}, "rows": [{"amount": 1}]}'):
        tamper("UPDATE fund_statement SET document = %s", broken)
        found = verify(Statement.objects.get())
        assert (found.document_intact, found.ledger_agrees) == (False, True)
        assert not found.differences.readable
        assert "The stored rows cannot be read" in page(f"/en/fund/statements/{issued.pk}/")
        address = reverse("admin:fund_statement_change", args=[issued.pk])
        assert "The stored rows cannot be read" in page(address, secretariat_client)
    assert "the stored document cannot be read" in command()


def test_other_spaces_in_the_document_are_told_as_such(issued: Statement) -> None:
    tamper("UPDATE fund_statement SET document = %s", json.dumps(json.loads(issued.document)))
    found = verify(Statement.objects.get())
    assert not found.holds
    assert found.differences == Differences()
    assert (
        "Every row and total is the same: what differs is the stored SHA-256 or how the rows are written."
        in shown_verification(found).sentences
    )


def test_the_day_and_the_last_entry_known_are_compared(issued: Statement) -> None:
    tamper("UPDATE fund_statement SET through = 3")
    found = verify(Statement.objects.get())
    assert found.differences.head == (FieldDifference("through", 4, 3),)
    assert found.differences.rows == (RowDifference("4", "missing"),)
    assert "in the document, through: stored 4, now 3" in command()


def test_at_most_fifty_rows_are_told_and_the_others_counted(issued: Statement) -> None:
    document = json.loads(issued.document)
    many = {**document, "rows": [{**document["rows"][0], "number": number} for number in range(1, 61)]}
    few = {**document, "rows": []}
    found = compare(json.dumps(many), json.dumps(few))
    assert (len(found.rows), found.more_rows, found.row_count) == (MOST_ROWS, 10, 60)
    assert [row.number for row in found.rows[:2]] == ["1", "2"]


def test_the_page_counts_the_rows_it_leaves_out(elena: User) -> None:
    for amount in range(1, 54):
        give(elena, str(amount))
    issued = issue_statement(as_of=DAY, by=elena)
    tamper("UPDATE fund_entry SET country_id = 'PE'")
    text = page(f"/en/fund/statements/{issued.pk}/")
    assert text.count("<td>Country</td><td>MX</td><td>PE</td>") == 50
    assert "3 more rows differ." in text
    assert "and 3 more rows\n" in command()
