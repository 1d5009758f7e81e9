"""Meetings: the list, a new one, the page from which a whole meeting is entered, and the forms of its parts."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import OPEN_PROGRESS, RecordState, Standing
from meetings.forms.meeting import MeetingFactsForm, NewMeetingForm, NewSessionForm
from meetings.models import (
    Body,
    Delegation,
    Financing,
    Meeting,
    MeetingDocument,
    Organizer,
    PriorityTopic,
    Session,
    SiteVisit,
)
from meetings.naming import meeting_name
from meetings.services import records
from meetings.services.ordering import arrange_sessions, move_session
from meetings.services.touching import touch
from meetings.workflow import MEETING
from rial.core.admin import TransitionForm, WorkflowAdminMixin, both, pair, render_page, tag
from rial.core.admin_site import add_task
from rial.core.bilingual import text_of
from rial.core.workflow import Transition

from .chronicle import meeting_history
from .common import (
    PERIOD,
    SOURCE,
    STANDING_TONES,
    STATE_TONES,
    RecordAdmin,
    RowInline,
    TableInline,
    marked,
    set_choices,
)
from .meeting_page import meeting_page
from .pastes import OF_MEETING
from .pasting_page import paste_page


class DelegationInline(TableInline):
    model = Delegation
    fields = ["kind", "country", "institution", *pair("label"), "position"]


class OrganizerInline(TableInline):
    model = Organizer
    fields = ["role", "country", "institution", *pair("label"), *pair("capacity"), "position"]


class FinancingInline(RowInline):
    model = Financing
    fields = [
        ("country", "institution", "from_fund", "position"),
        pair("label"),
        pair("part"),
        pair("capacity"),
        ("kind", "partial", "amount", "currency", "ceiling"),
    ]


class PriorityInline(TableInline):
    model = PriorityTopic
    fields = [*pair("text"), *pair("defined_by"), "position"]


class VisitInline(RowInline):
    model = SiteVisit
    fields = [pair("title"), ("on", "position"), pair("note")]


class DocumentInline(RowInline):
    model = MeetingDocument
    fields = [("document", "role", "session"), ("symbol_printed", "position"), pair("note")]
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Sessions of this meeting only."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "session":
            key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            rows = [(row.pk, str(row)) for row in Session.objects.filter(meeting=key)] if key else []
            field.choices = [("", "–"), *rows]
        return field


# The parts of a meeting's form: what the heading says, its fields and its rows.
SECTIONS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "facts": (
        gettext_lazy("Facts"),
        [
            (None, {"fields": [pair("title"), ("kind", "conference", "number"), "bodies"]}),
            (
                gettext_lazy("When and where"),
                {
                    "fields": [
                        PERIOD,
                        ("start_time", "end_time", "timezone"),
                        pair("place"),
                        pair("venue"),
                        ("country", "virtual", "days"),
                        ("standing", "calendar"),
                        "link",
                    ]
                },
            ),
            (
                gettext_lazy("Ties"),
                {"fields": ["planned_at", "joint_with", "follows", "mandates", "topics"]},
            ),
            SOURCE,
        ],
        [],
    ),
    "texts": (
        gettext_lazy("Texts"),
        [
            (
                None,
                {
                    "fields": [
                        pair(name)
                        for name in ("lead", "description", "background", "approach", "closing", "participants_note")
                    ]
                },
            )
        ],
        [],
    ),
    "parties": (
        gettext_lazy("Delegations, organizers and financing"),
        [(None, {"fields": ["delegations_stated"]})],
        [DelegationInline, OrganizerInline, FinancingInline],
    ),
    "more": (
        gettext_lazy("Priority topics, site visits and documents"),
        [(None, {"fields": []})],
        [PriorityInline, VisitInline, DocumentInline],
    ),
}


class OpenDecisionsFilter(admin.SimpleListFilter):
    """Meetings whose decisions are still to be followed."""

    title = gettext_lazy("decisions")
    parameter_name = "decisions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("With open decisions")), ("none", _("Without decisions"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "open":
            return queryset.filter(decisions__progress__in=OPEN_PROGRESS).distinct()
        return queryset.filter(decisions=None) if self.value() == "none" else queryset


@admin.register(Meeting)
class MeetingAdmin(WorkflowAdminMixin, RecordAdmin):
    """A draft is begun with a few facts and completed on its own page; publication is a transition."""

    workflow = MEETING
    form = MeetingFactsForm
    change_form_template = "admin/meetings/part_form.html"
    list_display = ["name", "kind", "dates", "place_in_list", "standing_tag", "n_sessions", "n_decisions", "state_tag"]
    list_display_links = ["name"]
    list_filter = ["state", "kind", "standing", OpenDecisionsFilter, "conference", "bodies", "virtual"]
    date_hierarchy = "start"
    ordering = ["-start", "slug"]
    search_fields = ["slug", *both("title", "place", "country__name", "bodies__name", "lead", "description")]
    search_help_text = gettext_lazy("Title, body, place or words of the description, in any language")
    _SERVICES: ClassVar[dict[str, Any]] = {"publish": records.publish, "withdraw": records.withdraw}

    def get_urls(self) -> list[URLPattern]:
        """The parts of the form, the pasted lists and the order of the sessions."""
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:object_id>/{part}/", wrap(self.part_view), {"part": part}, name=self.url_name(part))
            for part in SECTIONS
        ]
        own += [
            path("<int:pk>/paste/<slug:what>/", wrap(self.paste_view), name=self.url_name("paste")),
            path("<int:pk>/sessions/", wrap(self.sessions_view), name=self.url_name("sessions")),
            path("<int:pk>/sessions/add/", wrap(self.new_session_view), name=self.url_name("new_session")),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what names need; the counts are for the list."""
        found: Any = super().get_queryset(request)
        found = found.select_related("conference", "country").prefetch_related(
            Prefetch("bodies", Body.objects.order_by("number", "pk"))
        )
        still = Q(decisions__progress__in=OPEN_PROGRESS)
        return found.annotate(
            sessions_count=Count("sessions", distinct=True),
            decisions_count=Count("decisions", distinct=True),
            open_count=Count("decisions", filter=still, distinct=True),
        )

    def _found(self, request: HttpRequest, pk: Any) -> Meeting:
        meeting: Meeting | None = self.get_object(request, str(pk))
        if meeting is None:
            raise Http404
        return meeting

    # A new meeting -----------------------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """First page: who meets, when and where; then the meeting's own page."""
        form = NewMeetingForm(request.POST if request.method == "POST" else None, initial={"standing": Standing.HELD})
        set_choices(request, form.fields["bodies"], Body)
        if request.method == "POST" and form.is_valid():
            try:
                meeting = records.begin_meeting(form.fill(), list(form.cleaned_data["bodies"]))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The meeting is a draft: nobody else sees it until you publish it."))
                return redirect("admin:meetings_meeting_change", meeting.pk)
        context = {"title": _("New meeting"), "form": form, "opts": self.opts}
        return render_page(request, "admin/meetings/new.html", context)

    # The meeting's page ------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything entered so far, and where the rest is entered."""
        meeting = self.get_object(request, object_id)
        if meeting is None:
            return super().change_view(request, object_id, form_url, extra_context)
        context = meeting_page(meeting, request) | {"transitions": self.transitions_of(meeting, request.user)}
        return render_page(request, "admin/meetings/meeting.html", context)

    def part_view(self, request: HttpRequest, object_id: int, part: str) -> HttpResponse:
        """The stock form with the fields and rows of one part."""
        meeting = self._found(request, object_id)
        request.__dict__["_part"] = part
        context = {
            "part": SECTIONS[part][0],
            "up_name": meeting_name(meeting),
            "up_url": reverse("admin:meetings_meeting_change", args=[object_id]),
            "transitions": [],
            "show_save_and_add_another": False,
        }
        return super(WorkflowAdminMixin, self).change_view(request, str(object_id), "", context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of the part at hand."""
        return SECTIONS[request.__dict__.get("_part", "facts")][1]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Of the part at hand."""
        return SECTIONS[request.__dict__.get("_part", "facts")][2]

    def save_model(self, request: HttpRequest, obj: Meeting, form: Any, change: bool) -> None:
        """Through the service, so that calendars notice."""
        records.save_meeting(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Changed rows are a change of the meeting."""
        super().save_related(request, form, formsets, change)
        touch(form.instance)

    def response_post_save_change(self, request: HttpRequest, obj: Meeting) -> HttpResponseRedirect:
        """Back to the meeting's page."""
        return redirect("admin:meetings_meeting_change", obj.pk)

    # Lists and sessions ------------------------------------------------------------------------------------------

    def paste_view(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        """A pasted list: delegations, organizers, decisions or documents."""
        meeting, paste = self._found(request, pk), OF_MEETING.get(what)
        if paste is None:
            raise Http404
        back = reverse("admin:meetings_meeting_change", args=[pk])
        return paste_page(request, paste, meeting, back, meeting_name(meeting).value)

    def sessions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST puts the sessions in order: a button moves one, else the numbers or the places dragged to count."""
        meeting = self._found(request, pk)
        if request.method == "POST":
            rows = {str(row.pk): row for row in meeting.sessions.all()}
            direction, _colon, key = request.POST.get("move", "").partition(":")
            if key in rows and direction in {"up", "down"}:
                move_session(rows[key], -1 if direction == "up" else 1)
            else:
                arrange_sessions(meeting, [row.pk for row in sorted(rows.values(), key=_place(request))])
        return redirect(f"{reverse('admin:meetings_meeting_change', args=[pk])}#sessions")

    def new_session_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A session begins with its kind, number and title."""
        meeting = self._found(request, pk)
        only_day = meeting.start if meeting.end in (None, meeting.start) and meeting.precision == "day" else None
        form = NewSessionForm(
            request.POST if request.method == "POST" else None,
            instance=Session(meeting=meeting),
            initial={"on": only_day},
        )
        if request.method == "POST" and form.is_valid():
            try:
                session = records.save_session(form.fill())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("admin:meetings_session_change", session.pk)
        context = {"title": _("New session"), "form": form, "meeting": meeting, "name": meeting_name(meeting)}
        return render_page(request, "admin/meetings/new_session.html", context)

    # Transitions and history -------------------------------------------------------------------------------------

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """Through the services: the first day of publication is kept."""
        options = {"note": form.cleaned_data["note"]} if transition.name == "withdraw" else {}
        return self._SERVICES[transition.name](obj, by=request.user, **options)

    def name_of(self, obj: Any) -> str:
        """The composed name."""
        return meeting_name(obj).value

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The meeting with its sessions, points and decisions, whoever wrote."""
        meeting = self._found(request, object_id)
        context = {
            "title": _("History"),
            "record": meeting_name(meeting),
            "entries": meeting_history(meeting),
            "back": reverse("admin:meetings_meeting_change", args=[meeting.pk]),
        }
        return render_page(request, "admin/record_history.html", context)

    # Columns of the list -----------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("meeting"), ordering="slug")
    def name(self, obj: Meeting) -> Any:
        """The composed name."""
        return marked(meeting_name(obj))

    @admin.display(description=gettext_lazy("dates"), ordering="start")
    def dates(self, obj: Meeting) -> str:
        """As far as they are known."""
        return obj.period or _("Not recorded")

    @admin.display(description=gettext_lazy("place"))
    def place_in_list(self, obj: Meeting) -> Any:
        """City and country, or that it was virtual."""
        if obj.virtual and not obj.country:
            return _("Virtual")
        parts = [str(text_of(obj, "place")), str(obj.country.name) if obj.country else ""]
        return ", ".join(part for part in parts if part) or "–"

    @admin.display(description=gettext_lazy("in the calendar"), ordering="standing")
    def standing_tag(self, obj: Meeting) -> Any:
        """Where it stands in the calendar."""
        return tag(obj.get_standing_display(), STANDING_TONES[Standing(obj.standing)])

    @admin.display(description=gettext_lazy("sessions"), ordering="sessions_count")
    def n_sessions(self, obj: Any) -> int:
        """How many sessions are on record."""
        return int(obj.sessions_count)

    @admin.display(description=gettext_lazy("decisions"), ordering="decisions_count")
    def n_decisions(self, obj: Any) -> str:
        """How many decisions are on record, and how many of them are open."""
        if not obj.open_count:
            return str(obj.decisions_count)
        return _("%(all)d, %(open)d open") % {"all": obj.decisions_count, "open": obj.open_count}

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Meeting) -> Any:
        """Whether the public sees it."""
        return tag(obj.get_state_display(), STATE_TONES[RecordState(obj.state)])


def _place(request: HttpRequest) -> Any:
    """The place typed or dragged to, for sorting; what is no number keeps its place."""

    def key(row: Any) -> tuple[float, int]:
        typed = request.POST.get(f"place-{row.pk}", "")
        number = float(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else row.position + 1.0
        return number, row.position

    return key


add_task(gettext_lazy("Meetings"), "admin:meetings_meeting_changelist", 60)
