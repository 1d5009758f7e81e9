"""Ballots: a delegation distributes its points, and may do it anew until the poll closes (M41)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Ballot, BallotLine, Poll
from rial.directory.models import Institution


class PollClosed(ValidationError):
    """No ballot is received any more, or not yet."""


@transaction.atomic
def cast(poll: Poll, institution: Institution, points: Mapping[int, int], *, by: Any) -> Ballot:
    """The delegation's ballot, in place of an earlier one; `points` by key of option.

    Refuses other people's delegations, days outside the window, options of other polls, and points that do not add
    up to exactly what each delegation has. Ballots sent at the same time are written one after the other.
    """
    if institution.pk not in by.roles.delegation_ids:
        raise PermissionDenied("cast")
    locked = Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
    if not locked.accepts_ballots or locked.totals_only:
        raise PollClosed(_("This poll receives no ballots now."), "window")
    _refuse_wrong_sums(locked, points)
    values = {"by": by, "at": timezone.now()}
    ballot, _made = Ballot.objects.update_or_create(poll=locked, institution=institution, defaults=values)
    ballot.lines.all().delete()
    BallotLine.objects.bulk_create(
        BallotLine(ballot=ballot, option_id=option, points=given) for option, given in points.items() if given
    )
    return ballot


def _refuse_wrong_sums(poll: Poll, points: Mapping[int, int]) -> None:
    own = set(poll.options.values_list("pk", flat=True))
    if not set(points) <= own or any(given < 0 for given in points.values()):
        raise ValidationError(_("Give points to the options of this poll only."), "options")
    given = sum(points.values())
    if given != poll.points_each:
        message = _("You distributed %(given)d of %(points)d points: distribute all of them, and no more.")
        raise ValidationError(message, "sum", {"given": given, "points": poll.points_each or 0})
