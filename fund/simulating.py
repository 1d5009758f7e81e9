"""“What if we authorize this”: the situation now beside the situation after, line by line; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .enums import TermCode
from .figures import NOTHING, Figure
from .models import Pool
from .presentation import category_label, shown_figure
from .situation import Proposed, Situation
from .statement import simulate
from .wording import shown_money, shown_number

_SUMS = {TermCode.RECEIVED, TermCode.AVAILABLE}
_SUBTRACTED = {TermCode.SPENT, TermCode.AUTHORIZED}


@dataclass(frozen=True)
class Compared:
    """A line now and after; `change` is empty where nothing changes."""

    label: str
    look: str
    now: str
    after: str
    change: str
    negative_now: bool
    negative_after: bool


@dataclass(frozen=True)
class Line:
    """A proposed authorization in words."""

    label: str
    category: str
    pool: str
    amount: str


@dataclass(frozen=True)
class Simulation:
    """The situation after, and what it looks like beside the one now."""

    after: Situation
    lines: tuple[Line, ...]
    total: str
    terms: tuple[Compared, ...]
    pools: tuple[Compared, ...]


def compared(now: Situation, proposals: Sequence[Proposed]) -> Simulation:
    """What would change if all of these were authorized."""
    after = simulate(now, proposals)
    names = {pool.pk: str(pool.name) for pool in Pool.objects.all()}
    return Simulation(
        after=after,
        lines=tuple(_line(proposal, names) for proposal in proposals),
        total=shown_money(sum((proposal.amount for proposal in proposals), NOTHING.amount)),
        terms=compared_terms(now, after),
        pools=_pools(now, after, names),
    )


def compared_terms(now: Situation, after: Situation) -> tuple[Compared, ...]:
    """Every term of two situations side by side."""
    return tuple(_compared(term.label, now.figure(term.code), term.figure, TermCode(term.code)) for term in after.terms)


def _line(proposal: Proposed, names: dict[str, str]) -> Line:
    return Line(
        label=proposal.label,
        category=category_label(proposal.category) if proposal.category else "",
        pool=names.get(proposal.pool or "", ""),
        amount=shown_number(proposal.amount),
    )


def _compared(label: str, now: Figure, after: Figure, code: TermCode) -> Compared:
    sign = -1 if code in _SUBTRACTED else 1
    change = sign * (after.amount - now.amount)
    ends = code == TermCode.BALANCE
    return Compared(
        label=label,
        look="end" if ends else "sum" if code in _SUMS else "",
        now=_signed(now, sign),
        after=_signed(after, sign),
        change=shown_number(change) if change else "",
        negative_now=ends and now.negative,
        negative_after=ends and after.negative,
    )


def _signed(figure: Figure, sign: int) -> str:
    """What is subtracted stands with its minus, as in the statement; “at least” keeps speaking of the amount."""
    return shown_figure(replace(figure, amount=-figure.amount)) if sign < 0 else shown_figure(figure)


def _pools(now: Situation, after: Situation, names: dict[str, str]) -> tuple[Compared, ...]:
    """The balance of each pool that a proposal draws on."""
    drawn = {proposal.pool for proposal in after.proposed if proposal.pool}
    before = {line.code: line.balance for line in now.pools}
    return tuple(
        _compared(names.get(line.code or "", ""), before.get(line.code, NOTHING), line.balance, TermCode.BALANCE)
        for line in after.pools
        if line.code in drawn
    )
