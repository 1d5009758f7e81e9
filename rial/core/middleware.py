"""Response headers for every answer, and refusal of text that PostgreSQL cannot hold."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

Handler = Callable[[HttpRequest], HttpResponse]


class ResponseHeadersMiddleware:
    """Permissions-Policy, CORP and a Cache-Control that is always stated.

    A view that says nothing gets `private, no-store`: only pages known to be public may be kept by proxies.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        if request.method == "HEAD":
            _drop_body(response)
        return response


def _drop_body(response: HttpResponseBase) -> None:
    """HEAD is answered with the headers of GET alone; the server would log a complaint about every body it drops."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
    elif isinstance(response, HttpResponse):
        response.content = b""


class BadTextMiddleware:
    """Answers 400 to null bytes in the address, the query or a cookie: PostgreSQL refuses them with an error.

    Form fields are cleaned by the forms themselves (Django prohibits null characters in CharField).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        texts = (request.path, unquote_plus(request.META.get("QUERY_STRING", "")), *request.COOKIES.values())
        if any("\x00" in text for text in texts):
            raise BadRequest("null byte")
        return self.get_response(request)
