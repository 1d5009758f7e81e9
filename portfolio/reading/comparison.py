"""Programs side by side under the one scheme: what each ministry answered to the same questions (P10, P11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portfolio.models import Program, Result, Version
from portfolio.scheme import SECTIONS, Field, Shape
from rial.core.bilingual import Text, current_language, text_of
from rial.core.text import render_markdown

from .presentation import day, not_reported, qualified, value_texts, years
from .records import attach_rows

FEWEST, MOST = 2, 4
# In the head of the table, or of no use beside another program's.
_LEFT_OUT = {"title", "attachments", "sources", "links", "contact_email"}


@dataclass(frozen=True)
class Cell:
    """One program's answer: as HTML for the page, as plain text for equality and for files."""

    plain: str
    html: SafeString
    language: str = ""

    @property
    def missing(self) -> bool:
        """Whether the ministry reported nothing."""
        return not self.plain


@dataclass(frozen=True)
class Row:
    """One criterion and each program's answer."""

    label: str
    cells: Sequence[Cell]

    @property
    def same(self) -> bool:
        """Whether all answers agree; absence is no agreement."""
        return len({cell.plain for cell in self.cells}) == 1 and not self.cells[0].missing

    @property
    def empty(self) -> bool:
        """Whether nobody reported anything."""
        return all(cell.missing for cell in self.cells)


@dataclass(frozen=True)
class Part:
    """A band of rows: a section of the scheme."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Comparison:
    """The programs in the order asked for, and the parts of the table."""

    programs: Sequence[Program]
    parts: Sequence[Part]
    # Criteria that no program answered: named once below the table instead of an empty row each.
    unanswered: Sequence[str] = field(default_factory=tuple)


def compare(programs: Sequence[Program], *, only_differences: bool = False) -> Comparison:
    """Lay two to four public programs side by side; load them with `current`, country and names."""
    versions = [program.current for program in programs if program.current is not None]
    for program, version in zip(programs, versions, strict=True):
        version.program = program
    attach_rows(versions)
    parts, unanswered = [], []
    for title, rows in _parts(programs, versions):
        unanswered += [row.label for row in rows if row.empty]
        shown = [row for row in rows if not row.empty and not (only_differences and row.same)]
        if shown:
            parts.append(Part(title, shown))
    return Comparison(programs, parts, unanswered)


def _parts(programs: Sequence[Program], versions: Sequence[Version]) -> Iterator[tuple[str, list[Row]]]:
    yield "", _identity(programs)
    for section in SECTIONS:
        rows = [
            Row(str(item.label), [_cell(version, item) for version in versions])
            for item in section.fields
            if item.name not in _LEFT_OUT
        ]
        yield str(section.title), rows


def _identity(programs: Sequence[Program]) -> list[Row]:
    countries = [_text_cell(text_of(program.institution.country, "name")) for program in programs]
    institutions = [_text_cell(program.institution.current_name) for program in programs]
    confirmed = [_text_cell(Text(_confirmed(program), current_language())) for program in programs]
    rows = [Row(_("Country"), countries), Row(_("Institution"), institutions)]
    return [*rows, Row(_("Confirmed by the ministry"), confirmed)]


def _confirmed(program: Program) -> str:
    return day(program.confirmed_on) or _("Not yet")


def _text_cell(text: Text) -> Cell:
    return Cell(text.value, format_html("{}", text.value), text.language if text.foreign else "")


def _cell(version: Version, item: Field) -> Cell:
    texts = value_texts(version, item)
    if not texts:
        return Cell("", format_html("{}", not_reported()))
    plain = "\n".join(text.value for text in texts)
    language = texts[0].language if texts[0].foreign else ""
    if item.shape is Shape.PROSE:
        return Cell(plain, render_markdown(texts[0].value), language)
    if item.shape is Shape.ROWS:
        return Cell(plain, _figures(version) if item.name == "results" else _evaluations(version), language)
    if len(texts) == 1:
        return Cell(plain, format_html("{}", texts[0].value), language)
    return Cell(plain, _list(texts), language)


def _list(texts: Sequence[Text]) -> SafeString:
    return format_html('<ul class="plain">{}</ul>', format_html_join("", "<li>{}</li>", ((t.value,) for t in texts)))


def _figures(version: Version) -> SafeString:
    """The figures as in a report: the value large, then what it counts and when."""
    rows = (
        (qualified(row) or not_reported(), text_of(row, "unit").value, text_of(row, "indicator").value, _when(row))
        for row in version.results.all()
    )
    line = '<li><span class="fig">{}</span> {}<br><span class="small">{}{}</span></li>'
    return format_html('<ul class="plain stack-s">{}</ul>', format_html_join("", line, rows))


def _when(row: Result) -> str:
    period = years(row.year_from, row.year)
    return f" ({period})" if period else ""


def _evaluations(version: Version) -> SafeString:
    rows = (
        (f"{row.get_kind_display()} {row.year or ''}".strip(), render_markdown(text_of(row, "findings").value))
        for row in version.evaluations.all()
    )
    return format_html('<div class="stack-s">{}</div>', format_html_join("", "<p><b>{}</b></p>{}", rows))
