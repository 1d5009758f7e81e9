"""A document's page, its citation and its files."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from rial.core.downloads import as_download
from rial.core.http import public_page
from rial.library.citations import cite
from rial.library.models import Document, DocumentFile
from rial.library.page import page_context
from rial.library.record import record

_STYLES = {"bib": ("bibtex", "application/x-bibtex"), "ris": ("ris", "application/x-research-info-systems")}


@public_page
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a document, or its record as JSON."""
    found = _visible(request, slug)
    if request.GET.get("format") == "json":
        return record(found)
    return render(request, "library/document.html", page_context(found, request.user))


@public_page
def citation(request: HttpRequest, slug: str, style: str) -> HttpResponse:
    """The citation as a file for reference managers: cite.bib or cite.ris."""
    if style not in _STYLES:
        raise Http404(style)
    attribute, content_type = _STYLES[style]
    found = cite(_visible(request, slug))
    response = HttpResponse(getattr(found, attribute), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.key}.{style}"'
    return response


def _visible(request: HttpRequest, slug: str) -> Document:
    found = Document.objects.visible_to(request.user).with_content().filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    for row in found.contributors.all():
        row.document = found
    return found


def _etag(request: HttpRequest, pk: int, filename: str) -> str | None:
    digest = DocumentFile.objects.readable_by(request.user).filter(pk=pk).values_list("sha256", flat=True).first()
    return f'"{digest}"' if digest else None


@require_safe
@login_not_required
@condition(etag_func=_etag)
def file(request: HttpRequest, pk: int, filename: str) -> HttpResponseBase:
    """A file of a document as a download, if the reader may see the document; otherwise 404."""
    found = DocumentFile.objects.readable_by(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404("no such file")
    return as_download(found.file, found.original_filename, found.content_type)
