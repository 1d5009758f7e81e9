"""manage.py verify_statement [N …]: compute issued statements again from the ledger and compare them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.guards import missing_guards
from fund.models import Statement
from fund.services import verify


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
        if not result.document_intact:
            self.stdout.write("  the stored document is not the one that was hashed")
        if not result.totals_agree:
            self.stdout.write("  the stored totals are not those of the ledger")
        return result.holds
