"""Where two canonical documents of a statement differ (fund/canonical.py): rows by number, their fields, totals."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

# Differing rows told one by one; the others are counted.
MOST_ROWS = 50

Change = Literal["missing", "added", "changed"]


@dataclass(frozen=True)
class FieldDifference:
    """A value as stored and as the ledger gives it now, both as in the document; None is what JSON calls null."""

    name: str
    stored: Any
    now: Any


@dataclass(frozen=True)
class RowDifference:
    """A row that the ledger no longer gives (missing), gives besides (added) or gives otherwise (changed)."""

    number: str
    change: Change
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True)
class Differences:
    """Where the stored document and the ledger's differ; nothing of it where they are the same."""

    # Whether the stored document could be read at all.
    readable: bool = True
    rows: tuple[RowDifference, ...] = ()
    more_rows: int = 0
    totals: tuple[FieldDifference, ...] = ()
    certainty: tuple[FieldDifference, ...] = ()
    # The day, the last entry known, the currency, the format.
    head: tuple[FieldDifference, ...] = ()

    @property
    def row_count(self) -> int:
        """How many rows differ in all."""
        return len(self.rows) + self.more_rows


_HEAD = ("format", "fund", "currency", "as_of", "through")


def compare(stored: str, now: str) -> Differences:
    """What differs between the document as stored and the one computed now; a stored text that is none says so."""
    try:
        before = _read(json.loads(stored))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Differences(readable=False)
    after = _read(json.loads(now))
    rows = list(_rows(before.rows, after.rows))
    return Differences(
        rows=tuple(rows[:MOST_ROWS]),
        more_rows=max(0, len(rows) - MOST_ROWS),
        totals=tuple(_fields(before.totals, after.totals)),
        certainty=tuple(_fields(before.certainty, after.certainty)),
        head=tuple(_fields(before.head, after.head)),
    )


@dataclass(frozen=True)
class _Document:
    head: Mapping[str, Any]
    totals: Mapping[str, Any]
    certainty: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Any]]


def _read(document: Any) -> _Document:
    return _Document(
        head={name: document.get(name) for name in _HEAD},
        totals=dict(document["totals"]),
        certainty=dict(document["certainty"]),
        rows={str(row["number"]): dict(row) for row in document["rows"]},
    )


def _rows(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> Iterable[RowDifference]:
    for number in sorted({*before, *after}, key=_order):
        if number not in after:
            yield RowDifference(number, "missing")
        elif number not in before:
            yield RowDifference(number, "added")
        elif before[number] != after[number]:
            yield RowDifference(number, "changed", tuple(_fields(before[number], after[number])))


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[FieldDifference]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield FieldDifference(name, before.get(name), after.get(name))


def _order(number: str) -> tuple[int, str]:
    return (int(number) if number.isascii() and number.isdigit() else 0, number)
