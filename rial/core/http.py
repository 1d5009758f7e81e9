"""Public pages over HTTP: who may keep them, for how long, and how they answer “nothing has changed”."""

import hashlib
from collections.abc import Callable
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

_VERSION_KEY = "rial.public_version"
_WATCHED = ("*.py", "*.html", "*.mo", "*.css", "*.js")


def public_version(request: HttpRequest) -> str:
    """The version of all public data, read once per request: equal versions, equal pages."""
    found: str | None = request.META.get(_VERSION_KEY)
    if found is None:
        found = request.META[_VERSION_KEY] = read_public_version()
    return found


def read_public_version() -> str:
    """The version of all public data (rial/core/migrations/0002): moves with every committed change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id), count(*), sum(id) FROM core_public_change")
        return "-".join(str(part or 0) for part in cursor.fetchone())


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
        unchanged = get_conditional_response(request, etag=etag)
        # 412 (If-Match) makes no sense on a page that nobody writes through; only 304 is answered early.
        if unchanged is not None and unchanged.status_code == 304:
            unchanged["ETag"] = etag
            return _stated(unchanged, ANONYMOUS)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.has_header("ETag"):
            response["ETag"] = etag
        return _stated(response, ANONYMOUS)

    return login_not_required(require_safe(answer))


def _stated(response: HttpResponseBase, policy: str) -> HttpResponseBase:
    if not response.has_header("Cache-Control") and response.status_code in {200, 304}:
        response["Cache-Control"] = policy
    patch_vary_headers(response, ["Cookie"])
    return response
