"""The compilation as files for the Secretariat before it is published; what is published has public addresses."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from meetings import compilation
from meetings.models import Consultation

from .access import person, secretariat_or_404


def _consultation(request: HttpRequest, slug: str) -> Consultation:
    secretariat_or_404(person(request))
    found = Consultation.objects.select_related("document", "meeting").filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    return found


@require_safe
def as_docx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """In the page's language, by passage unless `?by=delegation`."""
    return compilation.as_docx(_consultation(request, slug), request.GET.get("by", ""))


@require_safe
def as_xlsx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every comment with its answer in both languages, one per line."""
    return compilation.as_xlsx(_consultation(request, slug))
