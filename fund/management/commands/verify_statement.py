"""manage.py verify_statement [N …]: compute issued statements again from the ledger and compare them."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.differing import FieldDifference
from fund.guards import missing_guards
from fund.models import Statement
from fund.services import Verification, verify

_LONGEST = 120
_WORDS = {
    "missing": "is not in the ledger any more",
    "added": "is in the ledger and not in the document",
    "changed": "differs",
}


class Command(BaseCommand):
    help = "Compute issued statements again from the ledger, compare totals and SHA-256, and check the ledger's guards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", type=int, metavar="N", help="statements, by number; all when none")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted: list[int] = options["numbers"]
        statements = Statement.objects.filter(pk__in=wanted) if wanted else Statement.objects.all()
        found = list(statements.order_by("pk"))
        unknown = set(wanted) - {issued.pk for issued in found}
        if unknown:
            raise CommandError(f"There is no statement {', '.join(str(number) for number in sorted(unknown))}.")
        failed = [issued.code for issued in found if not self._holds(issued)]
        gone = missing_guards()
        for guard in gone:
            self.stdout.write(f"MISSING OR SWITCHED OFF: trigger {guard}")
        if failed or gone:
            raise CommandError(f"Not in order: {', '.join([*failed, *gone])}.")
        self.stdout.write(f"{len(found)} verified; the guards of the ledger are in place")

    def _holds(self, issued: Statement) -> bool:
        result = verify(issued)
        self.stdout.write(f"{issued.code} as of {issued.as_of}: {'holds' if result.holds else 'DOES NOT HOLD'}")
        self.stdout.write(f"  issued   {issued.sha256}")
        self.stdout.write(f"  computed {result.sha256_now}")
        for line in _problems(result):
            self.stdout.write(f"  {line}")
        return result.holds


def _problems(result: Verification) -> Iterator[str]:
    """What does not hold, and where: a line for each differing total, row and field."""
    found = result.differences
    if not result.document_intact:
        yield "the stored document is not the one that was hashed"
    if not result.ledger_agrees:
        yield "the ledger does not give what was hashed"
    if not result.totals_agree:
        yield "the stored totals are not those of the ledger"
    for total in result.totals:
        yield f"  total {total.code}: stored {total.stored}, now {total.now}"
    if not found.readable:
        yield "the stored document cannot be read, so its rows cannot be compared"
    for part, differences in (("", found.head), ("total ", result.document_totals), ("certainty of ", found.certainty)):
        for one in differences:
            yield f"in the document, {part}{one.name}: {_change(one)}"
    for row in found.rows:
        yield f"row {row.number} {_WORDS[row.change]}"
        for one in row.fields:
            yield f"  {one.name}: {_change(one)}"
    if found.more_rows:
        yield f"and {found.more_rows} more rows"


def _change(one: FieldDifference) -> str:
    return f"stored {_shown(one.stored)}, now {_shown(one.now)}"


def _shown(value: Any) -> str:
    """As JSON, on one line and not longer than a line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
