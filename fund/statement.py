"""The situation of the Fund as of any day, as known at any moment: a pure function of the ledger (F03–F07, F19).

For pages, admin and reports:

    found = statement(date(2016, 6, 29))                    # as known now
    found = statement(as_of, known_on=date(2026, 11, 22))   # as known at the end of that day in Washington
    found = statement(as_of, through=issued.through)        # as an issued statement knew it
    found = statement(as_of, since=date(2016, 1, 1))        # a period: what came before is `opening`

    found.term("cash").figure.amount       Decimal("512800.00"), exact sum of what is recorded
    found.term("cash").figure.reach        exact | at_least | at_most | unknown | none: show `unknown` as
                                           “not recorded”, never as 0; `figure.approximate` → “about”
    found.terms                            in reading order: opening (periods only), cash, in_kind, received,
                                           spent, available, authorized, balance
    found.term("cash").rows()              queryset of the entries behind the total (test: they add up to it);
                                           .ids() their numbers; available and balance have no rows of their own
    found.authorizations                   line per authorization: amount, spent, committed, closed, left
    found.pools                            per pool (None: not recorded which): received, spent, available, authorized
    found.matrix                           expenditure category × source with totals both ways ("" = not broken down)
    found.minimum, found.to_raise          what a year needs; minimum less balance, never below zero
    found.contributors_stated              contributors to date as published (18 in June 2016), None if never stated
    found.committed                        the part of `authorized` that is committed and unpaid

Always true, and checked each time: opening + received − spent = available; available − authorized = balance.
Pledges, support outside the Fund, funding sought, parts of other entries and ceilings that may be part of a
larger amount are never inside: fund.apart lists them.

`simulate(found, [Proposed(...)])` is the situation if something were authorized; nothing is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from . import ledger
from .composing import IdentityError, compose
from .enums import TermCode
from .figures import NOTHING, ZERO, Figure
from .models import Pool
from .situation import AuthorizationLine, Cell, Matrix, PoolLine, Proposed, Situation, Term

__all__ = [
    "AuthorizationLine",
    "Cell",
    "IdentityError",
    "Matrix",
    "PoolLine",
    "Proposed",
    "Situation",
    "Term",
    "simulate",
    "statement",
    "today",
]

K = TypeVar("K")
# Terms that move within a period; the others are states at its end.
_FLOWS = (TermCode.CASH, TermCode.IN_KIND, TermCode.RECEIVED, TermCode.SPENT)


def statement(
    as_of: date,
    known_on: date | datetime | None = None,
    *,
    through: int | None = None,
    since: date | None = None,
) -> Situation:
    """The situation as of a day, as known on a day (or up to entry `through`; both empty: as known now).

    Raises IdentityError if the ledger's sums contradict each other. Costs four queries, whatever the number of entries.
    """
    if through is None:
        through = ledger.through_on(known_on)
    found = compose(as_of, through)
    if since is None:
        return found
    if since > as_of:
        raise ValueError("the period ends before it begins")
    return _period(found, compose(since - timedelta(days=1), through), since)


def today() -> date:
    """The day in Washington, where the Secretariat sits."""
    return timezone.localdate()


def _period(found: Situation, before: Situation, since: date) -> Situation:
    """The movements of a period: what `before` had available opens it, flows are what came since."""
    opening = Term(TermCode.OPENING, before.figure(TermCode.AVAILABLE))
    closed = found.closings != before.closings
    terms = [
        _flow(term, before.term(term.code), since, closed=closed) if term.code in _FLOWS else term
        for term in found.terms
    ]
    matrix = _matrix_since(found.matrix, before.matrix, since, closed=closed)
    return replace(found, since=since, terms=(opening, *terms), matrix=matrix)


def _flow(term: Term, before: Term, since: date, *, closed: bool) -> Term:
    figure = term.figure.since(before.figure, closed=closed)
    scope = term.scope and replace(term.scope, since=since)
    return replace(term, figure=figure, scope=scope, entries=term.entries - before.entries)


def _matrix_since(found: Matrix, before: Matrix, since: date, *, closed: bool) -> Matrix:
    def cell(now: Cell, then: Cell | None) -> Cell:
        figure = now.figure.since(then.figure, closed=closed) if then else now.figure
        return Cell(figure, replace(now.scope, since=since))

    def cells(now: dict[K, Cell], then: dict[K, Cell]) -> dict[K, Cell]:
        return {key: cell(one, then.get(key)) for key, one in now.items()}

    return replace(
        found,
        cells=cells(found.cells, before.cells),
        by_category=cells(found.by_category, before.by_category),
        by_source=cells(found.by_source, before.by_source),
        total=found.total.since(before.total, closed=closed),
    )


def simulate(found: Situation, proposals: Sequence[Proposed]) -> Situation:
    """The situation if these amounts were authorized as well; nothing is written (for the authorities).

    Refuses amounts that are not above zero with ValueError.
    """
    if any(proposal.amount <= 0 for proposal in proposals):
        raise ValueError("a proposal needs an amount above zero")
    added = Figure(sum((proposal.amount for proposal in proposals), ZERO), rows=len(proposals))
    authorized = found.figure(TermCode.AUTHORIZED).plus(added)
    balance = found.figure(TermCode.AVAILABLE).minus(authorized)
    figures = {TermCode.AUTHORIZED: authorized, TermCode.BALANCE: balance}
    pools = tuple(_with_proposals(line, proposals) for line in found.pools)
    known = {line.code for line in found.pools}
    new = {proposal.pool for proposal in proposals} - known
    kinds = dict(Pool.objects.filter(code__in=[code for code in new if code]).values_list("code", "kind"))
    empty = tuple(PoolLine(code, kinds.get(code or "", ""), NOTHING, NOTHING, NOTHING) for code in sorted(new, key=str))
    return replace(
        found,
        terms=tuple(replace(term, figure=figures.get(term.code, term.figure)) for term in found.terms),
        pools=pools + tuple(_with_proposals(line, proposals) for line in empty),
        proposed=(*found.proposed, *proposals),
    )


def _with_proposals(line: PoolLine, proposals: Iterable[Proposed]) -> PoolLine:
    mine = [proposal.amount for proposal in proposals if proposal.pool == line.code]
    return replace(line, authorized=line.authorized.plus(Figure(sum(mine, ZERO), rows=len(mine))))
