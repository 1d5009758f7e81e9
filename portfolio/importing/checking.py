"""The dry run of one row: create, update, leave or refuse, with every problem named (P08)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portfolio.enums import OPEN_STATES, ImportAction, ImportTarget, Origin, ProgramState, VersionState
from portfolio.models import Program, Version
from portfolio.reading.records import attach_rows
from portfolio.scheme import CODE_FIELDS, row_columns
from portfolio.services.content import Content, read_content
from portfolio.services.drafting import plain_title
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.directory.enums import InstitutionKind
from rial.directory.models import Institution, PopulationGroup, Topic

from .cells import CellReader
from .columns import ImportColumn, fold, import_columns
from .problems import WARNING, Problem
from .workbook import Cell, Line

# What a row of each table must have to mean anything: one of these attributes.
_ROW_NEEDS = {
    "results": ("indicator_es", "indicator_en"),
    "evaluations": ("kind",),
    "sources": ("citation_es", "citation_en"),
    "links": ("url",),
}


@dataclass
class Checked:
    """What one row is found to be."""

    line: int
    action: str
    title: str
    cells: dict[str, Cell]
    problems: list[Problem]
    content: Content = field(default_factory=Content)
    institution: int | None = None
    legacy_id: str = ""
    language: str = ""
    program: Program | None = None
    # The untouched draft of an earlier import that is written again; None when a new version is needed.
    draft: Version | None = None


class Checker:
    """Checks rows against the portal as it is now; everything it needs is read once."""

    def __init__(self, lines: Sequence[Line], target: str) -> None:
        self.lines = lines
        self.target = target
        self.columns = {item.key: item for item in import_columns()}
        self.institutions = {item.pk: item for item in Institution.objects.select_related("country")}
        self.vocabulary = self._vocabulary()
        self.programs = self._programs()
        self.open_versions = self._open_versions()
        self.stored = self._stored_contents()
        self.titles = self._titles()
        self.seen: dict[tuple[int, str], int] = {}

    # What is read once

    def _vocabulary(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {
            "institution": self._institution_codes(),
            "modelled_on": {
                fold(code): str(pk)
                for pk, code in Program.objects.exclude(state=ProgramState.MERGED).values_list("pk", "code")
            },
            "topics": _names(Topic.objects.all()),
            "populations": _names(PopulationGroup.objects.all()),
        }
        for language in LANGUAGE_CODES:
            for item in import_columns(language):
                if item.choices:
                    known = found.setdefault(item.key, {})
                    known |= {fold(label): code for code, label in item.choices}
        for item in self.columns.values():
            if item.choices:
                found[item.key] |= {fold(code): code for code, _label in item.choices}
        return found

    def _institution_codes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for item in self.institutions.values():
            if item.kind == InstitutionKind.MINISTRY and item.country_id and item.country is not None:
                names = [item.country_id, *(getattr(item.country, column("name", code)) for code in LANGUAGE_CODES)]
                found |= {fold(name): str(item.pk) for name in names if name}
        return found | {fold(item.code): str(item.pk) for item in self.institutions.values()}

    def _programs(self) -> dict[tuple[int, str], Program]:
        wanted = {str(line.cells["legacy_id"].value).strip() for line in self.lines if "legacy_id" in line.cells}
        # Identifiers typed as numbers: 12.0 in the sheet is 12.
        wanted |= {value.removesuffix(".0") for value in wanted}
        programs = Program.objects.filter(legacy_id__in=wanted).select_related("current")
        return {(program.institution_id, program.legacy_id): program for program in programs}

    def _open_versions(self) -> dict[int, Version]:
        keys = [program.pk for program in self.programs.values()]
        versions = Version.objects.filter(program__in=keys, state__in=OPEN_STATES)
        return {version.program_id: version for version in versions}

    def _stored_contents(self) -> dict[int, Content]:
        """What each program that may be updated says now."""
        versions = []
        for program in self.programs.values():
            version = self.open_versions.get(program.pk) or program.current
            if version is not None:
                versions.append(version)
        return {version.program_id: read_content(version) for version in attach_rows(versions)}

    def _titles(self) -> dict[tuple[int, str], str]:
        """{(institution, plain title): code} of the programs that are not merged."""
        names = [column("title", code) for code in LANGUAGE_CODES]
        rows = (
            Version.objects.exclude(program__state=ProgramState.MERGED)
            .exclude(state=VersionState.WITHDRAWN)
            .values_list("program__institution", "program__code", "program__legacy_id", *names)
        )
        return {
            (institution, plain_title(title)): code
            for institution, code, legacy, *titles in rows
            if not legacy
            for title in titles
            if title
        }

    # One row

    def check(self, line: Line) -> Checked:
        """What would happen with this row; every problem is named."""
        cells = {key: Cell.from_json(cell.as_json()) if not cell.kind else cell for key, cell in line.cells.items()}
        reader = CellReader(self.vocabulary)
        values = {key: reader.read(self.columns[key], cell) for key, cell in cells.items() if key in self.columns}
        checked = Checked(line.number, ImportAction.CREATE, _title(cells), cells, reader.problems)
        checked.institution = values.get("institution")
        checked.legacy_id = values.get("legacy_id") or ""
        checked.language = self._language(values, reader, cells)
        checked.content = _content(values, self.columns, reader, cells)
        self._check_identity(checked, reader)
        self._check_years(values, reader, cells)
        self._find_program(checked, reader)
        self._check_completeness(checked, reader)
        self._decide(checked)
        return checked

    def _language(self, values: Mapping[str, Any], reader: CellReader, cells: Mapping[str, Cell]) -> str:
        if values.get("original_language"):
            return str(values["original_language"])
        if "original_language" in cells:
            return ""
        filled = [code for code in LANGUAGE_CODES if values.get(column("title", code))]
        if len(filled) == 1:
            return filled[0]
        if len(filled) > 1:
            accepted = ", ".join(LANGUAGE_CODES)
            reader.note("language_needed", self.columns["original_language"], None, accepted=accepted)
        return ""

    def _check_identity(self, checked: Checked, reader: CellReader) -> None:
        for key in ("institution", "legacy_id"):
            if key not in checked.cells:
                reader.note("required", self.columns[key], None)
        institution = self.institutions.get(checked.institution or 0)
        if institution is not None and not institution.active:
            reader.note("inactive_institution", self.columns["institution"], checked.cells.get("institution"))
        if checked.institution is None or not checked.legacy_id:
            return
        first = self.seen.setdefault((checked.institution, checked.legacy_id), checked.line)
        if first != checked.line:
            reader.note("duplicate", self.columns["legacy_id"], checked.cells.get("legacy_id"), line=first)

    def _check_years(self, values: Mapping[str, Any], reader: CellReader, cells: Mapping[str, Cell]) -> None:
        start, end = values.get("start_year"), values.get("end_year")
        if start and end and start > end:
            reader.note("years_order", self.columns["end_year"], cells.get("end_year"))

    def _find_program(self, checked: Checked, reader: CellReader) -> None:
        """The program of an earlier import, and whether it may be written now."""
        checked.program = self.programs.get((checked.institution or 0, checked.legacy_id))
        if checked.program is None:
            self._warn_of_same_title(checked, reader)
            return
        item, cell = self.columns["legacy_id"], checked.cells.get("legacy_id")
        code = checked.program.code
        if checked.program.state == ProgramState.MERGED:
            reader.note("merged_program", item, cell, code=code)
        elif checked.program.state == ProgramState.ARCHIVED:
            reader.note("archived", item, cell, code=code)
        opened = self.open_versions.get(checked.program.pk)
        if opened is None:
            return
        if _is_untouched_import(checked.program, opened):
            checked.draft = opened
        elif self._changes(checked):
            reader.note("being_written", item, cell, code=code)

    def _warn_of_same_title(self, checked: Checked, reader: CellReader) -> None:
        for language in LANGUAGE_CODES:
            key = column("title", language)
            title = checked.content.columns.get(key)
            code = self.titles.get((checked.institution or 0, plain_title(title))) if title else None
            if code:
                reader.note("same_title", self.columns[key], checked.cells.get(key), WARNING, code=code)

    def _check_completeness(self, checked: Checked, reader: CellReader) -> None:
        """A title always; what submission asks for when the record goes to the queue."""
        if not checked.language:
            # Of two titles the reader was asked which; of none, any will do.
            if not any(checked.content.columns.get(column("title", code)) for code in LANGUAGE_CODES):
                reader.note("required", self.columns[column("title", LANGUAGE_CODES[0])], None)
            return
        stored = self.stored.get(checked.program.pk) if checked.program else None
        for item in self.columns.values():
            if (
                not item.required
                or item.key in {"institution", "legacy_id"}
                or item.language not in {"", checked.language}
            ):
                continue
            if item.field != "title" and self.target != ImportTarget.SUBMITTED:
                continue
            if (
                not _has(checked.content, item)
                and not (stored and _has(stored, item))
                and item.key not in checked.cells
            ):
                reader.note("required_in" if item.language else "required", item, None)

    def _changes(self, checked: Checked) -> bool:
        stored = self.stored.get(checked.program.pk) if checked.program else None
        return stored is None or differs(checked.content, stored)

    def _decide(self, checked: Checked) -> None:
        if any(problem.is_error for problem in checked.problems):
            checked.action = ImportAction.REFUSE
        elif checked.program is None:
            checked.action = ImportAction.CREATE
        else:
            checked.action = ImportAction.UPDATE if self._changes(checked) else ImportAction.SKIP


def _is_untouched_import(program: Program, version: Version) -> bool:
    return (
        program.origin == Origin.IMPORT
        and version.state == VersionState.DRAFT
        and version.created_by_id is not None
        and version.updated_by_id == version.created_by_id
    )


def _names(rows: Iterable[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    rows = list(rows)
    for row in rows:
        found |= {fold(getattr(row, column("name", code))): row.pk for code in LANGUAGE_CODES}
    return found | {fold(row.pk): row.pk for row in rows}


def _title(cells: Mapping[str, Cell]) -> str:
    for code in LANGUAGE_CODES:
        cell = cells.get(column("title", code))
        if cell is not None:
            return " ".join(str(cell.value).replace("\x00", "").split())[:200]
    return ""


def _content(
    values: Mapping[str, Any], columns: Mapping[str, ImportColumn], reader: CellReader, cells: Mapping[str, Cell]
) -> Content:
    """The parts of the record the row brings; empty cells leave what is there."""
    content = Content()
    rows: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for key, value in values.items():
        item = columns[key]
        if value is None or value == "" or not item.field:
            continue
        if item.slot:
            rows[item.field][item.slot][item.attribute] = value
        elif item.field in CODE_FIELDS:
            content.codes[item.field] = value
        else:
            content.columns[item.attribute or key] = value
    for name, slots in rows.items():
        content.rows[name] = [_row(name, slot, slots[slot], columns, reader) for slot in sorted(slots)]
    return content


def _row(
    name: str, slot: int, given: Mapping[str, Any], columns: Mapping[str, ImportColumn], reader: CellReader
) -> dict[str, Any]:
    needs = _ROW_NEEDS[name]
    if not any(given.get(attribute) for attribute in needs):
        lacking = next(
            item for item in columns.values() if item.field == name and item.slot == slot and item.attribute == needs[0]
        )
        already = any(problem.column == lacking.key for problem in reader.problems)
        if not already:
            reader.note("row_lacks", lacking, None, column=lacking.key)
    return {attribute: given.get(attribute, _empty(attribute)) for attribute in row_columns(name)}


def _empty(attribute: str) -> Any:
    return None if attribute in {"value", "year", "year_from", "dated"} else ""


def _has(content: Content, item: ImportColumn) -> bool:
    if item.field in CODE_FIELDS:
        return bool(content.codes.get(item.field))
    return content.columns.get(item.key) not in (None, "")


def differs(given: Content, stored: Content) -> bool:
    """Whether writing the given parts would change what is stored."""
    columns = any(stored.columns.get(name) != value for name, value in given.columns.items())
    codes = any(sorted(stored.codes.get(name, [])) != sorted(value) for name, value in given.codes.items())
    rows = any(stored.rows.get(name, []) != value for name, value in given.rows.items())
    return columns or codes or rows
