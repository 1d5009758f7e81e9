"""Whether the database still keeps the ledger's rules (migrations/0003_guards.py)."""

from django.db import connection

GUARDS = (
    ("fund_entry", "fund_enters"),
    ("fund_entry", "fund_entered"),
    ("fund_entry", "fund_no_change"),
    ("fund_entry", "fund_no_truncate"),
    ("fund_statement", "fund_enters"),
    ("fund_statement", "fund_no_change"),
    ("fund_statement", "fund_no_truncate"),
)


def missing_guards() -> list[str]:
    """Triggers that are not there or switched off, as table.trigger; empty when all is in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'fund\\_%%' AND tgenabled IN ('O', 'A')",
            [],
        )
        there = set(cursor.fetchall())
    return [f"{table}.{trigger}" for table, trigger in GUARDS if (table, trigger) not in there]
