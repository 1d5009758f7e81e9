"""The public sheet of a program, its versions, their changes, citations and files."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from portfolio.enums import ProgramState
from portfolio.models import Attachment, Program, Version
from portfolio.reading.citations import cite
from portfolio.reading.diffs import diff_versions
from portfolio.reading.record import figures_csv, linked_data, record
from portfolio.reading.records import Reading, SheetKeys, attach_rows, current_sheets, read_sheet, sheets_of
from portfolio.reading.sheet import build_sheet
from portfolio.visited import KIND
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.downloads import as_download
from rial.core.http import is_anonymous, public_page
from rial.core.panels import panels
from rial.core.visits import counted

_STYLES = {"bib": ("bibtex", "application/x-bibtex"), "ris": ("ris", "application/x-research-info-systems")}


@counted(KIND)
@public_page
def program(request: HttpRequest, code: str) -> HttpResponseBase:
    """The sheet of a program, as page, JSON, linked data, or its figures as CSV."""
    reading = read_sheet(code, _sheets_of_visitors() if is_anonymous(request) else _sheets_of(request.user))
    if reading is not None:
        return _sheet_response(request, reading)
    found = _visible_program(request, code)
    if found.state == ProgramState.MERGED:
        return _to_survivor(found)
    raise Http404("never published")


@public_page
def version(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """A version of a program at its permanent address; the current one as well as its predecessors."""
    readable = Version.objects.visible_to(request.user).readable()
    reading = read_sheet(code, sheets_of(readable.filter(number=number, program__code=code)))
    if reading is None:
        raise Http404(f"{code} v{number}")
    return _sheet_response(request, reading)


@public_page
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """The readable versions of a program with date and what changed, newest first."""
    found = _visible_program(request, code)
    if found.state == ProgramState.MERGED:
        return _to_survivor(found)
    readable = Version.objects.visible_to(request.user).readable().filter(program=found).order_by("-number")
    if not readable:
        raise Http404("never published")
    for item in readable:
        item.program = found
    context = {"nav": "portfolio", "program": found, "versions": readable, "newest": readable[0]}
    return render(request, "portfolio/versions.html", context)


@public_page
def changes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What changed in a version compared with the one before, word by word."""
    new = _visible_version(request, code, number)
    old = Version.objects.visible_to(request.user).readable().filter(program=new.program, number__lt=number)
    previous = old.order_by("-number").first()
    if previous is None:
        raise Http404("the first version changed nothing")
    previous.program = new.program
    attach_rows([new, previous])
    context = {
        "nav": "portfolio",
        "program": new.program,
        "new": new,
        "old": previous,
        "changes": diff_versions(previous, new),
    }
    return render(request, "portfolio/version_changes.html", context)


@public_page
def citation(request: HttpRequest, code: str, number: int, style: str) -> HttpResponse:
    """The citation of a version as a file for reference managers: cite.bib or cite.ris."""
    if style not in _STYLES:
        raise Http404(style)
    attribute, content_type = _STYLES[style]
    found = cite(_visible_version(request, code, number))
    response = HttpResponse(getattr(found, attribute), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-v{number}.{style}"'
    return response


def _etag(request: HttpRequest, pk: int, filename: str) -> str | None:
    digest = Attachment.objects.filter(pk=pk, version__in=_readable(request)).values_list("sha256", flat=True).first()
    return f'"{digest}"' if digest else None


@require_safe
@login_not_required
@condition(etag_func=_etag)
def attachment(request: HttpRequest, pk: int, filename: str) -> HttpResponseBase:
    """A file of a version as a download, if the reader may see the version; otherwise 404."""
    found = Attachment.objects.filter(pk=pk, version__in=_readable(request)).first()
    if found is None or not found.file:
        raise Http404("no such file")
    return as_download(found.file, found.original_filename, found.content_type)


def _readable(request: HttpRequest) -> Any:
    return Version.objects.visible_to(request.user).values("pk")


def _visible_program(request: HttpRequest, code: str) -> Program:
    """The program if this reader may know of it; merged ones are known as long as their survivor is."""
    programs = Program.objects.select_related("institution__country", "current").prefetch_related("institution__names")
    found = programs.visible_to(request.user).filter(code=code).first()
    if found is None:
        survivor_is_public = Q(state=ProgramState.MERGED, merged_into__in=Program.objects.public())
        found = programs.filter(survivor_is_public, code=code).first()
    if found is None:
        raise Http404(code)
    return found


def _to_survivor(merged: Program) -> HttpResponse:
    if merged.merged_into is None or not merged.merged_into.is_public:
        raise Http404(merged.code)
    return HttpResponsePermanentRedirect(merged.merged_into.get_absolute_url())


def _visible_version(request: HttpRequest, code: str, number: int) -> Version:
    wanted = Version.objects.visible_to(request.user).readable().filter(program__code=code, number=number)
    found = (
        wanted.select_related("program__institution__country", "program__current")
        .prefetch_related("program__institution__names")
        .first()
    )
    if found is None:
        raise Http404(f"{code} v{number}")
    return found


def _sheets_of(user: Any) -> SheetKeys:
    return current_sheets(Program.objects.visible_to(user).exclude(state=ProgramState.MERGED))


@cache
def _sheets_of_visitors() -> SheetKeys:
    # What anyone may read depends on the rows alone: the statement is written once per process.
    return _sheets_of(AnonymousUser())


def _sheet_response(request: HttpRequest, reading: Reading) -> HttpResponseBase:
    wanted = request.GET.get("format", "")
    if wanted == "json":
        return record(reading.version)
    if wanted == "jsonld":
        return linked_data(reading.version)
    if wanted == "csv":
        return figures_csv(reading.version)
    return render(request, "portfolio/program_detail.html", _context(request, reading))


def sheet_context(request: HttpRequest, shown: Version) -> dict[str, Any]:
    """What the sheet's template needs for any version this reader may see: the preview draws the same sheet."""
    reading = read_sheet(shown.program.code, sheets_of(Version.objects.filter(pk=shown.pk)))
    if reading is None:
        raise Http404("gone")
    return _context(request, reading)


def _context(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    shown = reading.version
    owner = shown.program
    is_current = shown.pk == owner.current_id
    return {
        "nav": "portfolio",
        "sheet": build_sheet(shown),
        "program": owner,
        "version": shown,
        "is_current": is_current,
        # Whoever is not signed in sees only what is public: nothing to ask.
        "held_until": owner.held_until if request.user.is_authenticated else None,
        "citation": cite(shown) if shown.number else None,
        "modelled_on": reading.models,
        "adaptations": reading.adaptations,
        "practice": reading.practice,
        "trail_panels": panels("program_trail", owner, request.user),
        "aside_panels": panels("program_aside", owner, request.user),
        "may_edit": request.user.is_authenticated and request.user.roles.edits(owner.institution_id),
        "source_language": shown.original_language,
        "page_languages": [code for code in LANGUAGE_CODES if getattr(shown, column("title", code))],
        "canonical_path": owner.get_absolute_url() if is_current else request.path,
        "alternates": _alternates(owner, shown),
    }


def _alternates(owner: Program, shown: Version) -> list[tuple[str, str]]:
    address = shown.get_absolute_url() if shown.number else reverse("portfolio:program", args=[owner.code])
    return [("application/json", f"{address}?format=json"), ("application/ld+json", f"{address}?format=jsonld")]
