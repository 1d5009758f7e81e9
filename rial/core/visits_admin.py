"""The Secretariat's list of what is read most, as page and CSV."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .admin import render_page
from .bilingual import LANGUAGE_CODES
from .exports import Column, csv_response
from .visits import RECENT_DAYS, Visited, most_visited, recent

SHOWN = 50


def visits(request: HttpRequest) -> HttpResponseBase:
    """The records read most in the last 90 days, by language."""
    found = most_visited(SHOWN)
    if request.GET.get("format") == "csv":
        return _csv(found)
    rows = [{"line": line, "counts": [line.by_language.get(code, 0) for code in LANGUAGE_CODES]} for line in found]
    context = {
        "title": _("Most visited"),
        "rows": rows,
        "languages": LANGUAGE_CODES,
        "since": recent(),
        "days": RECENT_DAYS,
    }
    return render_page(request, "admin/visits.html", context)


def _csv(found: list[Visited]) -> HttpResponseBase:
    columns = [Column("kind", _("Kind")), Column("title", _("Title")), Column("address", _("Address"))]
    columns += [Column("visits", _("Visits")), *(Column(code, code.upper()) for code in LANGUAGE_CODES)]
    rows = [
        {
            "kind": line.kind,
            "title": line.record.title,
            "address": line.record.url,
            "visits": line.visits,
            **{code: line.by_language.get(code, 0) for code in LANGUAGE_CODES},
        }
        for line in found
    ]
    return csv_response("rial-visits", columns, rows)
