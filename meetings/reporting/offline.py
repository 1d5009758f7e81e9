"""The whole meeting to read without a connection: pages, reports and documents in one ZIP (M50, E19)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import Meeting
from rial.core.bilingual import LANGUAGE_CODES, text_of
from rial.core.paper import Paper, docx, html, pdf
from rial.library.models import DocumentFile

from .report import report_of

# Together no more than what a slow line can take; what is left out is named with its address.
MOST_BYTES = 40 * 1024 * 1024


def offline_zip(meeting: Meeting, site: str) -> bytes:
    """The ZIP: index in each language, reports as DOCX and PDF, the documents' files, and the record as JSON.

    The meeting comes from `Meeting.objects.with_record()`; `site` is the portal's address, for what is only there.
    The same record gives the same bytes.
    """
    stamp = (meeting.updated_at or datetime(2000, 1, 1, tzinfo=UTC)).timetuple()[:6]
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in _entries(meeting, site):
            archive.writestr(ZipInfo(f"{meeting.slug}/{name}", date_time=stamp), content, ZIP_DEFLATED)
    return stream.getvalue()


def _entries(meeting: Meeting, site: str) -> Iterator[tuple[str, bytes]]:
    files = list(_files(meeting))
    papers: dict[str, Any] = {}
    for code in LANGUAGE_CODES:
        with override(code):
            paper = report_of(meeting)
            papers[code] = {"title": paper.title, "place_and_date": paper.subtitle, "blocks": _as_data(paper)}
            yield f"{code}/index.html", _page(meeting, paper, files, site).encode()
            yield f"{code}/{_('report')}.docx", docx(paper)
            yield f"{code}/{_('report')}.pdf", pdf(paper)
    for name, _file, content in files:
        if content is not None:
            yield name, content
    yield "style.css", render_to_string("meetings/offline.css").encode()
    yield "record.json", json.dumps(papers, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _as_data(paper: Paper) -> list[dict[str, Any]]:
    return [{"is": type(block).__name__.lower(), **_fields(block)} for block in paper.blocks]


def _fields(value: Any) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return _fields(value)
    if isinstance(value, list | tuple | frozenset):
        return [_plain(part) for part in (sorted(value) if isinstance(value, frozenset) else value)]
    return value


def _files(meeting: Meeting) -> Iterator[tuple[str, DocumentFile, bytes | None]]:
    """(name in the archive, file, its bytes); no bytes for files elsewhere and beyond the limit."""
    left = MOST_BYTES
    seen: set[int] = set()
    for row in meeting.documents.all():
        if row.document_id in seen or not row.document.is_public:
            continue
        seen.add(row.document_id)
        for file in row.document.files.all():
            name = f"documents/{row.document.slug}-{file.language}-{file.pk}{_suffix(file)}"
            if not file.file or file.size is None or file.size > left:
                yield name, file, None
                continue
            left -= file.size
            with file.file.open("rb") as stream:
                yield name, file, stream.read()


def _suffix(file: DocumentFile) -> str:
    _stem, dot, suffix = file.original_filename.rpartition(".")
    return f".{suffix.lower()}" if dot and suffix.isalnum() else ""


def _page(meeting: Meeting, paper: Paper, files: list[tuple[str, DocumentFile, bytes | None]], site: str) -> str:
    listed = [
        {
            "title": text_of(file.document, "title"),
            "language": file.get_language_display(),
            "href": f"../{name}" if content is not None else _address(file, site),
            "included": content is not None,
        }
        for name, file, content in files
    ]
    context = {"paper": paper, "body": html(paper), "files": listed, "address": site + meeting.get_absolute_url()}
    return render_to_string("meetings/offline.html", context)


def _address(file: DocumentFile, site: str) -> str:
    return file.url or site + file.get_absolute_url()
