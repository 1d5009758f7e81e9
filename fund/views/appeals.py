"""The appeal to delegations with the gap to cover, as of a day: page, DOCX and PDF of the same paper (F08)."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.appeal import appeal as letter
from fund.asking import Question, read_question
from fund.held import held_statement
from rial.core.bilingual import current_language
from rial.core.held import held
from rial.core.http import public_page, public_version
from rial.core.paper import Paper, as_file, html


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
def appeal_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The letter in the page's language, as a Word document or a tagged PDF."""
    question, paper = _paper(request)
    return as_file(paper, f"rial-fund-appeal-{question.as_of.isoformat()}", extension)


def _paper(request: HttpRequest) -> tuple[Question, Paper]:
    question, version = read_question(request), public_version(request)
    found = held_statement(version, question.as_of, question.known_on)
    key = ("appeal", question.as_of, found.through, current_language())
    return question, held(version, key, lambda: letter(found))
