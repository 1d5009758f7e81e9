"""The public list of the ledger: what its entries can be narrowed by, in which orders, as which files (F01–F05)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from fund.enums import Category, EntryKind, Nature, PublishedAs
from fund.exporting import ENTRY_COLUMNS, entry_rows
from fund.models import Entry, EntryIndex, Pool
from fund.wording import shown_amount, shown_day
from meetings.models import Decision, Meeting
from meetings.naming import meeting_name
from rial.core.bilingual import Text, columns, in_every_language, text_of
from rial.core.listing.cards import Card, Row, text_in
from rial.core.listing.declared import Days, Facet, Listing, Sort, Term, Vocabulary, Words, choices
from rial.core.listing.exporting import Export, ExportColumn
from rial.core.listing.snapshot import Snapshot
from rial.core.search import Marker, shorten
from rial.directory.models import Country, Institution

from .index import IN_FORCE, REVERSAL, REVERSED, TABLES

_DECISION_LENGTH = 60


class EntryCard(Card):
    """An entry with its day, kind, giver and amount as published."""

    columns = ("number", "kind", "value_date", "date_precision", "amount", "published_as", "range_low", "range_high",
               "country", "facets", *columns("who"))  # fmt: skip

    def __init__(self, row: Row, snapshot: Snapshot, language: str, marker: Marker | None = None) -> None:
        super().__init__(row, snapshot, language, marker)
        shown = ("value_date", "date_precision", "amount", "published_as", "range_low", "range_high")
        entry = Entry(**{name: row[name] for name in shown})
        self.kind = str(EntryKind(row["kind"]).label)
        self.day = shown_day(entry)
        self.amount = shown_amount(entry)
        self.negative = row["amount"] is not None and row["amount"] < 0
        self.in_figures = entry.amount_is_public or entry.range_low is not None
        self.who = _giver(row, snapshot, language)
        self.reversal = f"standing:{REVERSAL}" in row["facets"]
        self.reversed = f"standing:{REVERSED}" in row["facets"]
        # What the feed tells of it.
        self.summary = ". ".join(filter(None, [self.kind, self.who.value, self.day, self.amount_in_words]))

    @property
    def amount_in_words(self) -> str:
        """The amount with its currency, where there is one to show."""
        return _("%(amount)s US dollars") % {"amount": self.amount} if self.in_figures else self.amount

    def address(self, row: Row, snapshot: Snapshot, language: str) -> str:
        """The page of the entry."""
        return f"/{language}/fund/ledger/{row['number']}/"


def _giver(row: Row, snapshot: Snapshot, language: str) -> Text:
    country = snapshot.terms["country"].get(row["country"])
    return Text(country.name(language), language) if country else Text(*text_in(row, "who", language))


def _institutions() -> list[Term]:
    """The institutions that stand in the ledger, by name."""
    found = Institution.objects.filter(pk__in=Entry.objects.values("institution")).with_names().in_reading_order()
    return [Term(one.code, "", in_every_language(partial(_current_name, one))) for one in found]


def _current_name(institution: Institution) -> str:
    return str(institution.current_name)


def _meetings() -> list[Term]:
    """The published meetings that entries name, latest first."""
    named = Q(pk__in=Entry.objects.values("meeting")) | Q(pk__in=Entry.objects.values("decision__meeting"))
    found = Meeting.objects.public().filter(named).select_related("conference").prefetch_related("bodies")
    return [Term(one.slug, "", in_every_language(partial(_meeting_name, one))) for one in found]


def _meeting_name(meeting: Meeting) -> str:
    name = meeting_name(meeting).value
    return f"{name}, {meeting.start.year}" if meeting.start else name


def _decisions() -> list[Term]:
    """The published decisions that entries name, by code."""
    found = Decision.objects.public().filter(pk__in=Entry.objects.values("decision")).order_by("code")
    return [Term(one.code, "", in_every_language(partial(_decision_name, one))) for one in found]


def _decision_name(decision: Decision) -> str:
    return f"{decision.code}: {shorten(text_of(decision, 'text').value, _DECISION_LENGTH)}"


def export_columns() -> list[ExportColumn]:
    """The columns of the ledger's files, read from rows as they are published."""
    return [
        ExportColumn(one.key, one.label, one.description, one.width, read=partial(_cell, one.key))
        for one in ENTRY_COLUMNS
    ]


def _cell(key: str, row: Mapping[str, Any]) -> Any:
    return row[key]


def _export_records(slots: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    rows = dict(EntryIndex.objects.filter(pk__in=slots).values_list("entry", "pk"))
    entries = list(Entry.objects.visible_to(None).select_related("institution").filter(pk__in=rows))
    return {rows[entry.pk]: row for entry, row in zip(entries, entry_rows(entries), strict=True)}


LEDGER = Listing(
    code="fund-ledger",
    url="fund:ledger",
    nav="fund",
    tables=TABLES,
    card=EntryCard,
    card_template="fund/_entry_card.html",
    facets=(
        Facet(code="kind", label=gettext_lazy("Kind"), values=choices(*EntryKind.choices), longest=10),
        Facet(code="nature", label=gettext_lazy("In money or in kind"), values=choices(*Nature.choices)),
        Facet(code="category", label=gettext_lazy("Category"), values=choices(*Category.choices)),
        Facet(
            code="pool",
            label=gettext_lazy("Whose money"),
            vocabulary=Vocabulary(model=Pool, position="position"),
            none_label=gettext_lazy("Pool not recorded"),
        ),
        Facet(code="country", label=gettext_lazy("Country"), vocabulary=Vocabulary(model=Country)),
        Facet(code="institution", label=gettext_lazy("Institution"), read=_institutions),
        Facet(code="meeting", label=gettext_lazy("Meeting or event"), read=_meetings),
        Facet(code="decision", label=gettext_lazy("Decision"), read=_decisions),
        Facet(code="published", label=gettext_lazy("Published as"), values=choices(*PublishedAs.choices)),
        Facet(
            code="standing",
            label=gettext_lazy("In force"),
            values=choices(
                (IN_FORCE, gettext_lazy("In force")),
                (REVERSED, gettext_lazy("Reversed")),
                (REVERSAL, gettext_lazy("Reversals")),
            ),
        ),
    ),
    sorts=(
        Sort(code="newest", label=gettext_lazy("Latest value date"), by="i.value_date DESC, i.number DESC"),
        Sort(code="oldest", label=gettext_lazy("Earliest value date"), by="i.value_date, i.number"),
        Sort(code="number", label=gettext_lazy("Number, last recorded first"), by="i.number DESC"),
        Sort(
            code="amount",
            label=gettext_lazy("Largest published amount"),
            by="i.amount DESC NULLS LAST, i.value_date DESC, i.number DESC",
        ),
        Sort(code="updated", by="i.published_at DESC, i.number DESC"),
    ),
    # The value date alone, as in a statement: what is known by year counts from the last day of its period.
    period=Days(
        label=gettext_lazy("Value date"),
        between=gettext_lazy("%(from)s to %(to)s"),
        since=gettext_lazy("From %(from)s"),
        until=gettext_lazy("Until %(to)s"),
        first="value_date",
        last="value_date",
    ),
    words=Words(
        title=gettext_lazy("Ledger of the Fund"),
        intro=gettext_lazy(
            "Every entry, in US dollars, never changed: a mistake is undone by an entry that reverses it."
        ),
        plural=gettext_lazy("Entries of the ledger"),
        counted=ngettext_lazy("<b>%(total)s entry</b>", "<b>%(total)s entries</b>", "n"),
        none_found=gettext_lazy("No entry has all of this."),
        without=ngettext_lazy("%(count)s entry without %(filter)s", "%(count)s entries without %(filter)s", "n"),
        take=ngettext_lazy("Take this entry:", "Take these %(total)s entries:", "n"),
        whole=gettext_lazy("See the whole ledger"),
        feed=gettext_lazy("New entries of this list"),
    ),
    export=Export(
        file_name="rial-fund-ledger",
        columns=export_columns,
        records=_export_records,
        everything=gettext_lazy("The whole ledger"),
        source=gettext_lazy("Ledger of the Voluntary Contributions Fund, Technical Secretariat"),
        reuse=gettext_lazy("Free to use with the source cited."),
    ),
    feed_sort="updated",
    feed_url="fund:ledger_feed",
)
