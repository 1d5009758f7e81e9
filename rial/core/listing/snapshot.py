"""A public list as each process holds it: sets of rows per facet value, orders, and terms in every language.

Read anew when the public version moves or the day changes; what it costs per request is then no query at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from threading import Lock
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from rial.core.bilingual import LANGUAGE_CODES, column, text_of

from .declared import Facet, Listing, Term, Vocabulary
from .sets import Bits, FacetIndex, Order, bits_from_int4, slots_from_int4

_SLOTS = "string_agg(int4send(id), '')"
# Keys of sets that belong to no facet: all rows, those not to be shown yet, rows by first and last of their period.
_ALL, _HELD, _FIRST, _LAST = "*", "*held", "*first:", "*last:"

T = TypeVar("T")


class Snapshot:
    """All of it at one version and on one day."""

    def __init__(self, listing: Listing, version: str, day: date) -> None:
        self.listing = listing
        self.version = version
        self.day = day
        self.terms = _read_terms(listing.facets)
        packed = self._read_rows()
        self.size = max(slots_from_int4(packed.get(_ALL)), default=-1) + 1
        shown = ~bits_from_int4(packed.pop(_HELD, None))
        sets = {value: bits_from_int4(slots) & shown for value, slots in packed.items()}
        self.everything = sets.pop(_ALL, 0)
        self._first = self._by_moment(sets, _FIRST)
        self._last = self._by_moment(sets, _LAST)
        self.index = FacetIndex(self.everything, self._by_facet(sets))
        self._orders: dict[tuple[str, str], Order] = {}
        # Rows of words searched for so far, by language and stem (rial.core.listing.matching).
        self.words: dict[tuple[str, str], tuple[Bits, Bits, Bits]] = {}
        # Whatever else a page derives from the snapshot alone (labels, HTML of options), by name.
        self.derived: dict[Any, Any] = {}

    def _read_rows(self) -> dict[str, bytes]:
        parts = list(self._statements())
        statement = " UNION ALL ".join(part for part, _params in parts)
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for _part, params in parts for value in params])
            return {value: packed for value, packed in cursor.fetchall() if packed}

    def _statements(self) -> Iterator[tuple[str, Sequence[Any]]]:
        """The parts of the one statement that reads all sets; only names of this project are put into them."""
        rows, period = self.listing.tables.rows, self.listing.period
        yield f"SELECT value, {_SLOTS} FROM {rows}, unnest(facets) AS value GROUP BY value", ()  # noqa: S608
        yield f"SELECT '{_ALL}', {_SLOTS} FROM {rows}", ()  # noqa: S608
        for key, name in ((_FIRST, period.first), (_LAST, period.last)) if period else ():
            yield f"SELECT '{key}' || {name}, {_SLOTS} FROM {rows} WHERE {name} IS NOT NULL GROUP BY {name}", ()  # noqa: S608
        if self.listing.held:
            yield from _members(_HELD, self.listing.held())
        for facet in self.listing.facets:
            for value, condition in facet.moving(self.day).items() if facet.moving else ():
                wanted = self.listing.tables.entry._default_manager.filter(condition)
                yield from _members(f"{facet.code}:{value}", wanted)

    def _by_facet(self, sets: Mapping[str, Bits]) -> dict[str, dict[str, Bits]]:
        found: dict[str, dict[str, Bits]] = {}
        for key, bits in sets.items():
            facet, value = key.split(":", 1)
            if not facet.startswith(_ALL):
                found.setdefault(facet, {})[value] = bits
        for declared in self.listing.facets:
            some = union(found.get(declared.code, {}).values())
            for value, _label in declared.derived:
                found.setdefault(declared.code, {})[value] = some if value == "any" else self.everything & ~some
        return found

    def _by_moment(self, sets: Mapping[str, Bits], prefix: str) -> dict[Any, Bits]:
        period = self.listing.period
        if period is None:
            return {}
        read = int if period.unit == "year" else date.fromisoformat
        return {read(key.removeprefix(prefix)): bits for key, bits in sets.items() if key.startswith(prefix)}

    @property
    def total(self) -> int:
        """How many records are public."""
        return self.everything.bit_count()

    def running(self, first: Any, last: Any) -> Bits:
        """Rows that overlap a period, each bound None or included; rows without a period are left out."""
        if first is None and last is None:
            return self.everything
        begun = union(bits for moment, bits in self._first.items() if last is None or moment <= last)
        lasting = union(bits for moment, bits in self._last.items() if first is None or moment >= first)
        return begun & lasting

    def titles(self, codes: Iterable[str], language: str) -> dict[str, str]:
        """{code: title in that language, else in another one} of public records; other codes are left out."""
        rows = self.listing.tables.entry._default_manager.filter(code__in=list(codes))
        return {row.code: str(text_of(row, "title", language)) for row in rows if self.everything >> row.pk & 1}

    def remember(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What follows from the snapshot alone, made when first asked for."""
        if key not in self.derived:
            self.derived[key] = make()
        found: T = self.derived[key]
        return found

    def order(self, sort: str, language: str) -> Order:
        """All rows in one order; read when first asked for."""
        key = (sort, language)
        if key not in self._orders:
            self._orders[key] = self._read_order(sort, language)
        return self._orders[key]

    def _read_order(self, sort: str, language: str) -> Order:
        wanted = self.listing.sort_by_code[sort]
        by, join = wanted.by.format(language=language), wanted.join.format(language=language)
        # Only what the app's modules say and codes of languages are put into the statement.
        statement = f"SELECT string_agg(int4send(i.id), '' ORDER BY {by}) FROM {self.listing.tables.rows} i {join}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement)
            slots = [slot for slot in slots_from_int4(cursor.fetchone()[0]) if self.everything >> slot & 1]
        return Order.of(slots, self.size)


def _members(key: str, rows: QuerySet[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """The statement that gives some rows as one set; none when Django knows that there are no such rows."""
    try:
        members, params = rows.order_by().values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return
    # Django's own statement.
    yield f"SELECT %s, {_SLOTS} FROM ({members}) AS members (id)", (key, *params)  # noqa: S608


def _read_terms(facets: Sequence[Facet]) -> dict[str, dict[str, Term]]:
    """{facet: {value: term}} of all vocabularies, in reading order; one query for those that are tables."""
    terms: dict[str, dict[str, Term]] = {}
    selects = []
    for facet in facets:
        if facet.read is not None:
            terms[facet.code] = {term.code: term for term in facet.read()}
        elif facet.vocabulary is not None:
            terms[facet.code] = {}
            selects.append(_select_terms(facet.code, facet.vocabulary))
    if selects:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(selects) + " ORDER BY 1, 4, 2")
            for facet_code, code, parent, _position, *texts in cursor.fetchall():
                terms[facet_code][code] = Term(code, parent, dict(zip(LANGUAGE_CODES, texts, strict=True)))
    return terms


def _select_terms(facet: str, vocabulary: Vocabulary) -> str:
    names = ", ".join(column(vocabulary.name, code) for code in LANGUAGE_CODES)
    parent = f"coalesce({vocabulary.parent}::text, '')" if vocabulary.parent else "''"
    position, table = vocabulary.position or "0", vocabulary.model._meta.db_table
    return f"SELECT '{facet}', {vocabulary.key}::text, {parent}, {position}, {names} FROM {table}"  # noqa: S608 - ours


def union(sets: Iterable[Bits]) -> Bits:
    """The rows of any of the sets."""
    return reduce(or_, sets, 0)


_held: dict[str, Snapshot] = {}
_locks: dict[str, Lock] = {}


def snapshot_at(listing: Listing, version: str) -> Snapshot:
    """A list at a public version (rial.core.http.public_version), read by one thread when it is not held yet."""
    day = timezone.localdate()
    held = _held.get(listing.code)
    if held is not None and held.version == version and held.day == day:
        return held
    with _locks.setdefault(listing.code, Lock()):
        held = _held.get(listing.code)
        if held is None or held.version != version or held.day != day:
            held = _held[listing.code] = Snapshot(listing, version, day)
        return held
