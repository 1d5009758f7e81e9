"""How the Fund works: who decides, what is told, and what the portal itself refuses (F20)."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund import presentation
from fund.enums import EntryKind
from fund.models import Entry
from rial.core.http import public_page


@public_page
def rules(request: HttpRequest) -> HttpResponseBase:
    """The Fund's rules with their sources, and the first decision under them."""
    first = (
        Entry.objects.filter(kind=EntryKind.AUTHORIZATION, unclear=False, decision__isnull=False)
        .with_names()
        .order_by("value_date", "id")
        .first()
    )
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Rules"), "")],
        "first": first if first and first.decision and first.decision.meeting.is_public else None,
        "first_row": presentation.rows_of([first])[0] if first else None,
    }
    return render(request, "fund/rules.html", context)
