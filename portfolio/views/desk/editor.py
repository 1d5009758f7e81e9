"""The editor: one page per section. Saving is never blocked; what cannot be stored stays on screen with its error."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portfolio.completeness import errors_in
from portfolio.enums import VersionState
from portfolio.forms.rows import ROW_NAMES
from portfolio.forms.section import MINE, THEIRS, SectionForm
from portfolio.models import Version
from portfolio.scheme import SECTIONS, Section
from portfolio.services import files, moderation
from portfolio.services.content import stamp_of
from portfolio.services.drafting import mark_section_seen
from portfolio.services.merging import marks_of, only, parts_of, save_merging
from portfolio.services.translations import keep_translation
from rial.accounts.models import User
from rial.accounts.permissions import is_secretariat

from .access import open_version_of, open_version_or_404, person, program_or_404, section_or_404
from .presence import forget_presence, note_presence
from .questions import Questions
from .sidebar import sidebar_of

NEW_FILE = "new-file"


@dataclass
class Saved:
    """What came of a save: the version as stored now, parts both people changed, files that were refused."""

    version: Version
    form: SectionForm
    conflicts: set[str] = field(default_factory=set)
    file_errors: list[str] = field(default_factory=list)
    theirs_by: Any = None

    @property
    def clean(self) -> bool:
        """Everything typed is stored."""
        rows = any(table.errors() for table in self.form.tables.values())
        return not (self.form.errors or rows or self.conflicts or self.file_errors)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Draw or save one section of the open version."""
    user = person(request)
    part = section_or_404(section)
    version = open_version_of(program_or_404(user, code))
    if version is None or (version.state == VersionState.SUBMITTED and not is_secretariat(user, version)):
        return _closed(request, user, code, part, version)
    if request.method == "POST":
        return _post(request, version, part, user)
    if part.code not in version.seen_sections:
        mark_section_seen(version, part)
    form = SectionForm(version, part, user)
    return _page(request, Saved(version, form), part, user)


@require_POST
def presence(request: HttpRequest, code: str, section: str) -> JsonResponse:
    """An open page says so; the answer names the colleagues who have the section open too."""
    user = person(request)
    version = open_version_or_404(user, code)
    return JsonResponse({"others": note_presence(version, section_or_404(section), user)})


def _post(request: HttpRequest, version: Version, part: Section, user: User) -> HttpResponse:
    autosaved = request.headers.get("Accept", "").startswith("application/json")
    try:
        saved = _save(request, version, part, user)
    except ValidationError:
        # Someone submitted, published or discarded the version between the page and the click.
        return _closed(request, user, version.program.code, part, open_version_of(version.program))
    if autosaved:
        return _answer(saved, part, user)
    if not saved.clean:
        return _redraw(request, saved, part, user)
    return _onwards(request, saved.version, part, user)


def _save(request: HttpRequest, version: Version, part: Section, user: User) -> Saved:
    form = SectionForm(version, part, user, data=request.POST, files=request.FILES)
    form.is_valid()
    content, chosen = form.content(), form.choices_made()
    unanswered = {name for name in request.POST.getlist("conflict") if name in parts_of(content)} - set(chosen)
    dropped = unanswered | {name for name, whose in chosen.items() if whose == THEIRS}
    kept_files = {row["file"] for row in content.rows.get("attachments", [])}
    stored_files = {row["file"] for row in form.stored.rows.get("attachments", [])}
    _locked, merged = save_merging(
        version,
        part,
        only(content, set(parts_of(content)) - dropped),
        by=user,
        stamp=form.cleaned_data.get("stamp", ""),
        marks=form.drawn_from,
    )
    for remark, answer in form.attended():
        moderation.attend_remark(remark, by=user, answer=answer)
    for name, language in form.kept_translations():
        keep_translation(version, name, language, by=user)
    files.forget_unused_files(stored_files - kept_files)
    refused = _attach(request, version, user)
    fresh = open_version_of(version.program) or version
    return Saved(fresh, form, set(merged.conflicts) | unanswered, refused, merged.by)


def _attach(request: HttpRequest, version: Version, user: User) -> list[str]:
    """Keep the files that came with the form; returns the messages of those that were refused."""
    refused: list[str] = []
    uploads: list[UploadedFile] = request.FILES.getlist(NEW_FILE)
    for upload in uploads:
        try:
            attachment = files.attach_file(version, upload, by=user)
        except ValidationError as error:
            refused += error.messages
            continue
        other = files.elsewhere(attachment)
        if other is not None:
            note = _("“%(name)s” is also attached to %(code)s of your ministry.")
            messages.info(request, note % {"name": other.original_filename, "code": other.version.program.code})
    return refused


def _answer(saved: Saved, part: Section, user: User) -> JsonResponse:
    """To the page that saves by itself: what it is drawn from now, and when."""
    if saved.conflicts:
        return JsonResponse({"state": "conflict"}, status=409)
    return JsonResponse(
        {
            "state": "saved",
            "stamp": stamp_of(saved.version, part),
            "marks": json.dumps(marks_of(saved.version, part)),
            "at": saved.version.updated_at.isoformat(),
            "complete": saved.clean,
            "others": note_presence(saved.version, part, user),
        }
    )


def _redraw(request: HttpRequest, saved: Saved, part: Section, user: User) -> HttpResponse:
    """The page again with what was typed, drawn from what is stored now."""
    if saved.conflicts:
        typed = saved.form.cleaned_data | {name: table.values() for name, table in saved.form.tables.items()}
        raw = {name: saved.form[name].value() for name in saved.form.errors if name in saved.form.fields}
        mine = {name: typed[name] for name in saved.conflicts if name in typed}
        form = SectionForm(saved.version, part, user, overrides={**mine, **raw})
    else:
        data = request.POST.copy()
        data["stamp"] = stamp_of(saved.version, part)
        data["marks"] = json.dumps(marks_of(saved.version, part))
        form = SectionForm(saved.version, part, user, data=data)
        form.is_valid()
    saved.form = form
    return _page(request, saved, part, user)


def _onwards(request: HttpRequest, version: Version, part: Section, user: User) -> HttpResponse:
    """After a save: one more row, out of the editor, or on to the next section."""
    here = reverse("desk:edit", args=[version.program.code, part.code])
    added = request.POST.get("add", "")
    if added in ROW_NAMES:
        return redirect(f"{here}?add={added}#add-{added}")
    removed = request.POST.get("remove", "").rsplit("-", 1)[0]
    if removed in ROW_NAMES:
        return redirect(f"{here}#q-{removed}")
    if "stay" in request.POST or request.FILES:
        return redirect(here)
    if "leave" in request.POST:
        forget_presence(version, part, user)
        messages.success(request, _("Saved. You can go on whenever you want."))
        return redirect("desk:program", version.program.code)
    if errors_in(version, part) and "go-on" not in request.POST:
        return redirect(f"{here}?check=1")
    forget_presence(version, part, user)
    return redirect(next_address(version, part))


def next_address(version: Version, part: Section) -> str:
    """The section after this one, or the review."""
    index = SECTIONS.index(part) + 1
    if index == len(SECTIONS):
        return reverse("desk:review", args=[version.program.code])
    return reverse("desk:edit", args=[version.program.code, SECTIONS[index].code])


def _page(request: HttpRequest, saved: Saved, part: Section, user: User) -> HttpResponse:
    version, form = saved.version, saved.form
    added = request.GET.get("add", "") if request.method == "GET" else request.POST.get("add", "")
    for name, table in form.tables.items():
        if name != "attachments" and (not table.forms or name == added):
            table.add_blank()
    questions = Questions(form, dict.fromkeys(saved.conflicts))
    summary = questions.summary() + [(f"id_{NEW_FILE}", message) for message in saved.file_errors]
    context = {
        "version": version,
        "program": version.program,
        "section": part,
        "number": SECTIONS.index(part) + 1,
        "total": len(SECTIONS) + 1,
        "form": form,
        "questions": questions,
        "summary": summary,
        "conflicts": sorted(saved.conflicts),
        "theirs_by": saved.theirs_by or (version.updated_by if version.updated_by != user else None),
        "file_errors": saved.file_errors,
        "submitted_form": request.method == "POST" or "check" in request.GET,
        "unsaved": request.method == "POST" and bool(form.errors or saved.file_errors),
        "next_address": next_address(version, part),
        "others": note_presence(version, part, user),
        "sidebar": sidebar_of(version, part),
        "mine": MINE,
        "theirs": THEIRS,
    }
    return render(request, "portfolio/desk/edit.html", context)


def _closed(request: HttpRequest, user: User, code: str, part: Section, version: Version | None) -> HttpResponse:
    """The version cannot be written (any more): where it is now, and everything typed, to be copied."""
    typed: list[tuple[str, str]] = []
    if request.method == "POST" and version is not None:
        form = SectionForm(version, part, user, data=request.POST)
        form.is_valid()
        stored = parts_of(form.stored)
        typed = [
            (f"{bound.label}", str(bound.value()))
            for bound in form
            if bound.name in stored and bound.value() and form.cleaned_data.get(bound.name) != stored[bound.name]
        ]
    elif request.method == "POST":
        typed = [(name, str(value)) for name, value in request.POST.items() if name not in _MACHINERY and value]
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"state": "closed"}, status=409)
    if not typed:
        target = "desk:review" if version is not None else "desk:program"
        return redirect(target, code.upper())
    program = program_or_404(user, code)
    context = {"program": program, "section": part, "typed": typed, "version": version}
    return render(request, "portfolio/desk/closed.html", context, status=409)


_MACHINERY = {"csrfmiddlewaretoken", "stamp", "marks", "conflict", "stay", "leave", "add", "remove"}
