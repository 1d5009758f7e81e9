"""What machines ask for: the root's redirect, the operator's probe, robots.txt and the sitemap."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from rial.core.bilingual import LANGUAGE_CODES

from .old_addresses import successor
from .sitemaps import sitemap_entries

# Pages that are for signed-in people or make no sense in an index.
_NOT_FOR_ROBOTS = ("desk/", "admin/", "accounts/", "search/")


@require_safe
@login_not_required
def root(request: HttpRequest) -> HttpResponse:
    """Leads to the home page in the language the browser prefers, or to what an old address stood for (W04).

    No cookie is read or set.
    """
    language = get_language_from_request(request)
    with override(language):
        moved = successor(request.GET.get("q", ""))
        if moved is not None:
            return moved
        response = HttpResponseRedirect(reverse("pages:home"))
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, public=True, max_age=3600)
    return response


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; says nothing more to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return _not_stored(JsonResponse({"status": "unavailable", "database": False}, status=503))
    return _not_stored(JsonResponse({"status": "ok", "database": True}))


def _not_stored(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True)
    return response


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything public may be indexed; desks, sign-in and search results need not be."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: /{language}/{path}" for language in LANGUAGE_CODES for path in _NOT_FOR_ROBOTS]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=86400)
    return response


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemap.xml with the twins of every page; a record only in the languages it really exists in."""
    response = HttpResponse(sitemap_entries(), content_type="application/xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=3600)
    return response
