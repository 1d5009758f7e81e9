"""Figures of the home page, computed from the records at the moment of asking."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from fund.held import held_statement
from fund.presentation import headline
from fund.statement import today
from meetings.coming import coming_meetings, last_meetings
from portfolio.enums import EvaluationKind
from portfolio.models import Evaluation, Program, Result
from portfolio.querysets import public_now
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.directory.models import Topic

from .cards import cards

_LATEST = 4
_TOPICS = 8
_MEETINGS = 3


def home_figures() -> dict[str, Any]:
    """Programs, dated figures and evaluations that the public can read today, and the latest programs."""
    evaluated = Evaluation.objects.filter(
        version=OuterRef("current"), kind__in=(EvaluationKind.EXTERNAL, EvaluationKind.IMPACT)
    )
    counts = Program.objects.public().aggregate(
        programs=Count("pk"), evaluated=Count("pk", filter=Q(Exists(evaluated)))
    )
    latest = Program.objects.public().select_related("current", "institution__country")
    return {
        **counts,
        "results": _sourced_results().count(),
        "today": timezone.localdate(),
        "latest": cards(latest.order_by("-first_published_at", "-code")[:_LATEST]),
    }


def home_meetings() -> dict[str, Any]:
    """What comes next, and what was last where little is announced."""
    coming = coming_meetings()[:_MEETINGS]
    return {"coming": coming, "lately": last_meetings(_MEETINGS - len(coming)) if len(coming) < _MEETINGS else []}


def home_fund(version: str) -> dict[str, Any]:
    """What the Fund holds today in one sentence; nothing while its ledger is empty."""
    found = held_statement(version, today())
    return {"fund_headline": headline(found)} if found.through else {}


def _sourced_results() -> QuerySet[Result]:
    """Figures of what the public reads that say where they come from."""
    sourced = reduce(or_, (~Q(**{column("source", code): ""}) for code in LANGUAGE_CODES), ~Q(url=""))
    return Result.objects.filter(sourced, public_now("version__current_of__"))


def topics_with_programs() -> list[Topic]:
    """The topics with most public programs, each with `programs`, the fullest first."""
    public = public_now("versions__current_of__")
    counted = Topic.objects.annotate(programs=Count("versions__current_of", filter=public, distinct=True))
    return list(counted.filter(programs__gt=0).order_by("-programs", "position", "code")[:_TOPICS])
