"""The compilation of a consultation as a document and as a workbook, by passage or by delegation (M40)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from meetings.compilation import BY_DELEGATION, BY_PASSAGE, compiled, paper_of, workbook_of
from meetings.enums import ConsultationState
from meetings.models import Consultation
from meetings.querysets import is_secretariat
from rial.core.exports import xlsx_response
from rial.core.paper import docx

from .access import person

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _consultation(request: HttpRequest, slug: str) -> Consultation:
    """The Secretariat compiles whenever it wants; delegations read what is published."""
    user = person(request)
    found = Consultation.objects.visible_to(user).select_related("document", "meeting").filter(slug=slug).first()
    if found is None or not (is_secretariat(user) or found.state == ConsultationState.COMPILED):
        raise Http404(slug)
    return found


@require_safe
def as_docx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """In the page's language, by passage unless `?by=delegation`."""
    found = _consultation(request, slug)
    order = BY_DELEGATION if request.GET.get("by") == BY_DELEGATION else BY_PASSAGE
    paper = paper_of(compiled(found), order)
    headers = {"Content-Disposition": f'attachment; filename="rial-{slug}-{paper.language}.docx"'}
    return HttpResponse(docx(paper), content_type=_DOCX, headers=headers)


@require_safe
def as_xlsx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every comment with its answer in both languages, one per line."""
    columns, rows, about = workbook_of(compiled(_consultation(request, slug)))
    return xlsx_response(f"rial-{slug}", columns, rows, about)
