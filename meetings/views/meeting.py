"""A meeting on one page: everything recorded of it, as page, JSON or citation."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import aside
from meetings.citations import cite
from meetings.delegations import registers_until, takes_registrations
from meetings.enums import DocumentRole
from meetings.outline import make_outline
from meetings.reading import Reading, read_meeting
from meetings.record import as_json
from rial.core.bilingual import LANGUAGE_CODES, current_language
from rial.core.http import is_anonymous, public_page, public_version
from rial.core.panels import panels

_LANGUAGE_NAMES = dict(settings.LANGUAGES)
# Records kept by each process: about the number that are read between two changes of public data.
_HELD = 256
_STYLES = {"bib": ("bibtex", "application/x-bibtex"), "ris": ("ris", "application/x-research-info-systems")}


@public_page
def meeting(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The record of a meeting; `?format=` json, bib or ris."""
    wanted = request.GET.get("format", "")
    if wanted == "json":
        return JsonResponse(as_json(_read(slug, request.user)), json_dumps_params={"ensure_ascii": False})
    if is_anonymous(request) and not settings.DEBUG:
        drawn = _held(slug, current_language(), public_version(request), timezone.localdate())
    else:
        drawn = draw(_read(slug, request.user), request.user)
    if wanted in _STYLES:
        attribute, content_type = _STYLES[wanted]
        citation = getattr(drawn["citation"], attribute)
        response = HttpResponse(citation, content_type=f"{content_type}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slug}.{wanted}"'
        return response
    return render(request, "meetings/meeting.html", drawn)


def _read(slug: str, user: Any) -> Reading:
    reading = read_meeting(slug, user)
    if reading is None:
        raise Http404(slug)
    return reading


@lru_cache(maxsize=_HELD)
def _held(slug: str, language: str, version: str, day: date) -> dict[str, Any]:
    """A record as every visitor sees it, drawn once per public version, day, language and process (docs/adr/0021).

    Refuses with 404, which is not kept.
    """
    return draw(_read(slug, AnonymousUser()), AnonymousUser())


def draw(reading: Reading, user: Any) -> dict[str, Any]:
    """What the page's template shows: the record as HTML for this reader, and what its head says."""
    found, outline = reading.meeting, make_outline(reading)
    place = aside.place_of(found).value
    trail = [(_("Meetings"), reverse("meetings:home"))]
    if found.conference:
        trail.append((str(found.conference), found.conference.get_absolute_url()))
    citation = cite(found, outline.name, place)
    context = {
        "user": user,
        "meeting": found,
        "outline": outline,
        "terms": reading.rows["terms"],
        "facts": aside.facts(reading),
        "neighbors": aside.neighbors(reading),
        "panels": panels("meeting", found, user),
        "citation": citation,
        # The day of registering belongs to what is held of the page: docs/adr/0021.
        "registers_until": registers_until(found) if takes_registrations(found) else None,
        "when_and_where": ", ".join(filter(None, [place, found.period])),
        "report_published": any(
            row.role == DocumentRole.REPORT and "document" in row._state.fields_cache
            for row in reading.rows["meeting_documents"]
        ),
        "foreign_languages": ", ".join(str(_LANGUAGE_NAMES[code]).lower() for code in outline.languages),
    }
    return {
        "nav": "meetings",
        "meeting": found,
        "name": outline.name,
        "lead": outline.lead,
        "citation": citation,
        "body": render_to_string("meetings/_meeting.html", context),
        "trail": [*trail, (outline.name, "")],
        "page_languages": [] if not outline.whole else [code for code in LANGUAGE_CODES if code in outline.languages],
        "alternates": [("application/json", f"{found.get_absolute_url()}?format=json")],
    }
