"""Error pages 400, 403, 404, 500 and CSRF in the reader's language, whatever broke."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override
from django.views.decorators.csrf import requires_csrf_token

from . import held_post
from .uploads import accepted_kinds


def _language(request: HttpRequest) -> str:
    return get_language_from_request(request, check_path=True)


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    with override(_language(request)):
        html = render_to_string(f"errors/{status}.html", {"status": status, "request": request, **context})
    return HttpResponse(html, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed; 413 with the limits when it is only too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        with override(_language(request)):
            kinds = accepted_kinds()
        return _page(request, 413, kinds=kinds, megabytes=(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024**2)
    return _page(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not for this person."""
    return _page(request, 403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not to be known."""
    return _page(request, 404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; needs no database and no context processor."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after an expired form; at the desk and in the admin what was typed is offered for sending again."""
    with override(_language(request)):
        kept = held_post.after_csrf_failure(request)
    return kept or _page(request, 403, csrf=True)
