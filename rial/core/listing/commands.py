"""Commands that check and rewrite the rows of a list; an app's command names its list and its indexer."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from rial.core.http import read_public_version

from .declared import Listing
from .index import Indexer
from .oracle import wrong_counts
from .snapshot import snapshot_at


class CheckIndex(BaseCommand):
    """Holds the rows of a list against the public records, and its counts against plain SQL; changes nothing."""

    listing: ClassVar[Listing]
    indexer: ClassVar[Indexer[Any]]
    # The command that writes the rows anew, and what the records are called.
    rebuild: ClassVar[str]
    plural: ClassVar[str]

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = snapshot_at(self.listing, read_public_version())
        wrong = [*self.indexer.differences(), *wrong_counts(self.listing, snapshot)]
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} differences; manage.py {self.rebuild} writes the index anew")
        rows, records = self.listing.tables.entry._default_manager.count(), self.indexer.records().count()
        self.stdout.write(f"{rows} of {records} {self.plural}: no difference")


class RebuildIndex(BaseCommand):
    """Writes the rows of a list anew from the public records; readers see the old ones until it is done."""

    indexer: ClassVar[Indexer[Any]]
    plural: ClassVar[str]

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{self.indexer.rebuild()} {self.plural} indexed")
