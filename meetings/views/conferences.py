"""Public pages of the meetings."""

from django.http import Http404, HttpRequest, HttpResponseBase

from rial.core.http import public_page


@public_page
def conferences(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("conferences")


@public_page
def conference(request: HttpRequest, edition: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(edition)


@public_page
def instrument(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(slug)


@public_page
def mandates(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("mandates")
