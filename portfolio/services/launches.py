"""Launches: plan, move, open at once, and tell the ministries when the moment has come (P07).

Showing and hiding is not done here: the public's queries ask the database's clock (querysets.public_now).
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from portfolio import notifications
from portfolio.models import Launch, Program
from portfolio.querysets import ProgramQuerySet
from portfolio.signals import program_changed
from rial.accounts.permissions import is_secretariat
from rial.directory.models import Institution


@transaction.atomic
def plan(launch: Launch, *, by: Any, hide: bool = False) -> Launch:
    """Save a launch with a moment ahead; the ministries whose programs it holds are told when it was moved.

    Refuses a moment that has passed, moving a campaign's launch that has come (its programs are public), and,
    unless `hide` says that it is meant, a launch that would hide a portfolio the public reads now.
    """
    if not is_secretariat(by, launch):
        raise PermissionDenied("plan a launch")
    before = _locked(launch)
    if launch.at <= _now():
        raise ValidationError({"at": _("Choose a moment that is still to come.")}, code="past")
    if before is not None and launch.campaign_id and before.at <= _now():
        raise ValidationError(_("This launch has taken place: what it held is public."), code="past")
    if hides_public_programs(launch, before) and not hide:
        raise ValidationError({"hide": _("Confirm that the programs are hidden until then.")}, code="hides")
    launch.announced_at = None
    launch.save()
    held = _held_by(launch)
    if before is not None and before.at != launch.at:
        for institution, programs in _by_institution(held).items():
            notifications.launch_moved(launch, institution, programs, by)
    _date(launch)
    return launch


def hides_public_programs(launch: Launch, before: Launch | None) -> bool:
    """Whether this launch of the portfolio would take programs out of the public's sight."""
    already_closed = before is not None and before.at > _now()
    return launch.campaign_id is None and not already_closed and Program.objects.public().exists()


@transaction.atomic
def open_now(launch: Launch, *, by: Any) -> Launch:
    """Let the moment be now. Refuses a launch that has come."""
    if not is_secretariat(by, launch):
        raise PermissionDenied("open a launch")
    before = _locked(launch)
    if before is None or before.at <= _now():
        raise ValidationError(_("This launch has taken place: what it held is public."), code="past")
    Launch.objects.filter(pk=before.pk).update(at=Now())
    opened = Launch.objects.get(pk=before.pk)
    _date(opened)
    announce(opened, by=by)
    return opened


@transaction.atomic
def announce_due() -> int:
    """Tell the ministries of launches that have come, once; how many messages were queued."""
    waiting = Launch.objects.past().filter(announced_at__isnull=True).order_by("pk")
    return sum(announce(launch) for launch in waiting.select_for_update(of=("self",), skip_locked=True))


def announce(launch: Launch, *, by: Any = None) -> int:
    """One message to each ministry with all its programs that the launch opened; the launch is locked."""
    opened = _held_by(launch) if launch.campaign_id else Program.objects.public()
    count = 0
    for institution, programs in _by_institution(opened).items():
        count += notifications.launched(launch, institution, programs, by)
    Launch.objects.filter(pk=launch.pk).update(announced_at=Now())
    return count


def _now() -> datetime:
    """The database's clock, which alone decides what is shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def _locked(launch: Launch) -> Launch | None:
    """The launch as stored, locked against other planners and against publishing into it."""
    if launch.pk is None:
        return None
    return Launch.objects.select_for_update(of=("self",)).filter(pk=launch.pk).first()


def _held_by(launch: Launch) -> ProgramQuerySet:
    """Approved programs of its campaign; of the portfolio: all."""
    approved = Program.objects.approved()
    return approved.filter(launch=launch) if launch.campaign_id else approved


def _date(launch: Launch) -> None:
    """Programs first read at a campaign's launch are dated by it: lists and feeds show them when they appear."""
    if launch.campaign_id is None:
        return
    held = Program.objects.filter(launch=launch)
    held.update(first_published_at=launch.at)
    for program in held:
        program_changed.send(sender=Program, program=program)


def _by_institution(programs: ProgramQuerySet) -> dict[Institution, list[Program]]:
    found: dict[Institution, list[Program]] = {}
    for program in programs.with_card_data().order_by("institution", "code"):
        found.setdefault(program.institution, []).append(program)
    return found
