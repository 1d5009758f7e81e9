"""The appeal to delegations, read before it is printed: preview, DOCX, PDF, in the language of the page (F08)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from fund.appeal import appeal
from fund.asking import read_question
from fund.statement import statement
from rial.core.admin import render_page
from rial.core.bilingual import current_language
from rial.core.paper import docx, html, pdf

_WRITERS = {
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}


def preview(request: HttpRequest) -> HttpResponse:
    """The letter as of a day (`?as_of=`), with its files."""
    question = read_question(request)
    paper = appeal(statement(question.as_of))
    context = {
        "title": paper.title,
        "paper": paper,
        "body": html(paper),
        "question": question,
        "back": reverse("admin:fund_statement_changelist"),
    }
    return render_page(request, "admin/fund/appeal.html", context)


def download(request: HttpRequest, extension: str) -> HttpResponse:
    """The letter as a file."""
    if extension not in _WRITERS:
        raise Http404(extension)
    write, content_type = _WRITERS[extension]
    question = read_question(request)
    name = f"rial-fund-appeal-{question.as_of.isoformat()}-{current_language()}.{extension}"
    content = write(appeal(statement(question.as_of)))
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
