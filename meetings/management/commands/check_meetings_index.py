"""Holds the rows of the public lists against the published meetings and decisions, and their counts against SQL."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.listing import decisions, meetings
from rial.core.http import read_public_version
from rial.core.listing.oracle import wrong_counts
from rial.core.listing.snapshot import snapshot_at


class Command(BaseCommand):
    help = "Check that the rows of the lists of meetings and decisions are what the records make them; changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong: list[str] = []
        for module, listing in ((meetings, meetings.MEETINGS), (decisions, decisions.DECISIONS)):
            snapshot = snapshot_at(listing, read_public_version())
            wrong += [*module.INDEXER.differences(), *wrong_counts(listing, snapshot)]
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} differences; manage.py rebuild_meetings_index writes the rows anew")
        self.stdout.write("no difference")
