"""Text search in every language of the portal: vectors, queries, what matched, “did you mean”.

Accents, case and spelling variants are folded on both sides by fold_es() and fold_en()
(rial/core/migrations/0001). A text is always looked for in all languages, whatever the page's.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from html import unescape
from operator import add
from threading import Lock

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from .bilingual import LANGUAGE_CODES
from .text import render_markdown
from .typed import tidy_line

MAX_LENGTH = 200
# Text search configuration and folding function of each language.
CONFIGS = {"es": ("spanish", "fold_es"), "en": ("english", "fold_en")}

_WORD = re.compile(r"[^\W_]+")
_BLOCK = re.compile(r"<(?=/?(?:p|li|[uo]l|h\d|br|hr|t[rdh]|blockquote)\b)")
_MARKUP = re.compile(r"[*_`#\[\]<>|&\\!~]|^\s*(?:[-+]|\d+[.)])\s|^\s*-{3,}", re.MULTILINE)


def vector(parts: Sequence[tuple[str, str]], language: str) -> SearchVector:
    """The tsvector of weighted columns, (("title_es", "A"), …), for a generated column in one language."""
    config, fold = CONFIGS[language]
    folded = [
        SearchVector(Func(F(name), function=fold, output_field=TextField()), weight=weight, config=config)
        for name, weight in parts
    ]
    joined: SearchVector = reduce(add, folded)
    return joined


def tsquery_expression(typed: str, language: str) -> Combinable:
    """The query of a language for use in a queryset, folded as the vectors are."""
    config, fold = CONFIGS[language]
    folded = Func(Value(typed), function=fold, output_field=TextField())
    return SearchQuery(folded, config=config, search_type="websearch")


def plain_text(markdown: str) -> str:
    """The words of a Markdown text on one line, for cards, search and feeds."""
    if not _MARKUP.search(markdown):
        return " ".join(markdown.split())
    return " ".join(unescape(strip_tags(_BLOCK.sub(" <", render_markdown(markdown)))).split())


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, ended at a word with an ellipsis when something was left out."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—-") + "…"


def quoted(typed: str) -> str:
    """What a visitor typed, short and without invisible marks, to be named in a message."""
    return shorten(tidy_line(typed), 60)


class Stems:
    """The stems of words in every language, as the vectors hold them; remembered, because they never change."""

    LIMIT = 50_000

    def __init__(self) -> None:
        self._known: dict[str, dict[str, frozenset[str]]] = {}
        self._lock = Lock()

    def of(self, words: Iterable[str]) -> dict[str, dict[str, frozenset[str]]]:
        """{word: {language: stems}} of words in lower case; at most one query, for words not met before."""
        wanted, known = set(words), self._known
        found = {word: known[word] for word in wanted & known.keys()}
        unknown = sorted(wanted - found.keys())
        if unknown:
            found |= self._learn(unknown)
        return found

    def _learn(self, words: list[str]) -> dict[str, dict[str, frozenset[str]]]:
        vectors = ", ".join(
            f"tsvector_to_array(to_tsvector('{config}', {fold}(word)))" for config, fold in CONFIGS.values()
        )
        # Only names of this module are put into the statement.
        statement = f"SELECT word, {vectors} FROM unnest(%s::text[]) AS word"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [words])
            learned = {
                word: {code: frozenset(found) for code, found in zip(CONFIGS, stems, strict=True)}
                for word, *stems in cursor.fetchall()
            }
        with self._lock:
            # Readers hold no lock: they see the old words or the new ones, never half of them.
            self._known = learned if len(self._known) + len(learned) > self.LIMIT else self._known | learned
        return learned


STEMS = Stems()


@dataclass(frozen=True)
class Query:
    """A search as typed: words, "phrases", OR and -excluded words, in either language."""

    text: str

    @classmethod
    def parse(cls, typed: str) -> "Query":
        """Spaces made single, invisible marks left out; longer than 200 characters is cut (the page says so)."""
        return cls(tidy_line(typed)[:MAX_LENGTH])

    def __bool__(self) -> bool:
        return bool(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words looked for, in lower case, without those excluded."""
        kept = re.sub(r"(?:^|\s)-\S+", " ", self.text)
        return [word.lower() for word in _WORD.findall(kept) if word.lower() != "or"]

    @cached_property
    def stems(self) -> dict[str, frozenset[str]]:
        """{language: stems looked for}; empty for a language in which every word is too common to index."""
        known = STEMS.of(self.words)
        return {code: frozenset().union(*(known[word][code] for word in self.words)) for code in CONFIGS}

    @property
    def is_searchable(self) -> bool:
        """Whether anything is left to look for: punctuation and “de la” alone are not."""
        return bool(self.words) and any(self.stems.values())


class Marker:
    """Marks the words of some texts that match a query; all texts at once, so that new words cost one query."""

    def __init__(self, query: Query, texts: Mapping[str, Iterable[str]]) -> None:
        """`texts`: {language: texts in it}."""
        words = {code: set(_WORD.findall(" ".join(some).lower())) for code, some in texts.items()}
        known = STEMS.of(set().union(*words.values()))
        self._patterns = {
            code: _pattern({word for word in found if known[word][code] & query.stems[code]})
            for code, found in words.items()
        }

    def first(self, text: str, language: str) -> int | None:
        """Where the first matching word begins."""
        pattern = self._patterns.get(language)
        found = pattern.search(text) if pattern else None
        return found.start() if found else None

    def highlight(self, text: str, language: str) -> SafeString:
        """The text escaped, with the words that match in <mark>."""
        pattern = self._patterns.get(language)
        if pattern is None:
            return SafeString(escape(text))
        # Odd pieces are the matches; every piece is escaped.
        pieces = (
            f"<mark>{escape(piece)}</mark>" if place % 2 else escape(piece)
            for place, piece in enumerate(pattern.split(text))
        )
        return mark_safe("".join(pieces))  # noqa: S308


def _pattern(words: Collection[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile(rf"(?<![^\W_])({'|'.join(sorted(words))})(?![^\W_])", re.IGNORECASE)


def passage(text: str, language: str, marker: Marker, length: int = 200) -> str:
    """The part of a long text around its first match; empty when nothing matches."""
    place = marker.first(text, language)
    if place is None:
        return ""
    start = max(0, place - length // 3)
    if start:
        start = text.find(" ", start) + 1
    part = shorten(text[start:], length)
    return f"…{part}" if start else part


def languages_first(language: str) -> list[str]:
    """All languages, this one first."""
    return [language, *(code for code in LANGUAGE_CODES if code != language)]


def corrections(words: Sequence[str], table: str) -> dict[str, list[str]]:
    """For each word that no text has, up to three similar ones of the word table, most alike first.

    The table has `word` (folded, with a trigram index) and `shown` (as written).
    """
    if not words:
        return {}
    quoted = connection.ops.quote_name(table)
    statement = f"""
        SELECT typed, found.shown
        FROM (SELECT typed, fold_plain(typed) AS folded FROM unnest(%s::text[]) AS typed) AS asked
        CROSS JOIN LATERAL (
          SELECT shown FROM {quoted} WHERE word %% folded ORDER BY similarity(word, folded) DESC, word LIMIT 3
        ) AS found
        WHERE NOT EXISTS (SELECT 1 FROM {quoted} AS known WHERE known.word = folded)
    """  # noqa: S608 - the name of a table of this project, quoted
    similar: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(words)])
        for typed, shown in cursor.fetchall():
            similar.setdefault(typed, []).append(shown)
    return similar


def words_of(texts: Iterable[str]) -> set[str]:
    """Distinct words of some texts in lower case, from three letters on, without numbers."""
    return {word.lower() for text in texts for word in _WORD.findall(text) if len(word) >= 3 and not word[0].isdigit()}
