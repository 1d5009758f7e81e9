"""manage.py load_content: the real records of content/, idempotent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from rial.core.content import ContentError, Loader, loaders


class Command(BaseCommand):
    help = "Load the network's real records from content/. Running it again changes nothing that is up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", nargs="+", metavar="GROUP", help="load only these groups, such as directory")
        parser.add_argument(
            "--refresh", action="store_true", help="also bring vocabularies and institutions back to the files"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        groups = set(options["only"]) if options["only"] else None
        chosen = loaders(groups)
        if not chosen:
            raise CommandError(f"There is no group {', '.join(sorted(groups or []))}.")
        with transaction.atomic():
            for loader in chosen:
                self._run(loader, refresh=options["refresh"], verbosity=int(options["verbosity"]))

    def _run(self, loader: Loader, *, refresh: bool, verbosity: int) -> None:
        try:
            tally = loader.load(refresh)
        except ContentError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(
                f"{loader.name}: {tally.created} created, {tally.updated} updated, {tally.unchanged} unchanged"
            )
            for note in tally.notes:
                self.stdout.write(f"  {note}")
