"""Budgets of alternatives, line by line, with the printed sums and the ceilings of other funds (F21–F25)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund.budget_tables import Table, comparison_tables
from fund.enums import LEDGER_CURRENCY
from fund.exporting import CURRENCY, FORMATS, table_file
from rial.core.exports import Column
from rial.core.http import public_page

COLUMNS = (
    Column("comparison", gettext_lazy("Comparison"), gettext_lazy("Code of the study that compares the budgets")),
    Column("budget", gettext_lazy("Budget"), gettext_lazy("Code of the alternative")),
    Column("section", gettext_lazy("Section"), gettext_lazy("Part of the budget")),
    Column("line", gettext_lazy("Line"), gettext_lazy("What is paid, in the reader’s language if it can be")),
    Column("headcount", gettext_lazy("Number"), gettext_lazy("People, where the line is staff")),
    Column(
        "first_year", gettext_lazy("From year"), gettext_lazy("First year of the budget in which it is paid: 1, 2…")
    ),
    Column("last_year", gettext_lazy("To year"), gettext_lazy("Empty: to the end")),
    Column("per_year", gettext_lazy("Per year"), gettext_lazy("Empty where it is expected in kind")),
    Column("all_years", gettext_lazy("All years"), gettext_lazy("Per year times the years in which it is paid")),
    CURRENCY,
)


@public_page
def budgets(request: HttpRequest) -> HttpResponseBase:
    """Every comparison of budgets on record; `?format=csv` gives their lines."""
    tables = comparison_tables()
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return table_file("rial-fund-budgets", COLUMNS, _rows(tables), wanted, request.build_absolute_uri())
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Budgets compared"), "")],
        "tables": tables,
    }
    return render(request, "fund/budgets.html", context)


def _rows(tables: list[Table]) -> Iterator[dict[str, Any]]:
    for table in tables:
        for one in table.comparison.budgets:
            for line in one.lines:
                yield {
                    "comparison": table.code,
                    "budget": one.budget.code,
                    "section": line.section,
                    "line": line.label,
                    "headcount": line.headcount,
                    "first_year": line.first_year,
                    "last_year": line.last_year,
                    "per_year": line.annual_amount,
                    "all_years": one.line_total(line),
                    "currency": LEDGER_CURRENCY,
                }
