"""The life of a program at its ministry: confirm once a year, archive, reopen, discard a draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portfolio.enums import ProgramState
from portfolio.forms.desk import ArchiveForm, ReopenForm
from portfolio.models import Program
from portfolio.services import currency, drafting
from portfolio.workflow import PROGRAM, VERSION

from .access import open_version_of, open_version_or_404, person, program_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """“Still valid”, in one click (POST); the page is where messages and reminders lead."""
    user = person(request)
    program = program_or_404(user, code)
    if not user.roles.edits(program.institution_id):
        raise Http404("only the ministry confirms")
    if request.method != "POST":
        return render(request, "portfolio/desk/confirm.html", {"program": program, "opened": open_version_of(program)})
    try:
        currency.confirm(program, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("desk:program", program.code)
    messages.success(request, _("Thank you. Confirmed today; the public sees the date."))
    return redirect("desk:ministry", program.institution.code)


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, code: str) -> HttpResponse:
    """Why it ended and what was learned; the program stays public, marked as archived."""
    user = person(request)
    program = program_or_404(user, code)
    if program.state == ProgramState.ARCHIVED or not PROGRAM.may("archive", program, user):
        return _not_now(request, program)
    form = ArchiveForm(request.POST or None)
    if form.is_valid():
        try:
            currency.archive(program, by=user, reason=form.texts("end_reason"), lesson=form.texts("end_lesson"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Archived. It stays public, with why it ended and what was learned."))
        return redirect("desk:program", program.code)
    context = {
        "program": program,
        "form": form,
        "opened": open_version_of(program),
        "consequence": PROGRAM.transitions["archive"].consequence,
    }
    return render(request, "portfolio/desk/archive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """List an archived program again as running, with the reason."""
    user = person(request)
    program = program_or_404(user, code)
    if not PROGRAM.may("reopen", program, user):
        return _not_now(request, program)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            currency.reopen(program, by=user, note=form.cleaned_data["note"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Reopened. It is listed again as a running program."))
        return redirect("desk:program", program.code)
    context = {"program": program, "form": form, "consequence": PROGRAM.transitions["reopen"].consequence}
    return render(request, "portfolio/desk/reopen.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Discard the open version after a page that says what is lost; the public text stays as it is."""
    user = person(request)
    program = program_or_404(user, code)
    if open_version_of(program) is None:
        return _not_now(request, program)
    version = open_version_or_404(user, code)
    if request.method == "POST":
        try:
            drafting.discard_draft(version, by=user)
        except (ValidationError, PermissionDenied):
            return _not_now(request, program)
        messages.success(request, _("Discarded. It stays in the history."))
        return redirect("desk:program", program.code)
    context = {"program": program, "version": version, "consequence": VERSION.transitions["withdraw"].consequence}
    return render(request, "portfolio/desk/discard.html", context)


def _not_now(request: HttpRequest, program: Program) -> HttpResponse:
    messages.info(request, _("Nothing to do: see where the program stands now."))
    return redirect("desk:program", program.code)
