"""What gunicorn refuses by itself is said in both languages, and repeats nothing of the request."""

import socket
from pathlib import Path

import pytest
from gunicorn import util

from rial.refusals import refusal, write_refusal


@pytest.mark.parametrize(("status", "said"), [(414, "The address is too long."), (400, "cannot read this request")])
def test_the_answer_is_whole_and_bilingual(status: int, said: str) -> None:
    head, _blank, body = refusal(status, "Reason").partition(b"\r\n\r\n")
    lines = head.decode("latin1").split("\r\n")
    assert lines[0] == f"HTTP/1.1 {status} Reason"
    assert f"Content-Length: {len(body)}" in lines
    assert "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'" in lines
    assert '<html lang="es">' in body.decode()
    assert said in body.decode()


def test_every_kind_of_worker_uses_it() -> None:
    assert util.write_error is write_refusal
    here, there = socket.socketpair()
    with here, there:
        util.write_error(here, 414, "URI Too Long", "<script>limit</script>")
        answer = there.recv(65_536)
    assert answer == refusal(414, "URI Too Long")


def test_the_commands_of_the_portal_use_it() -> None:
    root = Path(__file__).resolve().parents[2]
    for name in ("rial/serving.py", "Dockerfile", "docs/operations.md"):
        assert "python:rial.refusals" in (root / name).read_text(encoding="utf-8"), name
