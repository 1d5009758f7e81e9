"""Public pages of the meetings."""

from django.http import Http404, HttpRequest, HttpResponseBase

from rial.core.http import public_page


@public_page
def meeting_list(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("meeting_list")


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("feed")
