"""The situation before the authorities decide, and “what if we authorize this”; nothing is written."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fund import beside, presentation
from fund.demand import demand
from fund.forms_desk import read_lines
from fund.simulating import compared
from fund.statement import statement, today
from fund.workflow import decides_use
from rial.core.dates import show_date


@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """Today's situation, and after it the lines of the address; for the authorities and the Secretariat alone."""
    if not decides_use(request.user):
        raise PermissionDenied("simulate the use of the Fund")
    found = statement(today())
    lines = read_lines(request.GET)
    simulated = compared(found, lines.proposals) if lines.proposals and not lines.wrong else None
    shown = simulated.after if simulated else found
    context = {
        "nav": "fund",
        "trail": [(_("My desk"), reverse("desk:home")), (_("Deciding on the Fund"), "")],
        "day": show_date(found.as_of),
        "lines": lines,
        "simulated": simulated,
        "headline": presentation.headline(shown),
        "short": shown.figure("balance").negative,
        "explanation": presentation.explanation(shown),
        "situation": presentation.lines(found),
        "need": presentation.need(shown),
        "need_now": presentation.need(found),
        "special": shown.covers_special_only,
        "outstanding": beside.outstanding(found),
        "demand": demand(found, request.user),
        "address": request.build_absolute_uri(f"{request.path}?{lines.query}") if lines.query else "",
    }
    return render(request, "fund/desk/simulation.html", context)
