"""What a selection leads to: the programs of a page in order, facet counts, cards, and help when nothing is found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.facets import Bits, Outcome, page_of_tiers
from rial.core.search import Marker, Query, corrections, languages_first, passage

from .filters import Selection
from .matching import matches
from .models import SearchWord
from .snapshot import DEFAULT_SORT, TABLE, TEXT_TABLE, Snapshot

PAGE_SIZE = 20


_COLUMNS = ["id", "code", "institution_id", "country_id", "original_language", "confirmed_on", "facets"]
_COLUMNS += [column(name, code) for name in ("title", "summary") for code in LANGUAGE_CODES]
_CARDS = f"SELECT {', '.join(_COLUMNS)} FROM {TABLE} WHERE id = ANY(%s)"  # noqa: S608
_BODY_COLUMNS = ", ".join(column("body", code) for code in LANGUAGE_CODES)
_BODIES = f"SELECT index_id, {_BODY_COLUMNS} FROM {TEXT_TABLE} WHERE index_id = ANY(%s)"  # noqa: S608


class Results:
    """The answer to one selection, in one language."""

    def __init__(self, selection: Selection, snapshot: Snapshot, language: str) -> None:
        self.selection = selection
        self.snapshot = snapshot
        self.language = language
        self.tiers: Sequence[Bits] = matches(selection.query, snapshot) if selection.query else ()
        self.outcome: Outcome = snapshot.index.select(selection.chosen, self._within())

    def _within(self, *, words: bool = True, years: bool = True) -> Bits | None:
        within = None
        if years and (self.selection.first_year or self.selection.last_year):
            within = self.snapshot.running(self.selection.first_year, self.selection.last_year)
        if words and self.tiers:
            within = self.tiers[-1] if within is None else within & self.tiers[-1]
        return within

    @property
    def total(self) -> int:
        """How many programs match."""
        return self.outcome.total

    @property
    def last_page(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def page(self) -> int:
        """The page shown: the last one when a later one was asked for."""
        return min(self.selection.page, self.last_page)

    def slots(self, offset: int, limit: int) -> list[int]:
        """Programs in order, after the first `offset`."""
        sort = self.selection.effective_sort
        if sort != "relevance":
            return self.snapshot.order(sort, self.language).page(self.outcome.rows, offset, limit)
        order = self.snapshot.order(DEFAULT_SORT, self.language)
        tiers = [tier & self.outcome.rows for tier in self.tiers]
        return page_of_tiers(order, tiers, offset, limit)

    @cached_property
    def cards(self) -> list["Card"]:
        """The programs of the page."""
        slots = self.slots((self.page - 1) * PAGE_SIZE, PAGE_SIZE)
        cards = read_cards(slots, self.snapshot, self.language, self.selection.query)
        if self.selection.query:
            _add_passages(cards, self.selection.query, self.language)
        return cards

    def removals(self) -> Iterator[tuple[str, int, Selection]]:
        """What would be found without the words, the years or one facet: (which, how many, selection)."""
        selection, index = self.selection, self.snapshot.index
        if selection.query:
            found = index.select(selection.chosen, self._within(words=False)).total
            yield "q", found, selection.without_query()
        if selection.first_year or selection.last_year:
            found = index.select(selection.chosen, self._within(years=False)).total
            yield "years", found, selection.without_years()
        for facet, found in self.outcome.without.items():
            yield facet, found, selection.without(facet)

    def suggestion(self) -> tuple[str, int] | None:
        """Another spelling that finds something, and how much; None when there is none."""
        query = self.selection.query
        if not query or self.tiers[-1]:
            return None
        text = query.text.lower()
        similar = corrections(list(dict.fromkeys(query.words)), SearchWord._meta.db_table)
        for typed, shown in similar.items():
            text = text.replace(typed, shown[0])
        if text == query.text.lower():
            return None
        found = matches(Query.parse(text), self.snapshot)[-1].bit_count()
        return (text, found) if found else None


@dataclass(slots=True)
class Card:
    """A program as lists show it; the SafeStrings are escaped."""

    code: str
    title: str
    title_html: SafeString
    summary_html: SafeString
    passage_html: SafeString
    by_html: SafeString
    tags_html: SafeString
    dated: str
    stale: bool
    url: str
    row: dict[str, Any]


def read_cards(slots: Sequence[int], snapshot: Snapshot, language: str, query: Query) -> list[Card]:
    """Cards of these programs, in this order; one query."""
    if not slots:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [list(slots)])
        rows = {row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()}
    marker = Marker(query, _shown_texts(rows.values())) if query else None
    return [make_card(rows[slot], snapshot, language, marker) for slot in slots if slot in rows]


def _shown_texts(rows: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """{language: titles and summaries of the cards}."""
    return {code: [row[column(name, code)] for row in rows for name in ("title", "summary")] for code in LANGUAGE_CODES}


def make_card(row: dict[str, Any], snapshot: Snapshot, language: str, marker: Marker | None = None) -> Card:
    """A card in the reader's language, each text in the language it exists in."""
    title, title_language = _text(row, "title", language)
    summary, summary_language = _text(row, "summary", language)
    stale = row["confirmed_on"] is not None and row["confirmed_on"] < snapshot.stale_before
    return Card(
        code=row["code"],
        title=title,
        title_html=_marked(title, title_language, language, marker),
        summary_html=_marked(summary, summary_language, language, marker),
        passage_html=SafeString(""),
        by_html=_by_line(row["institution_id"], language, snapshot),
        tags_html=_tags(row["facets"], title_language, language),
        dated=_dated(row["confirmed_on"], stale, language),
        stale=stale,
        url=f"{_base(language)}{row['code']}/",
        row=row,
    )


@lru_cache(maxsize=8)
def _base(language: str) -> str:
    return reverse("portfolio:list")


def _text(row: dict[str, Any], name: str, language: str) -> tuple[str, str]:
    for code in languages_first(language):
        text = row[column(name, code)]
        if text:
            return text, code
    return "", language


def _marked(text: str, own: str, page: str, marker: Marker | None) -> SafeString:
    html = marker.highlight(text, own) if marker else SafeString(escape(text))
    if own == page:
        return html
    # `html` is escaped and `own` is a code of a language.
    return mark_safe(f'<span lang="{own}">{html}</span>')  # noqa: S308


def _by_line(institution_id: int, language: str, snapshot: Snapshot) -> SafeString:
    key = ("by", institution_id, language)
    found = snapshot.derived.get(key)
    if found is None:
        name, country = snapshot.institutions[institution_id][language]
        lang = f' lang="{name.language}"' if name.language != language else ""
        html = f"<span{lang}>{escape(name.value)}</span>" if lang else escape(name.value)
        # Both names were escaped.
        found = mark_safe(f"<b>{escape(country)}</b> · {html}" if country else html)  # noqa: S308
        snapshot.derived[key] = found
    return found


# Facet values that a card shows as a tag, in this order: kind of tag, text.
_TAGS = {
    "offered:yes": ("tag ac", gettext_lazy("Offers cooperation")),
    "practice:recognized": ("tag ok", gettext_lazy("Good practice")),
    "status:archived": ("tag", gettext_lazy("Archived")),
    "status:ended": ("tag", gettext_lazy("Ended")),
}
_LANGUAGE_TAGS = {f"language:{code}": code.upper() for code in LANGUAGE_CODES}


def _tags(facets: list[str], shown: str, language: str) -> SafeString:
    """The tags of a card: what is offered, recognized, over; the languages it is in."""
    values = tuple(value for value in (*_TAGS, *_LANGUAGE_TAGS) if value in facets)
    return _tags_html(values, shown != language, language)


@lru_cache(maxsize=512)
def _tags_html(values: tuple[str, ...], foreign: bool, language: str) -> SafeString:
    tags = [(kind, str(text)) for value, (kind, text) in _TAGS.items() if value in values]
    available = [tag for value, tag in _LANGUAGE_TAGS.items() if value in values]
    if available:
        tags.append(("tag line", " ".join(available)))
    if foreign:
        tags.append(("tag in", _("Not yet in this language")))
    # Every text is escaped.
    return mark_safe(" ".join(f'<span class="{kind}">{escape(text)}</span>' for kind, text in tags))  # noqa: S308


@lru_cache(maxsize=1024)
def _dated(confirmed_on: date | None, stale: bool, language: str) -> str:
    if confirmed_on is None:
        return _("Not yet confirmed by the ministry")
    if stale:
        return _("Not confirmed since %(month)s") % {"month": date_format(confirmed_on, "YEAR_MONTH_FORMAT")}
    return _("Confirmed on %(day)s") % {"day": date_format(confirmed_on, "DATE_FORMAT")}


def _add_passages(cards: Sequence[Card], query: Query, language: str) -> None:
    """Where neither title nor summary shows a match: the passage that matches, in whichever language it is."""
    bare = [card for card in cards if "<mark>" not in card.title_html and "<mark>" not in card.summary_html]
    if not bare:
        return
    with connection.cursor() as cursor:
        cursor.execute(_BODIES, [[card.row["id"] for card in bare]])
        bodies = {row[0]: dict(zip(LANGUAGE_CODES, row[1:], strict=True)) for row in cursor.fetchall()}
    texts = {
        code: [text for card in bare for text in _all_texts(card.row, bodies.get(card.row["id"], {}), code)]
        for code in LANGUAGE_CODES
    }
    marker = Marker(query, texts)
    for card in bare:
        _add_passage(card, bodies.get(card.row["id"], {}), marker, language)


def _all_texts(row: dict[str, Any], body: dict[str, str], code: str) -> tuple[str, str, str]:
    return row[column("title", code)], row[column("summary", code)], body.get(code, "")


def _add_passage(card: Card, body: dict[str, str], marker: Marker, language: str) -> None:
    texts = {code: _all_texts(card.row, body, code) for code in languages_first(language)}
    # A title or a summary in another language says more than a line deep in the text.
    for place in range(3):
        for code, some in texts.items():
            part = passage(some[place], code, marker)
            if part:
                html = _marked(part, code, language, marker)
                # `html` is escaped.
                card.passage_html = mark_safe(f"{escape(_found_in(code, language))} {html}")  # noqa: S308
                return


def _found_in(code: str, language: str) -> str:
    if code == language:
        return _("In the text:")
    return {"es": _("In the Spanish text:"), "en": _("In the English text:")}[code]
