"""The public portfolio as each process holds it: sets of rows per facet value, orders, and names in every language.

Read anew when the public version moves or the day changes; what it costs per request is then no query at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from threading import Lock
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from rial.core.bilingual import LANGUAGE_CODES, Text, column, text_of
from rial.core.facets import Bits, FacetIndex, Order, bits_from_int4, bits_of, slots_from_int4
from rial.directory.models import Country, Institution, PopulationGroup, Subregion, Topic

from .models import Collection, Program, ProgramIndex, ProgramText

TABLE = ProgramIndex._meta.db_table
TEXT_TABLE = ProgramText._meta.db_table

_ROWS = f"""
    SELECT value, string_agg(int4send(id), '') FROM {TABLE}, unnest(facets) AS value GROUP BY value
    UNION ALL SELECT 'first:' || first_year, string_agg(int4send(id), '') FROM {TABLE} WHERE first_year > 0 GROUP BY 1
    UNION ALL SELECT 'last:' || last_year, string_agg(int4send(id), '') FROM {TABLE} WHERE last_year > 0 GROUP BY 1
    UNION ALL SELECT 'confirmed:year', string_agg(int4send(id), '') FROM {TABLE} WHERE confirmed_on >= %(year)s
    UNION ALL SELECT 'confirmed:stale', string_agg(int4send(id), '') FROM {TABLE}
              WHERE confirmed_on IS NULL OR confirmed_on < %(stale)s
    UNION ALL SELECT '*', string_agg(int4send(id), '') FROM {TABLE}
"""  # noqa: S608 - the name of a table of this project

# Every order ends with the code, which is unique, so that pages never repeat or lose a row.
SORTS = {
    "confirmed": "i.confirmed_on DESC NULLS LAST, i.first_published_at DESC, i.code",
    "newest": "i.first_published_at DESC, i.code",
    "title": "i.sort_{language}, i.code",
    "country": "c.place NULLS LAST, i.sort_{language}, i.code",
}
DEFAULT_SORT = "confirmed"
# The order of feeds: what changed last comes first. No choice of the list.
_FEED_SORT = {"updated": "i.published_at DESC, i.code"}

# The terms of the facets that live in tables, in reading order.
_VOCABULARIES = {
    "country": Country,
    "subregion": Subregion,
    "topic": Topic,
    "population": PopulationGroup,
    "collection": Collection,
}


@dataclass(frozen=True)
class Term:
    """A term of a vocabulary: a topic, a country."""

    code: str
    parent: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """The name in that language, else in another one."""
        return self.names[language] or next(filter(None, self.names.values()), self.code)


class Snapshot:
    """All of it at one version and on one day."""

    def __init__(self, version: str, day: date) -> None:
        self.version = version
        self.day = day
        self.stale_before = day - relativedelta(months=settings.PORTFOLIO_STALE_MONTHS)
        self.terms = _read_terms()
        self.institutions = _read_institutions()
        packed = self._read_rows()
        self.size = max(slots_from_int4(packed.get("*")), default=-1) + 1
        shown = ~_held_slots()
        sets = {value: bits_from_int4(slots) & shown for value, slots in packed.items()}
        self.everything = sets.pop("*", 0)
        self._first = _by_year(sets, "first")
        self._last = _by_year(sets, "last")
        self.index = FacetIndex(self.everything, _by_facet(sets))
        self._orders: dict[tuple[str, str], Order] = {}
        # Rows of words searched for so far, by language and stem (portfolio.matching).
        self.words: dict[tuple[str, str], tuple[Bits, Bits, Bits]] = {}
        # Whatever else a page derives from the snapshot alone (labels, HTML of options), by name.
        self.derived: dict[Any, Any] = {}

    def _read_rows(self) -> dict[str, bytes]:
        recent = self.day - relativedelta(months=settings.PORTFOLIO_CONFIRM_MONTHS)
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, {"year": recent, "stale": self.stale_before})
            return {value: packed for value, packed in cursor.fetchall() if packed}

    @property
    def total(self) -> int:
        """How many programs are public."""
        return self.everything.bit_count()

    def running(self, first: int | None, last: int | None) -> Bits:
        """Programs that ran at some time from one year to another; those without years are left out."""
        if first is None and last is None:
            return self.everything
        begun = _union(bits for year, bits in self._first.items() if last is None or year <= last)
        lasting = _union(bits for year, bits in self._last.items() if first is None or year >= first)
        return begun & lasting

    def titles(self, codes: Iterable[str], language: str) -> dict[str, str]:
        """{code: title in that language, else in another one} of public programs; other codes are left out."""
        rows = ProgramIndex.objects.filter(code__in=list(codes))
        return {row.code: str(text_of(row, "title", language)) for row in rows if self.everything >> row.pk & 1}

    def order(self, sort: str, language: str) -> Order:
        """All programs in one order; read when first asked for."""
        key = (sort, language)
        if key not in self._orders:
            self._orders[key] = self._read_order(sort, language)
        return self._orders[key]

    def _read_order(self, sort: str, language: str) -> Order:
        by = (SORTS | _FEED_SORT)[sort].format(language=language)
        # Only names of this module and codes of languages are put into the statement.
        statement = f"""
            SELECT string_agg(int4send(i.id), '' ORDER BY {by}) FROM {TABLE} i
            LEFT JOIN (
              SELECT code, row_number() OVER (ORDER BY sort_key({column("name", language)})) AS place
              FROM {Country._meta.db_table}
            ) c ON c.code = i.country_id
        """  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement)
            slots = [slot for slot in slots_from_int4(cursor.fetchone()[0]) if self.everything >> slot & 1]
        return Order.of(slots, self.size)


def _held_slots() -> Bits:
    """Programs that wait for their launch (P07); the public version moves when its moment passes."""
    held = ProgramIndex.objects.filter(program__in=Program.objects.held())
    return bits_of(held.values_list("pk", flat=True))


def _read_terms() -> dict[str, dict[str, Term]]:
    names = ", ".join(column("name", code) for code in LANGUAGE_CODES)
    selects = []
    for facet, model in _VOCABULARIES.items():
        parent = "parent_id" if facet == "topic" else "''"
        position = "0" if facet == "country" else "position"
        table = model._meta.db_table
        selects.append(f"SELECT '{facet}', code, coalesce({parent}, ''), {position}, {names} FROM {table}")  # noqa: S608
    terms: dict[str, dict[str, Term]] = {facet: {} for facet in _VOCABULARIES}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects) + " ORDER BY 1, 4, 2")
        for facet, code, parent, _position, *texts in cursor.fetchall():
            terms[facet][code] = Term(code, parent, dict(zip(LANGUAGE_CODES, texts, strict=True)))
    return terms


def _read_institutions() -> dict[int, dict[str, tuple[Text, str]]]:
    """{institution: {language: (its name today, name of its country)}}."""
    found: dict[int, dict[str, tuple[Text, str]]] = {}
    institutions = list(Institution.objects.filter(programs__index__isnull=False).distinct().with_names())
    for code in LANGUAGE_CODES:
        with override(code):
            for institution in institutions:
                country = str(text_of(institution.country, "name")) if institution.country else ""
                found.setdefault(institution.pk, {})[code] = (institution.current_name, country)
    return found


def _by_facet(sets: Mapping[str, Bits]) -> dict[str, dict[str, Bits]]:
    found: dict[str, dict[str, Bits]] = {}
    for key, bits in sets.items():
        facet, value = key.split(":", 1)
        if facet not in {"first", "last"}:
            found.setdefault(facet, {})[value] = bits
    return found


def _by_year(sets: Mapping[str, Bits], name: str) -> dict[int, Bits]:
    prefix = f"{name}:"
    return {int(key.removeprefix(prefix)): bits for key, bits in sets.items() if key.startswith(prefix)}


def _union(sets: Iterable[Bits]) -> Bits:
    return reduce(or_, sets, 0)


_lock = Lock()
_current: Snapshot | None = None


def snapshot_at(version: str) -> Snapshot:
    """The snapshot of a public version (rial.core.http.public_version), read by one thread when it is not held yet."""
    global _current  # noqa: PLW0603 - one snapshot per process, that is the point
    day = timezone.localdate()
    held = _current
    if held is not None and held.version == version and held.day == day:
        return held
    with _lock:
        held = _current
        if held is None or held.version != version or held.day != day:
            held = _current = Snapshot(version, day)
        return held
