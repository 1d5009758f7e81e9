"""The ledger, entry by entry, as published; and what stands behind one line of a statement (F01–F05)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.asking import read_question
from fund.entries import entry_facts, related_entries
from fund.enums import Category, EntryKind
from fund.exporting import ENTRY_COLUMNS, FORMATS, entry_rows, table_file
from fund.following import where_it_went
from fund.held import held_statement
from fund.models import Entry
from fund.presentation import rows_of
from fund.querysets import EntryQuerySet
from fund.statement import today
from rial.core.bilingual import text_of
from rial.core.dates import show_date
from rial.core.http import public_page, public_version
from rial.core.search import quoted

_PER_PAGE = 50


@public_page
def ledger(request: HttpRequest) -> HttpResponseBase:
    """Entries, latest value date first; `?line=cash&as_of=` gives those behind a line of the statement."""
    entries, chips, problems = _chosen(request)
    wanted = request.GET.get("format", "")
    ordered = entries.with_names().order_by("-value_date", "-id")
    if wanted in FORMATS:
        address = request.build_absolute_uri()
        return table_file("rial-fund-ledger", ENTRY_COLUMNS, entry_rows(ordered.iterator(1000)), wanted, address)
    page = Paginator(ordered, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Ledger"), "")],
        "page": page,
        "rows": rows_of(page.object_list),
        "chips": chips,
        "problems": problems,
        "kinds": EntryKind.choices,
        "categories": Category.choices,
        "chosen": {name: request.GET.get(name, "") for name in ("kind", "category", "year", "country")},
        "query": _query(request),
    }
    return render(request, "fund/ledger.html", context)


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    return query.urlencode()


def _chosen(request: HttpRequest) -> tuple[EntryQuerySet, list[str], list[str]]:
    chips: list[str] = []
    problems: list[str] = []
    entries: EntryQuerySet = Entry.objects.visible_to(request.user)
    line = request.GET.get("line", "")
    if line:
        question = read_question(request)
        problems += question.problems
        found = held_statement(public_version(request), question.as_of, question.known_on)
        term = next((term for term in found.terms if term.code == line and term.scope), None)
        if term is None:
            problems.append(_("“%(typed)s” is no line with entries.") % {"typed": quoted(line)})
        else:
            entries = term.rows()
            day = show_date(found.as_of)
            chips.append(_("Behind “%(line)s” as of %(day)s") % {"line": term.label, "day": day})
    for name, known in (("kind", EntryKind), ("category", Category)):
        typed = request.GET.get(name, "")
        if typed and typed not in known.values:
            problems.append(_("“%(typed)s” is not a value of this filter.") % {"typed": quoted(typed)})
        elif typed:
            entries = entries.filter(**{name: typed})
            chips.append(str(known(typed).label))
    return _by_place_and_year(request, entries, chips, problems), chips, problems


def _by_place_and_year(
    request: HttpRequest, entries: EntryQuerySet, chips: list[str], problems: list[str]
) -> EntryQuerySet:
    country = request.GET.get("country", "").strip().upper()
    if country:
        entries = entries.filter(country=country[:2])
        chips.append(quoted(country))
    year = request.GET.get("year", "").strip()
    if year and not (year.isascii() and year.isdigit() and 1900 <= int(year) <= 2200):
        problems.append(_("“%(typed)s” is not a year.") % {"typed": quoted(year)})
    elif year:
        entries = entries.filter(value_date__year=int(year))
        chips.append(year)
    return entries


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
