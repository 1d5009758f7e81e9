"""What a selection leads to: the records of a page in order, facet counts, and help when nothing is found."""

from collections.abc import Iterator, Sequence

from django.utils.functional import cached_property

from rial.core.search import Query, corrections

from .cards import Card, add_passages, read_cards
from .declared import RELEVANCE
from .matching import matches
from .selection import Selection
from .sets import Bits, Outcome, page_of_tiers
from .snapshot import Snapshot


class Results:
    """The answer to one selection, in one language."""

    def __init__(self, selection: Selection, snapshot: Snapshot, language: str) -> None:
        self.selection = selection
        self.snapshot = snapshot
        self.listing = snapshot.listing
        self.language = language
        self.tiers: Sequence[Bits] = matches(selection.query, snapshot) if selection.query else ()
        self.outcome: Outcome = snapshot.index.select(selection.chosen, self._within())

    def _within(self, *, words: bool = True, period: bool = True) -> Bits | None:
        within = None
        if period and self.selection.has_period:
            within = self.snapshot.running(self.selection.first, self.selection.last)
        if words and self.tiers:
            within = self.tiers[-1] if within is None else within & self.tiers[-1]
        return within

    @property
    def total(self) -> int:
        """How many records match."""
        return self.outcome.total

    @property
    def last_page(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.total // self.listing.page_size))

    @property
    def page(self) -> int:
        """The page shown: the last one when a later one was asked for."""
        return min(self.selection.page, self.last_page)

    def slots(self, offset: int, limit: int) -> list[int]:
        """Rows in order, after the first `offset`."""
        sort = self.selection.effective_sort
        if sort != RELEVANCE:
            return self.snapshot.order(sort, self.language).page(self.outcome.rows, offset, limit)
        order = self.snapshot.order(self.listing.default_sort, self.language)
        tiers = [tier & self.outcome.rows for tier in self.tiers]
        return page_of_tiers(order, tiers, offset, limit)

    @cached_property
    def cards(self) -> list[Card]:
        """The records of the page."""
        slots = self.slots((self.page - 1) * self.listing.page_size, self.listing.page_size)
        cards = read_cards(slots, self.snapshot, self.language, self.selection.query)
        if self.selection.query:
            add_passages(cards, self.listing.tables, self.selection.query, self.language)
        return cards

    def removals(self) -> Iterator[tuple[str, int, Selection]]:
        """What would be found without the words, the period or one facet: (which, how many, selection)."""
        selection, index = self.selection, self.snapshot.index
        if selection.query:
            found = index.select(selection.chosen, self._within(words=False)).total
            yield "q", found, selection.without_query()
        if selection.has_period:
            found = index.select(selection.chosen, self._within(period=False)).total
            yield "period", found, selection.without_period()
        for facet, found in self.outcome.without.items():
            yield facet, found, selection.without(facet)

    def suggestion(self) -> tuple[str, int] | None:
        """Another spelling that finds something, and how much; None when there is none."""
        query = self.selection.query
        if not query or self.tiers[-1]:
            return None
        text = query.text.lower()
        similar = corrections(list(dict.fromkeys(query.words)), self.listing.tables.words)
        for typed, shown in similar.items():
            text = text.replace(typed, shown[0])
        if text == query.text.lower():
            return None
        found = matches(Query.parse(text), self.snapshot)[-1].bit_count()
        return (text, found) if found else None
