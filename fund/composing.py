"""Composing a situation out of the groups of entries that the ledger adds up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from . import ledger
from .enums import Category, EntryKind, Nature, PoolKind, TermCode
from .figures import NOTHING, ZERO, Figure
from .ledger import Key, Marks, Scope, Soft, Sum, Under
from .situation import ALLOCATING, AuthorizationLine, Cell, Matrix, PoolLine, Situation, Term


class IdentityError(Exception):
    """The sums of the ledger contradict each other: a fault of the portal, never to be shown as a statement."""


def compose(as_of: date, through: int) -> Situation:
    """The situation as of a day, of the entries up to a number; checked against its identities."""
    marks = ledger.read_marks(as_of, through)
    sums, under = ledger.read_sums(as_of, through)
    soft, unknown = ledger.read_soft(as_of, through, marks.closings)
    builder = _Builder(as_of, through, marks, sums, soft)
    situation = builder.build(builder.authorizations(under, unknown))
    _check(situation, sums)
    return situation


class _Builder:
    """Composes the terms out of groups of entries."""

    def __init__(
        self,
        as_of: date,
        through: int,
        marks: Marks,
        sums: Sequence[Sum],
        soft: Sequence[Soft],
    ) -> None:
        self.as_of, self.through = as_of, through
        self.marks, self.closings = marks, marks.closings
        self.sums, self.soft = sums, soft
        self.pool_kinds = marks.pools

    def build(self, lines: tuple[AuthorizationLine, ...]) -> Situation:
        """The situation with these authorizations."""
        return Situation(
            as_of=self.as_of,
            through=self.through,
            since=None,
            terms=self._terms(lines),
            authorizations=lines,
            pools=self._pools(lines),
            matrix=self._matrix(),
            committed=sum((line.committed for line in lines), ZERO),
            closings=self.closings,
            minimums=self.marks.minimums,
        )

    def _terms(self, lines: Sequence[AuthorizationLine]) -> tuple[Term, ...]:
        cash = self._term(TermCode.CASH, EntryKind.CONTRIBUTION, Nature.CASH)
        in_kind = self._term(TermCode.IN_KIND, EntryKind.CONTRIBUTION, Nature.IN_KIND)
        received = Term(
            TermCode.RECEIVED,
            cash.figure.plus(in_kind.figure),
            self._scope((EntryKind.CONTRIBUTION,)),
            entries=cash.entries + in_kind.entries,
        )
        spent = self._term(TermCode.SPENT, EntryKind.EXPENDITURE, None)
        available = received.figure.minus(spent.figure)
        authorized = Term(
            TermCode.AUTHORIZED,
            self._outstanding(lines),
            self._allocation_scope(lines),
            sign=-1,
            entries=sum(line.entries for line in lines),
        )
        return (
            cash,
            in_kind,
            received,
            replace(spent, sign=-1),
            Term(TermCode.AVAILABLE, available),
            authorized,
            Term(TermCode.BALANCE, available.minus(authorized.figure)),
        )

    def _term(self, code: TermCode, kind: EntryKind, nature: Nature | None) -> Term:
        where = (("nature", nature),) if nature else ()
        entries = sum(
            group.entries for group in self.sums if group.key.kind == kind and nature in {None, group.key.nature}
        )
        return Term(code, self._whole(kind, nature), self._scope((kind,), where), entries=entries)

    def _whole(self, kind: EntryKind, nature: Nature | None) -> Figure:
        """The figure of one kind and nature: an exact published total makes the inexact entries before it exact."""

        def wanted(key: Key) -> bool:
            return key.kind == kind and (nature is None or key.nature == nature)

        closing = ledger.closing_of(self.closings, kind, nature or "")
        after = any(soft.inexact for soft in self.soft if wanted(soft.key) and soft.open)
        return self._sum(wanted, approximate=after or bool(closing and closing.approximate))

    def _sum(self, wanted: Callable[[Key], bool], *, approximate: bool) -> Figure:
        amount = sum((group.amount for group in self.sums if wanted(group.key)), ZERO)
        rows = sum(group.rows for group in self.sums if wanted(group.key))
        undisclosed = sum(soft.undisclosed for soft in self.soft if soft.open and wanted(soft.key))
        return Figure(amount, rows, undisclosed, approximate, more=undisclosed > 0)

    def _part(self, wanted: Callable[[Key], bool], whole: Callable[[Key], bool]) -> Figure:
        """A part of a whole: inexact entries make it exact only when the published total has them all in this part."""
        mine = any(soft.inexact for soft in self.soft if wanted(soft.key))
        others = any(soft.inexact for soft in self.soft if whole(soft.key) and not wanted(soft.key))
        open_ones = any(soft.inexact for soft in self.soft if wanted(soft.key) and soft.open)
        kinds = {soft.key.kind for soft in self.soft if wanted(soft.key)}
        published = any(closing.approximate for closing in self.closings if closing.kind in kinds)
        return self._sum(wanted, approximate=mine and (others or open_ones or published))

    def authorizations(self, under: Iterable[Under], unknown: Mapping[int, int]) -> tuple[AuthorizationLine, ...]:
        """A line for each authorization in force, by number."""
        committed = ledger.read_committed(self.as_of, self.through)
        as_of, through = self.as_of, self.through
        return tuple(
            AuthorizationLine(
                *one,
                unknown.get(one.number, 0),
                committed.get(one.number, ZERO),
                max(ZERO, one.amount - one.closed - one.paid),
                as_of,
                through,
            )
            for one in under
        )

    def _outstanding(self, lines: Iterable[AuthorizationLine]) -> Figure:
        open_lines = list(lines)
        kind = EntryKind.AUTHORIZATION
        undisclosed = sum(soft.undisclosed for soft in self.soft if soft.key.kind == kind)
        return Figure(
            sum((line.left for line in open_lines), ZERO),
            len(open_lines),
            undisclosed,
            any(soft.inexact for soft in self.soft if soft.key.kind == kind),
            more=undisclosed > 0,
            less=any(line.undisclosed and line.left for line in open_lines),
        )

    def _allocation_scope(self, lines: Iterable[AuthorizationLine]) -> Scope:
        return self._scope(ALLOCATING, (("authorization__in", tuple(line.number for line in lines)),))

    def _pools(self, lines: Sequence[AuthorizationLine]) -> tuple[PoolLine, ...]:
        used = {group.key.pool for group in self.sums if group.key.kind != EntryKind.CLOSURE}
        order = [code for code in self.pool_kinds if code in used] + ([None] if None in used else [])
        return tuple(self._pool(code, [line for line in lines if line.pool == code]) for code in order)

    def _pool(self, code: str | None, lines: Sequence[AuthorizationLine]) -> PoolLine:
        def received(key: Key) -> bool:
            return key.kind == EntryKind.CONTRIBUTION

        def spent(key: Key) -> bool:
            return key.kind == EntryKind.EXPENDITURE

        return PoolLine(
            code=code,
            kind=self.pool_kinds.get(code, ""),
            received=self._part(lambda key: received(key) and key.pool == code, received),
            spent=self._part(lambda key: spent(key) and key.pool == code, spent),
            authorized=self._outstanding(lines) if lines else NOTHING,
        )

    def _matrix(self) -> Matrix:
        def spent(key: Key) -> bool:
            return key.kind == EntryKind.EXPENDITURE

        def source(key: Key) -> str:
            return self.pool_kinds.get(key.pool, "")

        used = {(group.key.category, source(group.key)) for group in self.sums if spent(group.key)}
        used |= {(soft.key.category, source(soft.key)) for soft in self.soft if spent(soft.key) and soft.open}

        def cell(category: str | None, kind: str | None) -> Cell:
            def wanted(key: Key) -> bool:
                fits = category is None or key.category == category
                return spent(key) and fits and (kind is None or source(key) == kind)

            return Cell(self._part(wanted, spent), self._scope((EntryKind.EXPENDITURE,), where(category, kind)))

        def where(category: str | None, kind: str | None) -> tuple[tuple[str, object], ...]:
            by_category = () if category is None else (("category", category),)
            by_source: tuple[tuple[str, object], ...] = () if kind is None else (("pool__kind", kind),)
            return (*by_category, *((("pool__isnull", True),) if kind == "" else by_source))

        categories = tuple(sorted({category for category, _kind in used}, key=_category_place))
        sources = tuple(sorted({kind for _category, kind in used}, key=_source_place))
        return Matrix(
            categories=categories,
            sources=sources,
            cells={pair: cell(*pair) for pair in used},
            by_category={category: cell(category, None) for category in categories},
            by_source={kind: cell(None, kind) for kind in sources},
            total=self._whole(EntryKind.EXPENDITURE, None),
        )

    def _scope(self, kinds: Sequence[EntryKind], where: Sequence[tuple[str, object]] = ()) -> Scope:
        return Scope(self.as_of, self.through, tuple(str(kind) for kind in kinds), where=tuple(where))


def _category_place(code: str) -> int:
    return [*Category.values, ""].index(code)


def _source_place(kind: str) -> int:
    return [*PoolKind.values, ""].index(kind)


def _check(found: Situation, sums: Sequence[Sum]) -> None:
    """The identities, against sums taken in another way than the terms were."""
    signs = {EntryKind.CONTRIBUTION: 1, EntryKind.EXPENDITURE: -1}
    available = sum(
        (group.amount * signs[EntryKind(group.key.kind)] for group in sums if group.key.kind in signs), ZERO
    )
    balance = available - sum((line.left for line in found.authorizations), ZERO)
    if found.figure(TermCode.AVAILABLE).amount != available:
        raise IdentityError("opening + received − spent is not what the ledger says is available")
    if found.figure(TermCode.BALANCE).amount != balance:
        raise IdentityError("available − authorized and unspent is not the balance")
    if found.matrix.total.amount != sum((cell.figure.amount for cell in found.matrix.cells.values()), ZERO):
        raise IdentityError("the expenditure matrix does not add up to what was spent")
