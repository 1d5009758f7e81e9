"""manage.py send_due: reminders and digests that fall due, then everything waiting in the outbox."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rial.core import due, mail


class Command(BaseCommand):
    help = "Queue the reminders and digests due today and send the outbox. Run it every hour; twice does no harm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue-only", action="store_true", help="queue, but leave the sending to another run")

    def handle(self, *args: Any, **options: Any) -> None:
        report = due.run_due(timezone.localdate())
        lines = [f"{name}: {count} queued" for name, count in report.sent.items()]
        lines += [f"{name}: being run by another process" for name in report.skipped]
        if not options["queue_only"]:
            sent, failed, requeued = mail.deliver()
            lines.append(f"outbox: {sent} sent, {failed} given up, {requeued} to be tried again")
        if options["verbosity"]:
            self.stdout.write("\n".join(lines))
        if report.failed:
            raise CommandError(f"Failed, see the log: {', '.join(report.failed)}")
