"""Reading the ledger: the sums of a situation in two statements of SQL, whatever the number of entries.

A situation depends on two things only: `as_of` (value dates up to that day) and `through` (entries up to that
number, which are those known at some moment: fund.models.Entry). Entries never change, so it is the same for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from .enums import EntryKind, Nature, PublishedAs
from .models import Entry
from .querysets import EntryQuerySet

_COUNTED = """
    id <= %(through)s AND value_date <= %(as_of)s AND part_of_id IS NULL AND NOT unclear
    AND kind IN ('contribution', 'authorization', 'commitment', 'expenditure', 'closure')
"""
_IN_FORCE = """
    reverses_id IS NULL AND NOT EXISTS (
      SELECT 1 FROM fund_entry r WHERE r.reverses_id = e.id AND r.id <= %(through)s AND r.value_date <= %(as_of)s
    )
"""
_KEYS = "kind, nature, pool_id, category, authorization_id"

# Reversals carry the negative amount of what they undo, so a plain sum is exact.
_SUMS = f"""
    SELECT {_KEYS}, coalesce(sum(amount), 0),
      count(amount) FILTER (WHERE reverses_id IS NULL) - count(amount) FILTER (WHERE reverses_id IS NOT NULL)
    FROM fund_entry WHERE {_COUNTED} GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - fragments of this module

# Entries without an amount, or with one that is not exact: few, and found by an index of their own.
_SOFT = f"""
    SELECT {_KEYS}, value_date > CASE kind
        WHEN 'contribution' THEN CASE nature WHEN 'cash' THEN %(cash)s ELSE %(in_kind)s END::date
        WHEN 'expenditure' THEN %(spent)s::date ELSE '-infinity'::date END,
      count(*) FILTER (WHERE amount IS NULL), count(*) FILTER (WHERE amount IS NOT NULL)
    FROM fund_entry e
    WHERE (amount IS NULL OR published_as IN ('approximate', 'difference')) AND {_COUNTED} AND {_IN_FORCE}
    GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - fragments of this module

_COMMITTED = """
    SELECT authorization_id, sum(open) FROM (
      SELECT authorization_id, greatest(0, sum(CASE kind WHEN 'commitment' THEN amount ELSE -amount END)) AS open
      FROM fund_entry
      WHERE commitment_id IS NOT NULL AND id <= %(through)s AND value_date <= %(as_of)s
      GROUP BY authorization_id, commitment_id
    ) AS commitments GROUP BY authorization_id
"""


@dataclass(frozen=True)
class Key:
    """What entries of a group have in common."""

    kind: str
    nature: str
    pool: str | None
    category: str
    authorization: int | None


@dataclass(frozen=True)
class Sum:
    """The exact sum of a group's amounts and the number of its entries in force that have one."""

    key: Key
    amount: Decimal
    rows: int


@dataclass(frozen=True)
class Soft:
    """Entries of a group without an amount, or with an inexact one; `open`: no published total covers them."""

    key: Key
    open: bool
    undisclosed: int
    inexact: int


@dataclass(frozen=True)
class Closing:
    """The last published total to date that the ledger completes for a kind and nature."""

    number: int
    kind: str
    nature: str
    until: date
    total: Decimal
    approximate: bool
    contributors: int | None


def through_on(known_on: date | datetime | None) -> int:
    """The last entry known at the end of a day in Washington, at a moment, or now; 0 when there was none."""
    entries = Entry.objects.all()
    if known_on is not None:
        entries = entries.filter(recorded_at__lt=_moment_after(known_on))
    return entries.aggregate(last=Max("id"))["last"] or 0


def _moment_after(known_on: date | datetime) -> datetime:
    if isinstance(known_on, datetime):
        return known_on
    return timezone.make_aware(datetime.combine(known_on + timedelta(days=1), time.min))


def closings(as_of: date, through: int) -> list[Closing]:
    """The latest closing of each kind and nature, as of a day."""
    found: dict[tuple[str, str], Closing] = {}
    entries = Entry.objects.in_force(as_of, through).filter(closing_total__isnull=False)
    for entry in entries.order_by("value_date", "id"):
        nature = entry.nature if entry.kind == EntryKind.CONTRIBUTION else ""
        found[entry.kind, nature] = Closing(
            number=entry.pk,
            kind=entry.kind,
            nature=nature,
            until=entry.value_date,
            total=entry.closing_total or Decimal(0),
            approximate=entry.published_as == PublishedAs.APPROXIMATE,
            contributors=entry.closing_count,
        )
    return list(found.values())


def closing_of(found: Iterable[Closing], kind: str, nature: str) -> Closing | None:
    """The one that completes totals of this kind and nature."""
    wanted = nature if kind == EntryKind.CONTRIBUTION else ""
    return next((closing for closing in found if (closing.kind, closing.nature) == (kind, wanted)), None)


def read_sums(as_of: date, through: int) -> list[Sum]:
    """Every group of counted entries with its sum."""
    return [Sum(Key(*row[:5]), row[5], row[6]) for row in _fetch(_SUMS, as_of, through)]


def read_soft(as_of: date, through: int, found: Iterable[Closing]) -> list[Soft]:
    """Groups of entries in force that have no amount, or one that is not exact."""
    known = list(found)

    def until(kind: str, nature: str) -> str:
        closing = closing_of(known, kind, nature)
        return closing.until.isoformat() if closing else "-infinity"

    rows = _fetch(
        _SOFT,
        as_of,
        through,
        cash=until(EntryKind.CONTRIBUTION, Nature.CASH),
        in_kind=until(EntryKind.CONTRIBUTION, Nature.IN_KIND),
        spent=until(EntryKind.EXPENDITURE, ""),
    )
    return [Soft(Key(*row[:5]), row[5], row[6], row[7]) for row in rows]


def read_committed(as_of: date, through: int) -> dict[int, Decimal]:
    """{authorization: committed and not yet paid}."""
    return dict(_fetch(_COMMITTED, as_of, through))


def _fetch(sql: str, as_of: date, through: int, **more: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"as_of": as_of, "through": through, **more})
        rows: list[Any] = cursor.fetchall()
    return rows


def lock() -> None:
    """Take the ledger's lock until the end of the transaction: nobody else writes meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fund_lock()")


def left_of(authorization: int) -> Decimal:
    """What an authorization leaves now: authorized − spent − committed and unpaid − closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fund_left(%s)", [authorization])
        left: Decimal = cursor.fetchone()[0]
    return left


@dataclass(frozen=True)
class Scope:
    """Which entries stand behind a total: the same question that was added up, for `rows_of`."""

    as_of: date
    through: int
    kinds: tuple[str, ...]
    since: date | None = None
    # Further exact conditions on columns, such as (("nature", "cash"),).
    where: tuple[tuple[str, Any], ...] = ()


def rows_of(scope: Scope) -> EntryQuerySet:
    """The entries behind a total, reversals with what they undo included: their amounts add up to it exactly."""
    rows = Entry.objects.known(scope.as_of, scope.through).counted().filter(kind__in=scope.kinds, **dict(scope.where))
    return rows.filter(value_date__gte=scope.since) if scope.since else rows
