"""The assessor's desk: candidacies to assess, the sheet beside the criteria, stepping aside (G01–G03)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.enums import AssessmentState
from portfolio.forms.assessment import AssessmentForm, ConflictForm
from portfolio.models import Assessment, Candidate
from portfolio.reading.practice import days_open
from portfolio.reading.records import attach_rows
from portfolio.reading.sheet import build_sheet
from portfolio.services import good_practice as services
from rial.core.workflow import TransitionRefused


def _mine(candidates: list[Candidate], user: Any) -> dict[int, Assessment]:
    own = Assessment.objects.of(user).filter(candidate__in=candidates)
    return {assessment.candidate_id: assessment for assessment in own}


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What the partner may assess, oldest first, and what the person assessed before. 404 for others."""
    if not request.user.is_authenticated or not request.user.roles.partner:
        raise Http404("not a partner")
    candidates = list(Candidate.objects.at_desk_of(request.user).with_program().order_by("opened_at", "pk"))
    mine = _mine(candidates, request.user)
    rows = [
        {"candidate": candidate, "assessment": mine.get(candidate.pk), "days": days_open(candidate)}
        for candidate in candidates
    ]
    waiting = [row for row in rows if _waits(row["candidate"], row["assessment"])]
    done = [row for row in rows if row not in waiting]
    institution = services.partner_institution(request.user)
    return render(
        request,
        "portfolio/assessments/desk.html",
        {"waiting": waiting, "done": done, "institution": institution, "states": AssessmentState},
    )


def _waits(candidate: Any, assessment: Any) -> bool:
    return candidate.is_open and (assessment is None or assessment.state == AssessmentState.DRAFT)


def _visible(request: HttpRequest, pk: int) -> Candidate:
    candidates = Candidate.objects.at_desk_of(request.user).with_program()
    return get_object_or_404(candidates, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet beside the criteria; saves a draft or submits. 404 for what the person must not assess."""
    candidate = _visible(request, pk)
    assessment = Assessment.objects.of(request.user).filter(candidate=candidate).first()
    if request.method == "POST":
        return _write(request, candidate, assessment)
    if not _waits(candidate, assessment):
        return _page(request, candidate, assessment, None)
    return _page(request, candidate, assessment, AssessmentForm(candidate=candidate, assessment=assessment))


def _write(request: HttpRequest, candidate: Candidate, assessment: Assessment | None) -> HttpResponse:
    if not _waits(candidate, assessment):
        messages.warning(request, _("Nothing was saved: this assessment can no longer be changed."))
        return redirect("assessments:assess", pk=candidate.pk)
    form = AssessmentForm(request.POST, candidate=candidate, assessment=assessment)
    form.is_valid()
    if _is_stale(form, assessment):
        return _ask_which(request, candidate, assessment, form)
    try:
        comment = form.cleaned_data.get("comment", assessment.comment if assessment else "")
        assessment = services.save_assessment(candidate, by=request.user, judgements=form.judgements(), comment=comment)
        if "submit" in request.POST and not form.errors:
            return _submit(request, candidate, assessment, form)
    except TransitionRefused as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("assessments:assess", pk=candidate.pk)
    if form.errors:
        return _page(request, candidate, assessment, _with_stamp(form, assessment))
    messages.success(request, _("Your draft was saved. Nobody else sees it."))
    return redirect("assessments:assess", pk=candidate.pk)


def _submit(request: HttpRequest, candidate: Candidate, assessment: Assessment, form: AssessmentForm) -> HttpResponse:
    missing = services.missing_scores(assessment)
    for code, message in missing.items():
        field = f"points_{code}" if not form.cleaned_data.get(f"points_{code}") else f"reason_{code}"
        form.add_error(field, message)
    if missing:
        return _page(request, candidate, assessment, _with_stamp(form, assessment))
    services.submit_assessment(candidate, by=request.user)
    messages.success(request, _("Your assessment was submitted. Thank you."))
    return redirect("assessments:desk")


def _is_stale(form: AssessmentForm, assessment: Assessment | None) -> bool:
    """Whether the same person saved in another window since this form was drawn."""
    stored = assessment.updated_at.isoformat() if assessment else ""
    return bool(form.data.get("stamp", "") != stored)


def _ask_which(
    request: HttpRequest, candidate: Candidate, assessment: Assessment | None, form: AssessmentForm
) -> HttpResponse:
    text = _(
        "You saved this assessment in another window meanwhile. What you see here is not saved yet: "
        "save it to replace the other."
    )
    form.add_error(None, ValidationError(text, code="stale"))
    return _page(request, candidate, assessment, _with_stamp(form, assessment))


def _with_stamp(form: AssessmentForm, assessment: Assessment | None) -> AssessmentForm:
    stamp = assessment.updated_at.isoformat() if assessment else ""
    form.data = {**form.data.dict(), "stamp": stamp}  # type: ignore[attr-defined] # a QueryDict
    return form


def _page(
    request: HttpRequest, candidate: Candidate, assessment: Assessment | None, form: AssessmentForm | None
) -> HttpResponse:
    version = attach_rows([candidate.version])[0]
    context = {
        "candidate": candidate,
        "assessment": assessment,
        "form": form,
        "sheet": build_sheet(version),
        "scores": [] if form or not assessment else list(assessment.scores.select_related("criterion")),
        "days": days_open(candidate),
        "states": AssessmentState,
        "version": version,
    }
    return render(request, "portfolio/assessments/assess.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Stepping aside, with the reason; a confirmation page of its own."""
    candidate = get_object_or_404(Candidate.objects.open_to(request.user).with_program(), pk=pk)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_conflict(candidate, by=request.user, reason=form.cleaned_data["reason"])
        except TransitionRefused as refusal:
            messages.warning(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("You stepped aside. The Secretariat has been told."))
        return redirect("assessments:desk")
    return render(request, "portfolio/assessments/conflict.html", {"candidate": candidate, "form": form})
