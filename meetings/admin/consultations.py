"""Consultations, forums and questionnaires: open, answer each comment, compile (M40, M54–M57)."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import CommentState, ConsultationState
from meetings.forms.consultation import AnswerForm, WindowForm
from meetings.models import Comment, Consultation, Reply
from meetings.services import consultations
from meetings.workflow import CONSULTATION
from rial.core.admin import TransitionForm, WorkflowAdminMixin, both, pair, put_errors, render_page, tag
from rial.core.bilingual import columns, text_of
from rial.core.workflow import Transition

from .common import FIELDS, SOURCE, RecordAdmin, TableInline, marked
from .meeting_page import institutions

TONES = {
    ConsultationState.DRAFT: "line",
    ConsultationState.OPEN: "in",
    ConsultationState.CLOSED: "wa",
    ConsultationState.COMPILED: "ok",
}
COMMENT_TONES = {
    CommentState.RECEIVED: "wa",
    CommentState.ACCEPTED: "ok",
    CommentState.PARTLY: "in",
    CommentState.NOT_ACCEPTED: "er",
    CommentState.NOTED: "line",
}


class ReplyInline(TableInline):
    model = Reply
    fields = ["country", "institution", *pair("label"), "answered", "on", *pair("note"), "position"]
    formfield_overrides = {**FIELDS, models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}}


@admin.register(Consultation)
class ConsultationAdmin(WorkflowAdminMixin, RecordAdmin):
    """Windows in which delegations write."""

    workflow = CONSULTATION
    form = WindowForm
    change_form_template = "admin/meetings/consultation_change_form.html"
    list_display = ["title_in_list", "kind", "window", "comments_count", "waiting_count", "state_tag"]
    list_display_links = ["title_in_list"]
    list_filter = ["state", "kind"]
    date_hierarchy = "closes_on"
    search_fields = ["slug", *both("title", "intro", "document__title")]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    pair("title"),
                    ("kind", "slug"),
                    pair("intro"),
                    ("opens_on", "closes_on"),
                    ("document", "meeting"),
                    "decision",
                ]
            },
        ),
        (gettext_lazy("Compilation"), {"fields": [pair("compilation")]}),
        SOURCE,
    ]
    inlines = [ReplyInline]
    _SERVICES: ClassVar[dict[str, Any]] = {
        "open": consultations.open_consultation,
        "reopen": consultations.open_consultation,
        "close": consultations.close,
        "record": consultations.record,
        "compile": consultations.publish_compilation,
    }

    def get_urls(self) -> list[URLPattern]:
        """The answer to a comment."""
        answer = self.admin_site.admin_view(self.answer_view)
        return [path("<int:pk>/comments/<int:comment>/", answer, name=self.url_name("answer")), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how many comments there are and wait."""
        found: Any = super().get_queryset(request)
        waiting = Q(comments__state=CommentState.RECEIVED)
        return found.annotate(
            n_comments=Count("comments", distinct=True), n_waiting=Count("comments", filter=waiting, distinct=True)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address never changes."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing by script."""
        return {}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the comments, those that wait first."""
        consultation = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if consultation is not None:
            comments = consultation.comments.prefetch_related(Prefetch("institution", institutions()))
            rows = sorted(comments, key=lambda row: (row.state != CommentState.RECEIVED, row.at))
            context = {
                "consultation": consultation,
                "comments": [(row, COMMENT_TONES[CommentState(row.state)]) for row in rows],
                "passed": self._passed(consultation),
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    @staticmethod
    def _passed(consultation: Consultation) -> bool:
        open_ = consultation.state == ConsultationState.OPEN
        return bool(open_ and consultation.closes_on and consultation.closes_on < timezone.localdate())

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """Through the services: delegations are told."""
        return self._SERVICES[transition.name](obj, by=request.user, note=form.cleaned_data["note"])

    def name_of(self, obj: Any) -> str:
        """The title."""
        return text_of(obj, "title").value or obj.slug

    def answer_view(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        """One comment and what became of it; then the next that waits."""
        found = (
            Comment.objects.filter(pk=comment, consultation=pk)
            .select_related("consultation", "author")
            .prefetch_related(Prefetch("institution", institutions()))
            .first()
        )
        if found is None:
            raise Http404
        initial = {name: getattr(found, name) for name in columns("answer")}
        initial["state"] = "" if found.state == CommentState.RECEIVED else found.state
        form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                consultations.answer(found, form.cleaned_data["state"], form.answers(), by=request.user)
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The answer was saved."))
                return redirect(self._next(found))
        context = {
            "title": _("Answer a comment"),
            "comment": found,
            "consultation": found.consultation,
            "form": form,
            "waiting": found.consultation.comments.filter(state=CommentState.RECEIVED).exclude(pk=found.pk).count(),
        }
        return render_page(request, "admin/meetings/answer.html", context)

    @staticmethod
    def _next(comment: Comment) -> str:
        waiting = comment.consultation.comments.filter(state=CommentState.RECEIVED).order_by("at", "pk").first()
        if waiting is not None:
            return reverse("admin:meetings_consultation_answer", args=[comment.consultation_id, waiting.pk])
        return f"{reverse('admin:meetings_consultation_change', args=[comment.consultation_id])}#comments"

    @admin.display(description=gettext_lazy("title"), ordering="slug")
    def title_in_list(self, obj: Consultation) -> Any:
        """In the reader's language, else in the other."""
        return marked(text_of(obj, "title")) or obj.slug

    @admin.display(description=gettext_lazy("window"), ordering="closes_on")
    def window(self, obj: Consultation) -> str:
        """From when to when."""
        days = [date_format(day, "SHORT_DATE_FORMAT") if day else "…" for day in (obj.opens_on, obj.closes_on)]
        return " – ".join(days) if obj.opens_on or obj.closes_on else "–"

    @admin.display(description=gettext_lazy("comments"), ordering="n_comments")
    def comments_count(self, obj: Any) -> int:
        """How many were written."""
        return int(obj.n_comments)

    @admin.display(description=gettext_lazy("without an answer"), ordering="n_waiting")
    def waiting_count(self, obj: Any) -> int:
        """How many wait."""
        return int(obj.n_waiting)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Consultation) -> Any:
        """With a word where the window has passed."""
        if self._passed(obj):
            return tag(_("Open, window passed"), "er")
        return tag(obj.get_state_display(), TONES[ConsultationState(obj.state)])
