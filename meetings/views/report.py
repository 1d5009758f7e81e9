"""Public pages of the meetings."""

from django.http import Http404, HttpRequest, HttpResponseBase

from rial.core.http import public_page


@public_page
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(slug)


@public_page
def report_docx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(slug)


@public_page
def report_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(slug)


@public_page
def offline(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Not there yet."""
    raise Http404(slug)
