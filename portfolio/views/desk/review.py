"""Before and after submitting: what is missing, the Secretariat's remarks, preview, submit, take back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portfolio.completeness import missing_in
from portfolio.enums import VersionState
from portfolio.forms.desk import SubmitForm, language_name
from portfolio.models import Remark, Version, VersionLog
from portfolio.reading.records import attach_rows
from portfolio.scheme import FIELD_BY_NAME, SECTIONS, Section
from portfolio.services import moderation
from portfolio.views.sheet import sheet_context
from portfolio.workflow import VERSION

from .access import open_version_of, open_version_or_404, person, program_or_404
from .sidebar import sidebar_of


@dataclass(frozen=True)
class Missing:
    """Something to complete, with the address of its control."""

    message: str
    url: str


@dataclass(frozen=True)
class RemarkLine:
    """A remark with the place where it is answered."""

    remark: Remark
    label: object
    url: str


@require_safe
def review(request: HttpRequest, code: str) -> HttpResponse:
    """The last page of the editor; once submitted, it says who has the ball and since when."""
    user = person(request)
    program = program_or_404(user, code)
    version = open_version_of(program)
    if version is None:
        return redirect("desk:program", program.code)
    return _page(request, version, SubmitForm(initial={"change_note": version.change_note}))


@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the version to the Secretariat; what is missing comes back as a list with links. Twice does no harm."""
    user = person(request)
    program = program_or_404(user, code)
    version = open_version_of(program)
    if version is None:
        return redirect("desk:program", program.code)
    form = SubmitForm(request.POST)
    if version.state == VersionState.SUBMITTED:
        return redirect("desk:review", program.code)
    if not form.is_valid():
        return _page(request, version, form)
    try:
        moderation.submit(version, by=user, change_note=form.cleaned_data["change_note"])
    except ValidationError:
        fresh = open_version_or_404(user, code)
        return _page(request, fresh, form, refused=True)
    messages.success(request, _("Submitted. The Secretariat has it now."))
    return redirect("desk:review", program.code)


@require_POST
def recall(request: HttpRequest, code: str) -> HttpResponse:
    """Take a submitted version back to change it."""
    user = person(request)
    version = open_version_or_404(user, code)
    try:
        moderation.recall(version, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except PermissionDenied:
        raise Http404("only the ministry takes back") from None
    else:
        messages.success(request, _("You have it again. The Secretariat no longer sees it in its queue."))
    return redirect("desk:review", version.program.code)


@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The public sheet as it would read."""
    user = person(request)
    version = open_version_or_404(user, code)
    attach_rows([version])
    return render(request, "portfolio/desk/preview.html", sheet_context(request, version))


def _page(request: HttpRequest, version: Version, form: SubmitForm, *, refused: bool = False) -> HttpResponse:
    user = person(request)
    returned = VersionLog.objects.filter(subject=version, action="return").order_by("-at", "-pk").first()
    sent = [remark for remark in version.remarks.all() if remark.sent_at is not None]
    missing = [(section, _missing(version, section)) for section in SECTIONS]
    context = {
        "version": version,
        "program": version.program,
        "sidebar": sidebar_of(version, None),
        "section": None,
        "form": form,
        "refused": refused,
        "missing": [(section, found) for section, found in missing if found],
        "returned": returned if version.state == VersionState.RETURNED else None,
        "remarks": [_remark_line(remark) for remark in sent],
        "unattended": sum(remark.attended_at is None for remark in sent),
        "may_submit": VERSION.may("submit", version, user),
        "may_recall": VERSION.may("recall", version, user),
        "consequence": VERSION.transitions["submit"].consequence,
        "days": max(0, (timezone.now() - version.submitted_at).days) if version.submitted_at else 0,
    }
    return render(request, "portfolio/desk/review.html", context)


def _missing(version: Version, section: Section) -> list[Missing]:
    address = reverse("desk:edit", args=[version.program.code, section.code])
    found = []
    for problem in missing_in(version, section):
        language = f" ({language_name(problem.language)})" if problem.language else ""
        found.append(Missing(problem.message.rstrip(".") + language, f"{address}#{problem.anchor}"))
    return found


def _remark_line(remark: Remark) -> RemarkLine:
    field = FIELD_BY_NAME[remark.field]
    section = next(item for item in SECTIONS if field in item.fields)
    address = reverse("desk:edit", args=[remark.version.program.code, section.code])
    return RemarkLine(remark, field.label, f"{address}#remark-{remark.pk}")
