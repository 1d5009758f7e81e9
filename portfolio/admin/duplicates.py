"""Look-alikes: pairs of programs of one country with similar titles, leading to a merge (P14)."""

from collections import defaultdict
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations
from typing import NamedTuple

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portfolio.models import Program
from rial.core.admin import render_page

# Trigram likeness from which two titles are shown together; the same as for the ministries.
LIKENESS = 0.45
PAIRS_AT_MOST = 200

# An institution without a country (an organization) is a place of its own.
_SQL = """
SELECT coalesce(i.country_id, 'institution ' || i.id), p.id,
  show_trgm(fold_plain(v.title_es)), show_trgm(fold_plain(v.title_en))
FROM portfolio_program p
JOIN directory_institution i ON i.id = p.institution_id
JOIN LATERAL (
  SELECT title_es, title_en FROM portfolio_version
  WHERE program_id = p.id AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1
) v ON true
WHERE p.state <> 'merged' ORDER BY p.id
"""


@dataclass(frozen=True)
class Pair:
    """Two programs that look alike, and how much (0 to 100)."""

    one: Program
    other: Program
    percent: int


class _Title(NamedTuple):
    """A program's title in every language as sets of trigrams: one bit each, as PostgreSQL's `similarity` counts."""

    pk: int
    texts: tuple[int, ...]


def _titles_by_place() -> dict[str, list[_Title]]:
    places: dict[str, list[_Title]] = defaultdict(list)
    bits: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        for place, pk, *languages in cursor.fetchall():
            texts = tuple(
                sum(1 << bits.setdefault(trigram, len(bits)) for trigram in set(trigrams)) for trigrams in languages
            )
            places[place].append(_Title(pk, texts))
    return places


def _likeness(one: _Title, other: _Title) -> float:
    best = 0.0
    for left, right in zip(one.texts, other.texts, strict=True):
        shared = (left & right).bit_count()
        if shared:
            best = max(best, shared / (left | right).bit_count())
    return best


def _alike() -> list[tuple[int, int, float]]:
    """The pairs in order. Compared here: in PostgreSQL a million pairs of titles would take a minute."""
    found = [
        (one.pk, other.pk, likeness)
        for titles in _titles_by_place().values()
        for one, other in combinations(titles, 2)
        if (likeness := _likeness(one, other)) >= LIKENESS
    ]
    return nsmallest(PAIRS_AT_MOST, found, key=lambda pair: (-pair[2], pair[0], pair[1]))


def look_alikes() -> list[Pair]:
    """The most alike first; pairs of one ministry or of one country."""
    found = _alike()
    programs = Program.objects.with_card_data().with_open_version().in_bulk({pk for row in found for pk in row[:2]})
    return [Pair(programs[one], programs[other], round(likeness * 100)) for one, other, likeness in found]


def report(request: HttpRequest) -> HttpResponse:
    """The pairs, each with the way to merge one into the other."""
    pairs = look_alikes()
    context = {"title": _("Duplicates"), "pairs": pairs, "limit": PAIRS_AT_MOST if len(pairs) == PAIRS_AT_MOST else 0}
    return render_page(request, "admin/portfolio/duplicates.html", context)
