"""Holds the index of the public list against the published programs, and its counts against plain SQL."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from portfolio import index
from portfolio.filterset import filterset_class
from portfolio.models import Program, ProgramIndex
from portfolio.snapshot import Snapshot, snapshot_at
from rial.core.http import read_public_version


class Command(BaseCommand):
    help = "Check that the index of the public list is what the published programs make it; changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [*index.differences(), *wrong_counts(snapshot_at(read_public_version()))]
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} differences; manage.py rebuild_portfolio_index writes the index anew")
        self.stdout.write(
            f"{ProgramIndex.objects.count()} of {Program.objects.public().count()} programs: no difference"
        )


def wrong_counts(snapshot: Snapshot) -> Iterator[str]:
    """Facet values whose count in the sets is not what SQL counts."""
    filters = filterset_class(snapshot)
    for facet, counts in snapshot.index.totals.items():
        for value, count in counts.items():
            found = filters(QueryDict(f"{facet}={value}"), queryset=ProgramIndex.objects.all()).qs.count()
            if found != count:
                yield f"{facet}={value}: {count} in the sets, {found} in the database"
