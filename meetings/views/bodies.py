"""Public pages of the meetings."""

from django.http import Http404, HttpRequest, HttpResponseBase

from rial.core.http import public_page


@public_page
def bodies(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("bodies")


@public_page
def body(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(slug)


@public_page
def authorities(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("authorities")
