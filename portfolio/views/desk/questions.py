"""The editor as drawn: one question per field of the scheme, with languages, counts, remarks and conflicts."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from django.forms import BoundField
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portfolio.completeness import Problem, errors_in
from portfolio.enums import TranslationState
from portfolio.forms.desk import language_name
from portfolio.forms.rows import RowForm, RowTable
from portfolio.forms.section import SectionForm
from portfolio.models import FieldTranslation, Remark, Version
from portfolio.reading.presentation import row_text, value_lines
from portfolio.scheme import Field, Shape
from portfolio.services.translations import source_text, state_of
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.diff import diff_html
from rial.directory.models import Topic

# The languages' states as tags: color class, sign, words (look/README, "Form").
_STATE_TAGS: dict[TranslationState, tuple[str, str, Any]] = {
    TranslationState.MISSING: ("line", "", _("Not translated")),
    TranslationState.STALE: ("wa", "warning", _("Out of date")),
    TranslationState.MACHINE: ("wa", "", _("Machine translation")),
    TranslationState.HUMAN: ("ok", "check", _("Up to date")),
    TranslationState.OFFICIAL: ("ok", "check", _("Official translation")),
}


@dataclass(frozen=True)
class Entry:
    """One control: its form field, and for texts the language, its state, what changed and the count."""

    bound: BoundField
    errors: list[str]
    language: str = ""
    original: bool = False
    tag: tuple[str, str, Any] | None = None
    changes: SafeString | None = None
    count: int | None = None
    limit: int = 0

    @property
    def language_name(self) -> str:
        """The language in the reader's words."""
        return language_name(self.language) if self.language else ""

    @property
    def over(self) -> bool:
        """Beyond the limit: stored, and named as an error."""
        return bool(self.limit and self.count and self.count > self.limit)

    @property
    def describedby(self) -> str:
        """Identifiers of what a screen reader reads with the control."""
        ids = [f"{self.bound.auto_id}_error"] if self.errors else []
        return " ".join([*ids, *([f"{self.bound.auto_id}_count"] if self.count is not None else [])])

    @property
    def control(self) -> SafeString:
        """The control with its language and its descriptions."""
        attributes: dict[str, Any] = {"aria-describedby": self.describedby} if self.describedby else {}
        if self.language:
            attributes["lang"] = self.language
        if self.errors:
            attributes["aria-invalid"] = "true"
        if self.limit:
            attributes["data-limit"] = str(self.limit)
        return self.bound.as_widget(attrs=attributes)


@dataclass(frozen=True)
class RemarkBox:
    """A remark of the Secretariat with the controls that answer it."""

    remark: Remark
    attend: BoundField
    answer: BoundField


@dataclass(frozen=True)
class Conflict:
    """A part that two people changed: its name in the form and what the other one saved."""

    name: str
    language: str
    theirs: str


@dataclass(frozen=True)
class RowCard:
    """One row as drawn, with the messages about it."""

    form: RowForm
    number: int
    messages: list[tuple[str, str]]
    attachment: Any = None

    @property
    def anchor(self) -> str:
        """The identifier of the row."""
        return f"row-{self.form.prefix}"


@dataclass
class Question:
    """One field of the scheme on the page."""

    field: Field
    entries: list[Entry] = made_by(default_factory=list)
    remarks: list[RemarkBox] = made_by(default_factory=list)
    conflicts: list[Conflict] = made_by(default_factory=list)
    table: RowTable | None = None
    cards: list[RowCard] = made_by(default_factory=list)

    @property
    def kind(self) -> str:
        """The name of the template that draws it."""
        if self.table is not None:
            return "files" if self.field.name == "attachments" else "rows"
        if self.field.bilingual:
            return "pair"
        if self.field.shape in {Shape.CHOICE, Shape.CODES}:
            return "codes" if self.field.shape is Shape.CODES else "choice"
        return "money" if self.field.shape is Shape.MONEY else "plain"

    @property
    def optional(self) -> bool:
        """Not asked for before submission."""
        return not self.field.required

    @cached_property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The checkboxes of the topic tree: each root with itself and its children; other codes in one group."""
        boxes = {str(box.data["value"]): box for box in self.entries[0].bound}
        if self.field.name != "topics":
            return [("", list(boxes.values()))]
        topics = list(Topic.objects.in_tree_order())
        roots = [topic for topic in topics if topic.parent_id is None]
        return [
            (root.name, [boxes[t.pk] for t in topics if t.pk in boxes and root.pk in {t.pk, t.parent_id}])
            for root in roots
        ]


class Questions:
    """All questions of a section, and every message of the page's error summary."""

    def __init__(self, form: SectionForm, conflicts: dict[str, Any] | None = None) -> None:
        self.form = form
        self.version = form.version
        self.conflicts = conflicts or {}
        self._known = {(row.field, row.language): row for row in self.version.translations.all()}
        # Over-long texts and incomplete rows are judged on what is stored, so only when the page shows that.
        self._problems = errors_in(self.version, form.section)
        self.questions = [self._question(item) for item in form.section.fields]

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def summary(self) -> list[tuple[str, str]]:
        """(identifier of the control, message) of everything to correct, in the order of the page."""
        found = []
        for question in self.questions:
            for entry in question.entries:
                suffix = "_0" if question.kind in {"choice", "codes"} else ""
                named = f"{question.field.label}" + (f" ({entry.language_name})" if entry.language else "")
                found += [(f"{entry.bound.auto_id}{suffix}", f"{named}: {message}") for message in entry.errors]
            for card in question.cards:
                found += card.messages
        return found

    def _question(self, item: Field) -> Question:
        question = Question(item)
        question.remarks = [self._remark(row) for row in self.form.remarks if row.field == item.name]
        question.conflicts = list(self._conflicts(item))
        if item.shape is Shape.ROWS:
            question.table = self.form.tables[item.name]
            question.cards = self._cards(question.table)
        elif item.bilingual:
            codes = [self.version.original_language]
            codes += [code for code in LANGUAGE_CODES if code not in codes]
            question.entries = [self._text(item, code) for code in codes]
        else:
            names = [item.name] if item.shape is Shape.CODES else item.columns
            question.entries = [self._plain(item, name) for name in names]
        return question

    def _text(self, item: Field, code: str) -> Entry:
        bound = self.form[column(item.name, code)]
        original = code == self.version.original_language
        known = self._known.get((item.name, code))
        state = None if original else state_of(self.version, item.name, code, known)
        tag = ("in", "", _("Original")) if original else _STATE_TAGS[state] if state else None
        text = str(bound.value() or "").replace("\r\n", "\n")
        return Entry(
            bound,
            self._errors(bound, item, code),
            language=code,
            original=original,
            tag=tag,
            changes=self._changes(item, known) if state is TranslationState.STALE else None,
            count=len(text),
            limit=item.limit,
        )

    def _changes(self, item: Field, known: FieldTranslation | None) -> SafeString | None:
        return diff_html(known.source_text, source_text(self.version, item.name)) if known else None

    def _plain(self, item: Field, name: str) -> Entry:
        bound = self.form[name]
        return Entry(bound, self._errors(bound, item, ""))

    def _errors(self, bound: BoundField, item: Field, code: str) -> list[str]:
        typed = [str(error) for error in bound.errors]
        if typed:
            return typed
        return [p.message for p in self._problems if p.field == item.name and not p.row and p.language == code]

    def _remark(self, remark: Remark) -> RemarkBox:
        return RemarkBox(remark, self.form[f"attend-{remark.pk}"], self.form[f"answer-{remark.pk}"])

    def _conflicts(self, item: Field) -> Iterator[Conflict]:
        names = item.columns or [item.name]
        for name in names:
            if name in self.conflicts:
                code = next((code for code in LANGUAGE_CODES if item.bilingual and name == column(item.name, code)), "")
                yield Conflict(name, code, stored_words(self.version, item, code))

    def _cards(self, table: RowTable) -> list[RowCard]:
        typed: dict[str, list[tuple[str, str]]] = {}
        for bound, message, number in table.errors():
            words = f"{table.item_name} {number}, {bound.label}: {message}"
            typed.setdefault(str(bound.form.prefix), []).append((bound.auto_id, words))
        stored = [problem for problem in self._problems if problem.field == table.name]
        return [self._card(table, form, number, typed, stored) for number, form in enumerate(table.forms, start=1)]

    def _card(
        self, table: RowTable, form: RowForm, number: int, typed: dict[str, Any], stored: list[Problem]
    ) -> RowCard:
        messages = list(typed.get(str(form.prefix), []))
        if not messages:
            prefix = f"id_{form.prefix}-"
            messages = [(f"{prefix}{p.cell}", p.message) for p in stored if p.row == number]
        key = form["key"].value() if table.name == "attachments" else None
        attachment = table.attachments.get(int(key)) if key and str(key).isdigit() else None
        return RowCard(form, number, messages, attachment)


def stored_words(version: Version, item: Field, code: str) -> str:
    """What is stored of a field in words, for choosing between two people's versions of it."""
    if item.shape is Shape.ROWS:
        return "\n".join(row_text(item.name, row).value for row in getattr(version, item.name).all())
    return value_lines(version, item, code)
