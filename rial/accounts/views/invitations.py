"""Invitations: write one, send it again, withdraw it, accept it."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rial.accounts import services
from rial.accounts.adapter import home_of
from rial.accounts.enums import Role
from rial.accounts.forms import AcceptForm, InviteForm, put_errors
from rial.accounts.models import Invitation
from rial.directory.models import Institution

from . import person


def announce(request: HttpRequest, sent: services.Sent) -> None:
    """Say that the invitation is on its way; in the demonstration, where no mail leaves, also its link."""
    messages.success(
        request,
        _("The invitation to %(email)s is on its way. It is valid for %(days)s days.")
        % {"email": sent.invitation.email, "days": settings.INVITATION_DAYS},
    )
    if settings.DEMO:
        link = request.build_absolute_uri(reverse("people:accept", args=[sent.token]))
        messages.info(request, _("In this demonstration no mail leaves. The link is: %(link)s") % {"link": link})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, institution: str) -> HttpResponse:
    """A coordinator invites an editor of the same ministry."""
    user = person(request)
    ministry = get_object_or_404(
        Institution.objects.with_names().filter(pk__in=[m.institution_id for m in user.roles.memberships]),
        code=institution,
    )
    if not services.may_invite(user, ministry, Role.EDITOR):
        raise PermissionDenied
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.invite(institution=ministry, role=Role.EDITOR, by=user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            announce(request, sent)
            return redirect("people:list")
    return render(request, "people/invite.html", {"form": form, "institution": ministry})


def _manageable(request: HttpRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.manageable_by(person(request)), pk=pk)


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation again with a new link."""
    try:
        announce(request, services.resend(_manageable(request, pk), by=person(request)))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("people:list")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation's link useless."""
    try:
        invitation = services.withdraw(_manageable(request, pk), by=person(request))
        messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("people:list")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where an invitation leads: a new account, a signed-in person's consent, or why the link does not work."""
    try:
        invitation = services.usable_invitation(token)
        if request.user.is_authenticated:
            return _accept_signed_in(request, invitation, token)
        if services.find_user(invitation.email) is not None:
            return _sign_in_first(request, invitation)
        return _accept_as_new(request, invitation, token)
    except services.InvitationUnusable as unusable:
        context = {"state": unusable.state.value if unusable.state else "unknown"}
        return render(request, "people/invitation_unusable.html", context, status=410 if unusable.state else 404)


def _accept_signed_in(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    user = person(request)
    ours = invitation.email == user.email.lower()
    if request.method == "POST" and ours:
        services.accept_as(token, user)
        messages.success(request, _("Welcome: you now have this role."))
        return redirect("people:list")
    context = {"invitation": invitation, "ours": ours}
    return render(request, "people/accept_signed_in.html", context, status=200 if ours else 403)


def _sign_in_first(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.info(
        request,
        _("The address %(email)s already has an account. Sign in to accept the invitation.")
        % {"email": invitation.email},
    )
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _accept_as_new(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponseBase:
    initial = {"full_name": invitation.full_name, "language": invitation.language}
    form = AcceptForm(request.POST or None, email=invitation.email, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = services.accept_as_new(
                token, full_name=data["full_name"], language=data["language"], password=data["password1"]
            )
        except ValidationError:
            return _sign_in_first(request, invitation)
        # The desk opens in the language just chosen.
        with override(user.language):
            home = home_of(user)
            response: HttpResponseBase = perform_login(request, user, email_verification="none", redirect_url=home)
        return response
    return render(request, "people/accept.html", {"form": form, "invitation": invitation})
