"""Records as lists show them: title, beginning of the summary, the passage that was searched for."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, ClassVar

from django.db import connection
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.search import Marker, Query, languages_first, passage

from .declared import Tables
from .snapshot import Snapshot

_NAMES = ("title", "summary")
_SHARED_COLUMNS = ("id", "code", *(column(name, code) for name in _NAMES for code in LANGUAGE_CODES))

Row = Mapping[str, Any]


class Card:
    """A record in the reader's language, each text in the language it exists in; the SafeStrings are escaped.

    A list's own subclass names the further columns it needs, and makes of the row whatever its template shows.
    """

    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(self, row: Row, snapshot: Snapshot, language: str, marker: Marker | None = None) -> None:
        self.row = row
        self.code: str = row["code"]
        self.title, self.title_language = text_in(row, "title", language)
        self.summary, self.summary_language = text_in(row, "summary", language)
        self.title_html = marked(self.title, self.title_language, language, marker)
        self.summary_html = marked(self.summary, self.summary_language, language, marker)
        self.passage_html = SafeString("")
        self.url = self.address(row, snapshot, language)

    def address(self, row: Row, snapshot: Snapshot, language: str) -> str:
        """The record's own page: the list's address and the code."""
        return f"{_base(snapshot.listing.url, language)}{row['code']}/"

    def author(self, snapshot: Snapshot, language: str) -> str:
        """Whose record it is, for the feed; plain text."""
        return "RIAL"


@lru_cache(maxsize=64)
def _base(url: str, language: str) -> str:
    return reverse(url)


def text_in(row: Row, name: str, language: str) -> tuple[str, str]:
    """(the text, its language): in that language, else in another one."""
    for code in languages_first(language):
        text = row[column(name, code)]
        if text:
            return text, code
    return "", language


def marked(text: str, own: str, page: str, marker: Marker | None) -> SafeString:
    """The text escaped, the words searched for in <mark>, with `lang` when it is not the page's."""
    html = marker.highlight(text, own) if marker else SafeString(escape(text))
    if own == page:
        return html
    # `html` is escaped and `own` is a code of a language.
    return mark_safe(f'<span lang="{own}">{html}</span>')  # noqa: S308


def read_cards(
    slots: Sequence[int], snapshot: Snapshot, language: str, query: Query, more: tuple[str, ...] = ()
) -> list[Card]:
    """Cards of these rows, in this order; one query. `more`: columns beside those of the card."""
    if not slots:
        return []
    card, tables = snapshot.listing.card, snapshot.listing.tables
    names = (*_SHARED_COLUMNS, *card.columns, *more)
    with connection.cursor() as cursor:
        cursor.execute(_select(tables.rows, names), [list(slots)])
        rows = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    marker = Marker(query, _shown_texts(rows.values())) if query else None
    return [card(rows[slot], snapshot, language, marker) for slot in slots if slot in rows]


@cache
def _select(table: str, names: tuple[str, ...]) -> str:
    return f"SELECT {', '.join(names)} FROM {table} WHERE id = ANY(%s)"  # noqa: S608 - names of this project


def _shown_texts(rows: Iterable[Row]) -> dict[str, list[str]]:
    """{language: titles and summaries of the cards}."""
    return {code: [row[column(name, code)] for row in rows for name in _NAMES] for code in LANGUAGE_CODES}


def add_passages(cards: Sequence[Card], tables: Tables, query: Query, language: str) -> None:
    """Where neither title nor summary shows a match: the passage that matches, in whichever language it is."""
    bare = [card for card in cards if "<mark>" not in card.title_html and "<mark>" not in card.summary_html]
    if not bare:
        return
    bodies = _read_bodies(tables, [card.row["id"] for card in bare])
    texts = {
        code: [text for card in bare for text in _all_texts(card.row, bodies.get(card.row["id"], {}), code)]
        for code in LANGUAGE_CODES
    }
    marker = Marker(query, texts)
    for card in bare:
        _add_passage(card, bodies.get(card.row["id"], {}), marker, language)


def _read_bodies(tables: Tables, slots: list[int]) -> dict[int, dict[str, str]]:
    columns = ", ".join(column("body", code) for code in LANGUAGE_CODES)
    statement = f"SELECT index_id, {columns} FROM {tables.texts} WHERE index_id = ANY(%s)"  # noqa: S608 - our names
    with connection.cursor() as cursor:
        cursor.execute(statement, [slots])
        return {row[0]: dict(zip(LANGUAGE_CODES, row[1:], strict=True)) for row in cursor.fetchall()}


def _all_texts(row: Row, body: dict[str, str], code: str) -> tuple[str, str, str]:
    return row[column("title", code)], row[column("summary", code)], body.get(code, "")


def _add_passage(card: Card, body: dict[str, str], marker: Marker, language: str) -> None:
    texts = {code: _all_texts(card.row, body, code) for code in languages_first(language)}
    # A title or a summary in another language says more than a line deep in the text.
    for place in range(3):
        for code, some in texts.items():
            part = passage(some[place], code, marker)
            if part:
                html = marked(part, code, language, marker)
                # `html` is escaped.
                card.passage_html = mark_safe(f"{escape(_found_in(code, language))} {html}")  # noqa: S308
                return


def _found_in(code: str, language: str) -> str:
    if code == language:
        return _("In the text:")
    return {"es": _("In the Spanish text:"), "en": _("In the English text:")}[code]
