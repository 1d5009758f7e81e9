"""Public pages of the meetings."""

from django.http import Http404, HttpRequest, HttpResponseBase

from rial.core.http import public_page


@public_page
def implementation(request: HttpRequest) -> HttpResponseBase:
    """Not there yet."""
    raise Http404("implementation")
