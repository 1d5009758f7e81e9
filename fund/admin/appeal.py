"""The appeal to delegations, read before it is printed: preview, DOCX, PDF, in the language of the page (F08)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fund.appeal import appeal
from fund.asking import read_question
from fund.statement import statement
from rial.core.admin import render_page
from rial.core.paper import as_file, html


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
    question = read_question(request)
    return as_file(appeal(statement(question.as_of)), f"rial-fund-appeal-{question.as_of.isoformat()}", extension)
