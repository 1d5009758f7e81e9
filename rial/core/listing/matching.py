"""Which records a text search finds, best first: words in the title, in what a card shows, anywhere.

Plain words are looked up one by one and joined here: the rows of a word are kept as sets, like those of a
facet's value, until the data change. Phrases, OR, codes and numbers go to PostgreSQL as they are.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db import connection

from rial.core.search import CONFIGS, STEMS, Query

from .sets import Bits, bits_from_int4
from .snapshot import Snapshot

# Words whose rows a list holds per process: at 100,000 rows each takes about 40 KB.
MOST_WORDS = 500

Tiers = tuple[Bits, Bits, Bits]
NOTHING: Tiers = (0, 0, 0)

_PLAIN = re.compile(r"-?[^\W\d_]+")
# Names of functions and tables are of this project; CONFIGS has a fixed order: es, en. The function of a list is
# made by rial.core.listing.operations.
_TYPED = ", ".join(f"websearch_to_tsquery('{config}', {fold}(%s))" for config, fold in CONFIGS.values())
_BY_QUERY = f"SELECT in_title, in_card, in_all FROM {{texts}}_matches({_TYPED})"  # noqa: S608
_BY_STEM = """
    SELECT language, stem, in_title, in_card, in_all
    FROM unnest(%s::text[], %s::text[]) AS asked (language, stem),
    LATERAL {texts}_matches(
      CASE language WHEN 'es' THEN plainto_tsquery('simple', stem) ELSE ''::tsquery END,
      CASE language WHEN 'en' THEN plainto_tsquery('simple', stem) ELSE ''::tsquery END)
"""


def matches(query: Query, snapshot: Snapshot) -> Tiers:
    """Rows whose title matches, whose card does, and all that match: each set holds the one before."""
    plain = PlainWords.of(query)
    title, card, everywhere = plain.matches(snapshot) if plain else by_query(query, snapshot)
    everywhere &= snapshot.everything
    # An excluded word may stand in the text of a record whose title matches.
    return title & everywhere, (title | card) & everywhere, everywhere


def by_query(query: Query, snapshot: Snapshot) -> Tiers:
    """As PostgreSQL understands the whole of it."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_QUERY.format(texts=snapshot.listing.tables.texts), [query.text] * len(CONFIGS))
        title, card, everywhere = (bits_from_int4(packed) for packed in cursor.fetchone())
    return title, card, everywhere


@dataclass(frozen=True)
class PlainWords:
    """A search of words to be found and words to be left out, and nothing else."""

    wanted: tuple[str, ...]
    excluded: tuple[str, ...]

    @classmethod
    def of(cls, query: Query) -> "PlainWords | None":
        """None when it is more than that: phrases, OR, numbers, hyphens, or only words to leave out."""
        words = query.text.lower().split()
        if "or" in words or not all(_PLAIN.fullmatch(word) for word in words):
            return None
        wanted = tuple(word for word in words if not word.startswith("-"))
        return cls(wanted, tuple(word[1:] for word in words if word.startswith("-"))) if wanted else None

    def matches(self, snapshot: Snapshot) -> Tiers:
        """The rows in which, in one language, all wanted words occur and no excluded one does."""
        known = STEMS.of((*self.wanted, *self.excluded))
        stems = {(code, stem) for by_language in known.values() for code, some in by_language.items() for stem in some}
        rows = rows_of_stems(stems, snapshot)
        found = [self._in_language(code, known, rows) for code in CONFIGS]
        title, card, everywhere = (reduce(or_, sets) for sets in zip(*found, strict=True))
        return title, card, everywhere

    def _in_language(
        self, code: str, known: dict[str, dict[str, frozenset[str]]], rows: dict[tuple[str, str], Tiers]
    ) -> Tiers:
        # Words too common to be indexed have no stem: they neither find nor exclude anything.
        wanted = [rows[code, stem] for word in self.wanted for stem in known[word][code]]
        excluded = [rows[code, stem] for word in self.excluded for stem in known[word][code]]
        if not wanted:
            return NOTHING
        title, card, everywhere = (
            reduce(and_, sets) & ~reduce(or_, (some[place] for some in excluded), 0)
            for place, sets in enumerate(zip(*wanted, strict=True))
        )
        return title, card, everywhere


def rows_of_stems(stems: Iterable[tuple[str, str]], snapshot: Snapshot) -> dict[tuple[str, str], Tiers]:
    """{(language, stem): its rows}; at most one query, for stems not met since the data changed."""
    wanted, held = set(stems), snapshot.words
    found = {key: held[key] for key in wanted & held.keys()}
    unknown = sorted(wanted - found.keys())
    if unknown:
        learned = _read_stems(unknown, snapshot)
        found |= learned
        snapshot.words = learned if len(held) + len(learned) > MOST_WORDS else held | learned
    return found


def _read_stems(keys: list[tuple[str, str]], snapshot: Snapshot) -> dict[tuple[str, str], Tiers]:
    found = {}
    with connection.cursor() as cursor:
        statement = _BY_STEM.format(texts=snapshot.listing.tables.texts)
        cursor.execute(statement, [[code for code, _stem in keys], [stem for _code, stem in keys]])
        for code, stem, *packed in cursor.fetchall():
            title, card, everywhere = (bits_from_int4(slots) for slots in packed)
            found[code, stem] = title, card, everywhere
    return found
