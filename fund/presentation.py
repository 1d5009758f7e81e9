"""The statement as a page, a file and a paper tell it: the same lines, the same words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import text_of

from .enums import Category, PoolKind, Reach, TermCode
from .figures import Figure
from .models import Entry
from .situation import Cell, Matrix, Situation, Term
from .wording import giver, has_number, in_words, missing, qualified, shown_amount, shown_day, shown_money, shown_number

# How a term enters the line below it.
_SUBTRACTED = {TermCode.SPENT, TermCode.AUTHORIZED}
_SUMS = {TermCode.RECEIVED, TermCode.AVAILABLE}


@dataclass(frozen=True)
class Row:
    """One entry behind a total, as published."""

    code: str
    number: int
    kind: str
    day: str
    who: Any
    what: Any
    amount: str
    reversal: bool
    source: str
    source_url: str


@dataclass(frozen=True)
class Line:
    """One line of the statement."""

    code: str
    label: str
    # “sum” for totals, “end” for the balance, “” for terms.
    look: str
    qualifier: str
    number: str
    negative: bool
    note: str
    missing: str
    rows: tuple[Row, ...]
    more_rows: int


# Rows shown under a line; all of them are in the ledger.
MOST_ROWS = 12


def rows_of(entries: Iterable[Entry]) -> list[Row]:
    """Entries as a list shows them."""
    return [
        Row(
            code=entry.code,
            number=entry.pk,
            kind=str(entry.get_kind_display()),
            day=shown_day(entry),
            who=giver(entry),
            what=text_of(entry, "description"),
            amount=shown_amount(entry),
            reversal=entry.reverses_id is not None,
            source=str(text_of(entry, "source")),
            source_url=entry.source_url,
        )
        for entry in entries
    ]


def lines(found: Situation) -> list[Line]:
    """All lines in reading order; terms carry their entries."""
    return [_line(found, term) for term in found.terms]


def _line(found: Situation, term: Term) -> Line:
    figure = term.figure
    negative = figure.negative or (term.code in _SUBTRACTED and figure.amount > 0)
    amount = -figure.amount if term.code in _SUBTRACTED else figure.amount
    # A sum's entries stand under its terms.
    opens = term.scope is not None and term.code not in _SUMS
    entries = list(term.rows().with_names().order_by("value_date", "id")[: MOST_ROWS + 1]) if opens else []
    total = term.rows().count() if len(entries) > MOST_ROWS else len(entries)
    look = "end" if term.code == TermCode.BALANCE else "sum" if term.code in _SUMS else ""
    return Line(
        code=str(term.code),
        label=term.label,
        look=look,
        qualifier=qualified(figure),
        number=shown_number(amount) if has_number(figure) else "",
        negative=negative and look == "end",
        note=_note(found, term),
        missing=missing(figure),
        rows=tuple(rows_of(entries[:MOST_ROWS])),
        more_rows=max(0, total - MOST_ROWS),
    )


def _note(found: Situation, term: Term) -> str:
    if term.code == TermCode.CASH and found.contributors_stated:
        count = found.contributors_stated
        return ngettext("%(count)s contributor", "%(count)s contributors", count) % {"count": count}
    if term.code == TermCode.AUTHORIZED and found.committed:
        return _("Of which committed: %(money)s") % {"money": shown_money(found.committed)}
    return ""


def headline(found: Situation) -> str:
    """The situation in one sentence, as a minister's adviser would pass it on."""
    balance = found.figure(TermCode.BALANCE)
    if not has_number(balance):
        return _("What the Fund holds after authorizations is not recorded.")
    money = shown_money(abs(balance.amount))
    about = balance.approximate
    if balance.negative:
        text = (
            _("The Fund is about %(money)s short of what has been authorized")
            if about
            else _("The Fund is %(money)s short of what has been authorized")
        )
    elif balance.amount == 0:
        return _("Everything the Fund holds is authorized: nothing is left")
    else:
        text = (
            _("The Fund holds about %(money)s that is not yet authorized")
            if about
            else _("The Fund holds %(money)s that is not yet authorized")
        )
    return text % {"money": money}


def explanation(found: Situation) -> str:
    """The sentence below: what is available against what is authorized."""
    available, authorized = found.figure(TermCode.AVAILABLE), found.figure(TermCode.AUTHORIZED)
    if not has_number(available):
        return ""
    words = {"available": in_words(available), "authorized": in_words(authorized)}
    text = _("Available: %(available)s. Authorized and not yet spent: %(authorized)s.") % words
    short = found.figure(TermCode.BALANCE).negative
    appeal = _("New contributions must come first.")
    return f"{text} {appeal}" if short else text


def equation(found: Situation) -> list[str]:
    """How the balance is composed, term by term (F03): “512,800 + 162,000 = 674,800”."""

    def shown(code: TermCode) -> str:
        figure = found.figure(code)
        return f"{qualified(figure)} {shown_number(figure.amount)}".strip() if has_number(figure) else qualified(figure)

    return [
        f"{shown(TermCode.CASH)} + {shown(TermCode.IN_KIND)} = {shown(TermCode.RECEIVED)}",
        f"{shown(TermCode.RECEIVED)} − {shown(TermCode.SPENT)} = {shown(TermCode.AVAILABLE)}",
        f"{shown(TermCode.AVAILABLE)} − {shown(TermCode.AUTHORIZED)} = {shown(TermCode.BALANCE)}",
    ]


@dataclass(frozen=True)
class MatrixRow:
    """A category with its cells by source and its total."""

    label: str
    cells: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class MatrixTable:
    """Expenditure by category and source, totals both ways (F28)."""

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[str, ...]
    total: str


def category_label(code: str) -> str:
    """The category's name; what the records do not break down says so."""
    return str(Category(code).label) if code else _("Not broken down")


def source_label(code: str) -> str:
    """The source's name; what the records do not break down says so."""
    return str(PoolKind(code).label) if code else _("Source not recorded")


def shown_cell(cell: Cell | None) -> str:
    """A cell: its figure, or a dash where nothing is recorded."""
    return shown_figure(cell.figure) if cell else "–"


def shown_figure(figure: Figure) -> str:
    """The figure of a table: number with its qualifier."""
    if not has_number(figure):
        return qualified(figure)
    return f"{qualified(figure)} {shown_number(figure.amount)}".strip()


def matrix_table(matrix: Matrix) -> MatrixTable | None:
    """The matrix as a table; None when nothing was spent."""
    if not matrix.by_category:
        return None
    rows = tuple(
        MatrixRow(
            category_label(category),
            tuple(shown_cell(matrix.cells.get((category, source))) for source in matrix.sources),
            shown_cell(matrix.by_category.get(category)),
        )
        for category in matrix.categories
        if category in matrix.by_category
    )
    return MatrixTable(
        heads=tuple(source_label(source) for source in matrix.sources),
        rows=rows,
        totals=tuple(shown_cell(matrix.by_source.get(source)) for source in matrix.sources),
        total=shown_figure(matrix.total),
    )


@dataclass(frozen=True)
class Need:
    """What one year needs, and what is to be raised (F07, F08)."""

    minimum: str
    since: str
    shortfall: str
    to_raise: str


def need(found: Situation) -> Need | None:
    """None when no minimum is recorded as of that day."""
    minimum, to_raise = found.minimum, found.to_raise
    if minimum is None or minimum.amount is None:
        return None
    balance = found.figure(TermCode.BALANCE)
    return Need(
        minimum=shown_number(minimum.amount),
        since=shown_day(minimum),
        shortfall=shown_number(abs(balance.amount)) if balance.negative else "",
        to_raise=at_the_other_end(balance, shown_money(to_raise)) if to_raise is not None else "",
    )


def at_the_other_end(balance: Figure, money: str) -> str:
    """What is to be raised is at most that much where the balance is at least so much, and the other way round."""
    words = {Reach.AT_LEAST: _("at most %(amount)s"), Reach.AT_MOST: _("at least %(amount)s")}
    plain = _("about %(amount)s") if balance.approximate else "%(amount)s"
    return words.get(balance.reach, plain) % {"amount": money}


def amount_of(figure: Figure) -> Decimal | None:
    """The number for files: None where none can be given."""
    return figure.amount if has_number(figure) else None
