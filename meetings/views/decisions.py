"""Decisions: the list of all, and the page of one with everything that became of it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.as_of import party_name
from meetings.listing import DECISIONS
from meetings.models import Decision
from meetings.naming import meeting_name
from meetings.overdue import due, edition_on
from meetings.presentation import decision_tag, money
from meetings.record import decision_json
from rial.core.bilingual import LANGUAGE_CODES, column, text_of
from rial.core.dates import show_date
from rial.core.http import public_page
from rial.core.listing.feed import atom
from rial.core.listing.pages import listing_page, results_of
from rial.core.panels import panels
from rial.library.models import Document


@public_page
def decision_list(request: HttpRequest) -> HttpResponseBase:
    """The list; `?format=` gives the same rows as CSV, XLSX, JSON or Atom."""
    return listing_page(request, results_of(request, DECISIONS), "meetings/decisions.html")


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """The decisions of a selection as Atom, what was noted last first."""
    return atom(request, results_of(request, DECISIONS))


@public_page
def decision(request: HttpRequest, code: str) -> HttpResponseBase:
    """A decision followed from meeting to meeting, as page or JSON."""
    wanted = Decision.objects.visible_to(request.user).with_history().filter(code=code.upper())
    found = wanted.first()
    if found is None:
        raise Http404(code)
    if code != found.code:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    if request.GET.get("format") == "json":
        return JsonResponse(decision_json(found, found.meeting), json_dumps_params={"ensure_ascii": False})
    return render(request, "meetings/decision.html", decision_context(found, request.user))


def decision_context(found: Decision, user: Any) -> dict[str, Any]:
    """What the page of a decision shows."""
    today, day, text = timezone.localdate(), found.meeting.start, text_of(found, "text")
    written = [code for code in LANGUAGE_CODES if getattr(found, column("text", code))]
    visible = set(Document.objects.visible_to(user).filter(decisions=found).values_list("pk", flat=True))
    return {
        "nav": "meetings",
        "decision": found,
        "text": text,
        "tag": decision_tag(found, today, edition_on(today)),
        "meeting_name": meeting_name(found.meeting),
        "responsible": [party_name(party, day) for party in found.responsible.all()],
        "starts": show_date(found.starts, found.starts_precision),
        "due": show_date(found.deadline, found.deadline_precision),
        "last_day": due(found),
        "amount": money(found.amount, found.currency),
        "notes": list(found.notes.all()),
        "documents": [document for document in found.documents.all() if document.pk in visible],
        "supersedes": list(found.supersedes.all()),
        "panels": panels("decision", found, user),
        "original": dict(settings.LANGUAGES)[found.original_language],
        "trail": [
            (_("Meetings"), reverse("meetings:home")),
            (_("Decisions"), reverse("meetings:decisions")),
            (found.code, ""),
        ],
        "page_languages": written,
        "alternates": [("application/json", f"{found.get_absolute_url()}?format=json")],
    }
