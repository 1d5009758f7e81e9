"""Public pages of the meetings."""

from django.http import Http404, HttpRequest, HttpResponseBase

from rial.core.http import public_page


@public_page
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("calendar")


@public_page
def ics(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("ics")


@public_page
def meeting_ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(slug)
