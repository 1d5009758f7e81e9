"""What is filled, what is missing, in which language: for the task list, the submission and the translation states."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from rial.core.bilingual import LANGUAGE_CODES, column

from .models import Version
from .scheme import FIELD_BY_NAME, ROW_TEXTS, SECTIONS, Field, Section, Shape


@dataclass(frozen=True)
class Problem:
    """Something to mend before submission: the field, its section, and what to do."""

    field: str
    section: str
    message: str
    language: str = ""
    # For rows: which one, counted from 1, and its column.
    row: int = 0
    cell: str = ""

    @property
    def anchor(self) -> str:
        """The identifier of the control in the editor that mends it."""
        if self.row:
            return f"id_{self.field}-{self.row - 1}-{self.cell}"
        field = FIELD_BY_NAME[self.field]
        if field.shape in {Shape.CHOICE, Shape.CODES}:
            return f"id_{self.field}_0"
        return f"id_{column(self.field, self.language)}" if self.language else f"id_{self.field}"


class TaskState(Enum):
    """State of a section in the task list (look/README, "Tags")."""

    NOT_STARTED = "not_started"
    LOOKED_AT = "looked_at"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    ERRORS = "errors"

    @property
    def label(self) -> str:
        """The word on the tag."""
        return str(_TASK_LABELS[self])


_TASK_LABELS = {
    TaskState.NOT_STARTED: gettext_lazy("Not started"),
    TaskState.LOOKED_AT: gettext_lazy("Looked at"),
    TaskState.INCOMPLETE: gettext_lazy("Incomplete"),
    TaskState.COMPLETE: gettext_lazy("Complete"),
    TaskState.ERRORS: gettext_lazy("Errors"),
}


def value_in(version: Version, field: Field, language: str) -> Any:
    """The field's value: its text in that language when bilingual, codes or rows as a list."""
    if field.bilingual:
        return getattr(version, column(field.name, language))
    if field.shape in {Shape.CODES, Shape.ROWS}:
        return list(getattr(version, field.name).all())
    return getattr(version, field.name)


def is_filled(version: Version, field: Field, language: str | None = None) -> bool:
    """Whether something was written: in that language, or in any when none is given."""
    languages = [language] if language else list(LANGUAGE_CODES)
    return any(value_in(version, field, code) not in ("", None, []) for code in languages)


def excess(version: Version, field: Field, language: str) -> int:
    """Characters beyond the field's limit; 0 when it fits."""
    if not field.limit:
        return 0
    text = value_in(version, field, language) if field.bilingual else getattr(version, field.name)
    return max(0, len(text or "") - field.limit)


def missing_in(version: Version, section: Section) -> list[Problem]:
    """What the section needs before submission, in the version's original language."""
    problems: list[Problem] = []
    for field in section.fields:
        if field.required and not is_filled(version, field, version.original_language if field.bilingual else None):
            problems.append(_missing(version, field, section))
    return problems + errors_in(version, section)


def errors_in(version: Version, section: Section) -> list[Problem]:
    """What is stored in the section but cannot stay so: texts beyond their limit, rows without what they need."""
    problems: list[Problem] = []
    for field in section.fields:
        problems.extend(_too_long(version, field, section))
        if field.shape is Shape.ROWS:
            problems.extend(_rows_to_complete(version, field, section))
    return problems


# What a row cannot be read without: a figure has its date and its name (look/README, principle 1).
_ROW_NEEDS: dict[str, tuple[tuple[str, Any], ...]] = {
    "results": (
        ("indicator", gettext_lazy("Figure %(row)s: write what it counts.")),
        ("value", gettext_lazy("Figure %(row)s: enter the value, such as 1200000.")),
        ("year", gettext_lazy("Figure %(row)s: enter the year with four digits, such as 2012.")),
    ),
    "evaluations": (("kind", gettext_lazy("Evaluation %(row)s: choose its kind.")),),
    "links": (("url", gettext_lazy("Link %(row)s: enter the web address, such as https://www.example.org.")),),
    "sources": (("citation", gettext_lazy("Source %(row)s: write which document it is.")),),
}


def _rows_to_complete(version: Version, field: Field, section: Section) -> list[Problem]:
    problems = []
    for number, row in enumerate(getattr(version, field.name).all(), start=1):
        for cell, message in _ROW_NEEDS.get(field.name, ()):
            texts = cell in ROW_TEXTS[field.name]
            names = [column(cell, code) for code in LANGUAGE_CODES] if texts else [cell]
            if any(getattr(row, name) not in ("", None) for name in names):
                continue
            name = column(cell, version.original_language) if texts else cell
            problems.append(Problem(field.name, section.code, message % {"row": number}, row=number, cell=name))
    return problems


def _missing(version: Version, field: Field, section: Section) -> Problem:
    message = _("Complete “%(field)s”.") % {"field": field.label}
    return Problem(field.name, section.code, message, version.original_language if field.bilingual else "")


def _too_long(version: Version, field: Field, section: Section) -> list[Problem]:
    problems = []
    for language in LANGUAGE_CODES if field.bilingual else ("",):
        over = excess(version, field, language)
        if over:
            message = ngettext(
                "Shorten “%(field)s”: %(count)s character too many.",
                "Shorten “%(field)s”: %(count)s characters too many.",
                over,
            ) % {"field": field.label, "count": over}
            problems.append(Problem(field.name, section.code, message, language))
    return problems


def missing_for_submission(version: Version) -> list[Problem]:
    """Everything the version needs before it can be submitted; empty when it is ready."""
    return [problem for section in SECTIONS for problem in missing_in(version, section)]


def task_state(version: Version, section: Section) -> TaskState:
    """The section's state in the task list."""
    if errors_in(version, section):
        return TaskState.ERRORS
    problems = missing_in(version, section)
    filled = [is_filled(version, field) for field in section.fields]
    if not any(filled):
        return TaskState.LOOKED_AT if section.code in version.seen_sections else TaskState.NOT_STARTED
    return TaskState.INCOMPLETE if problems else TaskState.COMPLETE


def filled_count(version: Version, language: str) -> tuple[int, int]:
    """(texts filled in the language, texts filled in any language): "6 of 11 fields"."""
    fields = [field for section in SECTIONS for field in section.fields if field.bilingual]
    any_language = [field for field in fields if is_filled(version, field)]
    return sum(is_filled(version, field, language) for field in any_language), len(any_language)


def in_each_language(text: Any) -> dict[str, str]:
    """A lazy text evaluated in every language of the portal."""
    result = {}
    for code in LANGUAGE_CODES:
        with override(code):
            result[code] = str(text)
    return result
