"""The entries that the page of a statement shows under its lines: read together, whatever their number."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Value

from .enums import EntryKind, TermCode
from .models import Entry
from .querysets import EntryQuerySet
from .situation import Situation

# Entries shown under a line, and decisions on use: all of them are a click away.
MOST_ROWS = 12
USE = "use"
# A sum's entries stand under its terms.
OPENING_LINES = (TermCode.CASH, TermCode.IN_KIND, TermCode.SPENT, TermCode.AUTHORIZED)

Listed = Mapping[str, tuple[Entry, ...]]


def listed(found: Situation) -> Listed:
    """The first entries by value date behind each line that opens; under USE the latest authorizations in force.

    At most MOST_ROWS each; two queries, one more when institutions are among the givers.
    """
    parts = [
        _marked(term.code, term.rows().order_by("value_date", "id"))
        for term in found.terms
        if term.code in OPENING_LINES
    ]
    use = Entry.objects.in_force(found.as_of, found.through).counted().filter(kind=EntryKind.AUTHORIZATION)
    first, *others = [*parts, _marked(USE, use.order_by("-value_date", "-id"))]
    marked: list[tuple[str, int]] = list(first.union(*others, all=True))
    numbers = {number for _part, number in marked}
    entries = {entry.pk: entry for entry in Entry.objects.filter(pk__in=numbers).with_names()} if numbers else {}
    parts_found: dict[str, list[Entry]] = {}
    for part, number in marked:
        parts_found.setdefault(part, []).append(entries[number])
    return {part: tuple(sorted(rows, key=_order, reverse=part == USE)) for part, rows in parts_found.items()}


def _marked(part: str, rows: EntryQuerySet) -> Any:
    return rows.annotate(part=Value(str(part))).values_list("part", "id")[:MOST_ROWS]


def _order(entry: Entry) -> tuple[Any, int]:
    return entry.value_date, entry.pk
