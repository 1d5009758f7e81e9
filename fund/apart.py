"""What stands beside a statement and never inside its sums: pledges, support, what is sought, parts, contributors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Sum

from rial.core.bilingual import columns

from .enums import DatePrecision, EntryKind, Nature, PublishedAs
from .models import Entry
from .querysets import EntryQuerySet
from .situation import Situation


@dataclass(frozen=True)
class Apart:
    """Entries in force as of the statement's day that are shown apart, each list by value date."""

    pledges: tuple[Entry, ...]
    support: tuple[Entry, ...]
    sought: tuple[Entry, ...]
    # Listed because whether they are inside a larger published amount is not recorded.
    unclear: tuple[Entry, ...]


def apart(found: Situation) -> Apart:
    """What is shown beside a statement; one query."""
    outside = (EntryKind.PLEDGE, EntryKind.SUPPORT, EntryKind.SOUGHT)
    rows = Entry.objects.in_force(found.as_of, found.through).with_names().order_by("value_date", "id")
    listed = list(rows.filter(kind__in=outside)) + list(rows.filter(unclear=True).exclude(kind__in=outside))

    def of(kind: EntryKind) -> tuple[Entry, ...]:
        return tuple(entry for entry in listed if entry.kind == kind and not entry.unclear)

    return Apart(
        pledges=of(EntryKind.PLEDGE),
        support=of(EntryKind.SUPPORT),
        sought=of(EntryKind.SOUGHT),
        unclear=tuple(entry for entry in listed if entry.unclear),
    )


@dataclass(frozen=True)
class Contributor:
    """A named contributor with the years known; `undated` when something of it has no year."""

    country: str | None
    institution: int | None
    name: tuple[str, str]
    nature: str
    years: tuple[int, ...]
    undated: bool


def contributors(found: Situation, nature: str = Nature.CASH) -> list[Contributor]:
    """Who has contributed by name, counted and listed whether or not amounts are disclosed (F29); one query."""
    rows = Entry.objects.in_force(found.as_of, found.through).filter(kind=EntryKind.CONTRIBUTION, nature=nature)
    years: dict[tuple[str | None, int | None, str, str], set[int | None]] = {}
    wanted = ("country", "institution", *columns("contributor_name"), "value_date__year", "date_precision")
    for country, institution, es, en, year, precision in rows.order_by().values_list(*wanted).distinct():
        if country or institution or es or en:
            known = None if precision == DatePrecision.BY else year
            years.setdefault((country, institution, es, en), set()).add(known)
    return [
        Contributor(
            country=key[0],
            institution=key[1],
            name=(key[2], key[3]),
            nature=nature,
            years=tuple(sorted(year for year in found_years if year is not None)),
            undated=None in found_years,
        )
        for key, found_years in sorted(years.items(), key=lambda item: str(item[0]))
    ]


@dataclass(frozen=True)
class Step:
    """What came in over a span of time: a year, or the span between two published totals."""

    first: date | None
    last: date
    amount: Decimal
    approximate: bool
    # The span lies between published totals; within it nothing is known of single years.
    between_totals: bool


def received_by_year(found: Situation, nature: str = Nature.CASH) -> list[Step]:
    """Contributions by year, where their year is known; published totals whose years are not known as one span each."""
    rows = Entry.objects.known(found.as_of, found.through).counted()
    rows = rows.filter(kind=EntryKind.CONTRIBUTION, nature=nature, amount__isnull=False)
    dated = rows.exclude(date_precision=DatePrecision.BY)
    steps = [
        Step(date(year, 1, 1), date(year, 12, 31), total, _inexact(dated.filter(value_date__year=year)), False)
        for year, total in dated.values_list("value_date__year").order_by("value_date__year").annotate(Sum("amount"))
    ]
    spans = rows.filter(date_precision=DatePrecision.BY)
    ends = spans.values_list("value_date").order_by("value_date").annotate(Min("covers_from"), Sum("amount"))
    steps += [Step(first, end, total, _inexact(spans.filter(value_date=end)), True) for end, first, total in ends]
    return sorted(steps, key=lambda step: (step.last, step.between_totals))


def _inexact(rows: EntryQuerySet) -> bool:
    return rows.filter(published_as__in=[PublishedAs.APPROXIMATE, PublishedAs.DIFFERENCE]).exists()


def funding_of(rows: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries of one activity by kind: who pays, promises, is asked, inside and outside the hemisphere (F24)."""
    found: dict[str, list[Entry]] = {}
    for entry in rows:
        found.setdefault(entry.kind, []).append(entry)
    return found
