"""Papers: one structure, the same words as DOCX and as PDF."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.utils.translation import override
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from rial.core.bilingual import Text
from rial.core.paper import (
    Block,
    Bullets,
    Facts,
    Heading,
    Item,
    Note,
    Paper,
    Paragraph,
    Run,
    Table,
    docx,
    html,
    markdown_blocks,
    pdf,
    plain,
    runs,
)
from rial.core.paper.markdown import markdown_runs

BLOCKS: list[Block] = [
    Heading(1, "I. Descripción"),
    Paragraph(runs("Veintidós delegaciones. ", Text("In English only", "en"), language="es"), "lead"),
    Facts([("Lugar", [[Run("Washington, D.C.")]]), ("Presentaron", [[Run("Una persona")], [Run("Otra persona")]])]),
    Bullets([Item([Run("Primero")], [Item([Run("Anidado")])]), Item([Run("Segundo")])]),
    Table(
        ["Símbolo", "Título"], [[[Run("doc.5/16")], [Run("Resultados")]], [[Run("Total")], [Run("1")]]], "Documentos"
    ),
    Note([Run("Impreso así.")]),
]
PAPER = Paper(
    title="Informe de la reunión",
    language="es",
    blocks=BLOCKS,
    kind="Informe",
    subtitle="29 de junio de 2016",
    author="Secretaría Técnica",
    footer="https://rial.example/es/meetings/x/",
    changed=datetime(2016, 7, 1, tzinfo=UTC),
)
WORDS = (
    "Informe de la reunión",
    "29 de junio de 2016",
    "I. Descripción",
    "Veintidós delegaciones. In English only",
    "Washington, D.C.",
    "Otra persona",
    "Anidado",
    "Segundo",
    "doc.5/16",
    "Impreso así.",
)


def _docx_words(content: bytes) -> str:
    document = Document(BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def _pdf_words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


@pytest.mark.parametrize("words", WORDS)
def test_every_writer_says_the_same(words: str) -> None:
    assert words in plain(PAPER)
    assert words in _docx_words(docx(PAPER))
    assert words in _pdf_words(pdf(PAPER))


def test_the_pdf_is_tagged_and_names_its_language() -> None:
    reader = PdfReader(BytesIO(pdf(PAPER)))
    catalog = reader.root_object
    marks = catalog["/MarkInfo"]
    assert isinstance(marks, DictionaryObject)
    assert marks["/Marked"]
    assert catalog["/Lang"] == "es"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Informe de la reunión", "Secretaría Técnica")
    assert b"pdfuaid:part" in pdf(PAPER)


def test_the_foot_counts_pages_in_the_reader_s_language() -> None:
    with override("es"):
        assert "Página 1 / 1" in _pdf_words(pdf(PAPER))


def test_the_docx_has_real_headings_and_its_language() -> None:
    document = Document(BytesIO(docx(PAPER)))
    styles = [(p.style.name, p.text) for p in document.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert styles == [("Heading 1", "I. Descripción")]
    assert document.core_properties.language == "es"
    assert document.core_properties.modified == datetime(2016, 7, 1, tzinfo=UTC)
    foreign = [run for p in document.paragraphs for run in p.runs if run.text == "In English only"]
    assert 'w:val="en"' in foreign[0]._r.xml


def test_the_head_of_a_table_is_repeated_on_every_page() -> None:
    document = Document(BytesIO(docx(PAPER)))
    assert "w:tblHeader" in document.tables[1].rows[0]._tr.xml


SUMS = Table(
    ["Concepto", "USD"],
    [[[Run("Recibido")], [Run("7")]], [[Run("Saldo")], [Run("5")]]],
    numeric=frozenset({1}),
    totals=frozenset({1}),
)


def test_numbers_stand_under_a_head_on_the_same_side_and_totals_stand_out() -> None:
    paper = Paper(title="Cuadro", language="es", blocks=[SUMS])
    page = html(paper)
    assert '<thead><tr><th scope="col">Concepto</th><th scope="col" class="num">USD</th></tr></thead>' in page
    assert '<tr><td>Recibido</td><td class="num">7</td></tr>' in page
    assert '<tr class="sum"><td>Saldo</td><td class="num">5</td></tr>' in page
    rows = Document(BytesIO(docx(paper))).tables[0].rows
    sides = [[cell.paragraphs[0].alignment for cell in row.cells] for row in rows]
    assert sides == [[None, WD_ALIGN_PARAGRAPH.RIGHT]] * 3
    assert rows[2].cells[0].paragraphs[0].runs[0].bold


def test_what_looks_like_markup_of_the_typesetter_is_text() -> None:
    hostile = '#panic("x") $x$ @ref `code` <label> \\ #import "y"'
    paper = Paper(title=hostile, language="en", blocks=[Paragraph([Run(hostile)])])
    assert '#panic("x") $x$ @ref `code` <label> \\ #import "y"' in _pdf_words(pdf(paper))


def test_markdown_becomes_blocks() -> None:
    found = markdown_blocks("Uno **dos** [tres](https://x.org) [cuatro](javascript:x)\n\n- a\n- b\n  - c\n\n> cita")
    assert found == [
        Paragraph(
            [
                Run("Uno "),
                Run("dos", bold=True),
                Run(" "),
                Run("tres", url="https://x.org"),
                Run(" [cuatro](javascript:x)"),
            ]
        ),
        Bullets([Item([Run("a")], []), Item([Run("b")], [Item([Run("c")], [])])]),
        Paragraph([Run("cita")], "quote"),
    ]


def test_markdown_headings_begin_where_asked_and_html_stays_text() -> None:
    assert markdown_blocks("# A\n\n### B\n\n<b>x</b>", level=2) == [
        Heading(2, "A"),
        Heading(3, "B"),
        Paragraph([Run("<b>x</b>")]),
    ]


def test_a_markdown_table_becomes_a_table() -> None:
    assert markdown_blocks("| A | B |\n|---|---|\n| 1 | 2 |") == [Table(["A", "B"], [[[Run("1")], [Run("2")]]])]


def test_runs_of_a_foreign_text_say_their_language() -> None:
    assert markdown_runs(Text("One *two*\n\nthree", "en"), language="es") == [
        Run("One ", language="en"),
        Run("two", italic=True, language="en"),
        Run(" "),
        Run("three", language="en"),
    ]
    assert runs(Text("Uno", "es"), "", Run("dos"), language="es") == [Run("Uno"), Run("dos")]
