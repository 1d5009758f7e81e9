"""The translation work-list and the page where one record is translated, text by text."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portfolio.enums import ProgramState, TranslationState
from portfolio.models import Program, Version
from portfolio.scheme import FIELD_BY_NAME, ROW_TEXTS, SECTIONS, Shape
from portfolio.services.translating import (
    GIVEN_STATES,
    Translation,
    save_translation,
    stamp,
    text_to_translate,
)
from portfolio.services.translations import source_text, states
from portfolio.worklist import SORTS, to_translate, totals
from rial.core.admin import render_page
from rial.core.bilingual import LANGUAGE_CODES, column, other_languages
from rial.core.diff import diff_html
from rial.core.typed import tidy_line, tidy_text

PAGE_SIZE = 50


@dataclass(frozen=True)
class Unit:
    """One text to translate: source, what the form holds, its state, what changed in the source."""

    name: str
    label: Any
    source: str
    text: str
    state: TranslationState | None
    given: str
    changed: SafeString | None
    limit: int
    line: bool

    @property
    def over(self) -> int:
        """Characters beyond the limit; nothing is ever cut."""
        return max(0, len(self.text) - self.limit) if self.limit else 0

    @property
    def stale(self) -> bool:
        """Whether the source changed since this was translated."""
        return self.state == TranslationState.STALE


def worklist(request: HttpRequest) -> HttpResponse:
    """Public records with texts to translate: most visited first, or `?sort=age`."""
    sort = request.GET.get("sort", "visits")
    sort = sort if sort in SORTS else "visits"
    versions = to_translate(sort).select_related("program__institution__country")
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"title": _("Translations"), "page": page, "totals": totals(), "sort": sort}
    return render_page(request, "admin/portfolio/translations.html", context)


def units_of(version: Version, language: str, typed: dict[str, str]) -> list[Unit]:
    """The texts of the record that have a source, in the order of the scheme; `typed` is what a form sent."""
    known = {row.field: row for row in version.translations.all() if row.language == language}
    found = states(version)
    units = []
    for section in SECTIONS:
        for field in section.fields:
            source = source_text(version, field.name) if field.bilingual else ""
            if not source:
                continue
            state = found.get((field.name, language))
            row = known.get(field.name)
            units.append(
                Unit(
                    name=field.name,
                    label=field.label,
                    source=source,
                    text=typed.get(field.name, getattr(version, column(field.name, language))),
                    state=state,
                    given=typed.get(f"state-{field.name}", row.state if row else TranslationState.HUMAN),
                    changed=diff_html(row.source_text, source) if row and state == TranslationState.STALE else None,
                    limit=field.limit,
                    line=field.shape is Shape.LINE,
                )
            )
    return units


def row_units(version: Version, language: str, typed: dict[str, str]) -> list[Unit]:
    """The texts of the tables (figures, evaluations, sources…) that have a source."""
    units = []
    for table, texts in ROW_TEXTS.items():
        for index, row in enumerate(getattr(version, table).all()):
            for text in texts:
                source = getattr(row, column(text, version.original_language))
                if not source:
                    continue
                name = f"row-{table}-{index}-{text}"
                written = getattr(row, column(text, language))
                label = f"{FIELD_BY_NAME[table].label} {index + 1}: {row._meta.get_field(text).verbose_name}"
                state = None if written else TranslationState.MISSING
                limit = row._meta.get_field(text).max_length or 0
                value = typed.get(name, written)
                units.append(Unit(name, label, source, value, state, "", None, limit, row_is_line(row, text)))
    return units


def row_is_line(row: Any, text: str) -> bool:
    """Whether the text of a table is one line rather than prose."""
    return bool(row._meta.get_field(text).max_length)


def read_form(version: Version, language: str, data: dict[str, str]) -> Translation:
    """What the page sent, as a translation; only texts that have a source count."""
    given = Translation(language)
    kept = set()
    for unit in units_of(version, language, {}):
        if unit.name in data:
            tidy = tidy_line if unit.line else tidy_text
            given.texts[unit.name] = tidy(data[unit.name])
        state = data.get(f"state-{unit.name}")
        if state in GIVEN_STATES and given.texts.get(unit.name):
            given.states[unit.name] = TranslationState(state)
        if unit.stale and data.get(f"keep-{unit.name}"):
            kept.add(unit.name)
    given.kept = frozenset(kept)
    for unit in row_units(version, language, {}):
        if unit.name in data:
            _row, table, index, text = unit.name.split("-")
            given.rows[table, int(index), text] = (
                tidy_line(data[unit.name]) if unit.line else tidy_text(data[unit.name])
            )
    return given


def too_long(units: list[Unit]) -> list[str]:
    """What cannot be stored because its column is shorter; prose has no such limit."""
    return [
        _("“%(field)s” is %(count)s characters too long.") % {"field": unit.label, "count": unit.over}
        for unit in units
        if unit.line and unit.over
    ]


def translate(request: HttpRequest, pk: int) -> HttpResponse:
    """Source and target side by side; nothing typed is lost when saving is refused."""
    program = get_object_or_404(Program.objects.with_card_data(), pk=pk)
    version = text_to_translate(program)
    if version is None or program.state == ProgramState.MERGED:
        messages.warning(request, _("This program has no text to translate."))
        return redirect("admin:portfolio_program_change", pk)
    targets = [code for code in LANGUAGE_CODES if code != version.original_language]
    language = request.GET.get("to", "")
    language = language if language in targets else other_languages(version.original_language)[0]
    typed = {name: str(value) for name, value in request.POST.items()} if request.method == "POST" else {}
    units, rows = units_of(version, language, typed), row_units(version, language, typed)
    problems = too_long([*units, *rows]) if typed else []
    if typed and not problems:
        given = read_form(version, language, typed)
        try:
            saved = save_translation(program, given, by=request.user, seen=typed.get("seen", ""))
        except ValidationError as error:
            problems = list(error.messages)
        else:
            messages.success(request, _("Translation saved: %(version)s.") % {"version": saved})
            return redirect("admin:portfolio_program_translations")
    context = {
        "title": _("Translate"),
        "program": program,
        "version": version,
        "language": language,
        "targets": targets,
        "units": units,
        "row_units": rows,
        "given_states": [(state.value, state.label) for state in GIVEN_STATES],
        "problems": problems,
        "seen": stamp(version),
        "original": version.original_language,
    }
    return render_page(request, "admin/portfolio/translate.html", context)
