"""The statement as a page, a file and a paper tell it: the same lines, the same words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import text_of
from rial.core.dates import show_date

from .behind import Listed, listed
from .enums import Category, PoolKind, Reach, TermCode
from .figures import Figure
from .ledger import Scope
from .models import Entry
from .situation import Cell, Matrix, Situation, Term
from .wording import giver, has_number, missing, qualified, said, shown_amount, shown_day, shown_money, shown_number

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
    # How many stand behind it, and the address of all when not all are in `rows`.
    entries: int
    rest: str


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


def lines(found: Situation, behind: Listed | None = None) -> list[Line]:
    """All lines in reading order; terms carry their entries, read here unless they are given."""
    shown = listed(found) if behind is None else behind
    return [_line(found, term, shown.get(term.code, ())) for term in found.terms]


def _line(found: Situation, term: Term, entries: Sequence[Entry]) -> Line:
    figure = term.figure
    negative = figure.negative or (term.code in _SUBTRACTED and figure.amount > 0)
    amount = -figure.amount if term.code in _SUBTRACTED else figure.amount
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
        rows=tuple(rows_of(entries)),
        entries=term.entries if entries else 0,
        rest=behind_address(term.scope, line=str(term.code)) if term.scope and term.entries > len(entries) > 0 else "",
    )


def stated_contributors(found: Situation) -> str:
    """How many had contributed in money as last published, with the day where that is past: others may have since."""
    count, day = found.contributors_stated, found.contributors_stated_on
    if not count or day is None:
        return ""
    if day == found.as_of:
        return ngettext("%(count)s contributor", "%(count)s contributors", count) % {"count": count}
    text = ngettext("%(count)s contributor by %(day)s", "%(count)s contributors by %(day)s", count)
    return text % {"count": count, "day": show_date(day)}


def _note(found: Situation, term: Term) -> str:
    if term.code == TermCode.CASH:
        return stated_contributors(found)
    if term.code == TermCode.AUTHORIZED and found.committed:
        return _("Of which committed: %(money)s") % {"money": shown_money(found.committed)}
    return ""


def headline(found: Situation) -> str:
    """The situation in one sentence, as a minister's adviser would pass it on."""
    balance = found.figure(TermCode.BALANCE)
    if not has_number(balance):
        return _("What the Fund holds after authorizations is not recorded")
    if balance.negative:
        text = _("The Fund is %(money)s short of what has been authorized")
        return text % {"money": said(shortfall_of(balance))}
    if balance.amount == 0 and balance.reach == Reach.EXACT:
        return _("Everything the Fund holds is authorized: nothing is left")
    return _("The Fund holds %(money)s that is not yet authorized") % {"money": said(balance)}


def shortfall_of(balance: Figure) -> Figure:
    """A negative balance as what is missing: at most that much where the balance is at least so much."""
    return replace(balance, amount=-balance.amount, more=balance.less, less=balance.more)


def explanation(found: Situation) -> str:
    """The sentences below: what is available against what is authorized, and how old the last published totals are."""
    available, authorized = found.figure(TermCode.AVAILABLE), found.figure(TermCode.AUTHORIZED)
    if not has_number(available):
        return ""
    words = {"available": said(available), "authorized": said(authorized)}
    sentences = [_("Available: %(available)s. Authorized and not yet spent: %(authorized)s.") % words]
    if found.figure(TermCode.BALANCE).negative:
        sentences.append(_("New contributions must come first."))
    published = max((closing.until for closing in found.closings), default=found.as_of)
    if published < found.as_of:
        sentences.append(_("Totals were last published about %(day)s.") % {"day": show_date(published)})
    return " ".join(sentences)


def equation(found: Situation) -> list[str]:
    """How the balance is composed, term by term (F03): “512,800 + 162,000 = 674,800”."""

    def shown(code: TermCode) -> str:
        figure = found.figure(code)
        return f"{qualified(figure)} {shown_number(figure.amount)}".strip() if has_number(figure) else said(figure)

    return [
        f"{shown(TermCode.CASH)} + {shown(TermCode.IN_KIND)} = {shown(TermCode.RECEIVED)}",
        f"{shown(TermCode.RECEIVED)} − {shown(TermCode.SPENT)} = {shown(TermCode.AVAILABLE)}",
        f"{shown(TermCode.AVAILABLE)} − {shown(TermCode.AUTHORIZED)} = {shown(TermCode.BALANCE)}",
    ]


# The value in an address for what the records do not break down.
NONE = "none"


def behind_address(scope: Scope, **about: str | None) -> str:
    """The address of the entries behind a line or cell, as its situation knows them; "" asks for what has none."""
    asked = {name: value or NONE for name, value in about.items() if value is not None}
    days = {"as_of": scope.as_of.isoformat(), "through": str(scope.through)}
    return f"{reverse('fund:rows')}?{urlencode(asked | days)}"


class Opening(str):
    """A figure as a table shows it, with the address of the entries behind it; none where nothing is recorded."""

    address: str

    def __new__(cls, figure: str, address: str = "") -> "Opening":
        made = super().__new__(cls, figure)
        made.address = address
        return made


@dataclass(frozen=True)
class MatrixRow:
    """A category with its cells by source and its total."""

    label: str
    cells: tuple[Opening, ...]
    total: Opening


@dataclass(frozen=True)
class MatrixTable:
    """Expenditure by category and source, totals both ways (F28)."""

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[Opening, ...]
    total: Opening


def category_label(code: str) -> str:
    """The category's name; what the records do not break down says so."""
    return str(Category(code).label) if code else _("Not broken down")


def source_label(code: str) -> str:
    """The source's name; what the records do not break down says so."""
    return str(PoolKind(code).label) if code else _("Source not recorded")


def shown_figure(figure: Figure) -> str:
    """The figure of a table: number with its qualifier."""
    if not has_number(figure):
        return qualified(figure)
    return f"{qualified(figure)} {shown_number(figure.amount)}".strip()


def matrix_table(matrix: Matrix) -> MatrixTable | None:
    """The expenditure matrix as a table whose figures open; None when nothing was spent."""
    if not matrix.by_category:
        return None
    rows = tuple(
        MatrixRow(
            category_label(category),
            tuple(_opening(matrix.cells.get((category, source)), category, source) for source in matrix.sources),
            _opening(matrix.by_category[category], category, None),
        )
        for category in matrix.categories
    )
    scope = matrix.by_category[matrix.categories[0]].scope
    return MatrixTable(
        heads=tuple(source_label(source) for source in matrix.sources),
        rows=rows,
        totals=tuple(_opening(matrix.by_source[source], None, source) for source in matrix.sources),
        total=Opening(shown_figure(matrix.total), behind_address(scope, line=str(TermCode.SPENT))),
    )


def _opening(cell: Cell | None, category: str | None, source: str | None) -> Opening:
    """A cell with its figure, or a dash where nothing is recorded."""
    if cell is None:
        return Opening("–")
    address = behind_address(cell.scope, line=str(TermCode.SPENT), category=category, source=source)
    return Opening(shown_figure(cell.figure), address)


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
    if minimum is None:
        return None
    balance = found.figure(TermCode.BALANCE)
    return Need(
        minimum=shown_number(minimum.amount),
        since=shown_day(minimum),
        shortfall=at_the_other_end(balance, shown_number(-balance.amount)) if balance.negative else "",
        to_raise=_to_raise(balance, to_raise) if to_raise is not None else "",
    )


def _to_raise(balance: Figure, amount: Decimal) -> str:
    """Nothing is nothing: where at least enough is there, it is not “at most USD 0”."""
    enough = not amount and balance.reach in {Reach.EXACT, Reach.AT_LEAST}
    return shown_money(amount) if enough else at_the_other_end(balance, shown_money(amount))


def at_the_other_end(balance: Figure, money: str) -> str:
    """What is to be raised is at most that much where the balance is at least so much, and the other way round."""
    words = {Reach.AT_LEAST: _("at most %(amount)s"), Reach.AT_MOST: _("at least %(amount)s")}
    plain = _("about %(amount)s") if balance.approximate else "%(amount)s"
    return words.get(balance.reach, plain) % {"amount": money}


def amount_of(figure: Figure) -> Decimal | None:
    """The number for files: None where none can be given."""
    return figure.amount if has_number(figure) else None
