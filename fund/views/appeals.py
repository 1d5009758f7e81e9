"""The appeal to delegations with the gap to cover, as of a day: page, DOCX and PDF of the same paper (F08)."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.appeal import appeal as letter
from fund.asking import Question, read_question
from fund.held import held_statement
from rial.core.bilingual import current_language
from rial.core.held import held
from rial.core.http import public_page, public_version
from rial.core.paper import Paper, docx, html, pdf


@public_page
def appeal(request: HttpRequest) -> HttpResponseBase:
    """The letter to read and to print; `?as_of=`, `?known_on=`."""
    question, paper = _paper(request)
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Appeal"), "")],
        "question": question,
        "paper": paper,
        "body": html(paper),
    }
    return render(request, "fund/appeal.html", context)


@public_page
def appeal_docx(request: HttpRequest) -> HttpResponseBase:
    """The letter as a Word document in the page's language."""
    question, paper = _paper(request)
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _download(question, "docx", docx(paper), content_type)


@public_page
def appeal_pdf(request: HttpRequest) -> HttpResponseBase:
    """The letter as a tagged PDF in the page's language."""
    question, paper = _paper(request)
    return _download(question, "pdf", pdf(paper), "application/pdf")


def _paper(request: HttpRequest) -> tuple[Question, Paper]:
    question, version = read_question(request), public_version(request)
    found = held_statement(version, question.as_of, question.known_on)
    key = ("appeal", question.as_of, found.through, current_language())
    return question, held(version, key, lambda: letter(found))


def _download(question: Question, kind: str, content: bytes, content_type: str) -> HttpResponse:
    name = f"rial-fund-appeal-{question.as_of.isoformat()}-{current_language()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
