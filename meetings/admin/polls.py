"""Polls by points: options, window, totals recorded from elsewhere, sums of equivalent options (M41, M42)."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from meetings.enums import PollState
from meetings.forms.consultation import WindowForm
from meetings.models import Poll, PollOption, PollSum
from meetings.services import polls
from meetings.workflow import POLL
from rial.core.admin import TransitionForm, WorkflowAdminMixin, both, pair, tag
from rial.core.bilingual import text_of
from rial.core.workflow import Transition

from .common import SOURCE, RecordAdmin, RowInline, marked

TONES = {PollState.DRAFT: "line", PollState.OPEN: "in", PollState.CLOSED: "ok"}


class OptionInline(RowInline):
    model = PollOption
    fields = [("code", "points_recorded", "share_printed", "position"), pair("title"), pair("description")]


class SumInline(RowInline):
    model = PollSum
    fields = [pair("label"), "options", "points_printed", pair("note")]
    extra = 0

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Options of this poll only."""
        if db_field.name == "options":
            match = request.resolver_match
            key = match.kwargs.get("object_id") if match else None
            kwargs["queryset"] = PollOption.objects.filter(poll=key) if key else PollOption.objects.none()
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Poll)
class PollAdmin(WorkflowAdminMixin, RecordAdmin):
    """Each delegation distributes points; nobody sees totals before the poll closes."""

    workflow = POLL
    form = WindowForm
    change_form_template = "admin/meetings/poll_change_form.html"
    list_display = ["title_in_list", "window", "options_count", "ballots_count", "totals_only", "state_tag"]
    list_display_links = ["title_in_list"]
    list_filter = ["state", "totals_only"]
    date_hierarchy = "closes_on"
    search_fields = ["slug", *both("title", "question", "options__title")]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    pair("title"),
                    ("slug", "meeting"),
                    pair("question"),
                    ("opens_on", "closes_on", "points_each"),
                    ("totals_only", "total_printed"),
                    pair("result_note"),
                ]
            },
        ),
        SOURCE,
    ]
    inlines = [OptionInline, SumInline]
    _SERVICES: ClassVar[dict[str, Any]] = {
        "open": polls.open_poll,
        "close": polls.close_poll,
        "record": polls.record_totals,
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how many options and ballots there are."""
        found: Any = super().get_queryset(request)
        return found.annotate(n_options=Count("options", distinct=True), n_ballots=Count("ballots", distinct=True))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What delegations vote on stays as it is once they may vote."""
        if obj is None:
            return ()
        return ("slug",) if obj.state == PollState.DRAFT else ("slug", "points_each", "totals_only")

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        """Options can only be changed before the poll opens."""
        found = super().get_inline_instances(request, obj)
        if obj is not None and obj.state == PollState.OPEN:
            return [inline for inline in found if not isinstance(inline, OptionInline)]
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With options and ballots counted, and totals once it is closed."""
        poll = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if poll is not None:
            context = {"poll": poll, "tone": TONES[PollState(poll.state)]}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """Through the services: delegations are told."""
        return self._SERVICES[transition.name](obj, by=request.user, note=form.cleaned_data["note"])

    def name_of(self, obj: Any) -> str:
        """The title."""
        return text_of(obj, "title").value or str(obj.slug)

    @admin.display(description=gettext_lazy("title"), ordering="slug")
    def title_in_list(self, obj: Poll) -> Any:
        """In the reader's language, else in the other."""
        return marked(text_of(obj, "title")) or obj.slug

    @admin.display(description=gettext_lazy("window"), ordering="closes_on")
    def window(self, obj: Poll) -> str:
        """From when to when."""
        days = [date_format(day, "SHORT_DATE_FORMAT") if day else "…" for day in (obj.opens_on, obj.closes_on)]
        return " – ".join(days) if obj.opens_on or obj.closes_on else "–"

    @admin.display(description=gettext_lazy("options"), ordering="n_options")
    def options_count(self, obj: Any) -> int:
        """How many options there are."""
        return int(obj.n_options)

    @admin.display(description=gettext_lazy("ballots"), ordering="n_ballots")
    def ballots_count(self, obj: Any) -> int:
        """How many delegations have voted."""
        return int(obj.n_ballots)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Poll) -> Any:
        """The state as a tag."""
        return tag(obj.get_state_display(), TONES[PollState(obj.state)])
