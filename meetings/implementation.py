"""How far every decision was on a day: computed from the dated notes alone, never from what is known later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from .enums import Progress
from .models import Decision
from .overdue import Edition, edition_on, is_overdue, is_unreported, noted_on
from .presentation import Tag, decision_tag
from .reading import progress_on


@dataclass(frozen=True)
class Standing:
    """A decision as of a day."""

    decision: Decision
    progress: Progress
    tag: Tag
    overdue: bool
    unreported: bool
    # The last note until that day.
    as_of: date | None

    @property
    def body_slug(self) -> str:
        """The body under which it is listed; "" for a meeting of no body."""
        return next((body.slug for body in self.decision.meeting.bodies.all()), "")


def standings(day: date, body: str = "") -> list[Standing]:
    """Every public decision taken until that day, with how far it was then; of one body when its address is given."""
    taken = Q(meeting__start__lte=day)
    if body:
        taken &= Q(meeting__bodies__slug=body)
    found = Decision.objects.public().filter(taken).with_card_data().order_by("-meeting__start", "meeting", "position")
    edition = edition_on(day)
    return [standing_on(decision, day, edition) for decision in found.distinct()]


def standing_on(decision: Decision, day: date, edition: Edition | None) -> Standing:
    """A decision as of a day, in the edition that lasted then. Reads `notes` and the meeting."""
    progress = Progress(progress_on(decision, day))
    return Standing(
        decision,
        progress,
        decision_tag(decision, day, edition, progress),
        is_overdue(decision, day, progress, edition),
        is_unreported(decision, day, progress, edition),
        noted_on(decision, day),
    )


def counted(rows: Iterable[Standing]) -> list[tuple[Progress, int]]:
    """How many decisions were how far, in the order of the vocabulary; nothing is left out that occurs."""
    found = dict.fromkeys(Progress, 0)
    for row in rows:
        found[row.progress] += 1
    return [(progress, count) for progress, count in found.items() if count]
