"""The library's home: the list of documents with search and facets; its rows as files and as a feed."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from rial.core.http import public_page
from rial.core.listing.feed import atom
from rial.core.listing.pages import listing_page, results_of
from rial.core.listing.results import Results
from rial.library.listing import DOCUMENTS
from rial.library.models import Document
from rial.library.symbols import parse


@public_page
def document_list(request: HttpRequest) -> HttpResponseBase:
    """The list; `?format=` gives the same rows as CSV, XLSX, JSON or Atom."""
    return listing_page(request, results_of(request, DOCUMENTS), "library/list.html", _by_symbol)


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """The documents of a selection as Atom, what changed last first."""
    return atom(request, results_of(request, DOCUMENTS))


def _by_symbol(results: Results) -> dict[str, Any]:
    """Documents whose symbol is what was typed, before what contains the words; none when the list is that one."""
    if results.total == 1:
        return {"by_symbol": []}
    query = results.selection.query
    symbol = parse(query.text) if query else parse("")
    is_symbol = bool(symbol.kind) and not symbol.rest
    return {"by_symbol": list(Document.objects.public().with_symbol(symbol)[:5]) if is_symbol else []}
