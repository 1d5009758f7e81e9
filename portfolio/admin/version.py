"""Versions in the admin: the queue, the page of review, and the transitions of the version's table."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from portfolio.enums import VersionState
from portfolio.models import Program, ReturnSnippet, Version
from portfolio.services import drafting, moderation
from portfolio.workflow import VERSION
from rial.core.admin import PortalAdmin, TransitionForm, WorkflowAdminMixin, both, tag
from rial.core.admin_site import add_task
from rial.core.bilingual import column
from rial.core.claims import release
from rial.core.workflow import Transition

from . import queue, review

STATE_TONES = {
    VersionState.DRAFT: "line",
    VersionState.SUBMITTED: "in",
    VersionState.RETURNED: "wa",
    VersionState.PUBLISHED: "ok",
    VersionState.SUPERSEDED: "line",
    VersionState.WITHDRAWN: "line",
}


class ReturnForm(TransitionForm):
    """Reasons of a return: stored texts in the ministry's language, and the Secretariat's own words."""

    snippets = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Stored texts"),
        queryset=ReturnSnippet.objects.none(),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["snippets", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["snippets"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - narrows the type
        field.queryset = ReturnSnippet.objects.all()
        language = get_language_info(self.obj.original_language)["name_translated"]
        field.help_text = _("Those you choose are put before your own words, in %(language)s.") % {"language": language}
        self.fields["note"].required = False
        self.fields["note"].label = _("In your own words")
        self.fields["note"].help_text = _("The ministry reads it as written here, at its desk and by mail.")

    def clean(self) -> dict[str, Any]:
        """One text: the stored ones in the language of the record, then the note; it may not be empty."""
        data = super().clean() or {}
        name = column("text", self.obj.original_language)
        parts = [getattr(snippet, name) or snippet.text for snippet in data.get("snippets", ())]
        note = "\n\n".join(part for part in [*parts, data.get("note", "")] if part)
        if not note and not self.errors:
            raise ValidationError(_("Choose a stored text or write the reason."), code="note")
        return {**data, "note": note}


class PublishForm(TransitionForm):
    """Publication: the text that was read, so that no other one is published by mistake."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class WithdrawForm(TransitionForm):
    """Discarding somebody's draft needs a reason, whoever does it here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].label = _("Reason")


FORMS: dict[str, type[TransitionForm]] = {"return": ReturnForm, "publish": PublishForm, "withdraw": WithdrawForm}


@admin.register(Version)
class VersionAdmin(WorkflowAdminMixin, PortalAdmin):
    """All versions, read-only; their page is the review, writing is done in the editor."""

    workflow = VERSION
    list_display = [
        "program_code",
        "title",
        "version_label",
        "state_tag",
        "original_language",
        "submitted_at",
        "published_at",
    ]
    list_display_links = ["program_code", "title"]
    list_filter = ["state", "original_language", "program__institution__country"]
    list_select_related = ["program"]
    search_fields = ["program__code", *both("title", "program__institution__names__name")]
    ordering = ["-updated_at", "-pk"]

    def get_urls(self) -> list[URLPattern]:
        """The task pages, before the stock ones."""
        wrap = self.admin_site.admin_view
        own = [
            path("queue/", wrap(queue.queue), name="portfolio_version_queue"),
            path("<int:pk>/review/", wrap(self.review_view), name="portfolio_version_review"),
            path("<int:pk>/review/take/", wrap(review.take), name="portfolio_version_take"),
            path("<int:pk>/review/remark/", wrap(review.remark), name="portfolio_version_remark"),
            path("<int:pk>/review/remark/<int:number>/", wrap(review.unremark), name="portfolio_version_unremark"),
        ]
        return own + super().get_urls()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions begin at a ministry's desk or from a program."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Texts are written in the editor, states move by transitions."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).defer("description_es", "description_en")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a version is its review."""
        version = self.get_object(request, object_id)
        if version is None:
            raise Http404
        return redirect("admin:portfolio_version_review", version.pk)

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Reading a version, with its buttons."""
        return review.review(request, pk, buttons=self.transitions_of)

    def transition_form(self, request: HttpRequest, obj: Any, transition: Transition) -> type[TransitionForm]:
        return FORMS.get(transition.name, TransitionForm)

    def transition_context(self, request: HttpRequest, obj: Any, transition: Transition) -> dict[str, Any]:
        remarks = obj.remarks.filter(sent_at__isnull=True) if transition.name == "return" else ()
        held_by = None
        if transition.name == "publish":
            held_by = moderation.launch_ahead_of(obj)
        return {"version": obj, "unsent": remarks, "seen": request.GET.get("seen", ""), "held_by": held_by}

    transition_template = "admin/portfolio/version_transition.html"

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Version:
        """The services that go with each transition."""
        note, by = form.cleaned_data["note"], request.user
        done: Version
        if transition.name == "publish":
            done = moderation.publish(obj, by=by, note=note, seen=form.cleaned_data["seen"])
        elif transition.name == "return":
            done = moderation.return_with_remarks(obj, by=by, note=note)
        elif transition.name == "submit":
            done = moderation.submit(obj, by=by, change_note=note)
        elif transition.name == "withdraw":
            done = drafting.discard_draft(obj, by=by, note=note)
        else:
            done = super().perform(request, obj, transition, form)
        release(review.claim_key(done))
        return done

    def after(self, obj: Any, transition: Transition) -> str:
        """Back to the queue: the next one waits."""
        if transition.name == "submit":
            return reverse("admin:portfolio_version_review", args=[obj.pk])
        return reverse("admin:portfolio_version_queue")

    def outcome_of(self, obj: Any) -> str:
        """A published text may still wait for the launch of its program (P07)."""
        held_until = Program.objects.get(pk=obj.program_id).held_until if obj.state == VersionState.PUBLISHED else None
        if held_until is None:
            return super().outcome_of(obj)
        values = {"what": self.name_of(obj), "moment": date_format(localtime(held_until), "DATETIME_FORMAT")}
        return _("Done: %(what)s is approved. The public reads it from %(moment)s.") % values

    def name_of(self, obj: Any) -> str:
        return str(obj.program)

    def back_url(self, obj: Any) -> str:
        return reverse("admin:portfolio_version_review", args=[obj.pk])

    @admin.display(description=gettext_lazy("code"), ordering="program__code")
    def program_code(self, obj: Version) -> str:
        return obj.program.code

    @admin.display(description=gettext_lazy("version"), ordering="number")
    def version_label(self, obj: Version) -> str:
        return obj.label

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Version) -> Any:
        return tag(obj.get_state_display(), STATE_TONES[VersionState(obj.state)])


add_task(gettext_lazy("Review"), "admin:portfolio_version_queue", 10)
