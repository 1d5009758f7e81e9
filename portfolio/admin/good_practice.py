"""Good practice for the Secretariat: nominate, see who has assessed, record the outcome (G01–G06)."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from portfolio.enums import AssessmentState, CandidateState
from portfolio.forms.assessment import COMMENT_LIMIT, NominationForm, prose_field
from portfolio.models import Candidate
from portfolio.reading.practice import days_open, record_of, standings
from portfolio.services import good_practice
from portfolio.workflow import CANDIDATE, ready_to_decide
from rial.accounts.permissions import is_secretariat
from rial.core.admin import PortalAdmin, TransitionForm, WorkflowAdminMixin, both, render_page, tag
from rial.core.admin_site import add_task
from rial.core.bilingual import LANGUAGE_CODES, column, text_of
from rial.core.workflow import Transition

STATE_TONES = {
    CandidateState.OPEN: "in",
    CandidateState.RECOGNIZED: "ok",
    CandidateState.NOT_RECOGNIZED: "line",
    CandidateState.CANCELED: "line",
}


class OutcomeForm(TransitionForm):
    """The reasons of the outcome in every language; they take the place of the note."""

    texts: ClassVar[dict[str, tuple[Any, Any]]] = {
        "outcome": (
            gettext_lazy("Reasons of the outcome"),
            gettext_lazy("What the assessments show, in the Secretariat’s words. Name no assessor."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]
        for name, (label, hint) in self.texts.items():
            for code in LANGUAGE_CODES:
                language = get_language_info(code)["name_translated"]
                full = _("%(text)s (%(language)s)") % {"text": label, "language": language}
                self.fields[column(name, code)] = prose_field(full, COMMENT_LIMIT, hint, required=True, language=code)

    def clean_note(self) -> str:
        """There is no note: the outcome is kept in its place."""
        return ""

    def bilingual(self, name: str) -> dict[str, str]:
        """{language: text} of one of the texts."""
        return {code: self.cleaned_data[column(name, code)] for code in LANGUAGE_CODES}


class RecognitionForm(OutcomeForm):
    """As an outcome, with what another context would need (G05)."""

    texts: ClassVar[dict[str, tuple[Any, Any]]] = {
        **OutcomeForm.texts,
        "transfer_context": (
            gettext_lazy("Context for transfer"),
            gettext_lazy("What another country would need to have, what it should adapt, what must not be copied."),
        ),
    }


FORMS: dict[str, type[TransitionForm]] = {"recognize": RecognitionForm, "decline": OutcomeForm}


class DueDateForm(forms.Form):
    """A new day on which assessments are due."""

    closes_on = forms.DateField(
        label=gettext_lazy("Assessments due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@admin.register(Candidate)
class CandidateAdmin(WorkflowAdminMixin, PortalAdmin):
    """Candidacies: how many have assessed, until when, and the outcome."""

    workflow = CANDIDATE
    list_display = ("title_in_list", "ministry", "state_tag", "submitted_count", "closes_on", "decided_on")
    list_display_links = ("title_in_list",)
    list_filter = ("state", "program__institution__country")
    search_fields = ("program__code", *both("version__title"))
    ordering = ("-opened_at",)
    transition_template = "admin/portfolio/candidate/outcome.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        """With the program and how many assessments count."""
        submitted = Count("assessments", filter=Q(assessments__state=AssessmentState.SUBMITTED))
        candidates: QuerySet[Candidate] = (
            super()
            .get_queryset(request)
            .select_related("program__institution__country", "version")
            .annotate(submitted=submitted)
        )
        return candidates

    @admin.display(description=gettext_lazy("Program"), ordering="program__code")
    def title_in_list(self, obj: Candidate) -> str:
        """Code and title of the version under assessment."""
        return f"{obj.program.code} {text_of(obj.version, 'title').value}"

    @admin.display(description=gettext_lazy("Country"))
    def ministry(self, obj: Candidate) -> str:
        """The owner's country, or the organization."""
        institution = obj.program.institution
        return institution.country.name if institution.country else institution.acronym

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_tag(self, obj: Candidate) -> str:
        """The state as a tag."""
        return tag(obj.get_state_display(), STATE_TONES[CandidateState(obj.state)])

    @admin.display(description=gettext_lazy("Submitted"), ordering="submitted")
    def submitted_count(self, obj: Candidate) -> int:
        """How many assessments were submitted."""
        return int(getattr(obj, "submitted", 0))

    def get_urls(self) -> list[URLPattern]:
        """With the page that moves the due date."""
        view = self.admin_site.admin_view(self.due_date_view)
        return [path("<int:pk>/due-date/", view, name=self.url_name("due_date")), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Nominate a published program; `?program=PRG-0042` fills in its code."""
        initial = {"program": request.GET.get("program", "")[:12]}
        form = NominationForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                candidate = good_practice.nominate(
                    data["program"], by=request.user, criteria=data["criteria"], closes_on=data["closes_on"]
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(
                    request, _("%(code)s was nominated. Assessors are told.") % {"code": candidate.program}
                )
                return redirect("admin:portfolio_candidate_change", candidate.pk)
        context = {"title": _("Nominate a program"), "form": form, "opts": self.model._meta}
        return render_page(request, "admin/portfolio/candidate/nominate.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who has assessed, what was submitted so far, and what can be done now."""
        candidate = self.get_object(request, object_id)
        if candidate is None:
            raise Http404
        if not self.has_view_permission(request, candidate):
            raise PermissionDenied
        rows = standings(candidate)
        context = {
            "title": self.title_in_list(candidate),
            "candidate": candidate,
            "standings": rows,
            "submitted": sum(row.state == AssessmentState.SUBMITTED for row in rows),
            "record": record_of(candidate),
            "problems": ready_to_decide(candidate) if candidate.is_open else [],
            "transitions": self.transitions_of(candidate, request.user),
            "states": AssessmentState,
            "days": days_open(candidate),
            "log": candidate.log.select_related("actor"),
            "tone": STATE_TONES[CandidateState(candidate.state)],
            "due_form": DueDateForm(initial={"closes_on": candidate.closes_on}),
            "opts": self.model._meta,
        }
        return render_page(request, "admin/portfolio/candidate/page.html", context)

    def due_date_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST moves the due date; anything else leads back."""
        candidate = self.get_object(request, str(pk))
        if candidate is None:
            raise Http404
        if not is_secretariat(request.user, candidate):
            raise PermissionDenied
        form = DueDateForm(request.POST)
        if request.method == "POST":
            try:
                if not form.is_valid():
                    raise ValidationError(list(form.errors["closes_on"]))
                good_practice.change_due_date(candidate, by=request.user, closes_on=form.cleaned_data["closes_on"])
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, _("The due date was changed."))
        return redirect("admin:portfolio_candidate_change", pk)

    def transition_form(self, request: HttpRequest, obj: Any, transition: Transition) -> type[TransitionForm]:
        """Outcomes ask for texts in every language; canceling asks for the reason."""
        return FORMS.get(transition.name, TransitionForm)

    def name_of(self, obj: Candidate) -> str:
        """The program: the message names the state itself."""
        return str(obj.program)

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """Through the services, so that index and mail follow."""
        if isinstance(form, RecognitionForm):
            return good_practice.recognize(
                obj,
                by=request.user,
                outcome=form.bilingual("outcome"),
                transfer_context=form.bilingual("transfer_context"),
            )
        if isinstance(form, OutcomeForm):
            return good_practice.decline(obj, by=request.user, outcome=form.bilingual("outcome"))
        return good_practice.cancel(obj, by=request.user, note=form.cleaned_data["note"])

    def transition_context(self, request: HttpRequest, obj: Any, transition: Transition) -> dict[str, Any]:
        """The scores beside the texts to write."""
        return {"candidate": obj, "record": record_of(obj), "problems": transition.check(obj)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nominations are the Secretariat's."""
        return is_secretariat(request.user, None)


add_task(gettext_lazy("Good practice"), "admin:portfolio_candidate_changelist", 60)
