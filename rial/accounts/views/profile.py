"""One's own profile and messages, and the link that stops reminders."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from rial.accounts import services
from rial.accounts.forms import ProfileForm
from rial.accounts.models import User
from rial.core import mail

from . import person

MESSAGES_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, wishes; and the ways to password, address and second factor."""
    user = person(request)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("people:profile")
    if form.errors:
        # What could not be saved must not greet the person in the page's own texts.
        user.refresh_from_db(fields=["full_name"])
    context = {"form": form, "second_factor": is_mfa_enabled(user), "memberships": user.roles.memberships}
    return render(request, "people/profile.html", context)


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """What the portal wrote to this person: mail does not always arrive."""
    page = Paginator(mail.messages_to(person(request)), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/messages.html", {"page": page})


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message as it was sent."""
    return render(
        request, "people/message.html", {"email": get_object_or_404(mail.messages_to(person(request)), pk=pk)}
    )


@csrf_exempt  # RFC 8058: the mail program posts without a cookie; the signed token is what authorizes
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the reminders of the person the token stands for; a GET asks first, since scanners follow links."""
    key = mail.read_unsubscribe_token(token)
    user = User.objects.filter(pk=key).first() if key is not None else None
    if user is None:
        return render(request, "people/unsubscribe.html", {"state": "bad"}, status=404)
    if request.method == "POST":
        services.stop_reminders(user)
    return render(request, "people/unsubscribe.html", {"state": "done" if request.method == "POST" else "ask"})
