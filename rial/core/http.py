"""Public pages over HTTP: who may keep them, for how long, and how they answer “nothing has changed”."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]

# A visitor's browser and any proxy may show a page for a minute without asking, and for five more while
# they ask. What the Secretariat takes down is gone everywhere after six minutes at most.
ANONYMOUS = "public, max-age=60, stale-while-revalidate=300"
# A person's pages show their name and are never kept by a proxy; the browser asks each time.
SIGNED_IN = "private, no-cache"

# How long a kept page may at most outlive what it shows (see ANONYMOUS), in seconds.
_KEPT, _ASKING = 60, 300

_VERSION_KEY = "rial.public_version"
_STATE = """
    SELECT max(id), count(*), sum(id),
      (SELECT count(*) FROM core_public_moment WHERE at <= statement_timestamp()),
      (SELECT extract(epoch FROM min(at) - statement_timestamp()) FROM core_public_moment
       WHERE at > statement_timestamp())
    FROM core_public_change
"""
_WATCHED = ("*.py", "*.html", "*.mo", "*.css", "*.js")


@dataclass(frozen=True)
class PublicState:
    """The version of all public data, and in how many seconds it changes by the clock alone (None: not foreseen)."""

    version: str
    changes_in: float | None


def public_version(request: HttpRequest) -> str:
    """The version of all public data, read once per request: equal versions, equal pages."""
    return _public_state(request).version


def read_public_version() -> str:
    """The version of all public data (rial/core/migrations/0002): moves with every committed change.

    It also moves when a moment passes at which something becomes public (migration 0003).
    """
    return read_public_state().version


def read_public_state() -> PublicState:
    """The version with the time left to the next such moment; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        *parts, left = cursor.fetchone()
    return PublicState("-".join(str(part or 0) for part in parts), None if left is None else float(left))


def _public_state(request: HttpRequest) -> PublicState:
    found: PublicState | None = request.META.get(_VERSION_KEY)
    if found is None:
        found = request.META[_VERSION_KEY] = read_public_state()
    return found


def anonymous_policy(changes_in: float | None) -> str:
    """How long a public page may be kept: never beyond the next moment at which pages change by the clock."""
    if changes_in is None or changes_in >= _KEPT + _ASKING:
        return ANONYMOUS
    left = int(changes_in)
    return f"public, max-age={min(left, _KEPT)}, stale-while-revalidate={max(0, left - _KEPT)}"


@cache
def build_token() -> str:
    """A digest of code, templates, translations and styles: a new release makes every page new."""
    digest = hashlib.sha256()
    roots = [path for path in settings.BASE_DIR.iterdir() if path.is_dir() and path.name in _source_folders()]
    for root in sorted(roots):
        for path in sorted(file for pattern in _WATCHED for file in root.rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _source_folders() -> set[str]:
    return {"rial", "portfolio", "cooperation", "meetings", "fund", "templates", "locale"}


def page_etag(request: HttpRequest) -> str:
    """The validator of a public page: data, release, day, address with its query, and language."""
    parts = [public_version(request), build_token(), timezone.localdate().isoformat(), request.get_full_path()]
    return quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32])


def is_anonymous(request: HttpRequest) -> bool:
    """Whether nobody is signed in; asks the database only when a session cookie came with the request."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated


def public_page(view: View) -> View:
    """A page anyone may read: GET and HEAD only, no cookie, cacheable and revalidated without rendering.

    The language is part of the address, so only the cookie makes a difference: the head of the page says
    whether someone is signed in.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_anonymous(request):
            return _stated(view(request, *args, **kwargs), SIGNED_IN)
        if settings.DEBUG:
            return _stated(view(request, *args, **kwargs), ANONYMOUS)
        etag = page_etag(request)
        policy = anonymous_policy(_public_state(request).changes_in)
        unchanged = get_conditional_response(request, etag=etag)
        # 412 (If-Match) makes no sense on a page that nobody writes through; only 304 is answered early.
        if unchanged is not None and unchanged.status_code == 304:
            unchanged["ETag"] = etag
            return _stated(unchanged, policy)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.has_header("ETag"):
            response["ETag"] = etag
        return _stated(response, policy)

    return login_not_required(require_safe(answer))


def _stated(response: HttpResponseBase, policy: str) -> HttpResponseBase:
    if not response.has_header("Cache-Control") and response.status_code in {200, 304}:
        response["Cache-Control"] = policy
    patch_vary_headers(response, ["Cookie"])
    return response
