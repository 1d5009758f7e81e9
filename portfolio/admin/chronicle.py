"""Pages of the history: of one program, and of everything."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from portfolio.chronicle import latest, program_history
from portfolio.models import Program
from rial.accounts.models import User
from rial.core.admin import render_page

PAGE_SIZE = 50


def of_program(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what to a program, and when."""
    program = get_object_or_404(Program.objects.with_card_data(), pk=pk)
    context = {"title": _("History"), "program": program, "entries": program_history(program)}
    return render_page(request, "admin/portfolio/history.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def everything(request: HttpRequest) -> HttpResponse:
    """What happened anywhere, fifty at a time, of everybody or of one person."""
    who = request.GET.get("who", "")
    person = User.objects.filter(pk=int(who)).first() if who.isdigit() and len(who) < 10 else None
    before = _moment(request.GET.get("before", ""))
    entries = latest(limit=PAGE_SIZE + 1, before=before, user=person)
    shown = entries[:PAGE_SIZE]
    context = {
        "title": _("History"),
        "entries": shown,
        "older": shown[-1].at.isoformat() if len(entries) > PAGE_SIZE else "",
        "before": before,
        "person": person,
        "people": User.objects.filter(is_active=True).order_by("full_name", "email"),
    }
    return render_page(request, "admin/portfolio/history_all.html", context)
