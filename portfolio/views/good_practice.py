"""Good practices as the public sees them: criteria, process, list, and the record of each assessment (G02, G06)."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portfolio.enums import AssessmentState, CandidateState
from portfolio.models import Candidate, Criterion
from portfolio.reading.practice import record_of
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
    if code != code.upper():
        return redirect("portfolio:good_practice", code=code.upper(), permanent=True)
    recused = Count("assessments", filter=Q(assessments__state=AssessmentState.RECUSED))
    decided = Candidate.objects.public().with_program().filter(program__code=code).order_by("-decided_on", "-pk")
    candidates: list[Any] = list(decided.select_related("program__current").annotate(recused=recused))
    if not candidates:
        raise Http404("no decided assessment")
    candidate = candidates[0]
    context = {
        "nav": "practices",
        "candidate": candidate,
        "program": candidate.program,
        "record": record_of(candidate),
        "earlier": candidates[1:],
        "recognized": candidate.state == CandidateState.RECOGNIZED,
        "stepped_aside": candidate.recused,
    }
    return render(request, "portfolio/good_practice.html", context)
