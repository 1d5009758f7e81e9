"""The form as a Word document: the whole scheme in both languages, with what is written already."""

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from portfolio.models import Result, Version
from portfolio.reading.docx_form import write_form
from portfolio.scheme import SECTIONS, Shape, all_fields
from tests.factories import make_draft
from tests.personas import Personas, institution

pytestmark = pytest.mark.django_db


def _document(version: Version | None) -> Any:
    return Document(io.BytesIO(write_form(version)))


def _texts(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_blank_form_asks_everything_in_both_languages(vocabulary: None) -> None:
    document = _document(None)
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert len(headings) == len(SECTIONS) + len(list(all_fields()))
    texts = _texts(document)
    assert "Inspección del trabajo / Labor inspection" in texts
    assert "☒" not in texts
    assert document.core_properties.language == "es"


def test_tables_have_a_heading_row_that_repeats(vocabulary: None) -> None:
    document = _document(None)
    tables = sum(f.bilingual or f.shape not in {Shape.CHOICE, Shape.CODES} for f in all_fields())
    assert len(document.tables) == tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_what_is_written_already_is_in_it(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica, summary_en="First\nSecond", start_year=2010)
    Result.objects.create(version=version, indicator_es="Visitas", value=17000, year=2011)
    document = _document(Version.objects.with_content().get(pk=version.pk))
    texts = _texts(document)
    assert "Campaña para que se pague el salario mínimo." in texts
    assert "First\nSecond" in texts
    assert "2010" in texts
    assert "☒ Inspección del trabajo / Labor inspection" in texts
    assert "Visitas" in texts
    assert "17\u00a0000" in texts


def test_downloads_are_named_by_code_and_date(personas: Personas, as_persona: Any) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    client = as_persona("costa_rica")
    response = client.get(f"/es/desk/programs/{version.program.code}/form.docx")
    assert response["Content-Disposition"].startswith(f'attachment; filename="{version.program.code}-20')
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    blank = client.get("/es/desk/program-form.docx")
    assert blank["Content-Disposition"].startswith('attachment; filename="RIAL-20')
    assert blank.content[:4] == b"PK\x03\x04"
    assert as_persona("mexico").get(f"/es/desk/programs/{version.program.code}/form.docx").status_code == 404
