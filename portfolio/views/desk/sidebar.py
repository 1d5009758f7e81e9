"""The column beside the editor: sections with their states, languages, what else one can do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portfolio.completeness import TaskState, errors_in, filled_count, missing_for_submission, task_state
from portfolio.enums import TranslationState
from portfolio.forms.desk import language_name
from portfolio.models import Version
from portfolio.scheme import SECTIONS, Section
from portfolio.services.translations import states
from rial.core.bilingual import LANGUAGE_CODES

_TASK_CSS = {
    TaskState.NOT_STARTED: "line",
    TaskState.LOOKED_AT: "in",
    TaskState.INCOMPLETE: "wa",
    TaskState.COMPLETE: "ok",
    TaskState.ERRORS: "er",
}


@dataclass(frozen=True)
class Task:
    """A section in the task list."""

    number: int
    section: Section
    state: TaskState
    css: str
    errors: int
    here: bool


@dataclass(frozen=True)
class LanguageCount:
    """How much is written in a language: honest counts of texts, never percentages."""

    name: str
    original: bool
    filled: int
    total: int
    stale: int


@dataclass(frozen=True)
class Sidebar:
    """Tasks, the state of the last one, and languages."""

    tasks: list[Task]
    ready: bool
    languages: list[LanguageCount]
    label: Any


def sidebar_of(version: Version, here: Section | None) -> Sidebar:
    """What stands beside the editor; `here` is the section on screen (None: the review)."""
    found = states(version)
    tasks = []
    for number, section in enumerate(SECTIONS, start=1):
        state = task_state(version, section)
        errors = len(errors_in(version, section))
        tasks.append(Task(number, section, state, _TASK_CSS[state], errors, section is here))
    languages = []
    for code in sorted(LANGUAGE_CODES, key=lambda code: code != version.original_language):
        filled, total = filled_count(version, code)
        stale = sum(state == TranslationState.STALE for (_f, language), state in found.items() if language == code)
        languages.append(LanguageCount(language_name(code), code == version.original_language, filled, total, stale))
    return Sidebar(tasks, not missing_for_submission(version), languages, draft_label(version))


def draft_label(version: Version) -> Any:
    """“Draft of version 4”: which version this text would become."""
    last = version.program.current.number if version.program.current is not None else 0
    return _("Draft of version %(number)s") % {"number": (last or 0) + 1}
