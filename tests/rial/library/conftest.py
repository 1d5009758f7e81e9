"""Documents for the tests of the library."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rial.library import services
from rial.library.models import Document, DocumentFile
from rial.library.symbols import parse
from tests.personas import Personas

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def make_document(symbol: str = "", *, title: str = "", by: Any = None, **values: Any) -> Document:
    """A document; published when `by` is given."""
    texts = {"title_es": title or f"Documento {symbol}", **values}
    slug = texts.pop("slug", "") or services.free_slug(parse(symbol), texts["title_es"])
    document = Document.objects.create(slug=slug, symbol_printed=symbol, **texts)
    return services.publish(document, by=by) if by is not None else document


def pdf(name: str = "informe.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def document(personas: Personas) -> Document:
    """The published report with its known oddity: none."""
    return make_document(
        "CIMT-19/GT1-GT2/doc.5/16",
        title="Resultados y actividades de la RIAL 2006-2016",
        title_en="RIAL results and activities 2006-2016",
        by=personas.secretariat,
        kind="report",
    )


@pytest.fixture
def spanish_file(document: Document, personas: Personas) -> DocumentFile:
    """Its Spanish version."""
    return services.attach_file(document, pdf(), by=personas.secretariat, language="es")
