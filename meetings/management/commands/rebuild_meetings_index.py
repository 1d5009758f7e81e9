"""Writes the rows of the public lists of meetings and decisions anew."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings.listing import decisions, meetings


class Command(BaseCommand):
    help = "Write the rows of the lists of meetings and decisions anew; readers see the old ones until it is done."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{meetings.INDEXER.rebuild()} meetings, {decisions.INDEXER.rebuild()} decisions indexed")
