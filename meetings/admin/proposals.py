"""Event proposals: from the idea to the decision that approves it, its hosts, and the event in the calendar."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import HostState, ProposalState
from meetings.forms.proposal import ApprovalForm, HostForm
from meetings.models import (
    Decision,
    EventProposal,
    Meeting,
    ProposalFunding,
    ProposalHost,
    ProposalOrganizer,
    ProposalPart,
)
from meetings.naming import meeting_name
from meetings.services import events
from meetings.services.records import save_proposal
from meetings.workflow import PROPOSAL
from rial.core.admin import TransitionForm, WorkflowAdminMixin, both, pair, put_errors, render_page, tag
from rial.core.bilingual import text_of
from rial.core.workflow import Transition
from rial.directory.models import Country

from .common import PERIOD, PROPOSAL_TONES, SOURCE, RecordAdmin, RowInline, TableInline, choices_of, marked
from .meeting_page import institutions


class ProposalOrganizerInline(TableInline):
    model = ProposalOrganizer
    fields = ["country", "institution", *pair("label"), *pair("through"), "position"]


class PartInline(RowInline):
    model = ProposalPart
    fields = [("kind", "position"), pair("text")]


class FundingInline(RowInline):
    model = ProposalFunding
    fields = [
        ("state", "kind", "from_fund", "position"),
        ("country", "institution"),
        pair("label"),
        pair("text"),
        pair("condition"),
        ("amount", "currency", "ceiling"),
    ]


HOST_TONES = {HostState.OFFERED: "in", HostState.AGREED: "ok", HostState.WITHDRAWN: "er"}


@admin.register(EventProposal)
class ProposalAdmin(WorkflowAdminMixin, RecordAdmin):
    """Proposals under their permanent codes (M44–M47)."""

    workflow = PROPOSAL
    change_form_template = "admin/meetings/proposal_change_form.html"
    list_display = ["code", "title_in_list", "kind", "who", "dates", "host", "state_tag"]
    list_display_links = ["code", "title_in_list"]
    list_filter = ["state", "kind", "country", "hosts__state"]
    date_hierarchy = "start"
    ordering = ["-start", "code"]
    search_fields = ["code", *both("title", "subtitle", "background", "parts__text", "organizers__label")]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    pair("title"),
                    pair("subtitle"),
                    ("kind", "proposed_by"),
                    PERIOD,
                    pair("place"),
                    ("country", "days"),
                ]
            },
        ),
        (
            gettext_lazy("Texts"),
            {
                "fields": [
                    pair("background"),
                    pair("participants"),
                    pair("structure"),
                    pair("funding_note"),
                    pair("footnotes"),
                ]
            },
        ),
        (gettext_lazy("Ties"), {"fields": ["document", "considered_at", "follows", "articles", "topics"]}),
        SOURCE,
    ]
    inlines = [ProposalOrganizerInline, PartInline, FundingInline]

    def get_urls(self) -> list[URLPattern]:
        """What hosts say, and the event in the calendar."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/host/", wrap(self.host_view), name=self.url_name("host")),
            path("<int:pk>/event/", wrap(self.event_view), name=self.url_name("event")),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what rows show."""
        found: Any = super().get_queryset(request)
        hosts = ProposalHost.objects.select_related("country").order_by("position", "pk")
        return found.select_related("country").prefetch_related(
            Prefetch("hosts", hosts), Prefetch("proposed_by", institutions())
        )

    def _found(self, request: HttpRequest, pk: Any) -> EventProposal:
        proposal: EventProposal | None = self.get_object(request, str(pk))
        if proposal is None:
            raise Http404
        return proposal

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With hosts, approval and event."""
        proposal = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if proposal is not None:
            context = {
                "proposal": proposal,
                "hosts": [(row, HOST_TONES[HostState(row.state)]) for row in proposal.hosts.all()],
                "event_name": meeting_name(proposal.event) if proposal.event else None,
                "approved_name": meeting_name(proposal.approved_at) if proposal.approved_at else None,
                "may_have_event": proposal.state == ProposalState.APPROVED and proposal.event_id is None,
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: EventProposal, form: Any, change: bool) -> None:
        """With its permanent code."""
        save_proposal(obj)

    def transition_form(self, request: HttpRequest, obj: Any, transition: Transition) -> type[TransitionForm]:
        """Approval asks by what."""
        if transition.name != "approve":
            return TransitionForm
        choices = {"decision": choices_of(request, Decision), "meeting": choices_of(request, Meeting)}
        return type("ApprovalForm", (ApprovalForm,), {"choices": choices})

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """Approval through the service, the others by the table."""
        if isinstance(form, ApprovalForm):
            return events.approve(obj, by=request.user, note=form.cleaned_data["note"], **form.records())
        return super().perform(request, obj, transition, form)

    def host_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A country offers, agrees or withdraws; earlier words stay."""
        proposal = self._found(request, pk)
        form = HostForm(
            request.POST if request.method == "POST" else None,
            countries=choices_of(request, Country),
            meetings=choices_of(request, Meeting),
        )
        if request.method == "POST" and form.is_valid():
            try:
                events.host_said(proposal, by=request.user, **form.said())
            except ValidationError as error:
                put_errors(form, error)
            else:
                return redirect("admin:meetings_eventproposal_change", pk)
        context = {
            "title": _("Record what a host says"),
            "proposal": proposal,
            "form": form,
            "hosts": [(row, HOST_TONES[HostState(row.state)]) for row in proposal.hosts.all()],
        }
        return render_page(request, "admin/meetings/host.html", context)

    def event_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST makes the event's draft in the calendar."""
        proposal = self._found(request, pk)
        if request.method != "POST":
            return redirect("admin:meetings_eventproposal_change", pk)
        try:
            meeting = events.make_meeting(proposal, by=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("admin:meetings_eventproposal_change", pk)
        messages.success(request, _("The event is a draft of the calendar: complete it and publish it."))
        return redirect("admin:meetings_meeting_change", meeting.pk)

    @admin.display(description=gettext_lazy("proposal"))
    def title_in_list(self, obj: EventProposal) -> Any:
        """The proposed title."""
        return marked(text_of(obj, "title")) or _("Without a title")

    @admin.display(description=gettext_lazy("proposed by"))
    def who(self, obj: EventProposal) -> str:
        """The institution."""
        return str(obj.proposed_by.current_name) if obj.proposed_by else "–"

    @admin.display(description=gettext_lazy("proposed dates"), ordering="start")
    def dates(self, obj: EventProposal) -> str:
        """As far as they are known."""
        return obj.period or "–"

    @admin.display(description=gettext_lazy("host"))
    def host(self, obj: EventProposal) -> str:
        """What was said last by each country that has not withdrawn."""
        said = {row.country: row for row in obj.hosts.all()}
        rows = [f"{country.name} ({row.get_state_display()})" for country, row in said.items()]
        return ", ".join(rows) or "–"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: EventProposal) -> Any:
        """The state as a tag."""
        return tag(obj.get_state_display(), PROPOSAL_TONES[ProposalState(obj.state)])
