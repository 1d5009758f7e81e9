"""Sums that know what they leave out: unknown is not zero, and about is not exactly."""

from dataclasses import dataclass
from decimal import Decimal

from .enums import Reach

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Figure:
    """An exact sum of what is recorded, with what is known to be missing from it.

    `rows` have an amount, `undisclosed` have none and are not covered by a published total; `more` and `less`
    say in which direction the true figure may lie.
    """

    amount: Decimal = ZERO
    rows: int = 0
    undisclosed: int = 0
    approximate: bool = False
    more: bool = False
    less: bool = False
    # Derived from something of which nothing is known.
    unknown: bool = False

    def plus(self, other: "Figure") -> "Figure":
        """The sum, as uncertain as both."""
        return Figure(
            self.amount + other.amount,
            self.rows + other.rows,
            self.undisclosed + other.undisclosed,
            self.approximate or other.approximate,
            self.more or other.more,
            self.less or other.less,
            self.unknown or other.unknown,
        )

    def minus(self, other: "Figure") -> "Figure":
        """What is left: what is missing of `other` may make it smaller; of something unknown nothing is known."""
        return Figure(
            self.amount - other.amount,
            self.rows + other.rows,
            self.undisclosed + other.undisclosed,
            self.approximate or other.approximate,
            self.more or other.less,
            self.less or other.more,
            self.reach == Reach.UNKNOWN,
        )

    def since(self, earlier: "Figure", *, closed: bool) -> "Figure":
        """What was added after an earlier figure of the same term.

        What was missing then is still missing now and cancels out, unless a published total has `closed` it since:
        then part of what seems new was there before.
        """
        undisclosed = self.undisclosed if closed else self.undisclosed - earlier.undisclosed
        return Figure(
            self.amount - earlier.amount,
            self.rows - earlier.rows,
            max(0, undisclosed),
            self.approximate or earlier.approximate,
            more=undisclosed > 0,
            less=undisclosed < 0 or (closed and earlier.more),
        )

    @property
    def reach(self) -> Reach:
        """How far the figure is known: nothing recorded, exact, a bound, or not known at all."""
        if self.unknown:
            return Reach.UNKNOWN
        # The entries of a period may undo earlier ones: no fewer, but another amount.
        if not self.rows and not self.amount:
            return Reach.UNKNOWN if self.undisclosed else Reach.NONE
        if self.more and self.less:
            return Reach.UNKNOWN
        if self.more:
            return Reach.AT_LEAST
        return Reach.AT_MOST if self.less else Reach.EXACT

    @property
    def known(self) -> bool:
        """Whether the amount can be shown as a figure, be it a bound."""
        return self.reach != Reach.UNKNOWN

    @property
    def negative(self) -> bool:
        """A shortfall."""
        return self.amount < 0


NOTHING = Figure()
