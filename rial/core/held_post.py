"""Nothing typed is lost when a session ends: the POST is kept, and sent again after signing in.

Kept for an hour in the cache under a random key that only a signed cookie knows; files are not kept (the
page says so), nor anything that looks like a password. Only for the desk and the admin.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

MAX_BYTES = 300 * 1024
SECONDS = 60 * 60
# Holds from one address in an hour; more are answered with the page that needs no storage.
MAX_AN_HOUR = 30
COOKIE = "held_post"
_SALT = "rial.core.held_post"
_PLACES = re.compile(r"^/[a-z]{2}(-[a-z]+)?/(desk|admin)/")


@dataclass(frozen=True)
class HeldPost:
    """A kept form: where it was going and what it said; `user` is set when it was known who wrote it."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    user: int | None = None

    @property
    def size(self) -> int:
        """Bytes of all names and values."""
        return sum(len(name.encode()) + len(value.encode()) for name, value in self.fields)

    @property
    def texts(self) -> list[str]:
        """What a person wrote, for reading: no codes, no marks of the form."""
        return [value for _name, value in self.fields if len(value) > 20 and " " in value.strip()]


class SignInMiddleware(LoginRequiredMiddleware):
    """Login by default, as Django's own; a form that arrives after the session ended is kept.

    A script's request (autosave) gets 401 instead of the sign-in page it could not read.
    """

    # Django's stubs promise a redirect; its base handler sends whatever response comes.
    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if _from_script(request):
            return HttpResponse(status=401)
        if request.method == "POST" and _PLACES.match(request.path):
            return hold_and_sign_in(request)
        return super().handle_no_permission(request, view_func)


def hold_and_sign_in(request: HttpRequest) -> HttpResponse:
    """Keep the form and lead to the sign-in page; without storage, show it with its text in the page."""
    held = _read_form(request)
    if held.size > MAX_BYTES or _too_many(request):
        return resend_page(request, held, sign_in_first=True)
    key = secrets.token_urlsafe(32)
    cache.set(_cache_key(key), held, SECONDS)
    messages.info(
        request, _("Your session ended. What you wrote is kept for an hour: sign in, and you can send it again.")
    )
    response = redirect_to_login(reverse("people:continue"), reverse("account_login"))
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=_SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def after_csrf_failure(request: HttpRequest) -> HttpResponse | None:
    """What to answer to a form whose protection token expired; None where nothing may be kept.

    Only for forms that came from this portal's own pages: a form of another site is never offered for sending.
    """
    if request.method != "POST" or not _PLACES.match(request.path):
        return None
    if not _from_own_page(request) or _from_script(request):
        return None
    if not request.user.is_authenticated:
        return hold_and_sign_in(request)
    return resend_page(request, _read_form(request), sign_in_first=False)


def held_for(request: HttpRequest) -> HeldPost | None:
    """What is kept for this browser, if it is still there and, where its writer is known, it is this person."""
    key = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=SECONDS)
    held: HeldPost | None = cache.get(_cache_key(key)) if key else None
    if held is None or (held.user is not None and held.user != request.user.pk):
        return None
    return held


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Throw away what is kept for this browser."""
    key = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=SECONDS)
    if key:
        cache.delete(_cache_key(key))
    response.delete_cookie(COOKIE, samesite="Lax")


def resend_page(request: HttpRequest, held: HeldPost, *, sign_in_first: bool) -> HttpResponse:
    """A page that carries the form's text itself and sends it again with a fresh protection token."""
    context = {"held": held, "sign_in_first": sign_in_first, "continues": False}
    return render(request, "people/continue.html", context, status=403)


def _read_form(request: HttpRequest) -> HeldPost:
    fields = [(name, value) for name, values in request.POST.lists() for value in values if _may_be_kept(name)]
    files = [upload.name or name for name, uploads in request.FILES.lists() for upload in uploads]
    return HeldPost(request.get_full_path(), tuple(fields), tuple(files), request.user.pk)


def _may_be_kept(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and "password" not in name.lower()


def _from_script(request: HttpRequest) -> bool:
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode not in {"navigate", "no-cors"} or request.headers.get("Accept", "").startswith("application/json")


def _from_own_page(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _cache_key(key: str) -> str:
    return f"held-post:{key}"


def _too_many(request: HttpRequest) -> bool:
    counter = f"held-posts-from:{get_adapter().get_client_ip(request)}"
    count = cache.get(counter, 0) + 1
    cache.set(counter, count, SECONDS)
    return bool(count > MAX_AN_HOUR)
