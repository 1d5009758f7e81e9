"""Requests that no browser sends: a page in the reader's language, never an error of the portal's own."""

import io

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from rial.core import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/", "/en/desk/", "/en/accounts/login/"])
@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
def test_a_null_byte_in_a_cookie_is_a_bad_request(client: Client, path: str, name: str) -> None:
    response = client.get(path, headers={"Cookie": rf'{name}="\000aaaaaaaaaaaa"'})
    assert response.status_code == 400
    assert '<html lang="en"' in response.content.decode()


@pytest.mark.parametrize("path", ["/en/accounts/login/", "/en/desk/"])
def test_a_form_in_another_encoding_is_a_bad_request(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    response = client.post(path, b"a=1", content_type="application/x-www-form-urlencoded; charset=utf-16")
    html = response.content.decode()
    assert response.status_code == 400
    assert '<html lang="en"' in html
    assert "default-src 'none'" in response["Content-Security-Policy"]


def too_large(stream: io.BytesIO, size: int) -> int:
    """The status of the answer to a form that is too large and still coming from `stream`."""
    environment = {"REQUEST_METHOD": "POST", "PATH_INFO": "/en/desk/", "SERVER_NAME": "testserver", "SERVER_PORT": "80"}
    request = WSGIRequest({**environment, "wsgi.input": stream, "CONTENT_LENGTH": str(size)})
    return errors.bad_request(request, RequestDataTooBig("x")).status_code


@pytest.mark.parametrize("size", [5_000_000, 300, 0])
def test_what_is_too_large_is_read_to_its_end_so_that_the_browser_gets_the_answer(size: int) -> None:
    stream = io.BytesIO(b"x" * size)
    assert too_large(stream, size) == 413
    assert stream.tell() == size


def test_reading_to_the_end_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_DRAINED_BYTES", 1000)
    stream = io.BytesIO(b"x" * 5000)
    assert too_large(stream, 5000) == 413
    assert stream.tell() == 1000


def test_a_connection_that_breaks_meanwhile_changes_nothing() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    assert too_large(Broken(), 5000) == 413
