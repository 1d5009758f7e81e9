"""Decisions: the list with what is overdue, the record, and the dated notes that alone move its progress."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import DateField, IntegerField, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import OPEN_PROGRESS
from meetings.forms.decision import DecisionForm, NoteForm
from meetings.models import Body, Decision, Meeting, Responsible, Session
from meetings.naming import meeting_name
from meetings.overdue import Edition, edition_on, overdue, unreported
from meetings.presentation import decision_tag
from meetings.services import entry
from meetings.services.progress import note_progress
from meetings.services.records import save_decision
from meetings.services.touching import touch
from rial.core.admin import both, pair, put_errors, render_page, tag
from rial.core.admin_site import add_task
from rial.core.bilingual import text_of
from rial.core.dates import show_date
from rial.directory.models import Country

from .common import SOURCE, RecordAdmin, choices_of, marked, shortened
from .meeting_page import with_responsible


class FollowFilter(admin.SimpleListFilter):
    """What is still to be followed."""

    title = gettext_lazy("follow-up")
    parameter_name = "follow"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("Open")),
            ("overdue", _("Overdue")),
            ("unreported", _("Deadline passed, no report")),
            ("silent", _("Open, nobody reported on it")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "overdue":
            return queryset.filter(overdue(timezone.localdate()))
        if self.value() == "unreported":
            return queryset.filter(unreported(timezone.localdate()))
        if self.value() == "open":
            return queryset.filter(progress__in=OPEN_PROGRESS)
        return queryset.filter(progress__in=OPEN_PROGRESS, notes=None) if self.value() == "silent" else queryset


class BodyFilter(admin.SimpleListFilter):
    """By the body that met."""

    title = gettext_lazy("body")
    parameter_name = "body"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(body.slug, text_of(body, "name").value) for body in Body.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(meeting__bodies__slug=self.value()) if self.value() else queryset


class ResponsibleFilter(admin.SimpleListFilter):
    """By the country that is to act, or by whether anybody is named."""

    title = gettext_lazy("responsible")
    parameter_name = "responsible"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        named = Country.objects.filter(pk__in=Responsible.objects.values("country")).in_reading_order()
        return [("nobody", _("Nobody named")), *((country.pk, country.name) for country in named)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "nobody":
            return queryset.filter(responsible=None)
        return queryset.filter(responsible__country=self.value()).distinct() if self.value() else queryset


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    """Decisions under their permanent codes."""

    form = DecisionForm
    change_form_template = "admin/meetings/decision_change_form.html"
    list_display = ["code", "text_in_list", "meeting_in_list", "kind", "who", "due", "progress_tag"]
    list_display_links = ["code", "text_in_list"]
    list_filter = [FollowFilter, BodyFilter, ResponsibleFilter, "kind", "progress", "meeting__conference"]
    date_hierarchy = "deadline"
    ordering = ["-meeting__start", "position", "code"]
    search_fields = ["code", *both("text", "meeting__title", "responsible__label", "responsible__country__name")]
    search_help_text = gettext_lazy("Code, words of the decision in any language, or who is responsible")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("meeting", "session", "position"),
                    pair("text"),
                    ("kind", "original_language"),
                    "responsible",
                    ("starts", "starts_precision"),
                    ("deadline", "deadline_precision"),
                ]
            },
        ),
        (
            gettext_lazy("What it leads to"),
            {"fields": [("event", "body"), ("amount", "currency"), pair("wording_note")]},
        ),
        (gettext_lazy("Citations"), {"fields": ["articles", "documents", "topics"]}),
        SOURCE,
    ]

    def get_urls(self) -> list[URLPattern]:
        """The page of a new note."""
        note = self.admin_site.admin_view(self.note_view)
        return [path("<int:pk>/note/", note, name="meetings_decision_note"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what rows and forms show; each row knows the edition that lasts today, asked for once."""
        found: Any = super().get_queryset(request)
        edition = edition_on(timezone.localdate())
        found = found.annotate(
            present_edition=Value(edition.number if edition else None, IntegerField()),
            present_begun=Value(edition.begun if edition else None, DateField()),
        )
        return with_responsible(found.select_related("meeting__conference")).prefetch_related("meeting__bodies")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A decision stays with its meeting, which is named above the form."""
        if obj is None:
            return self.fieldsets
        (name, first), *others = self.fieldsets
        _meeting, *fields = first["fields"]
        return [(name, {**first, "fields": [("session", "position"), *fields]}), *others]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Coming from a meeting, its number in order."""
        key = request.GET.get("meeting", "")
        found = (
            Meeting.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 10 else None
        )
        return {"meeting": found.pk, "position": entry.next_place(found.decisions.all())} if found else {}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Sessions of the meeting at hand."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "session":
            rows = Session.objects.select_related("meeting").filter(meeting=self._meeting_key(request))
            field.choices = [("", "–"), *((row.pk, str(row)) for row in rows)]
        return field

    @staticmethod
    def _meeting_key(request: HttpRequest) -> int | None:
        match = request.resolver_match
        typed = str(match.kwargs.get("object_id", "")) if match else ""
        if typed.isascii() and typed.isdigit():
            return Decision.objects.filter(pk=int(typed[:9])).values_list("meeting", flat=True).first()
        given = request.GET.get("meeting", request.POST.get("meeting", ""))
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The record with its notes."""
        decision = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if decision is not None:
            today = timezone.localdate()
            notes = decision.notes.select_related("meeting__conference", "by").prefetch_related("meeting__bodies")
            context = {
                "decision": decision,
                "meeting_title": meeting_name(decision.meeting),
                "progress": decision_tag(decision, today, edition_on(today)),
                "notes": [(note, meeting_name(note.meeting) if note.meeting else None) for note in notes],
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Decision, form: Any, change: bool) -> None:
        """With its permanent code."""
        save_decision(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who is responsible; names that were not recognized are told, and kept as written."""
        super().save_related(request, form, formsets, change)
        found = form.parties()
        entry.set_parties(Responsible, {"decision": form.instance}, found)
        touch(form.instance.meeting)
        unknown = [party.line for party in found if not party.known]
        if unknown and "responsible" in form.changed_data:
            text = _("Kept as written, since the directory has no such name: %(names)s.")
            messages.info(request, text % {"names": "; ".join(unknown)})

    def response_post_save_add(self, request: HttpRequest, obj: Decision) -> HttpResponseRedirect:
        """Back to the meeting, where the next one is entered."""
        return redirect(f"{reverse('admin:meetings_meeting_change', args=[obj.meeting_id])}#decisions")

    # Notes -------------------------------------------------------------------------------------------------------

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A dated note: it stays for good, and the latest one gives the progress."""
        decision: Decision | None = self.get_object(request, str(pk))
        if decision is None:
            raise Http404
        initial = {name: request.GET[name] for name in ("meeting", "on", "progress") if name in request.GET}
        form = NoteForm(
            request.POST if request.method == "POST" else None,
            initial=initial,
            meetings=choices_of(request, Meeting),
            decisions=[choice for choice in choices_of(request, Decision) if choice[0] != pk],
        )
        if request.method == "POST" and form.is_valid() and self._noted(request, decision, form):
            back = form.cleaned_data["meeting"] if request.POST.get("back") == "meeting" else None
            name, key, place = ("meeting", back, "#carried") if back else ("decision", pk, "#notes")
            return redirect(f"{reverse(f'admin:meetings_{name}_change', args=[key])}{place}")
        today = timezone.localdate()
        context = {
            "title": _("Add a note"),
            "decision": decision,
            "meeting_title": meeting_name(decision.meeting),
            "progress": decision_tag(decision, today, edition_on(today)),
            "form": form,
            "notes": decision.notes.all(),
        }
        return render_page(request, "admin/meetings/note.html", context)

    def _noted(self, request: HttpRequest, decision: Decision, form: NoteForm) -> bool:
        data = form.cleaned_data
        try:
            note_progress(
                decision,
                data["progress"],
                on=data["on"],
                by=request.user,
                texts=form.texts(),
                meeting=form.reported_at(),
                source=data["source"],
                superseded_by=form.successor(),
            )
        except ValidationError as error:
            put_errors(form, error)
            return False
        messages.success(request, _("The note on %(code)s was added.") % {"code": decision.code})
        return True

    # Columns of the list -----------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("decision"))
    def text_in_list(self, obj: Decision) -> Any:
        """The first words."""
        return shortened(text_of(obj, "text"))

    @admin.display(description=gettext_lazy("meeting"), ordering="meeting__start")
    def meeting_in_list(self, obj: Decision) -> Any:
        """The meeting's composed name."""
        return marked(meeting_name(obj.meeting))

    @admin.display(description=gettext_lazy("responsible"))
    def who(self, obj: Decision) -> str:
        """Who is to act."""
        return ", ".join(str(row.short_name) for row in obj.responsible.all()) or "–"

    @admin.display(description=gettext_lazy("deadline"), ordering="deadline")
    def due(self, obj: Decision) -> str:
        """As far as it is known."""
        return show_date(obj.deadline, obj.deadline_precision) or "–"

    @admin.display(description=gettext_lazy("progress"), ordering="progress")
    def progress_tag(self, obj: Any) -> Any:
        """With “overdue” where it is."""
        edition = Edition(obj.present_edition, obj.present_begun) if obj.present_edition else None
        found = decision_tag(obj, timezone.localdate(), edition)
        return tag(found.word, found.css or "line")


add_task(gettext_lazy("Decisions"), "admin:meetings_decision_changelist", 61)
