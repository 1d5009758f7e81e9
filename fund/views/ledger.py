"""The ledger as a public list, and each of its entries, as published (F01–F05)."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.entries import entry_facts, related_entries
from fund.following import where_it_went
from fund.held import held_statement
from fund.listing import LEDGER
from fund.models import Entry
from fund.presentation import rows_of
from fund.statement import today
from rial.core.bilingual import text_of
from rial.core.http import public_page, public_version
from rial.core.listing.feed import atom
from rial.core.listing.pages import listing_page, results_of
from rial.core.listing.results import Results

_YEAR = re.compile(r"(?:19|20|21)\d\d", re.ASCII)


@public_page
def ledger(request: HttpRequest) -> HttpResponseBase:
    """The list; `?format=` gives the same rows as CSV, XLSX, JSON or Atom.

    `?line=` asks what stands behind a line of a statement, which is a page of its own.
    """
    if request.GET.get("line"):
        return redirect(f"{reverse('fund:rows')}?{request.GET.urlencode()}")
    return listing_page(request, _results(request), "fund/ledger.html", _frame)


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """The entries of a selection as Atom, last recorded or reversed first."""
    return atom(request, _results(request))


def _results(request: HttpRequest) -> Results:
    return results_of(request, LEDGER, asked_today(request.GET))


def _frame(results: Results) -> dict[str, Any]:
    return {"trail": [(_("Fund"), reverse("fund:home")), (_("Ledger"), "")]}


def asked_today(asked: QueryDict) -> QueryDict:
    """An address as it was written before the list had facets: `?year=2016`, `?country=mx`, empty parameters."""
    query = asked.copy()
    year = query.get("year", "").strip()
    if not year:
        query.pop("year", None)
    elif _YEAR.fullmatch(year) and not (query.get("from") or query.get("to")):
        query.pop("year")
        query["from"], query["to"] = f"{year}-01-01", f"{year}-12-31"
    if "country" in query:
        query.setlist("country", [value.strip().upper() for value in query.getlist("country")])
    return query


@public_page
def entry(request: HttpRequest, number: int) -> HttpResponseBase:
    """One entry with everything published of it, what it belongs to and what followed from it (F05, F24)."""
    found = Entry.objects.visible_to(request.user).with_names().filter(pk=number).first()
    if found is None:
        raise Http404(number)
    context: dict[str, Any] = {
        "nav": "fund",
        "trail": [
            (_("Fund"), reverse("fund:home")),
            (_("Ledger"), reverse("fund:ledger")),
            (found.code, ""),
        ],
        "entry": found,
        "row": rows_of([found])[0],
        "title": text_of(found, "description") or found.get_kind_display(),
        "facts": entry_facts(found),
        "related": related_entries(found),
        "followed": where_it_went(found, held_statement(public_version(request), today())),
    }
    return render(request, "fund/entry.html", context)
