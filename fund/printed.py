"""Figures as reports printed them beside the computed ones, the difference named (F03, F28)."""

from dataclasses import dataclass
from decimal import Decimal

from .enums import TermCode
from .figures import NOTHING, Figure
from .models import PublishedFigure, PublishedSituation
from .situation import Situation


@dataclass(frozen=True)
class Row:
    """One printed figure and the computed one; `difference` = printed − computed.

    None where none was printed, or where the ledger cannot say: unknown is not zero.
    """

    figure: PublishedFigure
    computed: Figure

    @property
    def printed(self) -> Decimal | None:
        """The number as printed; None for a blank cell or words."""
        return self.figure.amount

    @property
    def difference(self) -> Decimal | None:
        """How far the print is from the ledger."""
        return None if self.printed is None or not self.computed.known else self.printed - self.computed.amount

    @property
    def agrees(self) -> bool:
        """Whether they are the same number."""
        return self.difference == 0


@dataclass(frozen=True)
class Report:
    """A published situation with its figures, in the order of the report."""

    situation: PublishedSituation
    rows: tuple[Row, ...]

    @property
    def agrees(self) -> bool:
        """Whether every printed number is the computed one."""
        return all(row.printed is None or row.agrees for row in self.rows)


def printed_beside(found: Situation) -> list[Report]:
    """What was published about the very day of a statement, beside what the ledger says; two queries."""
    published = PublishedSituation.objects.filter(as_of=found.as_of).prefetch_related("figures").order_by("code")
    return [
        Report(situation, tuple(Row(figure, computed(found, figure)) for figure in situation.figures.all()))
        for situation in published
    ]


def computed(found: Situation, printed: PublishedFigure) -> Figure:
    """The ledger's figure for what was printed: a term, a cell of the matrix, or a kind of pool within a term."""
    if printed.term == TermCode.MINIMUM:
        rule = found.minimum
        return Figure(rule.amount, rows=1) if rule is not None else NOTHING
    if printed.term == TermCode.SPENT and (printed.category or printed.pool_kind):
        return _matrix_figure(found, printed.category, printed.pool_kind)
    if printed.pool_kind:
        return _pool_figure(found, printed.term, printed.pool_kind)
    return next((term.figure for term in found.terms if term.code == printed.term), NOTHING)


def _matrix_figure(found: Situation, category: str, kind: str) -> Figure:
    matrix = found.matrix
    if category and kind:
        cell = matrix.cells.get((category, kind))
    else:
        cell = matrix.by_category.get(category) if category else matrix.by_source.get(kind)
    return cell.figure if cell else NOTHING


def _pool_figure(found: Situation, term: str, kind: str) -> Figure:
    total = NOTHING
    for line in found.pools:
        if line.kind == kind:
            parts = {
                TermCode.RECEIVED: line.received,
                TermCode.AVAILABLE: line.available,
                TermCode.AUTHORIZED: line.authorized,
                TermCode.BALANCE: line.balance,
            }
            total = total.plus(parts.get(TermCode(term), NOTHING))
    return total
