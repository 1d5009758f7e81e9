"""The Secretariat's numbers: programs by state and ministry, and how long the review takes."""

from collections import Counter
from datetime import timedelta
from statistics import median
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.enums import OPEN_STATES, ProgramState, VersionState
from portfolio.models import Program, Version, VersionLog
from rial.core.admin import render_page
from rial.directory.models import Institution

# Review times are those of decisions of the last year.
PERIOD = timedelta(days=365)


def review_times(since: Any) -> list[timedelta]:
    """From each submission to the decision that answered it (published or returned), decisions since a moment."""
    logs = VersionLog.objects.filter(
        subject__in=VersionLog.objects.filter(action__in=("publish", "return"), at__gte=since).values("subject")
    ).order_by("subject", "at", "pk")
    times = []
    submitted: dict[int, Any] = {}
    for subject, action, at in logs.values_list("subject", "action", "at"):
        if action == "submit":
            submitted[subject] = at
        elif action in {"publish", "return"} and subject in submitted:
            begun = submitted.pop(subject)
            if at >= since:
                times.append(at - begun)
    return times


def in_days(times: list[timedelta]) -> float | None:
    """The median in days with one decimal; None when nothing was decided."""
    return round(median(time.total_seconds() for time in times) / 86400, 1) if times else None


def by_state() -> list[tuple[str, int]]:
    """(state, programs) for every state, zero included."""
    counts = dict(Program.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return [(str(state.label), counts.get(state.value, 0)) for state in ProgramState]


def open_by_state() -> list[tuple[str, int]]:
    """(state, texts) for every state of an open text."""
    counts = dict(Version.objects.open().order_by().values_list("state").annotate(n=Count("pk")))
    return [(str(VersionState(state).label), counts.get(state, 0)) for state in OPEN_STATES]


def by_ministry() -> list[Any]:
    """Institutions with programs or open texts: public, archived, being written, in review, last published."""
    states = _counted(Program.objects.all(), "institution", "state")
    # A program has at most one open text.
    opened = _counted(Version.objects.open(), "program__institution", "state")
    rows: list[Any] = list(
        Institution.objects.with_names().filter(programs__isnull=False).distinct().in_reading_order()
    )
    for row in rows:
        row.n_public = states[row.pk, ProgramState.PUBLISHED]
        row.n_archived = states[row.pk, ProgramState.ARCHIVED]
        row.n_review = opened[row.pk, VersionState.SUBMITTED]
        row.n_writing = opened[row.pk, VersionState.DRAFT] + opened[row.pk, VersionState.RETURNED]
    return rows


def _counted(queryset: Any, *by: str) -> Counter[tuple[int, str]]:
    """{(institution, state): how many}, in one query without joins that multiply rows."""
    rows = queryset.order_by().values_list(*by).annotate(n=Count("pk"))
    return Counter({(institution, state): n for institution, state, n in rows})


def dashboard(request: HttpRequest) -> HttpResponse:
    """Every number with its date; the rows add up to the totals."""
    times = review_times(timezone.now() - PERIOD)
    ministries = by_ministry()
    context = {
        "title": _("Numbers"),
        "now": timezone.now(),
        "states": by_state(),
        "open_states": open_by_state(),
        "ministries": ministries,
        "with_public": sum(row.n_public + row.n_archived > 0 for row in ministries),
        "public": Program.objects.public().count(),
        "median": in_days(times),
        "decisions": len(times),
    }
    return render_page(request, "admin/portfolio/numbers.html", context)
