"""Files are accepted by what they contain; everything else is refused with words that say what is accepted."""

import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from docx import Document
from openpyxl import Workbook

from rial.core.uploads import RequestSizeHandler, check_upload, clean_name

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + (
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00" + b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00\x00\xff\xd9"
)
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def docx() -> bytes:
    stream = io.BytesIO()
    Document().save(stream)
    return stream.getvalue()


def xlsx() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def package(*parts: str, types: bytes = b"<Types/>") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for part in parts:
            archive.writestr(part, b"<x/>")
    return stream.getvalue()


def scrambled() -> bytes:
    """A package whose list of content types cannot be unpacked."""
    content = bytearray(package("word/document.xml", types=b"<Types/>" * 20))
    start = content.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    content[start : start + 6] = b"\xff" * 6
    return bytes(content)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind", "content_type"),
    [
        ("informe.pdf", PDF, "pdf", "application/pdf"),
        ("form.docx", docx(), "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("cifras.xlsx", xlsx(), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            "charla.pptx",
            package("ppt/presentation.xml"),
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("foto.png", PNG, "png", "image/png"),
        ("foto.jpeg", JPEG, "jpg", "image/jpeg"),
    ],
)
def test_accepted_kinds(name: str, content: bytes, kind: str, content_type: str) -> None:
    checked = check_upload(SimpleUploadedFile(name, content, "application/octet-stream"))
    assert (checked.kind, checked.content_type, checked.size) == (kind, content_type, len(content))
    assert checked.sha256 == hashlib.sha256(content).hexdigest()
    assert checked.name.endswith(f".{kind}")
    assert checked.random_name.endswith(f".{kind}")
    assert checked.random_name != checked.random_name


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vacio.pdf", b"", "empty"),
        ("programa.pdf", b"MZ\x90\x00" + b"\0" * 100, "kind"),
        ("pagina.pdf", b"<html><script>alert(1)</script></html>", "kind"),
        ("dibujo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        ("animado.gif", b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "kind"),
        ("viejo.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "kind"),
        ("comprimido.docx", package("otra/cosa.xml"), "kind"),
        ("bomba.docx", bomb(), "kind"),
        ("tipos.docx", package("word/document.xml", types=b"x" * 2_000_000), "kind"),
        ("cortado.pdf", PDF[:-8], "broken"),
        ("cortado.docx", docx()[:-200], "broken"),
        ("revuelto.docx", scrambled(), "broken"),
        ("cortada.png", PNG[:-20], "broken"),
        ("cortada.jpg", JPEG[:-4], "broken"),
        ("sin-cuadro.jpg", b"\xff\xd8\xff\xe0\x00\x01\xff\xd9" + b"\0" * 10, "broken"),
        ("macros.docx", package("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("macros.xlsx", package("xl/workbook.xml", types=b"application/vnd.ms-excel.sheet.macroEnabled"), "macros"),
    ],
)
def test_refused_files_say_why(name: str, content: bytes, code: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile(name, content))
    assert refused.value.code == code
    assert f"“{name}”" in refused.value.messages[0]


def test_a_file_beyond_the_limit_is_refused_with_the_limit(settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile("grande.pdf", PDF + b"\0" * 1024 * 1024))
    assert refused.value.messages == [
        "“grande.pdf” is too large. Accepted: PDF, DOCX, XLSX, PPTX, PNG or JPEG, up to 1 MB."
    ]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\Informe final.pdf", "Informe final.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_b Set-Cookie_ x.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("...", "file"),
        ("ñandú_2016 (1).pdf", "ñandú_2016 (1).pdf"),
        ("a" * 300 + ".pdf", "a" * 180),
    ],
)
def test_names_carry_no_folder_and_no_trap(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_request_larger_than_any_form_is_refused_before_it_is_written(settings: LazySettings) -> None:
    handler: Any = RequestSizeHandler()
    with pytest.raises(RequestDataTooBig):
        handler.handle_raw_input(None, {}, 3 * settings.UPLOAD_MAX_BYTES + 1, None)
    assert handler.handle_raw_input(None, {}, 3 * settings.UPLOAD_MAX_BYTES, None) is None
    assert handler.receive_data_chunk(b"x", 0) == b"x"
    assert handler.file_complete(1) is None


def test_the_request_handler_is_in_use(settings: LazySettings) -> None:
    assert settings.FILE_UPLOAD_HANDLERS[0] == "rial.core.uploads.RequestSizeHandler"
