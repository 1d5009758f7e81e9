"""Reading a version for review: the new text beside its predecessor, remarks at the fields (P02, P12)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portfolio.completeness import Problem, missing_for_submission, task_state
from portfolio.enums import TranslationState, VersionState
from portfolio.models import Remark, Version
from portfolio.reading.diffs import FieldChange, diff_versions, languages_of
from portfolio.reading.presentation import value_lines
from portfolio.scheme import SECTIONS, Field, Section
from portfolio.services.drafting import similar_programs
from portfolio.services.moderation import remark_on, take_back_remark
from portfolio.services.translations import states
from portfolio.workflow import VERSION
from rial.core.admin import render_page
from rial.core.claims import claim, take_over
from rial.core.typed import tidy_text
from rial.core.workflow import action_label

TONES = {
    TranslationState.MISSING: "er",
    TranslationState.STALE: "wa",
    TranslationState.MACHINE: "wa",
    TranslationState.HUMAN: "ok",
    TranslationState.OFFICIAL: "ok",
}


@dataclass(frozen=True)
class Cell:
    """A field in one language: what stands there now, how it changed, how the translation is."""

    language: str
    text: str
    change: FieldChange | None
    state: TranslationState | None

    @property
    def tone(self) -> str:
        """The tag's tone of the translation state."""
        return TONES[self.state] if self.state else "line"


@dataclass(frozen=True)
class Row:
    """A field of the scheme with its languages side by side and what was said about it."""

    field: Field
    cells: tuple[Cell, ...]
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]

    @property
    def changed(self) -> bool:
        """Whether it reads differently from the predecessor in any language."""
        return any(cell.change for cell in self.cells)

    @property
    def empty(self) -> bool:
        """Nothing stands there, now or before."""
        return not any(cell.text or cell.change for cell in self.cells)


@dataclass(frozen=True)
class Part:
    """A section of the scheme with the rows to read."""

    section: Section
    rows: tuple[Row, ...]
    state: Any


def predecessor(version: Version) -> Version | None:
    """What the version is compared with: the public one, or the number before; None for a first text."""
    earlier = version.program.versions.with_content()
    if version.number:
        return earlier.filter(number__lt=version.number).order_by("number").last()
    return earlier.filter(pk=version.program.current_id).first() if version.program.current_id else None


def read_parts(version: Version, base: Version | None, *, only_changes: bool) -> list[Part]:
    """The sections to read; with `only_changes` only rows that changed or were remarked on."""
    changes = {(change.field.name, change.language): change for change in diff_versions(base, version)} if base else {}
    translated = states(version)
    remarks: dict[str, list[Remark]] = {}
    for remark in version.remarks.select_related("author", "attended_by"):
        remarks.setdefault(remark.field, []).append(remark)
    problems: dict[str, list[Problem]] = {}
    for problem in missing_for_submission(version) if version.is_open else []:
        problems.setdefault(problem.field, []).append(problem)
    parts = []
    for section in SECTIONS:
        rows = []
        for field in section.fields:
            cells = tuple(
                Cell(
                    language,
                    value_lines(version, field, language),
                    changes.get((field.name, language)),
                    translated.get((field.name, language)),
                )
                for language in languages_of(field, base, version)
            )
            row = Row(field, cells, tuple(remarks.get(field.name, ())), tuple(problems.get(field.name, ())))
            if not only_changes or row.changed or row.remarks or row.problems:
                rows.append(row)
        if rows:
            parts.append(Part(section, tuple(rows), task_state(version, section)))
    return parts


def _version(pk: int) -> Version:
    return get_object_or_404(Version.objects.with_content().prefetch_related("translations"), pk=pk)


def claim_key(version: Version) -> str:
    """The key of the claim on a version."""
    return f"version-{version.pk}"


def review(request: HttpRequest, pk: int, *, buttons: Any) -> HttpResponse:
    """The page of a version; `buttons(version, user)` answers the transitions possible now."""
    version = _version(pk)
    base = predecessor(version)
    in_review = version.state == VersionState.SUBMITTED
    other = claim(claim_key(version), request.user) if in_review else None
    wanted = request.GET.get("show")
    only_changes = wanted == "changes" or (base is not None and wanted != "all")
    parts = read_parts(version, base, only_changes=only_changes)
    context = {
        "title": version.title or version.program.code,
        "version": version,
        "program": version.program,
        "base": base,
        "in_review": in_review,
        "other": other,
        "only_changes": only_changes,
        "parts": parts,
        "changed": sum(row.changed for part in parts for row in part.rows),
        "unsent": sum(remark.sent_at is None for part in parts for row in part.rows for remark in row.remarks),
        "problems": missing_for_submission(version) if version.is_open else [],
        "similar": similar_programs(version.program.institution, version.title, but=version.program)
        if version.is_open
        else [],
        "log": [(action_label(VERSION, entry.action), entry) for entry in version.log.select_related("actor")],
        "buttons": buttons(version, request.user),
        "seen": version.updated_at.isoformat(),
    }
    return render_page(request, "admin/portfolio/review.html", context)


@require_POST
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a remark at a field; the ministry sees it when the version is returned."""
    version = _version(pk)
    field, text = request.POST.get("field", ""), tidy_text(request.POST.get("text", ""))
    try:
        remark_on(version, field, text, by=request.user)
    except ValidationError as error:
        # With what was typed: the page it leads to may have no place for remarks any more.
        messages.error(request, " ".join([*error.messages, f"“{text}”" if text else ""]).strip())
    else:
        messages.success(request, _("Remark kept. The ministry sees it when you return the program."))
    return redirect(f"{reverse('admin:portfolio_version_review', args=[pk])}?show=all#f-{field}")


@require_POST
def unremark(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take back a remark that was not sent yet."""
    found = get_object_or_404(Remark, pk=number, version=pk)
    try:
        take_back_remark(found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The remark was taken back."))
    return redirect(f"{reverse('admin:portfolio_version_review', args=[pk])}?show=all#f-{found.field}")


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the reading from a colleague."""
    take_over(claim_key(_version(pk)), request.user)
    return redirect("admin:portfolio_version_review", pk)
