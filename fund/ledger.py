"""Reading the ledger: the sums of a situation in a handful of SQL statements, whatever the number of entries.

A situation depends on two things only: `as_of` (value dates up to that day) and `through` (entries up to that
number, which are those known at some moment: fund.models.Entry). Entries never change, so it is the same for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from .enums import SUMMED, EntryKind, Nature, PublishedAs
from .models import Entry
from .querysets import EntryQuerySet

_COUNTED = "id <= %(through)s AND value_date <= %(as_of)s AND part_of_id IS NULL AND NOT unclear"
_IN_FORCE = """
    reverses_id IS NULL AND NOT EXISTS (
      SELECT 1 FROM fund_entry r WHERE r.reverses_id = e.id AND r.id <= %(through)s AND r.value_date <= %(as_of)s
    )
"""
# Reversals carry the negative amount of what they undo, so a plain sum is exact. The entries are grouped once; what
# they are and the authorization they stand under are then added up from those groups.
_SUMS = f"""
    WITH fine AS MATERIALIZED (
      SELECT kind, nature, pool_id, category, authorization_id, sum(amount) AS amount, count(*) AS entries,
        count(amount) - 2 * count(reverses_id) FILTER (WHERE amount IS NOT NULL) AS rows
      FROM fund_entry WHERE {_COUNTED} GROUP BY kind, nature, pool_id, category, authorization_id
    )
    SELECT kind, nature, pool_id, category, NULL, sum(entries)::int, coalesce(sum(amount), 0), sum(rows)::int,
      NULL, NULL, NULL
    FROM fine WHERE kind = ANY (%(summed)s) GROUP BY kind, nature, pool_id, category
    UNION ALL
    SELECT 'under', NULL, max(pool_id) FILTER (WHERE kind = 'authorization'),
      max(category) FILTER (WHERE kind = 'authorization'), authorization_id,
      (sum(entries) FILTER (WHERE kind <> 'commitment'))::int,
      coalesce(sum(amount) FILTER (WHERE kind = 'authorization'), 0),
      (sum(rows) FILTER (WHERE kind = 'authorization'))::int,
      coalesce(sum(amount) FILTER (WHERE kind = 'closure'), 0),
      coalesce(sum(amount) FILTER (WHERE kind = 'expenditure'), 0),
      coalesce(sum(rows) FILTER (WHERE kind = 'expenditure'), 0)::int
    FROM fine WHERE authorization_id IS NOT NULL GROUP BY authorization_id
    HAVING bool_or(kind = 'authorization' AND rows <> 0)
"""  # noqa: S608 - fragments of this module

# Entries without an amount, or with one that is not exact: few, and found by an index of their own.
_SOFT = f"""
    SELECT kind, nature, pool_id, category, authorization_id, value_date > CASE kind
        WHEN 'contribution' THEN CASE nature WHEN 'cash' THEN %(cash)s ELSE %(in_kind)s END::date
        WHEN 'expenditure' THEN %(spent)s::date ELSE '-infinity'::date END AS open,
      count(*) FILTER (WHERE amount IS NULL), count(*) FILTER (WHERE amount IS NOT NULL)
    FROM fund_entry e
    WHERE (amount IS NULL OR published_as IN ('approximate', 'difference')) AND {_COUNTED} AND {_IN_FORCE}
      AND kind = ANY (%(summed)s)
    GROUP BY kind, nature, pool_id, category, authorization_id, open
"""  # noqa: S608 - fragments of this module

# Entries that complete a published total, and the rules on the minimum, in force; the latest comes last. Then the
# pools in their order, with code and kind in the places of nature and published_as.
_MARKS = f"""
    SELECT id, kind, nature, value_date, date_precision, closing_total, published_as, closing_count FROM fund_entry e
    WHERE closing_total IS NOT NULL AND id <= %(through)s AND value_date <= %(as_of)s AND {_IN_FORCE}
    UNION ALL
    SELECT id, kind, nature, value_date, date_precision, amount, published_as, NULL FROM fund_entry e
    WHERE kind = 'minimum' AND id <= %(through)s AND value_date <= %(as_of)s AND {_IN_FORCE}
    UNION ALL
    SELECT position, 'pool', code, NULL, NULL, NULL, kind, NULL FROM fund_pool
    ORDER BY value_date, id, nature
"""  # noqa: S608 - fragments of this module

_COMMITTED = f"""
    SELECT authorization_id, sum(open) FROM (
      SELECT authorization_id, greatest(0, sum(CASE kind WHEN 'commitment' THEN amount ELSE -amount END)) AS open
      FROM fund_entry
      WHERE commitment_id IS NOT NULL AND {_COUNTED}
      GROUP BY authorization_id, commitment_id
    ) AS commitments GROUP BY authorization_id
"""  # noqa: S608 - fragments of this module


@dataclass(frozen=True)
class Key:
    """What entries of a group have in common."""

    kind: str
    nature: str
    pool: str | None
    category: str


@dataclass(frozen=True)
class Sum:
    """The exact sum of a group's amounts, and how many of its entries in force have one.

    `entries` are all that were added up, with those without an amount and the reversals.
    """

    key: Key
    amount: Decimal
    rows: int
    entries: int


class Under(NamedTuple):
    """What stands under one authorization, commitments apart; pool and category are its own."""

    number: int
    pool: str | None
    category: str
    entries: int
    amount: Decimal
    closed: Decimal
    paid: Decimal
    payments: int


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


@dataclass(frozen=True)
class Minimum:
    """The rule on what one year needs at least, in US dollars, in force as of a day (F07)."""

    number: int
    amount: Decimal
    value_date: date
    date_precision: str


@dataclass(frozen=True)
class Marks:
    """What sets the frame of a situation: the latest closing of each kind and nature, the minimums, the pools."""

    closings: tuple[Closing, ...]
    # In force, the latest last.
    minimums: tuple[Minimum, ...]
    # {code: kind} in the order in which pools are listed.
    pools: dict[str | None, str]


def read_marks(as_of: date, through: int) -> Marks:
    """The closings and the minimums as of a day, and the pools."""
    found: dict[tuple[str, str], Closing] = {}
    pools: dict[str | None, str] = {}
    minimums: list[Minimum] = []
    for number, kind, nature, until, precision, total, published_as, contributors in _fetch(_MARKS, as_of, through):
        if kind == "pool":
            pools[nature] = published_as
            continue
        if kind == EntryKind.MINIMUM:
            minimums.append(Minimum(number, total, until, precision))
            continue
        scope = nature if kind == EntryKind.CONTRIBUTION else ""
        approximate = published_as == PublishedAs.APPROXIMATE
        found[kind, scope] = Closing(number, kind, scope, until, total, approximate, contributors)
    return Marks(tuple(found.values()), tuple(minimums), pools)


def closing_of(found: Iterable[Closing], kind: str, nature: str) -> Closing | None:
    """The one that completes totals of this kind and nature."""
    wanted = nature if kind == EntryKind.CONTRIBUTION else ""
    return next((closing for closing in found if (closing.kind, closing.nature) == (kind, wanted)), None)


def read_sums(as_of: date, through: int) -> tuple[list[Sum], list[Under]]:
    """Every group of counted entries with its sum, and every authorization in force with what stands under it."""
    sums: list[Sum] = []
    under: list[Under] = []
    found = _fetch(_SUMS, as_of, through)
    for kind, nature, pool, category, number, entries, amount, rows, closed, paid, payments in found:
        if number is None:
            sums.append(Sum(Key(kind, nature, pool, category), amount, rows, entries))
        else:
            under.append(Under(number, pool, category, entries, amount, closed, paid, payments))
    return sums, sorted(under)


def read_soft(as_of: date, through: int, found: Iterable[Closing]) -> tuple[list[Soft], dict[int, int]]:
    """Groups of entries in force that have no amount or an inexact one; {authorization: undisclosed expenditures}."""
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
    groups: dict[tuple[Key, bool], tuple[int, int]] = {}
    unknown: dict[int, int] = {}
    for kind, nature, pool, category, authorization, is_open, undisclosed, inexact in rows:
        key = Key(kind, nature, pool, category), is_open
        before = groups.get(key, (0, 0))
        groups[key] = before[0] + undisclosed, before[1] + inexact
        if kind == EntryKind.EXPENDITURE and is_open and authorization is not None and undisclosed:
            unknown[authorization] = unknown.get(authorization, 0) + undisclosed
    return [Soft(key, is_open, *counts) for (key, is_open), counts in groups.items()], unknown


def read_committed(as_of: date, through: int) -> dict[int, Decimal]:
    """{authorization: committed and not yet paid}."""
    return dict(_fetch(_COMMITTED, as_of, through))


def _fetch(sql: str, as_of: date, through: int, **more: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"as_of": as_of, "through": through, "summed": list(SUMMED), **more})
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


# What was drawn by each day; below what is drawn in all where something was given back since.
_LEAST_LEFT = """
    WITH days AS (
      SELECT value_date, sum(CASE kind WHEN 'authorization' THEN -amount ELSE amount END) AS drawn FROM fund_entry
      WHERE authorization_id = %(number)s AND kind <> 'commitment'
        AND (kind = 'authorization' OR part_of_id IS NULL AND NOT unclear)
      GROUP BY value_date
    ), running AS (SELECT value_date, sum(drawn) OVER (ORDER BY value_date) AS drawn FROM days)
    SELECT fund_left(%(number)s) - greatest(0, max(drawn) - (SELECT sum(drawn) FROM days)) FROM running
    WHERE value_date >= coalesce((SELECT max(value_date) FROM days WHERE value_date <= %(since)s), %(since)s)
"""


def least_left_of(authorization: int, since: date) -> Decimal:
    """What an authorization leaves on any day from this one on: less than now, where a later reversal gave back."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAST_LEFT, {"number": authorization, "since": since})
        left: Decimal | None = cursor.fetchone()[0]
    return left_of(authorization) if left is None else left


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
