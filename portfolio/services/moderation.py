"""The review: submit, take back, remark, return, publish, unpublish, merge (P02, P12)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.enums import OPEN_STATES, ProgramState, VersionState
from portfolio.models import Launch, Program, Remark, Version
from portfolio.querysets import LaunchQuerySet
from portfolio.scheme import FIELD_BY_NAME
from portfolio.signals import program_changed
from portfolio.workflow import PROGRAM, VERSION, edits_version
from rial.accounts.permissions import is_secretariat


def submit(version: Version, *, by: Any, change_note: str = "") -> Version:
    """Hand the version to the Secretariat. Refuses while something required is missing."""
    return VERSION.perform(version, "submit", by=by, submitted_at=timezone.now(), change_note=change_note.strip()[:300])


def recall(version: Version, *, by: Any) -> Version:
    """Take a submitted version back to change it."""
    return VERSION.perform(version, "recall", by=by)


def remark_on(version: Version, field: str, text: str, *, by: Any) -> Remark:
    """A remark of the Secretariat at one field; the ministry sees it once the version is returned."""
    if not is_secretariat(by, version):
        raise PermissionDenied("remark")
    if field not in FIELD_BY_NAME:
        raise ValidationError(_("There is no such field."), code="field")
    if not text.strip():
        raise ValidationError(_("Write the remark."), code="empty")
    if version.state != VersionState.SUBMITTED:
        raise ValidationError(_("Remarks are made while the program is in review."), code="wrong_state")
    return Remark.objects.create(version=version, field=field, text=text.strip(), author=by)


def take_back_remark(remark: Remark, *, by: Any) -> None:
    """Remove a remark the ministry has not seen yet; what was sent stays in the history."""
    if not is_secretariat(by, remark.version):
        raise PermissionDenied("take back remark")
    if remark.sent_at is not None:
        raise ValidationError(_("This remark was already sent to the ministry."), code="sent")
    remark.delete()


def attend_remark(remark: Remark, *, by: Any, answer: str = "") -> Remark:
    """The ministry answers a remark where it was made, or marks it as attended."""
    if not (edits_version(by, remark.version) or is_secretariat(by, remark.version)):
        raise PermissionDenied("attend remark")
    remark.answer = answer.strip()
    remark.attended_at = timezone.now()
    remark.attended_by = by
    remark.save(update_fields=["answer", "attended_at", "attended_by"])
    return remark


@transaction.atomic
def return_with_remarks(version: Version, *, by: Any, note: str) -> Version:
    """Return to the ministry with the reasons; remarks written so far are sent with it."""
    returned = VERSION.perform(version, "return", by=by, note=note)
    returned.remarks.filter(sent_at__isnull=True).update(sent_at=timezone.now())
    return returned


@transaction.atomic
def publish(version: Version, *, by: Any, note: str = "", seen: str = "") -> Version:
    """Make the version what the public reads; the one before is superseded and stays readable.

    Two moderators at once: the second is refused, nothing is done twice. `seen` is `updated_at` of the text
    the moderator read: publishing another text than that is refused.
    """
    Program.objects.select_for_update(of=("self",)).get(pk=version.program_id)
    locked = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if seen and locked.updated_at.isoformat() != seen:
        raise ValidationError(_("The text was changed after you opened it. Read it again."), code="changed")
    return _make_public(version, "publish", by=by, note=note)


@transaction.atomic
def register_record(version: Version, *, note: str = "") -> Version:
    """Publish a historic record compiled from documents, incomplete as its sources are; for content alone."""
    return _make_public(version, "register", by=None, note=note)


@transaction.atomic
def publish_translation(version: Version, *, by: Any, note: str) -> Version:
    """Publish a draft of the Secretariat that differs from the public text in a translation only."""
    if not is_secretariat(by, version):
        raise PermissionDenied("publish translation")
    return _make_public(version, "translate", by=by, note=note)


def _make_public(version: Version, action: str, *, by: Any, note: str) -> Version:
    by_system = action in {"register", "translate"}
    program = Program.objects.select_for_update(of=("self",)).get(pk=version.program_id)
    if program.state == ProgramState.MERGED:
        raise ValidationError(_("This program was merged into another one."), code="merged")
    now = timezone.now()
    last = program.versions.aggregate(last=Max("number"))["last"] or 0
    if program.current is not None:
        VERSION.perform(program.current, "supersede", by=by, by_system=True)
    changes = {"number": last + 1, "published_at": now}
    if action == "publish" and program.first_published_at is None:
        # Locked, so that nobody moves it meanwhile.
        program.launch = launches_of(version).select_for_update(of=("self",)).first()
    if program.first_published_at is None:
        program.first_published_at = program.launch.at if program.launch else now
    # Before the transition, which tells the ministry from when the public reads it.
    program.save(update_fields=["launch", "first_published_at"])
    published = VERSION.perform(version, action, by=by, note=note, by_system=by_system, **changes)
    program.current = published
    program.save(update_fields=["current"])
    if program.state in {ProgramState.DRAFT, ProgramState.UNPUBLISHED}:
        program = PROGRAM.perform(program, "publish", by=by, by_system=True)
    program_changed.send(sender=Program, program=program)
    return published


def launches_of(version: Version) -> LaunchQuerySet:
    """The launches that hold this version's program if it is published now for the first time, the nearest first.

    They are those of campaigns to which its ministry had been invited when it handed the text in (P07).
    """
    if version.submitted_at is None or version.program.first_published_at is not None:
        return Launch.objects.none()
    return Launch.objects.holding(version.program.institution, version.submitted_at)


def launch_ahead_of(version: Version) -> Launch | None:
    """The launch, its campaign's or the portfolio's, that keeps the public from reading this version once published."""
    portfolio = Launch.objects.of_portfolio().ahead()
    own = version.program.launch or launches_of(version).first()
    ahead = [launch for launch in (own, portfolio.first()) if launch is not None and launch.at > timezone.now()]
    return max(ahead, key=lambda launch: launch.at, default=None)


@transaction.atomic
def release(program: Program, *, by: Any, note: str = "") -> Program:
    """Show a program before the launch of its campaign; the portfolio's own launch still holds (P07)."""
    now = timezone.now()
    program = PROGRAM.perform(program, "release", by=by, note=note, launch=None, first_published_at=now)
    program_changed.send(sender=Program, program=program)
    return program


@transaction.atomic
def unpublish(program: Program, *, by: Any, note: str) -> Program:
    """Take a program out of the public's sight, with the reason."""
    program = PROGRAM.perform(program, "unpublish", by=by, note=note)
    program_changed.send(sender=Program, program=program)
    return program


@transaction.atomic
def republish(program: Program, *, by: Any, note: str) -> Program:
    """Show an unpublished program again as it was."""
    if program.current_id is None:
        raise ValidationError(_("It was never published: publish one of its versions."), code="no_version")
    program = PROGRAM.perform(program, "republish", by=by, note=note)
    program_changed.send(sender=Program, program=program)
    return program


@transaction.atomic
def merge(duplicate: Program, into: Program, *, by: Any, note: str) -> Program:
    """Close a duplicate: its address leads to `into` from now on, its versions stay in the history.

    Refuses merging a program into itself, into a merged one, or into one the public cannot read.
    """
    if duplicate.pk == into.pk:
        raise ValidationError(_("A program cannot be merged into itself."), code="itself")
    into = Program.objects.select_for_update(of=("self",)).get(pk=into.pk)
    if not into.is_public:
        raise ValidationError(_("Choose a published program to merge into."), code="not_public")
    for version in duplicate.versions.filter(state__in=OPEN_STATES):
        VERSION.perform(version, "withdraw", by=by, by_system=True)
    merged = PROGRAM.perform(duplicate, "merge", by=by, note=note, merged_into=into)
    # Addresses that led to the duplicate lead straight to the survivor.
    Program.objects.filter(merged_into=duplicate).update(merged_into=into)
    program_changed.send(sender=Program, program=merged)
    program_changed.send(sender=Program, program=into)
    return merged
