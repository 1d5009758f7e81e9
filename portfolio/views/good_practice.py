"""Good practices as the public sees them: criteria, process, list, and the record of each assessment (G02, G06)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from portfolio.enums import AssessmentState, CandidateState
from portfolio.models import Candidate, Criterion, Program
from portfolio.practice import record_of
from rial.core.http import public_page


@public_page
def good_practices(request: HttpRequest) -> HttpResponse:
    """What was recognized, what was assessed without being recognized, how it is decided."""
    decided = list(
        Candidate.objects.public().with_program().select_related("program__current").order_by("-decided_on", "-pk")
    )
    context = {
        "nav": "practices",
        "recognized": [item for item in decided if item.state == CandidateState.RECOGNIZED],
        "declined": [item for item in decided if item.state == CandidateState.NOT_RECOGNIZED],
        "running": Candidate.objects.open().count(),
        "criteria": Criterion.objects.filter(active=True),
        "minimum": settings.PORTFOLIO_MIN_ASSESSMENTS,
    }
    return render(request, "portfolio/good_practices.html", context)


@public_page
def good_practice(request: HttpRequest, code: str) -> HttpResponse:
    """The record of the latest decided assessment of a program; 404 while there is none to be known."""
    program = get_object_or_404(Program.objects.public(), code=code.upper())
    if code != program.code:
        return redirect("portfolio:good_practice", code=program.code, permanent=True)
    decided = Candidate.objects.public().with_program().filter(program=program).order_by("-decided_on", "-pk")
    candidates = list(decided.select_related("program__current"))
    candidate = candidates[0] if candidates else get_object_or_404(decided)
    context = {
        "nav": "practices",
        "candidate": candidate,
        "program": candidate.program,
        "record": record_of(candidate),
        "earlier": candidates[1:],
        "recognized": candidate.state == CandidateState.RECOGNIZED,
        "stepped_aside": candidate.assessments.filter(state=AssessmentState.RECUSED).count(),
    }
    return render(request, "portfolio/good_practice.html", context)
