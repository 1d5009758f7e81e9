"""The portal's addresses and those of the small list."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path

from rial.core.http import public_page
from rial.core.listing.feed import atom
from rial.core.listing.pages import listing_page, results_of
from rial.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.rial.core.listing.shelf import BOOKS


@public_page
def books(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    return listing_page(request, results_of(request, BOOKS))


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """Its feed."""
    return atom(request, results_of(request, BOOKS))


_shelf = [path("", books, name="list"), path("feed/", feed, name="feed")]
urlpatterns = [*i18n_patterns(path("shelf/", include((_shelf, "shelf")))), *urlpatterns]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
