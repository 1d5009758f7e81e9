"""Who has access to an institution's records: list, remove, leave, hand over."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rial.accounts import services
from rial.accounts.enums import Role
from rial.accounts.forms import HandOverForm, put_errors
from rial.accounts.models import Invitation, Membership
from rial.directory.models import Institution

from . import person
from .invitations import announce


@dataclass
class Group:
    """One institution's people as the page shows them."""

    institution: Institution
    members: list[Membership]
    invitations: list[Invitation]
    may_invite: bool


@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """The people of the institutions one belongs to, and the invitations that wait for an answer."""
    user = person(request)
    institutions = {m.institution_id: m.institution for m in user.roles.memberships}
    members = Membership.objects.in_force().filter(institution__in=institutions)
    invitations = Invitation.objects.open().manageable_by(user).filter(institution__in=institutions)
    members_by: dict[int, list[Membership]] = {}
    for member in members.select_related("user").order_by("role", "started_on", "pk"):
        members_by.setdefault(member.institution_id, []).append(member)
    invitations_by: dict[int, list[Invitation]] = {}
    for invitation in invitations.order_by("sent_at"):
        invitations_by.setdefault(invitation.institution_id, []).append(invitation)
    groups = [
        Group(
            institution,
            members_by.get(pk, []),
            invitations_by.get(pk, []),
            services.may_invite(user, institution, Role.EDITOR) and user.roles.coordinates(pk),
        )
        for pk, institution in institutions.items()
    ]
    return render(request, "people/list.html", {"groups": groups, "nav": "desk"})


def _visible(request: HttpRequest, pk: int) -> Membership:
    rows = Membership.objects.in_force().visible_to(person(request)).select_related("user", "institution__country")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """End someone's access, or leave oneself; asks first."""
    user = person(request)
    membership = _visible(request, pk)
    if not services.may_end(user, membership):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            services.end_membership(membership, by=user)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            messages.success(request, _("%(person)s no longer has this access.") % {"person": membership.user})
            return redirect("people:list")
    context = {"membership": membership, "leaving": membership.user_id == user.pk, "error": error}
    return render(request, "people/remove.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the successor of a coordinator."""
    user = person(request)
    membership = _visible(request, pk)
    if membership.role != Role.COORDINATOR or not services.may_invite(user, membership.institution, Role.COORDINATOR):
        raise PermissionDenied
    form = HandOverForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            sent = services.hand_over(membership, data["successor"], by=user, stays=data["stays"])
        except ValidationError as error:
            put_errors(form, error)
        else:
            announce(request, sent)
            return redirect("people:list")
    return render(request, "people/hand_over.html", {"form": form, "membership": membership})
