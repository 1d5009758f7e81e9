"""The whole scheme as a Word document: every question in both languages, with what is written already."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from portfolio.completeness import in_each_language
from portfolio.models import Version
from portfolio.scheme import ROW_PLAIN, ROW_TEXTS, SECTIONS, Field, Section, Shape
from rial.core.bilingual import LANGUAGE_CODES, column, current_language
from rial.directory.models import PopulationGroup, Topic

from .presentation import amount, plain_value

# Empty rows to write in, for tables of figures, evaluations, links and sources.
_BLANK_ROWS = 3


def write_form(version: Version | None) -> bytes:
    """The form as DOCX; `version` fills in what is known (load it `with_content()`), None leaves it blank."""
    document = Document()
    _set_up(document, version)
    document.add_heading(_title(version), level=0)
    document.add_paragraph(_introduction())
    for number, section in enumerate(SECTIONS, start=1):
        _write_section(document, number, section, version)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _title(version: Version | None) -> str:
    if version is None:
        return _("Program of the RIAL portfolio: form")
    return " · ".join(part for part in (version.program.code, str(version.title)) if part)


def _introduction() -> str:
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    return _(
        "State of %(day)s. Write in one language or in both; what you do not know, leave empty. "
        "When the team has agreed, one person copies it into the portal, section by section."
    ) % {"day": today}


def _set_up(document: Any, version: Version | None) -> None:
    """Landscape A4, the document's language and title, a font that is everywhere."""
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    _set_language(style.element.get_or_add_rPr(), current_language())
    properties = document.core_properties
    properties.title, properties.author, properties.language = _title(version), "RIAL", current_language()


def _set_language(run_properties: Any, code: str) -> None:
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), code)
    run_properties.append(mark)


def _write_section(document: Any, number: int, section: Section, version: Version | None) -> None:
    document.add_heading(f"{number}. {_both(section.title)}", level=1)
    for field in section.fields:
        document.add_heading(_both(field.label) + (" *" if field.required else ""), level=2)
        for hint in _hints(field):
            document.add_paragraph().add_run(hint).italic = True
        if field.shape is Shape.ROWS:
            _write_rows(document, field, version)
        elif field.bilingual:
            _write_texts(document, field, version)
        else:
            _write_answer(document, field, version)


def _both(label: Any) -> str:
    """A label in every language of the portal, the reader's first."""
    words = in_each_language(label)
    codes = sorted(LANGUAGE_CODES, key=lambda code: code != current_language())
    return " / ".join(dict.fromkeys(words[code] for code in codes))


def _hints(field: Field) -> Iterable[str]:
    if field.hint:
        yield _both(field.hint)
    if field.limit:
        yield _("Up to %(limit)s characters.") % {"limit": field.limit}


def _language_names() -> dict[str, str]:
    names = {}
    for code, name in settings.LANGUAGES:
        with override(code):
            names[code] = capfirst(str(name))
    return names


def _write_texts(document: Any, field: Field, version: Version | None) -> None:
    """Both languages side by side."""
    table = _table(document, list(_language_names().values()), rows=1)
    for index, code in enumerate(LANGUAGE_CODES):
        text = str(getattr(version, column(field.name, code))) if version is not None else ""
        _write_cell(table.cell(1, index), text, code)


def _write_cell(cell: Any, text: str, code: str = "") -> None:
    """Text in a cell, paragraph by paragraph, marked with its language; control signs Word refuses are gone already."""
    lines = text.split("\n") if text else ["", ""]
    for index, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        if code:
            _set_language(run._element.get_or_add_rPr(), code)


def _write_answer(document: Any, field: Field, version: Version | None) -> None:
    if field.shape in {Shape.CHOICE, Shape.CODES}:
        for code, label in _options(field):
            chosen = version is not None and code in _chosen(field, version)
            document.add_paragraph(f"{'☒' if chosen else '☐'} {label}").paragraph_format.space_after = Pt(0)
        return
    table = _table(document, [_("Answer")], rows=1)
    _write_cell(table.cell(1, 0), plain_value(version, field) if version is not None else "")


def _options(field: Field) -> list[tuple[str, str]]:
    if field.shape is Shape.CHOICE:
        column_of: Any = Version._meta.get_field(field.name)
        return [(str(code), _both(label)) for code, label in column_of.choices or []]
    model: Any = Topic if field.name == "topics" else PopulationGroup
    items = model._default_manager.order_by("position", "code")
    names = [column("name", code) for code in sorted(LANGUAGE_CODES, key=lambda code: code != current_language())]
    return [(item.pk, " / ".join(filter(None, (getattr(item, name) for name in names)))) for item in items]


def _chosen(field: Field, version: Version) -> set[str]:
    if field.shape is Shape.CHOICE:
        return {str(getattr(version, field.name))}
    return {str(item.pk) for item in getattr(version, field.name).all()}


def _write_rows(document: Any, field: Field, version: Version | None) -> None:
    """One line per row; texts of both languages in columns of their own."""
    if field.name == "attachments":
        names = ["original_filename"]
        headings = [_("File name")]
    else:
        texts = [column(text, code) for text in ROW_TEXTS[field.name] for code in LANGUAGE_CODES]
        names = [*ROW_PLAIN[field.name], *texts]
        headings = [_row_heading(field.name, name) for name in names]
    rows = list(getattr(version, field.name).all()) if version is not None else []
    table = _table(document, headings, rows=len(rows) + _BLANK_ROWS)
    for line, row in enumerate(rows, start=1):
        for index, name in enumerate(names):
            _write_cell(table.cell(line, index), _cell_text(row, name))


def _row_heading(table: str, name: str) -> str:
    model: Any = Version._meta.get_field(table).related_model
    base, _sign, code = name.rpartition("_")
    if base in ROW_TEXTS[table] and code in LANGUAGE_CODES:
        return f"{_both(model._meta.get_field(base).verbose_name)} ({code})"
    return _both(model._meta.get_field(name).verbose_name)


def _cell_text(row: Any, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display is not None else getattr(row, name)
    return amount(value) if name == "value" else "" if value is None else str(value)


def _table(document: Any, headings: list[str], rows: int) -> Any:
    """A table whose first line is marked as its heading, repeated on every page."""
    table = document.add_table(rows=rows + 1, cols=len(headings), style="Table Grid")
    for index, heading in enumerate(headings):
        table.cell(0, index).paragraphs[0].add_run(heading).bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    return table
