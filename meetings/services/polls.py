"""Polls: opened and closed by the Secretariat; totals of polls held elsewhere are recorded (M41, M42)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import notifications
from meetings.models import Poll
from meetings.workflow import POLL


@transaction.atomic
def open_poll(poll: Poll, *, by: Any, note: str = "") -> Poll:
    """Let the delegations distribute their points, and tell them. Refuses a poll of which only totals are known."""
    if poll.totals_only:
        raise ValidationError(_("Of this poll only totals are known: publish them as recorded."), "totals")
    changes: dict[str, Any] = {} if poll.opens_on else {"opens_on": timezone.localdate()}
    done = POLL.perform(poll, "open", by=by, note=note, **changes)
    notifications.poll_opened(done, by)
    return done


@transaction.atomic
def close_poll(poll: Poll, *, by: Any, note: str = "") -> Poll:
    """Totals and shares become public."""
    return POLL.perform(poll, "close", by=by, note=note)


@transaction.atomic
def record_totals(poll: Poll, *, by: Any, note: str = "") -> Poll:
    """Publish a poll held outside the portal. Refuses one whose options have no recorded points."""
    if not poll.totals_only or poll.options.filter(points_recorded=None).exists() or not poll.options.exists():
        raise ValidationError(_("Mark that only totals are known, and write the points of every option."), "totals")
    return POLL.perform(poll, "record", by=by, note=note)
