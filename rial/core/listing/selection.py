"""What a visitor asks of a list: facets, period, words, order; read from an address and written into one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from rial.core.search import MAX_LENGTH, Query, quoted

from .declared import OWN_PARAMETERS, RELEVANCE, Facet, Listing
from .labels import known_values
from .snapshot import Snapshot

NO_WORDS = Query("")
# Added to links by mail programs and social networks: no business of ours, and no mistake of the reader's.
_FOREIGN_PREFIXES = ("utm_", "fbclid", "gclid", "mc_")


@dataclass(frozen=True)
class Selection:
    """What was asked, as far as it makes sense; `ignored` says what did not, and why.

    first, last: the period, as the list's Period reads it. marked: codes of records marked and carried along.
    """

    listing: Listing
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: Any = None
    last: Any = None
    query: Query = NO_WORDS
    sort: str = ""
    page: int = 1
    marked: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def has_period(self) -> bool:
        """Whether the period has a bound."""
        return self.first is not None or self.last is not None

    @property
    def is_empty(self) -> bool:
        """Whether it is the whole list."""
        return not (self.chosen or self.query or self.has_period)

    @property
    def effective_sort(self) -> str:
        """The order asked for, else best match for a search and the list's default otherwise."""
        if self.sort == RELEVANCE or not self.sort:
            return RELEVANCE if self.query.is_searchable else self.listing.default_sort
        return self.sort

    @property
    def filter_count(self) -> int:
        """Filters in use: each value, the period, the words."""
        values = sum(len(values) for values in self.chosen.values())
        return values + self.has_period + bool(self.query)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of its filters and order, always in the same sequence."""
        found = [("q", self.query.text)] if self.query else []
        found += [(facet.code, value) for facet in self.listing.facets for value in self.chosen.get(facet.code, ())]
        found += [(name, str(bound)) for name, bound in (("from", self.first), ("to", self.last)) if bound is not None]
        if self.sort:
            found.append(("sort", self.sort))
        return found

    def address(self, *, marks: bool = True, **more: Any) -> str:
        """Its query string, “?…” or “?” alone, with further parameters added."""
        pairs = self.pairs() + [(name, str(value)) for name, value in more.items()]
        if marks:
            pairs += [("p", code) for code in self.marked]
        return "?" + urlencode(pairs)

    def without(self, facet: str, value: str | None = None) -> "Selection":
        """The same without one value, or without a whole facet; from the first page."""
        kept = tuple(other for other in self.chosen.get(facet, ()) if value is not None and other != value)
        chosen = {code: values for code, values in self.chosen.items() if code != facet}
        if kept:
            chosen[facet] = kept
        return replace(self, chosen=chosen, page=1)

    def without_query(self) -> "Selection":
        """The same without words."""
        return replace(self, query=NO_WORDS, page=1)

    def without_period(self) -> "Selection":
        """The same without a period."""
        return replace(self, first=None, last=None, page=1)


def parse(data: QueryDict, snapshot: Snapshot) -> Selection:
    """Read an address. What is unknown or malformed is left out and named in `ignored`; it is never an error."""
    listing, ignored = snapshot.listing, list[str]()
    first, last = _period(data, listing, ignored)
    selection = Selection(
        listing,
        chosen=_chosen(data, snapshot, ignored),
        first=first,
        last=last,
        query=_query(data, ignored),
        sort=_sort(data, listing, ignored),
        page=_page(data, ignored),
        marked=tuple(dict.fromkeys(data.getlist("p")))[: listing.marks],
    )
    for name in data:
        if not _is_parameter(name, listing):
            ignored.append(_("“%(name)s” is not a filter of this page.") % {"name": quoted(name)})
    return replace(selection, ignored=tuple(ignored))


def _is_parameter(name: str, listing: Listing) -> bool:
    if name in {"p", "back"}:
        return bool(listing.marks)
    if name in {"from", "to"}:
        return listing.period is not None
    return name in listing.facet_by_code or name in OWN_PARAMETERS or name.startswith(_FOREIGN_PREFIXES)


def _chosen(data: QueryDict, snapshot: Snapshot, ignored: list[str]) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for facet in snapshot.listing.facets:
        if facet.code not in data:
            continue
        wanted = [value for value in dict.fromkeys(data.getlist(facet.code)) if value]
        known = known_values(facet, snapshot)
        values = tuple(value for value in wanted if value in known)
        if values:
            chosen[facet.code] = values
        ignored.extend(_unknown(facet, value) for value in wanted if value not in known)
    return chosen


def _unknown(facet: Facet, value: str) -> str:
    return _("“%(value)s” is not a value of the filter “%(filter)s”.") % {
        "value": quoted(value),
        "filter": facet.label,
    }


def _period(data: QueryDict, listing: Listing, ignored: list[str]) -> tuple[Any, Any]:
    if listing.period is None:
        return None, None
    first, last = _bound(data, "from", listing, ignored), _bound(data, "to", listing, ignored)
    if first is not None and last is not None and first > last:
        ignored.append(_("The period ends before it begins, so it was not used."))
        return None, None
    return first, last


def _bound(data: QueryDict, name: str, listing: Listing, ignored: list[str]) -> Any:
    typed = data.get(name, "").strip()
    if not typed or listing.period is None:
        return None
    bound = listing.period.parse(typed)
    if bound is None:
        ignored.append(listing.period.complaint % {"value": quoted(typed)})
    return bound


def _query(data: QueryDict, ignored: list[str]) -> Query:
    typed = data.get("q", "")
    query = Query.parse(typed)
    if len(" ".join(typed.split())) > MAX_LENGTH:
        ignored.append(_("Only the first %(count)s characters of the search were used.") % {"count": MAX_LENGTH})
    if query and not query.is_searchable:
        ignored.append(_("“%(words)s” has no word to search for, so it was not used.") % {"words": quoted(query.text)})
        return NO_WORDS
    return query


def _sort(data: QueryDict, listing: Listing, ignored: list[str]) -> str:
    sort = data.get("sort", "")
    if not sort or sort in listing.sort_labels:
        return "" if sort == listing.default_sort and not data.get("q") else sort
    ignored.append(_("“%(value)s” is not an order of this list.") % {"value": quoted(sort)})
    return ""


def _page(data: QueryDict, ignored: list[str]) -> int:
    typed = data.get("page", "")
    if not typed:
        return 1
    if typed.isascii() and typed.isdecimal() and len(typed) <= 9 and int(typed) >= 1:
        return int(typed)
    ignored.append(_("“%(value)s” is not a page number.") % {"value": quoted(typed)})
    return 1


def sorts_for(selection: Selection) -> Sequence[str]:
    """The orders on offer: best match only for a search."""
    return [sort for sort in selection.listing.sort_labels if sort != RELEVANCE or selection.query]
