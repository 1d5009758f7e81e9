"""The workbooks the Secretariat downloads: the template to fill in, and the report of a dry run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.models import ImportBatch, ImportRow
from rial.core.bilingual import LANGUAGE_CODES, column, current_language
from rial.core.exports import Column
from rial.directory.models import Institution, PopulationGroup, Topic

from .columns import ImportColumn, import_columns
from .problems import Problem, from_json
from .workbook import MOST_ROWS

_WIDTH = 28
# What the columns accept, by how they are read.
_ACCEPTED = {
    "line": gettext_lazy("One line of text"),
    "prose": gettext_lazy("Text"),
    "year": gettext_lazy("A year with four digits"),
    "number": gettext_lazy("A number with at most two decimals"),
    "whole": gettext_lazy("A whole number"),
    "email": gettext_lazy("An e-mail address"),
    "url": gettext_lazy("A web address"),
    "currency": gettext_lazy("Three letters, such as USD"),
    "date": gettext_lazy("A date, year-month-day"),
    "institution": gettext_lazy("ISO code of the country, or code of the institution"),
    "program": gettext_lazy("Code of a program, such as PRG-0042"),
    "codes": gettext_lazy("Codes or names of the sheet of codes, separated by semicolons"),
}


def write_template(target: IO[bytes]) -> None:
    """An empty table with its columns, what each accepts, the codes, and a filled example."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {**options, "in_memory": True}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#e5eef8"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        columns = import_columns(current_language())
        _write_keys(book.add_worksheet(_sheet(_("Programs"))), columns, head)
        _write_meanings(book.add_worksheet(_sheet(_("Columns"))), columns, head, wrap)
        _write_codes(book.add_worksheet(_sheet(_("Codes"))), head)
        # The example names its columns by label, under a title: it is never taken for the table.
        _write_example(book.add_worksheet(_sheet(_("Example"))), columns, head, wrap)


def _sheet(name: str) -> str:
    return name[:31]


def _write_keys(sheet: Any, columns: Sequence[ImportColumn], head: Any) -> None:
    sheet.freeze_panes(1, 2)
    for place, item in enumerate(columns):
        sheet.set_column(place, place, _WIDTH)
        sheet.write_string(0, place, item.key, head)
        sheet.write_comment(0, place, "\n".join(part for part in (item.label, _accepted(item), item.hint) if part))


def _accepted(item: ImportColumn) -> str:
    if item.choices:
        return ", ".join(code for code, _label in item.choices)
    text = str(_ACCEPTED[item.read])
    most = item.limit or item.most
    return _("%(kind)s, up to %(most)s characters") % {"kind": text, "most": most} if most else text


def _needed(item: ImportColumn) -> str:
    if not item.required:
        return ""
    if item.key in {"institution", "legacy_id"}:
        return _("Always")
    if item.field == "title":
        return _("In one language")
    return _("To be sent to the queue")


def _write_meanings(sheet: Any, columns: Sequence[ImportColumn], head: Any, wrap: Any) -> None:
    for place, width in enumerate((30, 44, 20, 60, 60)):
        sheet.set_column(place, place, width)
    titles = [_("Column"), _("Meaning"), _("Needed"), _("Accepted"), _("Advice")]
    sheet.write_row(0, 0, titles, head)
    for line, item in enumerate(columns, start=1):
        sheet.write_row(line, 0, [item.key, item.label, _needed(item), _accepted(item), item.hint], wrap)
    notes = [
        _("Up to %(most)s rows. One row per program.") % {"most": MOST_ROWS},
        _("An empty cell leaves what the portal has; nothing is deleted by an import."),
        _("No formulas, no merged cells. Columns may stand in any order, and those you do not use may be left out."),
    ]
    for line, note in enumerate(notes, start=len(columns) + 2):
        sheet.write_string(line, 0, note)


def _write_codes(sheet: Any, head: Any) -> None:
    for place in range(4):
        sheet.set_column(place, place, 34)
    names = [_("Name (%(language)s)") % {"language": code} for code in LANGUAGE_CODES]
    sheet.write_row(0, 0, [_("Column"), _("Code"), *names], head)
    for line, row in enumerate(_code_rows(), start=1):
        sheet.write_row(line, 0, row)


def _code_rows() -> Iterator[list[str]]:
    for institution in Institution.objects.filter(active=True).with_names().in_reading_order():
        country = institution.country
        names = [getattr(country, column("name", code)) for code in LANGUAGE_CODES] if country else []
        yield ["institution", institution.code, *(names or [str(institution)] * len(LANGUAGE_CODES))]
    for key, model in (("topics", Topic), ("populations", PopulationGroup)):
        for row in model._default_manager.order_by("position", "pk"):
            yield [key, row.pk, *(getattr(row, column("name", code)) for code in LANGUAGE_CODES)]
    labels = {code: {item.key: item for item in import_columns(code)} for code in LANGUAGE_CODES}
    for item in import_columns():
        for place, (value, _label) in enumerate(item.choices):
            yield [item.key, value, *(labels[code][item.key].choices[place][1] for code in LANGUAGE_CODES)]


def example_values() -> dict[str, Any]:
    """A made-up record in the template's example sheet: every kind of column once, named as an example."""
    language = current_language()
    texts = {
        "title": _("Example: employment service for young people"),
        "summary": _("Example. What it does, for whom and with what result."),
        "objectives": _("Example. What the program wants to change and for whom."),
        "description": _("Example. Steps, people and tools."),
        "contact_unit": _("Example: Directorate of Employment"),
    }
    return {
        "institution": "CR",
        "legacy_id": "2009-017",
        "original_language": language,
        **{column(name, language): text for name, text in texts.items()},
        "kind": "service",
        "topics": "; ".join(Topic.objects.order_by("position").values_list("pk", flat=True)[1:3]),
        "start_year": 2009,
        f"result1_{column('indicator', language)}": _("Example: young people placed"),
        "result1_value": 1200,
        f"result1_{column('unit', language)}": _("people"),
        "result1_year": 2011,
    }


def _write_example(sheet: Any, columns: Sequence[ImportColumn], head: Any, wrap: Any) -> None:
    sheet.set_column(0, 1, 34)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, _("One row of the table, written from top to bottom"), head)
    given = example_values()
    for line, item in enumerate((item for item in columns if item.key in given), start=1):
        sheet.write_row(line, 0, [item.key, item.label, given[item.key]], wrap)


REPORT_COLUMNS = (
    Column("line", gettext_lazy("Row"), width=8),
    Column("action", gettext_lazy("What will happen"), width=16),
    Column("legacy_id", gettext_lazy("Identifier in the earlier portfolio"), width=20),
    Column("title", gettext_lazy("Title"), width=50),
    Column("program", gettext_lazy("Program"), width=12),
    Column("level", gettext_lazy("Kind of problem"), width=14),
    Column("cell", gettext_lazy("Cell"), width=10),
    Column("column", gettext_lazy("Column"), width=24),
    Column("value", gettext_lazy("What the cell says"), width=40),
    Column("message", gettext_lazy("What is wrong and what is accepted"), width=80),
)


def report_rows(batch: ImportBatch, rows: Iterable[ImportRow]) -> Iterator[Mapping[str, Any]]:
    """One line per problem; one line for a row without problems; the file's own problems first."""
    for problem in from_json(batch.problems):
        yield {"action": _("File"), **_problem_cells(problem)}
    for row in rows:
        legacy = row.data.get("legacy_id", {}).get("value", "")
        base = {
            "line": row.line,
            "action": str(row.get_action_display()),
            "legacy_id": str(legacy)[:80],
            "title": row.title,
            "program": row.program.code if row.program else "",
        }
        problems = from_json(row.problems)
        for problem in problems:
            yield {**base, **_problem_cells(problem)}
        if not problems:
            yield base


def _problem_cells(problem: Problem) -> dict[str, str]:
    level = _("Error") if problem.is_error else _("Warning")
    return {
        "level": level,
        "cell": problem.cell,
        "column": problem.column,
        "value": problem.value,
        "message": problem.message,
    }
