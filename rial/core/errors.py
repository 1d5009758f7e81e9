"""Error pages 400, 403, 404, 500 and CSRF in the reader's language, whatever broke."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from . import held_post
from .uploads import accepted_kinds

# A browser shows the answer only once it has sent everything; beyond this much it is cut off instead.
_DRAINED_BYTES = 128 * 1024 * 1024
_CHUNK = 64 * 1024


def _language(request: HttpRequest) -> str:
    return get_language_from_request(request, check_path=True)


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    with override(_language(request)):
        html = render_to_string(f"errors/{status}.html", {"status": status, "request": request, **context})
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed; 413 with the limits when it is only too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        _drain(request)
        with override(_language(request)):
            kinds = accepted_kinds()
        return _page(request, 413, kinds=kinds, megabytes=(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024**2)
    return _page(request, 400)


def _drain(request: HttpRequest) -> None:
    """Read what is still coming and throw it away: a connection closed before that is “reset”, without a page."""
    left = _DRAINED_BYTES
    with suppress(OSError):
        while left > 0 and (chunk := request.read(min(_CHUNK, left))):
            left -= len(chunk)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not for this person."""
    return _page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not to be known."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; needs no database and no context processor."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after an expired form; at the desk and in the admin what was typed is offered for sending again."""
    with override(_language(request)):
        kept = held_post.after_csrf_failure(request)
    return kept or _page(request, 403, csrf=True)
