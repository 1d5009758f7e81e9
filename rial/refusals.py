"""gunicorn's configuration: what it refuses itself, before Django sees it, is answered in both languages.

Used as `gunicorn --config python:rial.refusals`. The language of such a request is unknown (its line may be the very
thing that is too long), so the page says it in both. No style sheet is named: the page must stand alone.
"""

from typing import Any

from gunicorn import util

_TEXTS = {
    414: (
        "La dirección es demasiado larga. Quite filtros o palabras de la búsqueda e intente de nuevo.",
        "The address is too long. Take filters or words out of the search and try again.",
    ),
    431: (
        "El navegador envió demasiados datos de cabecera. Borre las cookies de este sitio e intente de nuevo.",
        "The browser sent too much header data. Delete this site’s cookies and try again.",
    ),
    500: (
        "El portal no pudo responder. Intente de nuevo en unos minutos.",
        "The portal could not answer. Try again in a few minutes.",
    ),
}
_OTHERWISE = (
    "El portal no entiende la solicitud. Revise la dirección e intente de nuevo.",
    "The portal cannot read this request. Check the address and try again.",
)

_PAGE = """\
<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{status} · RIAL</title></head>
<body><h1>RIAL</h1><p>{spanish}</p><p lang="en">{english}</p>
<p><a href="/es/">Página de inicio</a> · <a href="/en/" lang="en">Home page</a></p></body></html>
"""
_HEAD = """\
HTTP/1.1 {status} {reason}\r
Connection: close\r
Content-Type: text/html; charset=utf-8\r
Content-Length: {length}\r
Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r
X-Content-Type-Options: nosniff\r
Cache-Control: private, no-store\r
\r
"""


def refusal(status: int, reason: str) -> bytes:
    """The whole answer; nothing of the request is repeated in it."""
    spanish, english = _TEXTS.get(status, _OTHERWISE)
    body = _PAGE.format(status=status, spanish=spanish, english=english).encode()
    return _HEAD.format(status=status, reason=reason, length=len(body)).encode("latin1") + body


def write_refusal(sock: Any, status_int: int, reason: str, mesg: str) -> None:
    """As gunicorn's own `write_error`, which every kind of worker calls; `mesg` is only for its log."""
    util.write_nonblock(sock, refusal(status_int, reason))


util.write_error = write_refusal
