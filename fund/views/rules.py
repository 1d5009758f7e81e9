"""How the Fund works: who decides, what is told, and what the portal itself refuses (F20)."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund import ledger, presentation
from fund.enums import EntryKind
from fund.models import Entry
from fund.statement import today
from meetings.models import Decision
from rial.core.http import public_page


@public_page
def rules(request: HttpRequest) -> HttpResponseBase:
    """The Fund's rules with their sources, and the first decision under them."""
    first = _first_decided()
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Rules"), "")],
        "first": first,
        "first_row": presentation.rows_of([first])[0] if first else None,
    }
    return render(request, "fund/rules.html", context)


def _first_decided() -> Entry | None:
    """The first authorization in force by a decision that anyone may read."""
    public = Decision.objects.public()
    found = Entry.objects.in_force(today(), ledger.through_on(None)).counted()
    found = found.filter(kind=EntryKind.AUTHORIZATION, decision__in=public)
    return found.with_names().order_by("value_date", "id").first()
