"""A paper as a file to take along."""

from collections.abc import Callable

from django.http import Http404, HttpResponse

from .blocks import Paper
from .docx_writer import docx
from .pdf_writer import pdf

_WRITERS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}


def as_file(paper: Paper, base: str, extension: str) -> HttpResponse:
    """The paper as DOCX or PDF, named after `base` and its language; 404 for any other kind of file."""
    if extension not in _WRITERS:
        raise Http404(extension)
    write, content_type = _WRITERS[extension]
    name = f"{base}-{paper.language}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(paper), content_type=content_type, headers=headers)
