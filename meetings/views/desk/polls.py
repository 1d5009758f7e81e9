"""A delegation distributes its points; totals are nobody's to see before the poll is closed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings.enums import PollState
from meetings.forms.desk import BallotForm
from meetings.models import Ballot, Poll
from meetings.services import polling
from rial.core.bilingual import text_of
from rial.directory.models import Institution

from .access import delegations_or_404, person, trail_to


def _initial(ballots: list[Ballot], delegations: list[Institution]) -> dict[str, int]:
    """What the first delegation gave, to change it."""
    own = next((row for row in ballots if row.institution_id == delegations[0].pk), None)
    return {f"option_{line.option_id}": line.points for line in own.lines.all()} if own else {}


@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: HttpRequest, slug: str) -> HttpResponse:
    """The options with one's own points; the result's address once it is closed."""
    user = person(request)
    delegations = delegations_or_404(user)
    visible = Poll.objects.visible_to(user).exclude(state=PollState.DRAFT).prefetch_related("options")
    found = visible.filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    own = found.ballots.filter(institution__in=user.roles.delegation_ids)
    ballots = list(own.select_related("institution__country", "by").prefetch_related("lines__option"))
    form = BallotForm(request.POST or None, poll=found, delegations=delegations, initial=_initial(ballots, delegations))
    if request.method == "POST" and form.is_valid():
        try:
            polling.cast(found, form.delegation, form.points(), by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Ballot received. Your delegation can change it until the poll closes."))
            return redirect("delegation:poll", found.slug)
    context = {
        "poll": found,
        "form": form,
        "ballots": ballots,
        "trail": trail_to((text_of(found, "title").value or found.slug, "")),
    }
    return render(request, "meetings/desk/poll.html", context)
