"""Headers of every answer, and HEAD without a body."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from rial.core.middleware import ResponseHeadersMiddleware

ANSWERS: list[Callable[[], HttpResponse | StreamingHttpResponse]] = [
    lambda: HttpResponse("text", headers={"Content-Length": "4"}),
    lambda: StreamingHttpResponse([b"te", b"xt"], headers={"Content-Length": "4"}),
]


def answer(method: str, make: Callable[[], HttpResponse | StreamingHttpResponse]) -> tuple[bytes, str]:
    """(body, Content-Length) of an answer to this method."""

    def view(request: HttpRequest) -> HttpResponse:
        return make()  # type: ignore[return-value] # streaming answers pass through middleware too

    response = ResponseHeadersMiddleware(view)(RequestFactory().generic(method, "/"))
    return b"".join(response), response["Content-Length"]


@pytest.mark.parametrize("make", ANSWERS)
def test_head_has_the_headers_of_get_and_no_body(make: Callable[[], HttpResponse]) -> None:
    assert answer("GET", make) == (b"text", "4")
    assert answer("HEAD", make) == (b"", "4")


def test_what_a_view_does_not_say_is_said_for_it() -> None:
    middleware = ResponseHeadersMiddleware(lambda request: HttpResponse())
    response = middleware(RequestFactory().get("/"))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_what_a_view_says_is_kept() -> None:
    middleware = ResponseHeadersMiddleware(lambda request: HttpResponse(headers={"Cache-Control": "public"}))
    assert middleware(RequestFactory().get("/"))["Cache-Control"] == "public"
