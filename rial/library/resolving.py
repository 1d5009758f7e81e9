"""From a symbol as someone wrote it to its document, or to those it may mean, or to the nearest ones (M24–M26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models.functions import Greatest

from .models import Document
from .symbols import Symbol, parse

_MOST_CANDIDATES = 50
_MOST_NEAREST = 6
_READ_FOR_NEAREST = 40
_LEAST_SIMILARITY = 0.25


@dataclass(frozen=True)
class Answer:
    """What a symbol leads to: one document, several that it may mean, or the nearest when there is none."""

    symbol: Symbol
    candidates: Sequence[Document] = ()
    nearest: Sequence[Document] = ()

    @property
    def document(self) -> Document | None:
        """The one document that is meant."""
        return self.candidates[0] if len(self.candidates) == 1 else None


def find_document(text: str, user: Any) -> Answer:
    """The documents this reader may see that the text means: by the whole symbol, then by the parts it gives."""
    symbol = parse(text)
    visible = Document.objects.visible_to(user)
    # A reader who knows the end of the page's address may use it here too.
    for found in (visible.with_symbol(symbol), visible.matching(symbol), visible.filter(slug=symbol.printed.lower())):
        candidates = list(found.in_symbol_order().with_card_data()[:_MOST_CANDIDATES])
        if candidates:
            return Answer(symbol, candidates=candidates)
    return Answer(symbol, nearest=_nearest(symbol, visible))


def _nearest(symbol: Symbol, visible: Any) -> list[Document]:
    """Documents whose symbols differ in the fewest parts, then in the fewest signs."""
    if not symbol.key:
        return []
    similarity = Greatest(TrigramSimilarity("symbol_key", symbol.key), TrigramSimilarity("presumed_key", symbol.key))
    similar = visible.annotate(similarity=similarity).filter(similarity__gte=_LEAST_SIMILARITY).with_card_data()
    found = list(similar.order_by("-similarity", "symbol_sort", "slug")[:_READ_FOR_NEAREST])
    # Sorting is stable: among equals the more similar stays first.
    return sorted(found, key=lambda document: _differing_parts(symbol, document))[:_MOST_NEAREST]


def _differing_parts(symbol: Symbol, document: Document) -> int:
    stored = document.symbol
    names = ("organ", "edition", "groups", "kind", "number", "year")
    return sum(getattr(symbol, name) != getattr(stored, name) for name in names)
