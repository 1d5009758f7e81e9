"""The entries behind one figure of a statement, as that statement knows them (F01–F05, F28)."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.asking import Question, read_question
from fund.enums import Category, PoolKind, TermCode
from fund.exporting import ENTRY_COLUMNS, FORMATS, entry_rows, table_file
from fund.figures import Figure
from fund.held import held_statement
from fund.ledger import rows_of as entries_of
from fund.models import Entry
from fund.presentation import NONE, category_label, rows_of, source_label
from fund.querysets import EntryQuerySet
from fund.situation import Situation, Term
from fund.wording import in_words
from rial.core.dates import show_date
from rial.core.http import public_page, public_version
from rial.core.search import quoted

_PER_PAGE = 50


@dataclass(frozen=True)
class Behind:
    """A figure with its name and its entries."""

    name: str
    figure: Figure
    entries: EntryQuerySet


@public_page
def rows(request: HttpRequest) -> HttpResponseBase:
    """`?line=spent&category=workshops&source=special&as_of=`; `none` asks for what the records do not break down.

    `through` asks what a statement knew up to that entry; `?format=csv` gives the same rows.
    """
    question = read_question(request)
    problems = list(question.problems)
    found = _situation(request, question, problems)
    behind = _behind(request, found, problems)
    ordered = behind.entries.with_names().order_by("value_date", "id")
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        address = request.build_absolute_uri()
        return table_file("rial-fund-rows", ENTRY_COLUMNS, entry_rows(ordered.iterator(1000)), wanted, address, found)
    page = Paginator(ordered, _PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (behind.name, "")],
        "name": behind.name,
        "day": show_date(found.as_of),
        "figure": in_words(behind.figure),
        "page": page,
        "rows": rows_of(page.object_list),
        "problems": problems,
        "statement": f"{reverse('fund:home')}?as_of={found.as_of.isoformat()}",
    }
    return render(request, "fund/rows.html", context)


def _situation(request: HttpRequest, question: Question, problems: list[str]) -> Situation:
    version = public_version(request)
    typed = request.GET.get("through", "").strip()
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        problems.append(_("“%(typed)s” is not a number of an entry.") % {"typed": quoted(typed)})
        typed = ""
    now = held_statement(version, question.as_of, question.known_on)
    if not typed or int(typed) >= now.through:
        return now
    return held_statement(version, question.as_of, through=int(typed))


def _behind(request: HttpRequest, found: Situation, problems: list[str]) -> Behind:
    """The figure asked for; what is unknown is named and left out."""
    term = _term(request, found, problems)
    category = _chosen(request, "category", Category.values, problems)
    source = _chosen(request, "source", PoolKind.values, problems)
    if category is None and source is None:
        return Behind(term.label, term.figure, term.rows())
    spent = found.term(TermCode.SPENT)
    if term.code != TermCode.SPENT:
        problems.append(_("Category and source tell apart what was spent: this is what was spent."))
    matrix = found.matrix
    if category is not None and source is not None:
        cell = matrix.cells.get((category, source))
    else:
        cell = matrix.by_category.get(category) if category is not None else matrix.by_source.get(source or "")
    labels = [category_label(category)] if category is not None else []
    labels += [source_label(source)] if source is not None else []
    name = ", ".join([spent.label, *labels])
    if cell is None:
        return Behind(name, Figure(), Entry.objects.none())
    return Behind(name, cell.figure, entries_of(cell.scope))


def _term(request: HttpRequest, found: Situation, problems: list[str]) -> Term:
    typed = request.GET.get("line", "").strip() or str(TermCode.SPENT)
    term = next((term for term in found.terms if term.code == typed and term.scope), None)
    if term is None:
        problems.append(_("“%(typed)s” is no line with entries.") % {"typed": quoted(typed)})
        return found.term(TermCode.RECEIVED)
    return term


def _chosen(request: HttpRequest, name: str, known: list[str], problems: list[str]) -> str | None:
    """None when nothing is asked, "" for what the records do not break down."""
    typed = request.GET.get(name, "").strip()
    if not typed:
        return None
    if typed == NONE:
        return ""
    if typed not in known:
        problems.append(_("“%(typed)s” is not a value of this filter.") % {"typed": quoted(typed)})
        return None
    return typed
