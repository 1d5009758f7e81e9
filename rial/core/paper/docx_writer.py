"""A paper as a Word document: real headings, lists and tables, its language set, page numbers in the foot."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from .blocks import Block, Bullets, Facts, Heading, Item, Note, Paper, Paragraph, Run, Table

_INDIGO = RGBColor(0x12, 0x3F, 0x73)
_GREY = RGBColor(0x46, 0x54, 0x66)
_SIZES = {"Title": 20, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}
_BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
_NUMBERS = ("List Number", "List Bullet 2", "List Bullet 3")
_TEXT_WIDTH = 16.2


def docx(paper: Paper) -> bytes:
    """The DOCX; the same paper gives the same words as its PDF."""
    document = Document()
    _set_up(document, paper)
    if paper.kind:
        _coloured(document.add_paragraph(paper.kind), 9)
    document.add_paragraph(paper.title, style="Title")
    if paper.subtitle:
        _coloured(document.add_paragraph(paper.subtitle), 12)
    for block in paper.blocks:
        _write(document, block)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.4)
    page.top_margin = page.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Cambria", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    _mark_language(normal.element.get_or_add_rPr(), paper.language)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Cambria", Pt(size), _INDIGO
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:asciiTheme"), "")
    properties = document.core_properties
    properties.title, properties.author, properties.language = paper.title, paper.author, paper.language
    properties.keywords = ", ".join(paper.keywords)
    properties.created = properties.modified = paper.changed or datetime(2000, 1, 1, tzinfo=UTC)
    _footer(page.footer.paragraphs[0], paper)


def _footer(paragraph: Any, paper: Paper) -> None:
    paragraph.add_run(f"{paper.footer}    {_('Page')} ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), _GREY


def _field(paragraph: Any, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _mark_language(properties: Any, code: str) -> None:
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), code)
    properties.append(mark)


def _coloured(paragraph: Any, size: int) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(size), _GREY


def _write(document: Any, block: Block) -> None:
    match block:
        case Heading(level=level, text=text):
            document.add_heading(text, level=level)
        case Paragraph(runs=some, style=style):
            paragraph = document.add_paragraph(style="Quote" if style == "quote" else None)
            _add(paragraph, some, size={"lead": 12, "small": 9}.get(style))
        case Note(runs=some):
            _add(document.add_paragraph(style="Intense Quote"), some, size=9.5)
        case Bullets(items=items, ordered=ordered):
            _add_items(document, items, _NUMBERS if ordered else _BULLETS)
        case Facts(rows=rows):
            _add_facts(document, rows)
        case Table() as table:
            _add_table(document, table)


def _add(paragraph: Any, some: Iterable[Run], size: float | None = None, bold: bool = False) -> None:
    for run in some:
        written = _hyperlink(paragraph, run) if run.url else paragraph.add_run(run.text)
        written.bold, written.italic = (run.bold or bold) or None, run.italic or None
        if size:
            written.font.size = Pt(size)
        if run.language:
            _mark_language(written._r.get_or_add_rPr(), run.language)


def _hyperlink(paragraph: Any, run: Run) -> Any:
    written = paragraph.add_run(run.text)
    written.font.color.rgb, written.font.underline = _INDIGO, True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(written._r)
    paragraph._p.append(link)
    return written


def _add_items(document: Any, items: Sequence[Item], styles: Sequence[str], depth: int = 0) -> None:
    for item in items:
        _add(document.add_paragraph(style=styles[min(depth, len(styles) - 1)]), item.runs)
        _add_items(document, item.children, _BULLETS, depth + 1)


def _add_facts(document: Any, rows: Sequence[tuple[str, Sequence[Sequence[Run]]]]) -> None:
    table = document.add_table(rows=0, cols=2)
    for name, values in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(3.8), Cm(_TEXT_WIDTH - 3.8)
        _coloured(_first(cells[0], [Run(name)]), 10)
        for place, value in enumerate(values):
            if place:
                _add(cells[1].add_paragraph(), value)
            else:
                _first(cells[1], value)
    document.add_paragraph()


def _first(cell: Any, some: Iterable[Run], bold: bool = False) -> Any:
    paragraph = cell.paragraphs[0]
    _add(paragraph, some, bold=bold)
    return paragraph


def _add_table(document: Any, block: Table) -> None:
    if block.caption:
        document.add_paragraph(style="Caption").add_run(block.caption)
    table = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    parts = list(block.widths) or [1.0] * len(block.head)
    for place, name in enumerate(block.head):
        _first(table.rows[0].cells[place], [Run(name)], bold=True)
    _repeat_head(table.rows[0])
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        for place, cell in enumerate(row):
            _first(cells[place], cell, bold=number in block.totals)
    for row in table.rows:
        for place, cell in enumerate(row.cells):
            cell.width = Cm(_TEXT_WIDTH * parts[place] / sum(parts))
            if place in block.numeric:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
