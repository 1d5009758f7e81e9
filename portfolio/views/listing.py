"""The public list of programs with its facets and marks for comparison; its rows as files and as a feed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict

from portfolio.listing import MAX_MARKED, PROGRAMS
from rial.core.http import public_page
from rial.core.listing.feed import atom
from rial.core.listing.pages import listing_page, results_of
from rial.core.listing.results import Results


@public_page
def program_list(request: HttpRequest) -> HttpResponseBase:
    """The portfolio: facets, search, cards; `?format=` gives the same rows as CSV, XLSX, JSON or Atom."""
    if "back" in request.GET:
        return _back_with_marks(request)
    results = results_of(request, PROGRAMS)
    # Before anything is public, the page may have to say from when it is (P07).
    template = "portfolio/program_list.html" if results.snapshot.total else "portfolio/program_list_empty.html"
    return listing_page(request, results, template, marks)


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """The Atom feed of a selection: what was published last, first."""
    return atom(request, results_of(request, PROGRAMS))


def _back_with_marks(request: HttpRequest) -> HttpResponse:
    """From the compare tray back to the list it was on, with the marks kept."""
    here = QueryDict(request.GET["back"][:4000], mutable=True)
    for name in ("back", "p"):
        here.pop(name, None)
    here.setlist("p", request.GET.getlist("p")[:MAX_MARKED])
    return HttpResponseRedirect(f"{request.path}?{here.urlencode()}")


def marks(results: Results) -> dict[str, Any]:
    """Marked programs: titles of those on this page, (code, title) of the others; unknown codes are left out."""
    wanted = results.selection.marked
    shown = {card.code for card in results.cards}
    missing = [code for code in wanted if code not in shown]
    titles = results.snapshot.titles(missing, results.language) if missing else {}
    return {
        "marked": [card.title for card in results.cards if card.code in wanted],
        "elsewhere": [(code, titles[code]) for code in missing if code in titles],
    }
