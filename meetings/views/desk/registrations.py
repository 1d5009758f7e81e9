"""A delegation registers its participants for a coming meeting, and deletes them again (E15)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings.delegations import takes_registrations
from meetings.forms.desk import RegistrationForm, delegation_name
from meetings.models import Meeting, Registration
from meetings.naming import meeting_name
from meetings.services import registering
from rial.accounts.models import User
from rial.accounts.permissions import is_secretariat

from .access import delegations_or_404, person, trail_to


def _meeting_or_404(user: User, slug: str) -> Meeting:
    """A meeting one may register for, or for which one has registered somebody (to delete them)."""
    public = Meeting.objects.public().select_related("conference", "country").prefetch_related("bodies")
    meeting = get_object_or_404(public, slug=slug)
    if not _still_there(user, meeting):
        raise Http404("takes no registrations")
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own participants and a form for one more; the Secretariat is led to its list of all."""
    user = person(request)
    if is_secretariat(user) and not user.roles.delegation_ids:
        return redirect("delegation:participants", slug)
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


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a participant for good, after a page that shows who it is.

    One's own delegation's, or anybody's for the Secretariat.
    """
    user = person(request)
    found = _participant_or_404(user, slug, pk)
    own = found.institution_id in user.roles.delegation_ids
    back = reverse("delegation:registration" if own else "delegation:participants", args=[slug])
    if request.method == "POST":
        registering.remove(found, by=user)
        told = _("%(name)s was deleted. Nothing of this registration is kept.")
        messages.success(request, told % {"name": found.full_name})
        return redirect(back if not own or _still_there(user, found.meeting) else "delegation:home")
    steps = (meeting_name(found.meeting).value, back), (_("Delete the participant"), "")
    context = {
        "participant": found,
        "delegation": delegation_name(found.institution),
        "back": back,
        # The list of all participants is the Secretariat's: it is not reached through the delegations' page.
        "trail": trail_to(*steps) if own else trail_to(*steps)[2:],
    }
    return render(request, "meetings/desk/delete_registration.html", context)


def _participant_or_404(user: User, slug: str, pk: int) -> Registration:
    """A participant this person may delete."""
    rows = Registration.objects.select_related("meeting__conference", "meeting__country", "institution__country")
    rows = rows.prefetch_related("meeting__bodies", "institution__names")
    found = get_object_or_404(rows, pk=pk, meeting__slug=slug)
    if found.institution_id not in user.roles.delegation_ids and not is_secretariat(user):
        raise Http404("another delegation's participant")
    return found


def _still_there(user: User, meeting: Meeting) -> bool:
    """Whether the delegation's page of a meeting is still shown: it takes people, or somebody is left."""
    own = meeting.registrations.filter(institution__in=user.roles.delegation_ids)
    return takes_registrations(meeting) or own.exists()
