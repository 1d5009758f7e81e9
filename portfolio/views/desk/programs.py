"""A program at its ministry's desk: begin one, see where it stands, open it for editing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.completeness import TaskState, task_state
from portfolio.enums import ProgramState, VersionState
from portfolio.forms.desk import NewProgramForm
from portfolio.models import Program, Version
from portfolio.scheme import SECTIONS
from portfolio.services import drafting
from portfolio.workflow import PROGRAM, VERSION

from .access import ministry_or_404, open_version_of, person, program_or_404
from .history import history_of
from .rows import ProgramRow


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ministry: str) -> HttpResponse:
    """Begin a program. Titles that resemble this one are pointed out first; the second click creates it anyway."""
    user = person(request)
    institution = ministry_or_404(user, ministry)
    form = NewProgramForm(request.POST or None)
    similar: list[Program] = []
    if form.is_valid():
        seen = request.POST.get("seen", "")
        version, similar = drafting.begin_program(institution, by=user, seen=seen, **form.cleaned_data)
        if version is not None:
            messages.success(request, _("Your draft has the code %(code)s.") % {"code": version.program.code})
            return redirect("desk:edit", version.program.code, SECTIONS[0].code)
    context = {
        "form": form,
        "institution": institution,
        "similar": [ProgramRow(program, user) for program in similar],
        "seen": drafting.seen_mark(form.cleaned_data["title"], similar) if similar else "",
    }
    return render(request, "portfolio/desk/new.html", context)


@require_safe
def program(request: HttpRequest, code: str) -> HttpResponse:
    """Where a program stands: its state, who has it, what can be done, its history."""
    user = person(request)
    found = program_or_404(user, code)
    opened = open_version_of(found)
    found.open_versions = [opened] if opened else []  # type: ignore[attr-defined]  # as with_open_version() does
    context = {
        "program": found,
        "row": ProgramRow(found, user),
        "opened": opened,
        "shown": found.current or opened or found.versions.order_by("pk").last(),
        "actions": _actions(found, opened, user),
        "own": found.institution_id in user.roles.ministry_ids,
        "history": history_of(found),
        "versions": found.versions.filter(number__isnull=False).order_by("-number"),
    }
    return render(request, "portfolio/desk/program.html", context)


def _actions(found: Program, opened: Version | None, user: Any) -> set[str]:
    """What this person could do now, for the buttons."""
    actions = {item.name for item in PROGRAM.available(found, user)}
    if opened is not None:
        actions |= {item.name for item in VERSION.available(opened, user)}
        if opened.state != VersionState.SUBMITTED or user.is_staff:
            actions.add("edit")
    elif found.state not in {ProgramState.ARCHIVED, ProgramState.MERGED}:
        actions.add("open")
    return actions


def first_unfinished(version: Version) -> str:
    """The code of the first section that is not complete, or of the first one."""
    for section in SECTIONS:
        if task_state(version, section) is not TaskState.COMPLETE:
            return section.code
    return SECTIONS[0].code


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Leads into the editor; a POST opens a new version of what is public when none is open."""
    user = person(request)
    found = program_or_404(user, code)
    opened = open_version_of(found)
    if opened is None and request.method == "POST":
        try:
            drafting.open_new_version(found, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("desk:program", found.code)
        opened = open_version_of(found)
    if opened is None:
        return redirect("desk:program", found.code)
    return redirect("desk:edit", found.code, first_unfinished(opened))
