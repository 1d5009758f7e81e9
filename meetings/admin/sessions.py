"""Sessions: moderator, speakers, dialogue and main points on one page; and the single point with its citations."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms.meeting import ProgramCodesField, SessionForm
from meetings.forms.points import initial_of, points_formset, save_points, stamp_of
from meetings.models import Body, Point, PointAttribution, Session, Speaker
from meetings.naming import meeting_name
from meetings.services import entry, records
from meetings.services.ordering import points_in_order
from meetings.services.touching import touch
from rial.core.admin import both, pair, render_page
from rial.core.bilingual import text_of

from .common import RecordAdmin, RowInline, TableInline, marked, named, shortened
from .meeting_page import institutions
from .pastes import OF_SESSION
from .pasting_page import paste_page


class SpeakerInline(RowInline):
    model = Speaker
    fields = [
        ("person", "role", "position"),
        ("institution", "country", "slides"),
        pair("post"),
        pair("institution_printed"),
        pair("capacity"),
        pair("subject"),
    ]
    extra = 0


class SessionFactsForm(SessionForm):
    """The stock form, with the programs presented in the session as a whole (P29)."""

    programs = ProgramCodesField(
        label=gettext_lazy("programs presented"), help_text=gettext_lazy("Codes such as PRG-0042, separated by blanks.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            codes = self.instance.programs.filter(point=None).values_list("code", flat=True)
            self.initial["programs"] = " ".join(codes)


@admin.register(Session)
class SessionAdmin(RecordAdmin):
    """A session belongs to a meeting and is begun there."""

    form = SessionFactsForm
    change_form_template = "admin/meetings/part_form.html"
    list_display = ["title_in_list", "meeting_in_list", "kind", "number", "on", "speakers_count", "points_count"]
    list_display_links = ["title_in_list"]
    list_filter = ["kind", "meeting__kind", "meeting__bodies"]
    date_hierarchy = "on"
    ordering = ["-meeting__start", "meeting", "position", "pk"]
    search_fields = both("title", "intro", "points__text", "meeting__title")
    fieldsets = [
        (None, {"fields": [pair("title"), ("kind", "number", "on"), ("start_time", "end_time"), pair("intro")]}),
        (
            gettext_lazy("Questions and programs"),
            {"fields": [pair("questions"), "answers_due", "programs"]},
        ),
    ]
    inlines = [SpeakerInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """On the meeting's page."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock form, the pasted lists, the dialogue and deletion."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:object_id>/facts/", wrap(self.facts_view), name="meetings_session_facts"),
            path("<int:pk>/paste/<slug:what>/", wrap(self.paste_view), name="meetings_session_paste"),
            path("<int:pk>/dialogue/", wrap(self.dialogue_view), name="meetings_session_dialogue"),
        ]
        return own + super().get_urls()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A session entered by mistake goes, as long as no decision was taken in it."""
        return obj is not None and not obj.decisions.exists() and self.has_change_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Rows of a session go with it."""
        to_delete, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """Back to the meetings."""
        messages.success(request, _("“%(name)s” was deleted.") % {"name": obj_display})
        return redirect("admin:meetings_meeting_changelist")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the meeting's name and how much each holds."""
        found: Any = super().get_queryset(request)
        return (
            found.select_related("meeting__conference")
            .prefetch_related(Prefetch("meeting__bodies", Body.objects.order_by("number", "pk")))
            .annotate(n_speakers=Count("speakers", distinct=True), n_points=Count("points", distinct=True))
        )

    def _found(self, request: HttpRequest, pk: Any) -> Session:
        session: Session | None = self.get_object(request, str(pk))
        if session is None:
            raise Http404
        return session

    # The session's page ------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything of the session; POST saves the points and their order."""
        session = self.get_object(request, object_id)
        if session is None:
            return super().change_view(request, object_id, form_url, extra_context)
        points = self._points(session)
        initial = initial_of(points)
        speakers = list(
            session.speakers.select_related("person", "country").prefetch_related(
                Prefetch("institution", institutions())
            )
        )
        choices = [(row.pk, row.person.full_name) for row in speakers]
        formset = points_formset(session, choices, request.POST if request.method == "POST" else None, initial)
        stamp, conflict = stamp_of(initial), False
        if request.method == "POST" and formset.is_valid():
            conflict = request.POST.get("stamp") != stamp
            if not conflict and self._saved(request, session, formset):
                return redirect(f"{reverse('admin:meetings_session_change', args=[session.pk])}{_target(request)}")
        context = {
            "title": _title(session),
            "session": session,
            "meeting": session.meeting,
            "name": meeting_name(session.meeting),
            "speakers": speakers,
            "dialogue": named(session.dialogue.all()),
            "programs": session.programs.filter(point=None),
            "formset": formset,
            "rows": list(zip(formset.forms, [*points, *[None] * len(formset.forms)], strict=False)),
            "stamp": stamp,
            "conflict": conflict,
            "wrong": formset.is_bound and not formset.is_valid(),
            "neighbors": _neighbors(session),
        }
        return render_page(request, "admin/meetings/session.html", context)

    def _saved(self, request: HttpRequest, session: Session, formset: Any) -> bool:
        try:
            save_points(session, formset, request.POST.get("move", ""))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
        messages.success(request, _("The points were saved."))
        return True

    @staticmethod
    def _points(session: Session) -> list[Point]:
        points = points_in_order(session)
        rows = Point.objects.filter(pk__in=[point.pk for point in points]).prefetch_related(
            "programs", Prefetch("attributions", named(PointAttribution.objects.all()))
        )
        known = {point.pk: point for point in rows}
        return [known[point.pk] for point in points]

    def facts_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The stock form of facts, questions and speakers."""
        session = self._found(request, object_id)
        context = {
            "part": _("Facts and speakers"),
            "up_name": _title(session),
            "up_url": reverse("admin:meetings_session_change", args=[session.pk]),
            "show_save_and_add_another": False,
        }
        return super().change_view(request, str(object_id), "", context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Programs of the session, and that the meeting has changed."""
        super().save_related(request, form, formsets, change)
        entry.set_session_programs(form.instance, form.cleaned_data["programs"].split())
        touch(form.instance.meeting)

    def save_model(self, request: HttpRequest, obj: Session, form: Any, change: bool) -> None:
        """Through the service."""
        records.save_session(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Session) -> HttpResponseRedirect:
        """Back to the session's page."""
        return redirect("admin:meetings_session_change", obj.pk)

    def paste_view(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        """A pasted list: speakers, dialogue or main points."""
        session, paste = self._found(request, pk), OF_SESSION.get(what)
        if paste is None:
            raise Http404
        return paste_page(request, paste, session, reverse("admin:meetings_session_change", args=[pk]), _title(session))

    def dialogue_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST takes one delegation out of the dialogue."""
        session = self._found(request, pk)
        key = request.POST.get("remove", "")
        if request.method == "POST" and key.isascii() and key.isdigit():
            session.dialogue.filter(pk=int(key[:9])).delete()
            touch(session.meeting)
        return redirect(f"{reverse('admin:meetings_session_change', args=[pk])}#dialogue")

    # Columns of the list -----------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("session"))
    def title_in_list(self, obj: Session) -> Any:
        """The title, else the kind."""
        return marked(text_of(obj, "title")) or obj.get_kind_display()

    @admin.display(description=gettext_lazy("meeting"), ordering="meeting__start")
    def meeting_in_list(self, obj: Session) -> Any:
        """The meeting's composed name."""
        return marked(meeting_name(obj.meeting))

    @admin.display(description=gettext_lazy("speakers"), ordering="n_speakers")
    def speakers_count(self, obj: Any) -> int:
        """How many spoke."""
        return int(obj.n_speakers)

    @admin.display(description=gettext_lazy("main points"), ordering="n_points")
    def points_count(self, obj: Any) -> int:
        """How many points are on record."""
        return int(obj.n_points)


def _title(session: Session) -> str:
    return text_of(session, "title").value or str(session.get_kind_display())


def _neighbors(session: Session) -> dict[str, Session | None]:
    """The sessions before and after, to go through a meeting without returning."""
    rows = list(session.meeting.sessions.all())
    place = next(number for number, row in enumerate(rows) if row.pk == session.pk)
    return {
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place + 1 < len(rows) else None,
    }


def _target(request: HttpRequest) -> str:
    """The point that was moved, so that the keyboard stays where it was."""
    _action, _colon, key = request.POST.get("move", "").partition(":")
    return f"#point-{key}" if key.isascii() and key.isdigit() else "#points"


class AttributionInline(TableInline):
    model = PointAttribution
    fields = ["country", "institution", *pair("label"), "position"]


@admin.register(Point)
class PointAdmin(RecordAdmin):
    """A single point: what it cites, and how the print errs."""

    change_form_template = "admin/meetings/part_form.html"
    list_display = ["beginning", "kind", "session", "meeting_in_list"]
    list_display_links = ["beginning"]
    list_filter = ["kind", "session__meeting__bodies"]
    ordering = ["-session__meeting__start", "session", "position", "pk"]
    search_fields = both("text", "attributions__label", "attributions__country__name")
    fieldsets = [
        (None, {"fields": [pair("text"), "kind", pair("print_note")]}),
        (gettext_lazy("Citations"), {"fields": ["articles", "documents"]}),
    ]
    inlines = [AttributionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """On the session's page."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what the list shows."""
        found: Any = super().get_queryset(request)
        return found.select_related("session__meeting__conference").prefetch_related(
            Prefetch("session__meeting__bodies", Body.objects.order_by("number", "pk"))
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Below its session."""
        point = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if point is not None:
            up = reverse("admin:meetings_session_change", args=[point.session_id])
            context = {"part": _("Main point"), "up_name": _title(point.session), "up_url": f"{up}#point-{point.pk}"}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The meeting has changed."""
        super().save_related(request, form, formsets, change)
        touch(form.instance.session.meeting)

    def response_post_save_change(self, request: HttpRequest, obj: Point) -> HttpResponseRedirect:
        """Back to the session."""
        return redirect(f"{reverse('admin:meetings_session_change', args=[obj.session_id])}#point-{obj.pk}")

    @admin.display(description=gettext_lazy("main point"))
    def beginning(self, obj: Point) -> Any:
        """The first words."""
        return shortened(text_of(obj, "text"), 18)

    @admin.display(description=gettext_lazy("meeting"))
    def meeting_in_list(self, obj: Point) -> Any:
        """The meeting's composed name."""
        return marked(meeting_name(obj.session.meeting))
