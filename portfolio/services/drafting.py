"""Writing programs: begin one, open a new version of a published one, save a section, discard."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from portfolio.enums import OPEN_STATES, Origin, ProgramState, VersionState
from portfolio.models import Program, Version
from portfolio.scheme import Section, Shape
from portfolio.workflow import VERSION, edits_program
from rial.accounts.permissions import is_secretariat
from rial.core import codes
from rial.directory.models import Institution

from .content import Content, read_content, stamp_of, write_content
from .translations import copy_translations, record_translations


class StaleForm(ValidationError):
    """The section was saved by someone else since the form was drawn; nothing was written.

    `theirs` is what is stored now, `mine` what was being saved: the form shows both.
    """

    def __init__(self, theirs: Content, mine: Content, by: Any) -> None:
        super().__init__(
            _("Someone else saved this section while you were writing. Nothing of yours was lost."), "stale"
        )
        self.theirs = theirs
        self.mine = mine
        self.by = by


def next_code() -> str:
    """The next free program code; codes are never used twice. Call inside a transaction."""
    return codes.next_code(Program, "PRG")


@transaction.atomic
def create_program(institution: Institution, *, by: Any, language: str, title: str = "") -> Version:
    """Begin a program for an institution: a draft with its code, in the language it will be written in first.

    Its origin says who wrote it: the ministry, or the Secretariat on its behalf. Refuses (PermissionDenied)
    people who do not edit for that institution.
    """
    program = Program(institution=institution, code=next_code())
    program.origin = Origin.MINISTRY if edits_program(by, program) else Origin.SECRETARIAT
    if not (edits_program(by, program) or is_secretariat(by, program)):
        raise PermissionDenied("create_program")
    program.save(force_insert=True)
    version = Version(program=program, original_language=language, created_by=by, updated_by=by)
    setattr(version, f"title_{language}", title.strip())
    version.save(force_insert=True)
    return version


@transaction.atomic
def begin_program(
    institution: Institution, *, by: Any, language: str, title: str, seen: str
) -> tuple[Version | None, list[Program]]:
    """A new program, or None and those that resemble it, unless `seen` says that these were pointed out.

    One at a time for each institution, so that a form sent twice finds what its first sending began.
    """
    Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
    similar = similar_programs(institution, title)
    if similar and seen != seen_mark(title, similar):
        return None, similar
    return create_program(institution, by=by, language=language, title=title), similar


@transaction.atomic
def open_new_version(program: Program, *, by: Any) -> Version:
    """The open version of a program: the one being written, or a new one copied from what is public.

    Refuses (PermissionDenied) other ministries, (ValidationError) programs that are merged or archived.
    """
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not (edits_program(by, program) or is_secretariat(by, program)):
        raise PermissionDenied("open_new_version")
    existing = program.versions.open().first()
    if existing is not None:
        return existing
    if program.state in {ProgramState.MERGED, ProgramState.ARCHIVED}:
        raise ValidationError(_("An archived program cannot be edited. Reopen it first."), code="archived")
    current = program.current or program.versions.order_by("pk").last()
    if current is None:
        raise ValidationError(_("This program has no text to start from."), code="empty")
    return clone_version(current, by=by)


def clone_version(source: Version, *, by: Any) -> Version:
    """A draft with the same content, seen sections and translation states. Call inside a transaction."""
    source = Version.objects.with_content().get(pk=source.pk)
    target = Version.objects.create(
        program=source.program,
        original_language=source.original_language,
        seen_sections=source.seen_sections,
        created_by=by,
        updated_by=by,
    )
    write_content(target, read_content(source), by)
    copy_translations(source, target)
    return target


def lock_open_version(version: Version, *, by: Any) -> Version:
    """The version under lock, if this person may write it now; call inside a transaction.

    A version in review is written by the Secretariat alone: the ministry takes it back first.
    """
    locked = Version.objects.select_for_update(of=("self",)).select_related("program").get(pk=version.pk)
    if locked.state not in OPEN_STATES:
        raise ValidationError(
            _("This version can no longer be edited: it is “%(state)s”.") % {"state": locked.get_state_display()},
            code="closed",
        )
    if is_secretariat(by, locked):
        return locked
    if not edits_program(by, locked.program):
        raise PermissionDenied("write version")
    if locked.state == VersionState.SUBMITTED:
        raise ValidationError(_("It is being reviewed. Take it back to change it."), code="in_review")
    return locked


@transaction.atomic
def save_section(version: Version, section: Section, content: Content, *, by: Any, stamp: str | None) -> Version:
    """Save one section of an open version, incomplete or not; errors of completeness never block saving.

    `stamp` is what the form was drawn from (`stamp_of`); None skips the question (imports, tests of content).
    Refuses with StaleForm when someone else saved the section meanwhile.
    """
    locked = lock_open_version(version, by=by)
    if stamp is not None and stamp != stamp_of(locked, section):
        theirs = read_content(locked, section)
        if theirs.as_json() != content.as_json():
            raise StaleForm(theirs, content, locked.updated_by)
        return locked
    write_locked_section(locked, section, content, by)
    return locked


def write_locked_section(locked: Version, section: Section, content: Content, by: Any) -> None:
    """Write into a version under lock, noting which translations were made from which source."""
    columns = [name for field in section.fields if field.shape is not Shape.PROGRAM for name in field.columns]
    before = {name: getattr(locked, name) for name in columns}
    write_content(locked, content, by)
    record_translations(locked, before, by)
    mark_section_seen(locked, section)


def mark_section_seen(version: Version, section: Section) -> None:
    """Remember that the section was opened ("looked at" in the task list)."""
    if section.code not in version.seen_sections:
        version.seen_sections = [*version.seen_sections, section.code]
        version.save(update_fields=["seen_sections"])


def discard_draft(version: Version, *, by: Any, note: str = "") -> Version:
    """Withdraw an open version; the program and its public text stay as they are."""
    return VERSION.perform(version, "withdraw", by=by, note=note)


def plain_title(title: str) -> str:
    """A title reduced to letters and digits, for comparing."""
    return re.sub(r"[^\w]+", " ", title).strip().lower()


def seen_mark(title: str, similar: Iterable[Program]) -> str:
    """What a form carries to say which programs were pointed out for which title."""
    return " ".join([plain_title(title), *sorted(program.code for program in similar)])


def similar_programs(institution: Institution, title: str, *, but: Program | None = None) -> list[Program]:
    """Programs of the same ministry whose title resembles this one, most alike first (at most 5).

    Pointed out before a duplicate is made; never an obstacle.
    """
    if len(plain_title(title)) < 4:
        return []
    sql = """
        SELECT p.id, max(greatest(similarity(fold_plain(v.title_es), fold_plain(%s)),
                                  similarity(fold_plain(v.title_en), fold_plain(%s)))) AS likeness
        FROM portfolio_program p JOIN portfolio_version v ON v.program_id = p.id
        WHERE p.institution_id = %s AND p.id <> %s AND p.state <> 'merged' AND v.state <> 'withdrawn'
        GROUP BY p.id HAVING max(greatest(similarity(fold_plain(v.title_es), fold_plain(%s)),
                                          similarity(fold_plain(v.title_en), fold_plain(%s)))) >= 0.45
        ORDER BY likeness DESC, p.id LIMIT 5
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [title, title, institution.pk, but.pk if but else 0, title, title])
        ids = [row[0] for row in cursor.fetchall()]
    found = Program.objects.with_card_data().in_bulk(ids)
    return [found[pk] for pk in ids]
