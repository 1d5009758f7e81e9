"""What the page shows beside the statement: contributors, printed figures, pledges and support, what came in when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rial.core.bilingual import LANGUAGE_CODES, Text, current_language, text_of
from rial.core.dates import show_date, show_period
from rial.directory.models import Country, Institution

from .apart import Contributor, Step, apart, contributors, received_by_year
from .behind import USE, Listed, listed
from .enums import Nature, TermCode
from .models import Entry, PublishedSituation, Statement
from .presentation import Row, category_label, rows_of, source_label
from .printed import Report, printed_beside
from .situation import AuthorizationLine, Situation
from .wording import in_words, said, shown_day, shown_number


@dataclass(frozen=True)
class Named:
    """A contributor with the years known: “2011–2012, 2015”; `code` leads to the country's page."""

    name: Text
    code: str
    years: str
    # Whether nothing of it has a year: what has none beside years that are known is not told apart.
    undated: bool
    known: tuple[int, ...] = ()


def named_contributors(found: Situation, nature: str = Nature.CASH) -> list[Named]:
    """Who has contributed by name, in the order of the reader's language (F29)."""
    some = contributors(found, nature)
    countries = Country.objects.in_bulk([one.country for one in some if one.country])
    wanted = [one.institution for one in some if one.institution]
    institutions = {one.pk: one for one in Institution.objects.filter(pk__in=wanted).with_names()}
    named = [
        Named(
            name=_name(one, countries, institutions, found),
            code=one.country or "",
            years=years(one.years),
            undated=one.undated and not one.years,
            known=one.years,
        )
        for one in some
    ]
    return sorted(named, key=lambda one: one.name.value.casefold())


def _name(one: Contributor, countries: Any, institutions: Any, found: Situation) -> Text:
    if one.country:
        return text_of(countries[one.country], "name")
    if one.institution:
        named: Text = institutions[one.institution].name_on(found.as_of)
        return named
    texts = dict(zip(LANGUAGE_CODES, one.name, strict=True))
    language = current_language() if texts[current_language()] else next(c for c in LANGUAGE_CODES if texts[c])
    return Text(texts[language], language)


def years(some: Iterable[int]) -> str:
    """Years with runs joined: 2011, 2012, 2013, 2015 → “2011–2013, 2015”."""
    runs: list[list[int]] = []
    for year in sorted(some):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


@dataclass(frozen=True)
class Received:
    """What came in over a span."""

    span: str
    amount: str
    between_totals: bool
    # The year beside what a year needs at least; empty where they cannot be compared (F07).
    compared: str


def received(found: Situation) -> list[Received]:
    """Contributions in money by year where the year is known, published totals as one span each."""
    return [
        Received(_span(step, found), _about(step), step.between_totals, _beside_minimum(step))
        for step in received_by_year(found)
    ]


def _span(step: Step, found: Situation) -> str:
    if not step.between_totals:
        year = str(step.last.year)
        return year if step.last <= found.as_of else _("%(year)s so far") % {"year": year}
    return show_period(step.first, step.last) if step.first else _("by %(day)s") % {"day": show_date(step.last)}


def _about(step: Step) -> str:
    number = shown_number(step.amount)
    return _("about %(amount)s") % {"amount": number} if step.approximate else number


def _beside_minimum(step: Step) -> str:
    difference = step.beside_minimum
    if step.minimum is None or difference is None:
        return ""
    text = (
        _("%(amount)s below the minimum of %(minimum)s")
        if difference < 0
        else _("%(amount)s above the minimum of %(minimum)s")
    )
    return text % {"amount": shown_number(abs(difference)), "minimum": shown_number(step.minimum)}


@dataclass(frozen=True)
class PrintedRow:
    """A figure as a report printed it, the computed one, and the difference with its reason."""

    label: str
    printed: str
    computed: str
    difference: str
    explanation: Text
    # Whether `printed` are the report's own words.
    quoted: bool


@dataclass(frozen=True)
class PrintedReport:
    """A report with its figures beside the ledger's."""

    title: Text
    note: Text
    source_url: str
    symbol: str
    agrees: bool
    rows: tuple[PrintedRow, ...]


def printed_reports(found: Situation) -> list[PrintedReport]:
    """What reports printed about the very day of the statement (F03, F28)."""
    return [
        PrintedReport(
            title=text_of(report.situation, "title"),
            note=text_of(report.situation, "note"),
            source_url=report.situation.source_url,
            symbol=report.situation.symbol,
            agrees=report.agrees,
            rows=tuple(_printed_rows(report)),
        )
        for report in printed_beside(found)
    ]


def _printed_rows(report: Report) -> Iterable[PrintedRow]:
    for row in report.rows:
        figure = row.figure
        parts = [str(TermCode(figure.term).label)]
        parts += [category_label(figure.category)] if figure.category else []
        parts += [source_label(figure.pool_kind)] if figure.pool_kind else []
        number = "" if row.printed is None else shown_number(row.printed)
        about = _("about %(amount)s") % {"amount": number} if figure.approximate and number else number
        yield PrintedRow(
            label=", ".join(parts),
            printed=figure.printed or about,
            computed=in_words(row.computed),
            difference=shown_number(row.difference) if row.difference else "",
            explanation=text_of(figure, "explanation"),
            quoted=bool(figure.printed),
        )


@dataclass(frozen=True)
class Authorized:
    """An authorization with what became of it."""

    row: Row
    amount: str
    spent: str
    left: str
    beyond: str
    # What will not be spent any more.
    closed: str
    decided_by: Text
    decision: Any
    conditions: Text
    day: str


def authorized(found: Situation, behind: Listed | None = None) -> list[Authorized]:
    """The latest decisions on the use of the Fund (F05, F10, F15); all of them are in the ledger."""
    shown = listed(found) if behind is None else behind
    lines = {line.number: line for line in found.authorizations}
    return [_authorized(entry, lines[entry.pk]) for entry in shown.get(USE, ()) if entry.pk in lines]


def outstanding(found: Situation) -> list[Authorized]:
    """Every authorization of which something is left, latest first; two queries."""
    lines = {line.number: line for line in found.authorizations if line.left}
    entries = Entry.objects.filter(pk__in=lines).with_names().order_by("-value_date", "-id")
    return [_authorized(entry, lines[entry.pk]) for entry in entries]


def _authorized(entry: Entry, line: AuthorizationLine) -> Authorized:
    return Authorized(
        row=rows_of([entry])[0],
        amount=shown_number(line.amount),
        spent=said(line.spent),
        left=shown_number(line.left),
        beyond=shown_number(line.beyond) if line.beyond else "",
        closed=shown_number(line.closed) if line.closed else "",
        decided_by=text_of(entry, "authority"),
        decision=entry.public_decision,
        conditions=text_of(entry, "conditions"),
        day=shown_day(entry),
    )


@dataclass(frozen=True)
class Outside:
    """Entries shown apart, under one heading."""

    title: str
    note: str
    rows: tuple[Row, ...]
    # Further ones and where they are; on the page of a statement only.
    more: int = 0
    address: str = ""


def outside(found: Situation, most: int | None = None) -> list[Outside]:
    """Pledges, support outside the Fund, funding sought, and ceilings that may be part of a larger amount.

    With `most`, no more than that of each; the others are counted.
    """
    some = apart(found)
    groups: tuple[tuple[str, str, str, tuple[Entry, ...]], ...] = (
        ("pledge", _("Pledged, not yet received"), _("Never counted as received."), some.pledges),
        (
            "support",
            _("Support outside the Fund"),
            _("Borne by others beside the Fund; outside its totals."),
            some.support,
        ),
        ("sought", _("Funding still sought"), "", some.sought),
        (
            "",
            _("May be part of a larger amount"),
            _("Whether these amounts are inside another one is not recorded; they are listed and never added."),
            some.unclear,
        ),
    )
    return [
        Outside(
            title,
            note,
            tuple(rows_of(entries[:most])),
            more=len(entries[most:]) if most else 0,
            address=reverse("fund:ledger") + (f"?kind={kind}" if kind else ""),
        )
        for kind, title, note, entries in groups
        if entries
    ]


def published_days() -> list[tuple[str, str, Text]]:
    """Days about which a report stated the situation: (address value, day in words, title of the report)."""
    return [
        (one.as_of.isoformat(), show_date(one.as_of), text_of(one, "title")) for one in PublishedSituation.objects.all()
    ]


def issued(limit: int = 5) -> list[Statement]:
    """The statements issued last."""
    return list(Statement.objects.for_lists()[:limit])
