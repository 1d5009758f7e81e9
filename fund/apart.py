"""What stands beside a statement and never inside its sums: pledges, support, what is sought, parts, contributors."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, DateField, F, Min, Q, Sum, When

from rial.core.bilingual import columns

from .enums import DatePrecision, EntryKind, Nature, PublishedAs
from .models import Entry
from .situation import Situation

_INEXACT = (PublishedAs.APPROXIMATE, PublishedAs.DIFFERENCE)


@dataclass(frozen=True)
class Apart:
    """Entries in force as of the statement's day that are shown apart, each list by value date."""

    pledges: tuple[Entry, ...]
    support: tuple[Entry, ...]
    sought: tuple[Entry, ...]
    # Listed because whether they are inside a larger published amount is not recorded.
    unclear: tuple[Entry, ...]


def apart(found: Situation) -> Apart:
    """What is shown beside a statement; one query, one more when institutions are among the givers."""
    outside = (EntryKind.PLEDGE, EntryKind.SUPPORT, EntryKind.SOUGHT)
    rows = Entry.objects.in_force(found.as_of, found.through).filter(Q(kind__in=outside) | Q(unclear=True))
    listed = list(rows.with_names().order_by("value_date", "id"))

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
    # In the order of the portal’s languages.
    name: tuple[str, ...]
    nature: str
    years: tuple[int, ...]
    undated: bool


def contributors(found: Situation, nature: str = Nature.CASH) -> list[Contributor]:
    """Who has contributed by name, counted and listed whether or not amounts are disclosed (F29); one query."""
    rows = Entry.objects.in_force(found.as_of, found.through).filter(kind=EntryKind.CONTRIBUTION, nature=nature)
    years: dict[tuple[str | None, int | None, tuple[str, ...]], set[int | None]] = {}
    wanted = ("country", "institution", *columns("contributor_name"), "value_date__year", "date_precision")
    for country, institution, *name, year, precision in rows.order_by().values_list(*wanted).distinct():
        if country or institution or any(name):
            known = None if precision == DatePrecision.BY else year
            years.setdefault((country, institution, tuple(name)), set()).add(known)
    return [
        Contributor(
            country=key[0],
            institution=key[1],
            name=key[2],
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
    # What a year needs at least, by the end of this one; None for a span and where no minimum is recorded (F07).
    minimum: Decimal | None = None

    @property
    def beside_minimum(self) -> Decimal | None:
        """What came in less what the year needs at least: negative where it fell short."""
        return None if self.minimum is None else self.amount - self.minimum


def received_by_year(found: Situation, nature: str = Nature.CASH) -> list[Step]:
    """Contributions by year, where their year is known; published totals whose years are not known as one span each.

    One query.
    """
    rows = Entry.objects.known(found.as_of, found.through).counted()
    rows = rows.filter(kind=EntryKind.CONTRIBUTION, nature=nature, amount__isnull=False)
    spans = Q(date_precision=DatePrecision.BY)
    # A span ends on its very day; a year is one group.
    end = Case(When(spans, then=F("value_date")), output_field=DateField())
    groups = rows.order_by().annotate(until=end).values_list("until", "value_date__year")
    summed = groups.annotate(
        sum=Sum("amount"), first=Min("covers_from"), inexact=Count("pk", filter=Q(published_as__in=_INEXACT))
    )
    steps = (_step(found, *group) for group in summed)
    # What was reversed altogether did not come in.
    return sorted((step for step in steps if step.amount), key=lambda step: (step.last, step.between_totals))


def _step(found: Situation, end: date | None, year: int, amount: Decimal, first: date | None, inexact: int) -> Step:
    if end is not None:
        return Step(first, end, amount, inexact > 0, between_totals=True)
    first, last = date(year, 1, 1), date(year, 12, 31)
    minimum = found.minimum_on(last)
    return Step(first, last, amount, inexact > 0, between_totals=False, minimum=minimum.amount if minimum else None)
