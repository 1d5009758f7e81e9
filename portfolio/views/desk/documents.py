"""The form as a document, to be filled in as a team and without a connection."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portfolio.models import Version
from portfolio.reading.docx_form import write_form
from rial.core.uploads import KINDS

from .access import open_version_of, person, program_or_404


@require_safe
def blank_form(request: HttpRequest) -> HttpResponse:
    """The whole scheme, empty."""
    return _document(None, "RIAL")


@require_safe
def program_form(request: HttpRequest, code: str) -> HttpResponse:
    """The whole scheme with what is written already: the open version, else the public one."""
    program = program_or_404(person(request), code)
    shown: Any = open_version_of(program)
    if shown is None:
        shown = Version.objects.with_content().filter(program=program).order_by("-pk").first()
    return _document(shown, program.code)


def _document(version: Version | None, name: str) -> HttpResponse:
    response = HttpResponse(write_form(version), content_type=KINDS["docx"])
    filename = f"{name}-{timezone.localdate().isoformat()}.docx"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
