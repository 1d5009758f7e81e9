"""A ministry drafts an event proposal, proposes it, and sees where it stands (M44–M46)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.enums import ProposalState
from meetings.forms.desk_proposal import FundingRows, ObjectiveRows, ProposalForm
from meetings.models import EventProposal, ProposalPart
from meetings.services import proposing
from meetings.workflow import PROPOSAL
from rial.core.workflow import action_label

from .access import person, proposal_or_404, trail_to


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ministry: str) -> HttpResponse:
    """A new draft of one of the person's ministries."""
    user = person(request)
    own = next((row for row in user.roles.ministries if row.code == ministry), None)
    if own is None:
        raise Http404("not this person's ministry")
    return _form(request, EventProposal(proposed_by=own))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a draft; once proposed, it is with the Secretariat."""
    proposal = proposal_or_404(person(request), code)
    if proposal.state != ProposalState.DRAFT:
        messages.info(request, _("This proposal is no draft any more: it cannot be changed here."))
        return redirect("delegation:proposal", proposal.code)
    return _form(request, proposal)


def _form(request: HttpRequest, proposal: EventProposal) -> HttpResponse:
    data = request.POST or None
    form = ProposalForm(data, instance=proposal)
    objectives = ProposalPart.objects.filter(kind=ProposalPart.OBJECTIVE)
    parts: Any = ObjectiveRows(data, instance=proposal, queryset=objectives, prefix="parts")
    funding: Any = FundingRows(data, instance=proposal, prefix="funding")
    # All three are asked, so that every error is said at once.
    valid = [one.is_valid() for one in (form, parts, funding)]
    if request.method == "POST" and all(valid):
        rows = [parts.sorted_out(), funding.sorted_out()]
        try:
            saved = proposing.save_draft(
                form.fill(),
                rows=[row for keep, _gone in rows for row in keep],
                gone=[row for _keep, gone in rows for row in gone],
                hosting=form.cleaned_data["hosting"],
                by=person(request),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Draft saved. Only your ministry and the Technical Secretariat see it."))
            return redirect("delegation:proposal", saved.code)
    steps = [(proposal.code, reverse("delegation:proposal", args=[proposal.code]))] if proposal.pk else []
    last = _("Change the draft") if proposal.pk else _("Propose an event")
    context = {
        "form": form,
        "parts": parts,
        "funding": funding,
        "proposal": proposal,
        "heading": last,
        "trail": trail_to(*steps, (last, "")),
    }
    return render(request, "meetings/desk/proposal_form.html", context)


@require_safe
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what can be done now, and what was done."""
    return _page(request, proposal_or_404(person(request), code))


def _page(request: HttpRequest, found: EventProposal, problems: list[Any] | None = None) -> HttpResponse:
    user = person(request)
    log = [(row, action_label(PROPOSAL, row.action)) for row in found.log.select_related("actor").order_by("-at")]
    context = {
        "proposal": found,
        "problems": problems or [],
        "may": {transition.name for transition in PROPOSAL.available(found, user)},
        "proposing": PROPOSAL.transitions["propose"],
        "log": log,
        "objectives": [row for row in found.parts.all() if row.kind == ProposalPart.OBJECTIVE],
        "trail": trail_to((found.code, "")),
    }
    return render(request, "meetings/desk/proposal.html", context, status=409 if problems else 200)


@require_POST
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Public from now on; what is missing is said on the page."""
    found = proposal_or_404(person(request), code)
    try:
        proposing.propose(found, by=person(request))
    except ValidationError as error:
        return _page(request, found, list(error.messages))
    messages.success(request, _("Proposed. It is public and waits for a decision."))
    return redirect("delegation:proposal", found.code)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Taken back, with the reason."""
    found = proposal_or_404(person(request), code)
    try:
        proposing.withdraw(found, by=person(request), note=request.POST.get("note", ""))
    except ValidationError as error:
        return _page(request, found, list(error.messages))
    messages.success(request, _("Withdrawn."))
    return redirect("delegation:proposal", found.code)
