"""Import of old records (P08): upload, dry run, then everything or nothing, once.

Large files are worked on in the background; their page can be reloaded meanwhile. A worker holds an
advisory lock while it runs, so that one that died is told from one that is busy.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portfolio.enums import ImportAction, ImportState, ImportTarget, Origin
from portfolio.importing.checking import Checked, Checker
from portfolio.importing.problems import Problem
from portfolio.importing.workbook import Cell, Line, Unreadable, read_table
from portfolio.models import ImportBatch, ImportRow, Version
from portfolio.workflow import VERSION
from rial.accounts.notifications import ministry_people
from rial.accounts.permissions import is_secretariat
from rial.core import mail
from rial.core.workflow import TransitionRefused
from rial.directory.models import Institution

from .bulk import NewRecord, create_programs
from .content import write_content
from .drafting import open_new_version
from .translations import record_translations

logger = logging.getLogger(__name__)

# First key of the advisory locks of imports; the second is the batch.
LOCK_CLASS = 7_343
# Smaller files and batches are worked on at once: the answer is the result.
AT_ONCE_BYTES = 120_000
AT_ONCE_ROWS = 300
# A worker needs a moment to take its lock.
GRACE = timedelta(seconds=20)
_REPORT_EVERY = 250


def _guard(by: Any) -> None:
    if not is_secretariat(by, None):
        raise PermissionDenied("import")


def upload(content: bytes, name: str, *, by: Any, target: str, digest: str) -> ImportBatch:
    """Keep the file and check it row by row; nothing is imported. Small files are checked before returning."""
    _guard(by)
    if target not in ImportTarget.values:
        raise ValidationError(_("Choose what the records become."), code="target")
    batch = ImportBatch(
        original_filename=name[:200],
        size=len(content),
        sha256=digest,
        target=target,
        created_by=by,
        started_at=timezone.now(),
    )
    batch.file.save(f"{secrets.token_hex(16)}.xlsx", ContentFile(content), save=False)
    batch.save()
    _work(batch, _check, at_once=batch.size <= AT_ONCE_BYTES)
    batch.refresh_from_db()
    return batch


def check_again(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Start an interrupted check anew; refused while a worker is busy with it."""
    _guard(by)
    if not is_stopped(batch) or batch.state != ImportState.CHECKING:
        raise TransitionRefused(_("This file is not waiting to be checked."), code="not_stopped")
    ImportBatch.objects.filter(pk=batch.pk).update(started_at=timezone.now(), done=0)
    _work(batch, _check, at_once=batch.size <= AT_ONCE_BYTES)
    batch.refresh_from_db()
    return batch


def apply(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Import every row, or none. Refuses a batch with refused rows and a second time.

    Rows are checked again against the portal as it is by then; if anything differs from the dry run
    nothing is written and the report is renewed.
    """
    _guard(by)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if locked.state != ImportState.CHECKED:
            raise TransitionRefused(
                _("Nothing was imported now: this file is “%(state)s”."),
                "wrong_state",
                {"state": locked.get_state_display()},
            )
        if locked.rows.filter(action=ImportAction.REFUSE).exists():
            raise ValidationError(_("Some rows are refused. Correct the file and upload it again."), code="refused")
        if not locked.rows.filter(action__in=(ImportAction.CREATE, ImportAction.UPDATE)).exists():
            raise ValidationError(_("There is nothing to import in this file."), code="nothing")
        locked.state = ImportState.APPLYING
        locked.started_at = timezone.now()
        locked.applied_by = by
        locked.done = 0
        locked.save(update_fields=["state", "started_at", "applied_by", "done"])
    _work(locked, _apply, at_once=locked.total <= AT_ONCE_ROWS)
    locked.refresh_from_db()
    return locked


def release_stopped(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Make an import whose worker died ready again: nothing of it was written."""
    _guard(by)
    if batch.state != ImportState.APPLYING or not is_stopped(batch):
        raise TransitionRefused(_("This import has not stopped."), code="not_stopped")
    ImportBatch.objects.filter(pk=batch.pk, state=ImportState.APPLYING).update(state=ImportState.CHECKED, done=0)
    batch.refresh_from_db()
    return batch


def discard(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """Put a checked or unreadable file aside; its report stays."""
    _guard(by)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if locked.state not in {ImportState.CHECKED, ImportState.REFUSED}:
            raise TransitionRefused(
                _("It cannot be discarded now: it is “%(state)s”."),
                "wrong_state",
                {"state": locked.get_state_display()},
            )
        locked.state = ImportState.DISCARDED
        locked.save(update_fields=["state"])
    return locked


def is_stopped(batch: ImportBatch) -> bool:
    """Whether a batch says it is being worked on but nobody holds its lock any more."""
    if not batch.is_running or batch.started_at is None or timezone.now() - batch.started_at < GRACE:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK_CLASS, batch.pk],
        )
        return cursor.fetchone() is None


# The worker


class Progress:
    """Tells how far a worker is, from a connection of its own: the work itself is one transaction."""

    def __init__(self, batch_id: int, *, silent: bool) -> None:
        self.batch_id = batch_id
        self.silent = silent

    def at(self, done: int) -> None:
        """Note the count, every so many rows."""
        if self.silent or done % _REPORT_EVERY:
            return
        thread = threading.Thread(target=self._write, args=(done,))
        thread.start()
        thread.join()

    def _write(self, done: int) -> None:
        try:
            ImportBatch.objects.filter(pk=self.batch_id).update(done=done)
        finally:
            connections.close_all()


Job = Callable[[ImportBatch, Progress], None]


def _work(batch: ImportBatch, job: Job, *, at_once: bool) -> None:
    if at_once:
        try:
            _run(batch.pk, job, silent=True)
        except Exception as error:
            logger.exception("import %s failed", batch.pk)
            _recover(batch.pk)
            raise ValidationError(_("The portal could not finish. Nothing was written."), code="failed") from error
        return
    language = str(batch.created_by.language)
    thread = threading.Thread(target=_run_apart, args=(batch.pk, job, language), name=f"import-{batch.pk}")
    transaction.on_commit(thread.start)


def _run_apart(batch_id: int, job: Job, language: str) -> None:
    try:
        with override(language):
            _run(batch_id, job, silent=False)
    except Exception:
        logger.exception("import %s failed", batch_id)
        _recover(batch_id)
    finally:
        connections.close_all()


def _recover(batch_id: int) -> None:
    """After a failure that rolled everything back: the batch can be looked at, and tried again."""
    batches = ImportBatch.objects.filter(pk=batch_id)
    batches.filter(state=ImportState.APPLYING).update(state=ImportState.CHECKED, done=0)
    broken = [Problem("broken").as_json()]
    batches.filter(state=ImportState.CHECKING).update(state=ImportState.REFUSED, problems=broken)


def _run(batch_id: int, job: Job, *, silent: bool) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_CLASS, batch_id])
            if not cursor.fetchone()[0]:
                return
        job(ImportBatch.objects.get(pk=batch_id), Progress(batch_id, silent=silent))


def _check(batch: ImportBatch, progress: Progress) -> None:
    """The dry run."""
    batch.rows.all().delete()
    try:
        with batch.file.open("rb") as stream:
            table = read_table(stream, batch.size)
    except Unreadable as unreadable:
        _finish_check(batch, ImportState.REFUSED, [unreadable.problem], total=0)
        return
    checker = Checker(table.lines, batch.target)
    found = []
    for place, line in enumerate(table.lines, start=1):
        found.append(checker.check(line))
        progress.at(place)
    ImportRow.objects.bulk_create([_row(batch, checked) for checked in found], batch_size=500)
    _finish_check(batch, ImportState.CHECKED, table.problems, total=len(found))


def _finish_check(batch: ImportBatch, state: str, problems: Sequence[Problem], total: int) -> None:
    batch.state = state
    batch.problems = [problem.as_json() for problem in problems]
    batch.total = batch.done = total
    batch.save(update_fields=["state", "problems", "total", "done"])


def _row(batch: ImportBatch, checked: Checked) -> ImportRow:
    return ImportRow(
        batch=batch,
        line=checked.line,
        action=checked.action,
        title=checked.title,
        data={key: cell.as_json() if not cell.kind else vars(cell) for key, cell in checked.cells.items()},
        problems=[problem.as_json() for problem in checked.problems],
        program=checked.program,
    )


def _apply(batch: ImportBatch, progress: Progress) -> None:
    """Everything or nothing, in the transaction of the worker."""
    rows = list(batch.rows.all())
    lines = [Line(row.line, {key: Cell.from_json(cell) for key, cell in row.data.items()}) for row in rows]
    checker = Checker(lines, batch.target)
    found = []
    for place, line in enumerate(lines, start=1):
        found.append(checker.check(line))
        # Checking again is half of the work, writing the other half.
        if place % (2 * _REPORT_EVERY) == 0:
            progress.at(place // 2)
    if _renew_report(batch, rows, found):
        return
    by = batch.applied_by
    versions = _create(found, by)
    progress.at(len(versions) - len(versions) % _REPORT_EVERY)
    for checked in found:
        if checked.action == ImportAction.UPDATE:
            versions[checked.line] = _update(checked, by)
            progress.at(len(versions))
    if batch.target == ImportTarget.SUBMITTED:
        _submit(list(versions.values()), by)
    for row in rows:
        if row.line in versions:
            row.program_id = versions[row.line].program_id
    ImportRow.objects.bulk_update(rows, ["program"], batch_size=500)
    batch.state = ImportState.APPLIED
    batch.applied_at = timezone.now()
    batch.done = batch.total
    batch.save(update_fields=["state", "applied_at", "done"])
    _tell_ministries(batch, versions.values(), by)


def _renew_report(batch: ImportBatch, rows: Sequence[ImportRow], found: Sequence[Checked]) -> bool:
    """Whether the portal changed since the dry run; if so the rows say it and the batch is checked anew."""
    changed = False
    for row, checked in zip(rows, found, strict=True):
        before, program_before = row.action, row.program_id
        program_now = checked.program.pk if checked.program else None
        row.problems = [problem.as_json() for problem in checked.problems]
        if (before, program_before) == (checked.action, program_now):
            continue
        changed = True
        note = Problem("changed", level="warning", params={"before": before, "now": str(checked.action)})
        row.problems = [note.as_json(), *row.problems]
        row.action, row.program_id = checked.action, program_now
    if changed:
        ImportRow.objects.bulk_update(rows, ["action", "problems", "program"], batch_size=500)
        batch.state = ImportState.CHECKED
        batch.done = 0
        batch.save(update_fields=["state", "done"])
    return changed


def _create(found: Sequence[Checked], by: Any) -> dict[int, Version]:
    new = [checked for checked in found if checked.action == ImportAction.CREATE]
    records = [
        NewRecord(checked.institution or 0, checked.legacy_id, checked.language, checked.content) for checked in new
    ]
    versions = create_programs(records, by=by, origin=Origin.IMPORT) if records else []
    return {checked.line: version for checked, version in zip(new, versions, strict=True)}


def _update(checked: Checked, by: Any) -> Version:
    """The untouched draft of an earlier import, or a new version of what is public."""
    if checked.program is None:
        raise ValueError("nothing to update")
    version = checked.draft or open_new_version(checked.program, by=by)
    before = {name: getattr(version, name) for name in checked.content.columns if name != "modelled_on"}
    write_content(version, checked.content, by)
    record_translations(version, before, by)
    return version


def _submit(versions: Sequence[Version], by: Any) -> None:
    keys = [version.pk for version in versions]
    ready = list(Version.objects.with_content().filter(pk__in=keys).order_by("pk"))
    VERSION.perform_many(ready, "submit", by=by, submitted_at=timezone.now())


def _tell_ministries(batch: ImportBatch, versions: Any, by: Any) -> None:
    """One message per ministry, however many of its records came."""
    counts: dict[int, int] = {}
    keys = {version.program_id for version in versions}
    rows = batch.rows.filter(program__in=keys).values_list("program__institution", flat=True)
    for key in rows:
        counts[key] = counts.get(key, 0) + 1
    for institution in Institution.objects.filter(pk__in=counts).with_names():
        people = [person for person in ministry_people(institution) if person.pk != by.pk]
        context = {
            "institution": institution,
            "count": counts[institution.pk],
            "to_confirm": batch.target == ImportTarget.DRAFT,
        }
        mail.queue_to_all(people, "portfolio/imported", context)
