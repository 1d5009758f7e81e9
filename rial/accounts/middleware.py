"""Rules that follow a signed-in person through every page, and who-did-it for the history."""

from collections.abc import Callable
from typing import Any

import pghistory
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]


class AccountRulesMiddleware:
    """A member of the Secretariat without a second factor reaches only the pages that set it up."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Redirects to the set-up of the second factor when it is required and missing."""
        if not settings.SECRETARIAT_MUST_USE_TOTP or not getattr(view, "login_required", True):
            return None
        user = request.user
        if not user.is_authenticated or not (user.is_superuser or user.roles.secretariat):
            return None
        if self._is_account_page(request) or is_mfa_enabled(user):
            return None
        messages.warning(request, _("The Technical Secretariat signs in with a second factor. Set it up to go on."))
        return redirect("mfa_activate_totp")

    @staticmethod
    def _is_account_page(request: HttpRequest) -> bool:
        return request.path.startswith(reverse("account_login").removesuffix("login/"))


class HistoryContextMiddleware:
    """Writes of a request carry the person who made it into the history (W17)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        user = request.user
        with pghistory.context(user=user.pk if user.is_authenticated else None, url=request.path):
            return self.get_response(request)
