"""The result of a poll: points and shares of each option, computed and as printed, and the sums that were stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from .models import BallotLine, Poll, PollOption, PollSum
from .presentation import share


@dataclass(frozen=True)
class OptionResult:
    """An option with its points; `printed` is the share as the source prints it, `difference` printed − computed."""

    option: PollOption
    points: int
    share: Decimal | None
    printed: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """How far the printed share is from the computed one, in points of percent; None when they agree."""
        if self.printed is None or self.share is None:
            return None
        return (self.printed - self.share) or None


@dataclass(frozen=True)
class SumResult:
    """Options that the source presents as equivalent, added up."""

    row: PollSum
    options: Sequence[PollOption]
    points: int
    share: Decimal | None

    @property
    def agrees(self) -> bool:
        """Whether the sum as printed is what the options add up to; one that was not printed cannot differ."""
        return self.row.points_printed in {None, self.points}


@dataclass(frozen=True)
class Result:
    """The whole result. `total` is what the options add up to; the printed total is the poll's."""

    options: Sequence[OptionResult]
    sums: Sequence[SumResult]
    total: int
    ballots: int


def result_of(poll: Poll) -> Result:
    """The result from the ballots, or from the recorded totals where the ballots were never in the portal."""
    options = list(poll.options.all())
    cast = _cast(poll) if not poll.totals_only else {}
    points = {one.pk: (one.points_recorded or 0) if poll.totals_only else cast.get(one.pk, 0) for one in options}
    total = sum(points.values())
    rows = [OptionResult(one, points[one.pk], share(points[one.pk], total), one.share_printed) for one in options]
    sums = []
    for row in poll.sums.all():
        own = list(row.options.all())
        added = sum(points[one.pk] for one in own)
        sums.append(SumResult(row, own, added, share(added, total)))
    return Result(rows, sums, total, 0 if poll.totals_only else poll.ballots.count())


def _cast(poll: Poll) -> dict[int, int]:
    lines = BallotLine.objects.filter(ballot__poll=poll).values_list("option").annotate(Sum("points"))
    return dict(lines.order_by())
