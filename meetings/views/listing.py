"""The home of the meetings: what comes next, and the list of all with search and facets."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.coming import coming_meetings
from meetings.listing import MEETINGS
from rial.core.http import public_page
from rial.core.listing.feed import atom
from rial.core.listing.pages import listing_page, results_of
from rial.core.listing.results import Results


@public_page
def meeting_list(request: HttpRequest) -> HttpResponseBase:
    """The list; `?format=` gives the same rows as CSV, XLSX, JSON or Atom."""
    return listing_page(request, results_of(request, MEETINGS), "meetings/list.html", _beside)


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """The meetings of a selection as Atom, what changed last first."""
    return atom(request, results_of(request, MEETINGS))


def _beside(results: Results) -> dict[str, Any]:
    """What comes next, on the unfiltered first page alone; and the other ways into the record."""
    whole = results.selection.is_empty and results.page == 1
    return {"coming": coming_meetings()[:5] if whole else [], "doors": doors()}


def doors() -> list[tuple[str, str]]:
    """(label, address) of the other pages of the record."""
    return [
        (_("Decisions"), reverse("meetings:decisions")),
        (_("Calendar"), reverse("meetings:calendar")),
        (_("Conferences"), reverse("meetings:conferences")),
        (_("Bodies"), reverse("meetings:bodies")),
        (_("Who presided"), reverse("meetings:authorities")),
        (_("Mandates"), reverse("meetings:mandates")),
        (_("Event proposals"), reverse("meetings:proposals")),
        (_("Consultations"), reverse("meetings:consultations")),
        (_("Polls"), reverse("meetings:polls")),
    ]
