"""Event proposals as documents of record: objectives, funding offered and sought, hosts, what was decided."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.as_of import party_name, payer
from meetings.models import EventProposal, ProposalPart
from meetings.presentation import days_text, money
from rial.core.bilingual import LANGUAGE_CODES, column, text_of
from rial.core.http import public_page


@public_page
def proposals(request: HttpRequest) -> HttpResponseBase:
    """All event proposals, the latest first, with what became of them."""
    found = EventProposal.objects.visible_to(request.user).select_related("proposed_by__country", "country")
    context = {
        "nav": "meetings",
        "proposals": found.prefetch_related("proposed_by__names").order_by("-start", "code"),
        "trail": [(_("Meetings"), reverse("meetings:home")), (_("Event proposals"), "")],
    }
    return render(request, "meetings/proposals.html", context)


@public_page
def proposal(request: HttpRequest, code: str) -> HttpResponseBase:
    """An event proposal, from the idea to the decision."""
    visible = EventProposal.objects.visible_to(request.user).with_record()
    found = visible.filter(code=code.upper()).first()
    if found is None:
        raise Http404(code)
    if code != found.code:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    parts = list(found.parts.all())
    title = text_of(found, "title")
    context = {
        "nav": "meetings",
        "proposal": found,
        "title": title,
        "days": days_text(found.days),
        "objectives": [part for part in parts if part.kind == ProposalPart.OBJECTIVE],
        "components": [part for part in parts if part.kind == ProposalPart.COMPONENT],
        "organizers": [(party_name(row, found.start), row) for row in found.organizers.all()],
        "funding": _funding(found),
        "hosts": list(found.hosts.all()),
        "considered_at": [one for one in found.considered_at.all() if one.is_public],
        "follows": [one for one in found.follows.all() if one.is_public],
        "document": found.document if found.document and found.document.is_public else None,
        "trail": [
            (_("Meetings"), reverse("meetings:home")),
            (_("Event proposals"), reverse("meetings:proposals")),
            (found.code, ""),
        ],
        "page_languages": [code for code in LANGUAGE_CODES if getattr(found, column("title", code))],
    }
    return render(request, "meetings/proposal.html", context)


def _funding(found: EventProposal) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "who": payer(row, found.start),
            "amount": money(row.amount, row.currency, ceiling=row.ceiling),
        }
        for row in found.funding.all()
    ]
