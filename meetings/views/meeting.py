"""A meeting on one page: everything recorded of it, as page, JSON or citation."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings import aside
from meetings.citations import cite
from meetings.enums import DocumentRole
from meetings.outline import make_outline
from meetings.reading import Reading, read_meeting
from meetings.record import as_json
from rial.core.bilingual import LANGUAGE_CODES
from rial.core.http import public_page

_LANGUAGE_NAMES = dict(settings.LANGUAGES)
_STYLES = {"bib": ("bibtex", "application/x-bibtex"), "ris": ("ris", "application/x-research-info-systems")}


@public_page
def meeting(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The record of a meeting; `?format=` json, bib or ris."""
    reading = read_meeting(slug, request.user)
    if reading is None:
        raise Http404(slug)
    wanted = request.GET.get("format", "")
    if wanted == "json":
        return JsonResponse(as_json(reading), json_dumps_params={"ensure_ascii": False})
    context = page_context(reading)
    if wanted in _STYLES:
        attribute, content_type = _STYLES[wanted]
        response = HttpResponse(getattr(context["citation"], attribute), content_type=f"{content_type}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slug}.{wanted}"'
        return response
    return render(request, "meetings/meeting.html", context)


def page_context(reading: Reading) -> dict[str, Any]:
    """What the page shows."""
    found, outline = reading.meeting, make_outline(reading)
    place = aside.place_of(found).value
    trail = [(_("Meetings"), reverse("meetings:home"))]
    if found.conference:
        trail.append((str(found.conference), found.conference.get_absolute_url()))
    return {
        "nav": "meetings",
        "meeting": found,
        "outline": outline,
        "terms": reading.rows["terms"],
        "facts": aside.facts(reading),
        "neighbors": aside.neighbors(reading),
        "citation": cite(found, outline.name, place),
        "when_and_where": ", ".join(filter(None, [place, found.period])),
        "report_published": any(
            row.role == DocumentRole.REPORT and "document" in row._state.fields_cache
            for row in reading.rows["meeting_documents"]
        ),
        "foreign_languages": ", ".join(str(_LANGUAGE_NAMES[code]).lower() for code in outline.languages),
        "trail": [*trail, (outline.name, "")],
        "page_languages": [] if not outline.whole else [code for code in LANGUAGE_CODES if code in outline.languages],
        "alternates": [("application/json", f"{found.get_absolute_url()}?format=json")],
    }
