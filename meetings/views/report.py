"""The report of a meeting to read, print and take along: page, DOCX, PDF and the whole meeting as a ZIP."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.models import Meeting
from meetings.reporting import report_of
from meetings.reporting.offline import offline_zip
from rial.core.bilingual import current_language
from rial.core.http import public_page
from rial.core.paper import docx, html, pdf

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def _record(request: HttpRequest, slug: str) -> Meeting:
    found = Meeting.objects.visible_to(request.user).with_record().filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    return found


@public_page
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The report as one page, to read and to print (M28)."""
    meeting = _record(request, slug)
    paper = report_of(meeting)
    trail = [(_("Meetings"), reverse("meetings:home")), (paper.title, meeting.get_absolute_url()), (_("Report"), "")]
    context = {"meeting": meeting, "paper": paper, "body": html(paper), "trail": trail, "nav": "meetings"}
    return render(request, "meetings/report.html", context)


@public_page
def report_docx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The report as a Word document in the page's language."""
    return _download(slug, "docx", docx(report_of(_record(request, slug))))


@public_page
def report_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The report as a tagged PDF in the page's language."""
    return _download(slug, "pdf", pdf(report_of(_record(request, slug))))


@public_page
def offline(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole meeting in both languages, with its documents, to read without a connection."""
    return _download(slug, "zip", offline_zip(_record(request, slug), settings.SITE_URL), language="")


def _download(slug: str, kind: str, content: bytes, language: str | None = None) -> HttpResponse:
    code = current_language() if language is None else language
    name = "-".join(part for part in ("rial", slug, code) if part)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=_TYPES[kind], headers=headers)
