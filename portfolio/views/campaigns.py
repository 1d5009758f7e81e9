"""A campaign as the invited ministry sees it: message, own progress, “no new programs to add” (P06)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolio.models import CampaignInvitation
from portfolio.progress import progress_of_one
from portfolio.services import campaigns


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation of one's own ministry to a running campaign; 404 for everyone else's."""
    invitations = CampaignInvitation.objects.at_desk_of(request.user)
    invitation = get_object_or_404(invitations.select_related("campaign", "institution__country"), pk=pk)
    if request.method == "POST":
        return _answer(request, invitation)
    context = {
        "invitation": invitation,
        "campaign": invitation.campaign,
        "progress": progress_of_one(invitation),
    }
    return render(request, "portfolio/assessments/campaign.html", context)


def _answer(request: HttpRequest, invitation: CampaignInvitation) -> HttpResponse:
    taken_back = request.POST.get("action") == "reconsider"
    act = campaigns.reconsider if taken_back else campaigns.decline
    try:
        act(invitation, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("desk:home")
    if taken_back:
        messages.success(request, _("The Secretariat sees that you may still add programs."))
    else:
        messages.success(request, _("The Secretariat sees that you have no new programs to add. Reminders stop."))
    return redirect("desk:campaign", pk=invitation.pk)
