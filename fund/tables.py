"""The tables of the statement's page as files, each with the rows that stand on the page (F19, F28)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy

from rial.core.bilingual import columns
from rial.core.exports import Column

from .apart import received_by_year
from .enums import LEDGER_CURRENCY
from .exporting import (
    AMOUNT,
    CERTAINTY,
    CURRENCY,
    ENTRY_COLUMNS,
    STATEMENT_COLUMNS,
    in_languages,
    statement_address,
    statement_rows,
    table_file,
)
from .figures import Figure
from .models import Entry
from .presentation import NONE, amount_of
from .printed import printed_beside
from .situation import Situation
from .wording import qualified

TOTAL = "total"

_OF_ENTRY = {one.key: one for one in ENTRY_COLUMNS}
MATRIX_COLUMNS = (
    Column("category", gettext_lazy("Category"), gettext_lazy("“none”: not broken down; “total”: all of them")),
    Column("source", gettext_lazy("Source"), gettext_lazy("“none”: not recorded; “total”: all of them")),
    AMOUNT,
    CURRENCY,
    *CERTAINTY,
)
RECEIVED_COLUMNS = (
    Column("from", gettext_lazy("From"), gettext_lazy("Empty where only the last day is known")),
    Column("to", gettext_lazy("To"), gettext_lazy("Last day of the span")),
    AMOUNT,
    CURRENCY,
    CERTAINTY[1],
    Column(
        "between_totals",
        gettext_lazy("Between published totals"),
        gettext_lazy("Within such a span nothing is known of single years."),
    ),
    Column("minimum", gettext_lazy("Minimum annual budget"), gettext_lazy("Of that year; empty for a span")),
    Column("beside_minimum", gettext_lazy("Beside the minimum"), gettext_lazy("What came in less the minimum")),
)
AUTHORIZATION_COLUMNS = (
    *(_OF_ENTRY[key] for key in ("code", "value_date", "date_precision", *columns("description"))),
    *in_languages("authority", gettext_lazy("Who decided, in the language of the key’s ending")),
    Column("decision", gettext_lazy("Decision"), gettext_lazy("Code of the decision, where it is in the portal")),
    _OF_ENTRY["category"],
    _OF_ENTRY["pool"],
    Column("authorized", gettext_lazy("Authorized"), gettext_lazy("Empty where it is not recorded")),
    Column("spent", gettext_lazy("Spent"), gettext_lazy("Spent under it; empty where it is not recorded")),
    Column("committed", gettext_lazy("Committed and not paid"), gettext_lazy("Held back inside what is not yet spent")),
    Column("closed", gettext_lazy("Closed"), gettext_lazy("No longer outstanding, though it was not spent")),
    Column("left", gettext_lazy("Not yet spent"), gettext_lazy("Authorized less spent and closed")),
    CURRENCY,
)
PRINTED_COLUMNS = (
    Column("report", gettext_lazy("Report"), gettext_lazy("Code of the report that prints it")),
    Column("symbol", gettext_lazy("Symbol"), gettext_lazy("Symbol of the report, as printed")),
    Column("line", gettext_lazy("Line"), gettext_lazy("Code of the term")),
    Column("category", gettext_lazy("Category"), gettext_lazy("Empty where it is about all categories")),
    Column("source", gettext_lazy("Source"), gettext_lazy("Whose money; empty where it is about all of it")),
    Column("as_printed", gettext_lazy("As printed"), gettext_lazy("The words of the report")),
    Column("printed", gettext_lazy("Printed"), gettext_lazy("Empty where the report prints no number")),
    Column("computed", gettext_lazy("Computed"), gettext_lazy("From the ledger, as of the same day")),
    Column("difference", gettext_lazy("Difference"), gettext_lazy("Printed less computed")),
    CURRENCY,
    *in_languages("explanation", gettext_lazy("Why they differ, in the language of the key’s ending")),
)


def matrix_rows(found: Situation) -> Iterator[dict[str, Any]]:
    """One row per cell that has something, then the totals of rows and columns and of all."""
    matrix = found.matrix
    if not matrix.by_category:
        return
    for category in matrix.categories:
        for source in matrix.sources:
            if (category, source) in matrix.cells:
                yield _matrix_row(category or NONE, source or NONE, matrix.cells[category, source].figure)
        yield _matrix_row(category or NONE, TOTAL, matrix.by_category[category].figure)
    for source in matrix.sources:
        yield _matrix_row(TOTAL, source or NONE, matrix.by_source[source].figure)
    yield _matrix_row(TOTAL, TOTAL, matrix.total)


def _matrix_row(category: str, source: str, figure: Figure) -> dict[str, Any]:
    return {"category": category, "source": source, "currency": LEDGER_CURRENCY, **certain(figure)}


def certain(figure: Figure) -> dict[str, Any]:
    """A figure as files give it: the number, how far it is known, and the words of the page."""
    return {
        "amount": amount_of(figure),
        "certainty": str(figure.reach),
        "approximate": figure.approximate,
        "in_words": qualified(figure),
    }


def received_rows(found: Situation) -> Iterator[dict[str, Any]]:
    """What came in, in money, by year or by the span between two published totals."""
    for step in received_by_year(found):
        yield {
            "from": step.first,
            "to": step.last,
            "amount": step.amount,
            "currency": LEDGER_CURRENCY,
            "approximate": step.approximate,
            "between_totals": step.between_totals,
            "minimum": step.minimum,
            "beside_minimum": step.beside_minimum,
        }


def authorization_rows(found: Situation) -> Iterator[dict[str, Any]]:
    """Every authorization in force with what became of it, latest first."""
    lines = {line.number: line for line in found.authorizations}
    entries = Entry.objects.filter(pk__in=lines).select_related("decision__meeting").order_by("-value_date", "-id")
    for entry in entries:
        line = lines[entry.pk]
        yield {
            "code": entry.code,
            "value_date": entry.value_date,
            "date_precision": entry.date_precision,
            **{name: getattr(entry, name) for name in (*columns("description"), *columns("authority"))},
            "decision": entry.public_decision.code if entry.public_decision else "",
            "category": line.category,
            "pool": line.pool or "",
            "authorized": line.amount,
            "spent": amount_of(line.spent) if line.spent.rows or line.undisclosed else 0,
            "committed": line.committed,
            "closed": line.closed,
            "left": line.left,
            "currency": LEDGER_CURRENCY,
        }


def printed_rows(found: Situation) -> Iterator[dict[str, Any]]:
    """Every figure that reports about this very day print, beside the computed one."""
    for report in printed_beside(found):
        for row in report.rows:
            figure = row.figure
            yield {
                "report": report.situation.code,
                "symbol": report.situation.symbol,
                "line": figure.term,
                "category": figure.category,
                "source": figure.pool_kind,
                "as_printed": figure.printed,
                "printed": row.printed,
                "computed": amount_of(row.computed),
                "difference": row.difference,
                "currency": LEDGER_CURRENCY,
                **{name: getattr(figure, name) for name in columns("explanation")},
            }


@dataclass(frozen=True)
class Table:
    """A table of the statement's page and how its rows are read."""

    columns: tuple[Column, ...]
    rows: Callable[[Situation], Iterator[dict[str, Any]]]


STATEMENT = "statement"
TABLES = {
    STATEMENT: Table(STATEMENT_COLUMNS, statement_rows),
    "matrix": Table(MATRIX_COLUMNS, matrix_rows),
    "received": Table(RECEIVED_COLUMNS, received_rows),
    "authorizations": Table(AUTHORIZATION_COLUMNS, authorization_rows),
    "printed": Table(PRINTED_COLUMNS, printed_rows),
}


def statement_file(found: Situation, code: str, wanted: str) -> HttpResponseBase:
    """One of TABLES as CSV, XLSX or JSON, with the same rows as the page."""
    table = TABLES[code]
    name = "rial-fund" if code == STATEMENT else f"rial-fund-{code}"
    base = f"{name}-{found.as_of.isoformat()}"
    return table_file(base, table.columns, table.rows(found), wanted, statement_address(found), found)
