"""The statement as a Word document or a tagged PDF: of any day, and as issued (F19)."""

from django.http import HttpRequest, HttpResponseBase

from fund.asking import read_question
from fund.held import held_statement
from fund.paper import issued_paper, statement_paper
from fund.services import verify
from rial.core.bilingual import current_language
from rial.core.held import held
from rial.core.http import public_page, public_version
from rial.core.paper import as_file

from .statements import issued_or_404


@public_page
def statement_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The statement in the page's language; `?as_of=`, `?known_on=`."""
    question, version = read_question(request), public_version(request)
    found = held_statement(version, question.as_of, question.known_on)
    key = ("paper", question.as_of, question.known_on, found.through, current_language())
    paper = held(version, key, lambda: statement_paper(found, question.known_on))
    return as_file(paper, f"rial-fund-{question.as_of.isoformat()}", extension)


@public_page
def issued_file(request: HttpRequest, number: int, extension: str) -> HttpResponseBase:
    """A statement as issued, with its number and SHA-256."""
    issued, version = issued_or_404(request, number), public_version(request)
    found = held_statement(version, issued.as_of, through=issued.through)
    checked = held(version, ("verified", issued.pk), lambda: verify(issued))
    return as_file(issued_paper(issued, found, checked), f"rial-fund-{issued.code}", extension)
