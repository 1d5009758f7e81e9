"""Pages of the history: of one program, and of everything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portfolio.models import Program
from portfolio.reading.chronicle import latest, program_history
from rial.accounts.models import User
from rial.core.admin import render_page

PAGE_SIZE = 50
# Older things are read in the history of each record.
LAST_PAGE = 100


def of_program(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what to a program, and when."""
    program = get_object_or_404(Program.objects.with_card_data(), pk=pk)
    context = {"title": _("History"), "program": program, "entries": program_history(program)}
    return render_page(request, "admin/portfolio/history.html", context)


def everything(request: HttpRequest) -> HttpResponse:
    """What happened anywhere, fifty at a time, of everybody or of one person."""
    who, page = request.GET.get("who", ""), request.GET.get("page", "1")
    person = User.objects.filter(pk=int(who)).first() if who.isdecimal() and len(who) < 10 else None
    number = min(max(int(page), 1), LAST_PAGE) if page.isdecimal() and len(page) < 10 else 1
    entries = latest(limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE, user=person)
    context = {
        "title": _("History"),
        "entries": entries[:PAGE_SIZE],
        "newer": number - 1,
        "older": number + 1 if len(entries) > PAGE_SIZE and number < LAST_PAGE else 0,
        "person": person,
        "people": User.objects.filter(is_active=True).order_by("full_name", "email"),
    }
    return render_page(request, "admin/portfolio/history_all.html", context)
