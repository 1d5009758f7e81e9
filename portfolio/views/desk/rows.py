"""One line of “My programs”: state, who has it, languages, confirmation."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portfolio.enums import Operation, ProgramState, TranslationState, VersionState
from portfolio.models import Program, Version
from portfolio.services.translations import record_state, states
from portfolio.waiting import CONFIRM_AHEAD, awaits_first_confirmation
from rial.core.bilingual import LANGUAGE_CODES
from rial.directory.models import Institution

# Words first, color second: the tag's class by state (look/README, "Tags").
_PROGRAM_TAGS = {
    ProgramState.DRAFT: "line",
    ProgramState.PUBLISHED: "ok",
    ProgramState.ARCHIVED: "",
    ProgramState.UNPUBLISHED: "er",
    ProgramState.MERGED: "",
}
_VERSION_TAGS = {VersionState.DRAFT: "line", VersionState.SUBMITTED: "in", VersionState.RETURNED: "wa"}


@dataclass(frozen=True)
class Tag:
    """A word with its color class."""

    text: Any
    css: str


@dataclass(frozen=True)
class LanguageState:
    """How far a program is in one language: whole, in part, or not at all."""

    code: str
    partial: bool


@dataclass(frozen=True)
class ProgramRow:
    """A program as its ministry sees it. Needs `current` and `open_versions` loaded with their translations."""

    program: Program
    user: Any

    @property
    def open_version(self) -> Version | None:
        """The version being written or reviewed."""
        found: list[Version] = getattr(self.program, "open_versions", [])
        return found[0] if found else None

    @property
    def shown(self) -> Version | None:
        """The text whose title is shown: the public one, else the open one, else the last discarded one."""
        return self.program.current or self.open_version

    @property
    def tags(self) -> list[Tag]:
        """State of the program and, beside it, of its open version."""
        found = []
        opened, program = self.open_version, self.program
        if program.held_until is not None:
            found.append(Tag(_("Approved; not public yet"), "wa"))
        elif program.state != ProgramState.DRAFT or opened is None:
            found.append(Tag(program.get_state_display(), _PROGRAM_TAGS[ProgramState(program.state)]))
        if program.current is not None and program.current.operation == Operation.ENDED:
            found.append(Tag(program.current.get_operation_display(), ""))
        if opened is not None:
            found.append(Tag(opened.get_state_display(), _VERSION_TAGS[VersionState(opened.state)]))
        return found

    @property
    def held_by_secretariat(self) -> bool:
        """Whether the Secretariat has the ball."""
        return self.open_version is not None and self.open_version.state == VersionState.SUBMITTED

    @property
    def held_by_ministry(self) -> bool:
        """Whether the ministry has the ball: something to write, or a confirmation that is due."""
        return (self.open_version is not None and not self.held_by_secretariat) or self.confirmation_due

    @property
    def days_in_review(self) -> int:
        """Whole days since it was submitted."""
        opened = self.open_version
        if opened is None or opened.submitted_at is None:
            return 0
        return max(0, (timezone.now() - opened.submitted_at).days)

    @cached_property
    def languages(self) -> list[LanguageState]:
        """The languages the text exists in; a language with missing or out-of-date texts is there in part."""
        version = self.shown
        if version is None:
            return []
        found = states(version)
        result = []
        for code in LANGUAGE_CODES:
            if code == version.original_language:
                result.append(LanguageState(code, partial=False))
                continue
            own = [state for (_field, language), state in found.items() if language == code]
            if any(state != TranslationState.MISSING for state in own):
                partial = record_state(own) in {TranslationState.MISSING, TranslationState.STALE}
                result.append(LanguageState(code, partial=partial))
        return result

    @property
    def confirmation_due_on(self) -> date | None:
        """When the ministry should next confirm."""
        return self.program.confirmation_due_on

    @property
    def confirmation_due(self) -> bool:
        """Due within the month, overdue, or asked for because others wrote the record."""
        if awaits_first_confirmation(self.program):
            return True
        due = self.confirmation_due_on
        return due is not None and due - CONFIRM_AHEAD <= timezone.localdate()

    @property
    def confirmation_overdue(self) -> bool:
        """Its date has passed."""
        due = self.confirmation_due_on
        return due is not None and due < timezone.localdate()

    @property
    def may_confirm(self) -> bool:
        """The ministry alone confirms, once the public reads it."""
        may = self.program.state == ProgramState.PUBLISHED and self.user.roles.edits(self.program.institution_id)
        return may and self.program.held_until is None


def desk_rows(institution: Institution, user: Any) -> list[ProgramRow]:
    """The institution's programs but the merged ones, by code, in a constant number of queries."""
    programs = list(
        Program.objects.editable_by(user)
        .of(institution)
        .exclude(state=ProgramState.MERGED)
        .with_card_data()
        .with_open_version()
        .order_by("code")
    )
    rows = [ProgramRow(program, user) for program in programs]
    prefetch_related_objects([row.shown for row in rows if row.shown is not None], "translations")
    return rows
