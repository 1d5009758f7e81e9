"""What is open to a delegation: consultations, polls, registration for coming meetings, its event proposals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.delegations import open_for_registration
from meetings.enums import ConsultationState, PollState
from meetings.models import Ballot, Comment, Consultation, EventProposal, Poll, Registration

from .access import delegations_or_404, person

# Consultations and polls that ended stay on the list while what became of them may still be looked for.
_LAST = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All of it on one page, what closes first on top."""
    user = person(request)
    delegations = delegations_or_404(user)
    keys = user.roles.delegation_ids
    consultations = Consultation.objects.visible_to(user).exclude(state=ConsultationState.DRAFT)
    polls = Poll.objects.visible_to(user).exclude(state=PollState.DRAFT).filter(totals_only=False)
    written = set(Comment.objects.filter(institution__in=keys).values_list("consultation", flat=True))
    voted = set(Ballot.objects.filter(institution__in=keys).values_list("poll", flat=True))
    registered = set(Registration.objects.filter(institution__in=keys).values_list("meeting", flat=True))
    open_now = consultations.filter(state=ConsultationState.OPEN).order_by("closes_on", "slug")
    own_past = consultations.exclude(state=ConsultationState.OPEN).filter(pk__in=written)[:_LAST]
    open_polls = polls.filter(state=PollState.OPEN).order_by("closes_on", "slug")
    context = {
        "delegations": delegations,
        "consultations": [(row, row.pk in written) for row in open_now],
        "past": own_past,
        "polls": [(row, row.pk in voted) for row in open_polls],
        "meetings": [(row, row.pk in registered) for row in open_for_registration()],
        "ministries": user.roles.ministries,
        "proposals": EventProposal.objects.filter(proposed_by__in=user.roles.ministry_ids).order_by("-updated_at"),
        "trail": [(_("My desk"), reverse("desk:home")), (_("Meetings"), "")],
    }
    return render(request, "meetings/desk/home.html", context)
