"""What a statement is made of: terms, lines of authorizations and pools, the matrix, all with their rows."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from . import ledger
from .enums import EntryKind, Nature, PoolKind, TermCode
from .figures import ZERO, Figure
from .ledger import Closing, Minimum, Scope
from .models import Entry
from .querysets import EntryQuerySet

ALLOCATING = (EntryKind.AUTHORIZATION, EntryKind.EXPENDITURE, EntryKind.CLOSURE)


@dataclass(frozen=True)
class Term:
    """One line of a statement; `sign` is how it enters the line below it."""

    code: TermCode
    figure: Figure
    scope: Scope | None = None
    sign: int = 1
    # How many entries stand behind it, those without an amount and reversals included.
    entries: int = 0

    @property
    def label(self) -> str:
        """The term's name in the reader's language."""
        return str(self.code.label)

    def rows(self) -> EntryQuerySet:
        """The entries behind the total."""
        return ledger.rows_of(self.scope) if self.scope else Entry.objects.none()

    def ids(self) -> tuple[int, ...]:
        """The numbers of the entries behind the total, in order."""
        return tuple(self.rows().order_by("id").values_list("id", flat=True))


class AuthorizationLine(NamedTuple):
    """One authorization with what became of it; there may be thousands, hence a tuple."""

    number: int
    pool: str | None
    category: str
    # Entries behind its amount, what was spent and closed.
    entries: int
    amount: Decimal
    closed: Decimal
    paid: Decimal
    payments: int
    # Payments under it without an amount.
    undisclosed: int
    committed: Decimal
    # Authorized and not yet spent; never below zero, though an override may have gone beyond.
    left: Decimal
    as_of: date
    through: int

    @property
    def spent(self) -> Figure:
        """What was spent under it."""
        return Figure(self.paid, self.payments, self.undisclosed, more=self.undisclosed > 0)

    @property
    def scope(self) -> Scope:
        """The entries under it: its amount, what was spent and closed; commitments are inside what is left."""
        return Scope(self.as_of, self.through, ALLOCATING, where=(("authorization", self.number),))

    @property
    def beyond(self) -> Decimal:
        """Spent above the authorization, by an approved override."""
        return max(ZERO, self.paid + self.closed - self.amount)


@dataclass(frozen=True)
class PoolLine:
    """One pool's share of the situation; code None: the records do not say which pool."""

    code: str | None
    kind: str
    received: Figure
    spent: Figure
    authorized: Figure

    @property
    def available(self) -> Figure:
        """Received less spent."""
        return self.received.minus(self.spent)

    @property
    def balance(self) -> Figure:
        """Available less authorized and unspent."""
        return self.available.minus(self.authorized)


@dataclass(frozen=True)
class Cell:
    """A cell of the expenditure matrix, or a total of a row or column."""

    figure: Figure
    scope: Scope


@dataclass(frozen=True)
class Matrix:
    """Expenditure by category and kind of source; "" stands for what the records do not break down (F28)."""

    categories: tuple[str, ...]
    sources: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    by_category: dict[str, Cell]
    by_source: dict[str, Cell]
    total: Figure


@dataclass(frozen=True)
class Situation:
    """The whole statement; see the module for how to read it."""

    as_of: date
    through: int
    since: date | None
    terms: tuple[Term, ...]
    authorizations: tuple[AuthorizationLine, ...]
    pools: tuple[PoolLine, ...]
    matrix: Matrix
    committed: Decimal
    closings: tuple[Closing, ...]
    # What one year needs at least: every rule in force, the latest last (F07).
    minimums: tuple[Minimum, ...]
    # What `simulate` added, in the order given.
    proposed: tuple["Proposed", ...] = field(default=())

    def term(self, code: str) -> Term:
        """The line with this code."""
        return next(term for term in self.terms if term.code == code)

    def figure(self, code: str) -> Figure:
        """The figure of the line with this code."""
        return self.term(code).figure

    @property
    def minimum(self) -> Minimum | None:
        """The minimum annual budget on the day of the situation; None where none is recorded."""
        return self.minimums[-1] if self.minimums else None

    def minimum_on(self, day: date) -> Minimum | None:
        """The minimum annual budget as of an earlier day."""
        return next((one for one in reversed(self.minimums) if one.value_date <= day), None)

    @property
    def to_raise(self) -> Decimal | None:
        """What has to come in before the next year can start: the minimum less the balance; None: not known (F08)."""
        balance = self.figure(TermCode.BALANCE)
        if self.minimum is None or not balance.known:
            return None
        return max(ZERO, self.minimum.amount - balance.amount)

    @property
    def contributors_stated(self) -> int | None:
        """How many had contributed in money by then, as the latest published total says."""
        closing = ledger.closing_of(self.closings, EntryKind.CONTRIBUTION, Nature.CASH)
        return closing.contributors if closing else None

    @property
    def contributors_stated_on(self) -> date | None:
        """The day up to which that published total counts them."""
        closing = ledger.closing_of(self.closings, EntryKind.CONTRIBUTION, Nature.CASH)
        return closing.until if closing else None

    @property
    def covers_special_only(self) -> bool:
        """Whether the balance holds only because a special donor's money is counted with the common one (F13)."""
        balance = self.figure(TermCode.BALANCE)
        common = [line for line in self.pools if line.kind != PoolKind.SPECIAL]
        return not balance.negative and sum((line.balance.amount for line in common), ZERO) < 0


@dataclass(frozen=True)
class Proposed:
    """An authorization that is only thought of."""

    amount: Decimal
    pool: str | None = None
    category: str = ""
    label: str = ""
