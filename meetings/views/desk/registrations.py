"""A delegation registers its participants for a coming meeting, and deletes them again (E15)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.delegations import takes_registrations
from meetings.forms.desk import RegistrationForm
from meetings.models import Meeting, Registration
from meetings.naming import meeting_name
from meetings.services import registering
from rial.accounts.models import User

from .access import delegations_or_404, person, trail_to


def _meeting_or_404(user: User, slug: str) -> Meeting:
    """A meeting one may register for, or for which one has registered somebody (to delete them)."""
    public = Meeting.objects.public().select_related("conference", "country").prefetch_related("bodies")
    meeting = get_object_or_404(public, slug=slug)
    own = meeting.registrations.filter(institution__in=user.roles.delegation_ids)
    if not takes_registrations(meeting) and not own.exists():
        raise Http404("takes no registrations")
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own participants and a form for one more."""
    user = person(request)
    delegations = delegations_or_404(user)
    meeting = _meeting_or_404(user, slug)
    form = RegistrationForm(request.POST or None, delegations=delegations)
    if request.method == "POST" and form.is_valid():
        try:
            registering.register(meeting, form.delegation, form.cleaned_data, by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Participant registered."))
            return redirect("delegation:registration", meeting.slug)
    own = meeting.registrations.filter(institution__in=user.roles.delegation_ids)
    context = {
        "meeting": meeting,
        "open": takes_registrations(meeting),
        "form": form,
        "people": own.select_related("institution__country"),
        "several": len(delegations) > 1,
        "kept_days": registering.KEPT.days,
        "trail": trail_to((meeting_name(meeting).value, "")),
    }
    return render(request, "meetings/desk/registration.html", context)


@require_POST
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a participant for good: one's own delegation's, or anybody's for the Secretariat."""
    user = person(request)
    found = get_object_or_404(Registration.objects.select_related("meeting"), pk=pk, meeting__slug=slug)
    own = found.institution_id in user.roles.delegation_ids
    if not own and not user.is_superuser and not user.roles.secretariat:
        raise Http404("another delegation's participant")
    registering.remove(found, by=user)
    messages.success(request, _("Deleted. Nothing of this registration is kept."))
    left = Registration.objects.filter(meeting=found.meeting, institution__in=user.roles.delegation_ids)
    if not own:
        return redirect("delegation:participants", slug)
    if not takes_registrations(found.meeting) and not left.exists():
        return redirect("delegation:home")
    return redirect("delegation:registration", slug)
