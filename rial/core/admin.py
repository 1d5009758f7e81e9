"""The admin's common ground: lists that stay fast, both languages side by side, transitions as pages.

`WorkflowAdminMixin` derives buttons, confirmation pages and refusals from a workflow table (design.md,
section 2: in the admin, status is read-only and every transition is its own POST with confirmation).
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from .bilingual import columns
from .typed import tidy_text
from .workflow import Transition, Workflow

View = Callable[..., HttpResponse]


def pair(field: str) -> tuple[str, ...]:
    """The language columns of a field as one row of an admin form: the languages stand side by side."""
    return tuple(columns(field))


def both(*paths: str) -> list[str]:
    """`search_fields` over every language: both("names__name") -> ["names__name_es", "names__name_en"]."""
    return [name for path_ in paths for name in columns(path_)]


def tag(label: Any, tone: str = "line") -> SafeString:
    """A state as the look draws it; tones: line, in, ok, wa, er, ac."""
    return format_html('<span class="tag {}">{}</span>', tone, label)


def render_page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    """A page of the admin with the site's navigation; `context["title"]` is its heading."""
    everything = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, template, everything)


class PortalAdmin(admin.ModelAdmin):
    """Fifty rows a page, no second count of the whole table, nothing deleted unless a subclass allows it."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Widths and heights of text areas come from the style sheet.
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 6})},
    }
    deletable = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Headed by what the list holds, not by "Select … to change"."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where the subclass says so: most records are kept for the history."""
        return self.deletable and super().has_delete_permission(request, obj)


class SideBySideMixin:
    """Fields named by language stay in the rows they were put in (modeltranslation would flatten them)."""

    def _get_declared_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets, fields = getattr(self, "fieldsets", None), getattr(self, "fields", None)
        return fieldsets or ([(None, {"fields": fields})] if fields else None)


class PortalTranslationAdmin(SideBySideMixin, PortalAdmin, TranslationAdmin):
    """A list of bilingual records: both languages in the form, neither required."""


class PortalTranslationInline(SideBySideMixin, TranslationStackedInline):
    """Bilingual rows inside another record's form."""

    extra = 0


class TransitionForm(forms.Form):
    """Confirmation of a transition: the state it was drawn for, and the note."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        strip=True,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, transition: Transition, obj: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transition = transition
        self.obj = obj
        self.user = user
        field = self.fields.get("note")
        if field is None:
            return
        field.required = transition.note_required
        if transition.note_required:
            field.error_messages["required"] = _("Write the reason: it will be seen by the people concerned.")
        else:
            field.label = _("Note (optional)")

    def clean_note(self) -> str:
        """The note without control characters or direction marks."""
        return tidy_text(self.cleaned_data["note"])


class WorkflowAdminMixin:
    """Adds to a ModelAdmin a confirmation page per transition of `workflow`, and their buttons.

    Override `perform` to call the service that does the transition, `transition_form` to ask more,
    `after` to lead elsewhere.
    """

    workflow: Workflow[Any]
    change_form_template: Any = "admin/workflow_change_form.html"
    transition_template = "admin/transition.html"
    # Transitions that have a page of their own, such as merging: name -> name of the admin URL.
    own_pages: dict[str, str] = {}

    def url_name(self, suffix: str) -> str:
        """The name of one of this admin's addresses, without the namespace."""
        opts = self.model._meta  # type: ignore[attr-defined]  # given by ModelAdmin
        return f"{opts.app_label}_{opts.model_name}_{suffix}"

    def get_urls(self) -> list[URLPattern]:
        """The confirmation page of every transition, before Django's own addresses."""
        view = self.admin_site.admin_view(self.transition_view)  # type: ignore[attr-defined]
        own = [path("<path:object_id>/do/<slug:action>/", view, name=self.url_name("transition"))]
        return own + super().get_urls()  # type: ignore[misc,no-any-return]

    def transitions_of(self, obj: Any, user: Any) -> list[dict[str, Any]]:
        """Buttons for what the person may do now: label, address, whether it is dangerous."""
        found = []
        for transition in self.workflow.available(obj, user):
            name = self.own_pages.get(transition.name)
            url = (
                reverse(f"admin:{name}", args=[obj.pk])
                if name
                else reverse(f"admin:{self.url_name('transition')}", args=[obj.pk, transition.name])
            )
            found.append({"name": transition.name, "label": transition.label, "url": url, "danger": transition.danger})
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form with the buttons of the transitions."""
        obj = self.get_object(request, object_id)  # type: ignore[attr-defined]
        buttons = self.transitions_of(obj, request.user) if obj is not None else []
        context = {"transitions": buttons, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)  # type: ignore[misc,no-any-return]

    def transition_form(self, request: HttpRequest, obj: Any, transition: Transition) -> type[TransitionForm]:
        """The form of the confirmation page."""
        return TransitionForm

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """Do it; refuses as `Workflow.perform` does."""
        return self.workflow.perform(obj, transition.name, by=request.user, note=form.cleaned_data["note"])

    def after(self, obj: Any, transition: Transition) -> str:
        """Where to go when it is done."""
        opts = self.model._meta  # type: ignore[attr-defined]
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])

    def transition_context(self, request: HttpRequest, obj: Any, transition: Transition) -> dict[str, Any]:
        """What the confirmation page shows besides the form."""
        return {}

    def transition_view(self, request: HttpRequest, object_id: str, action: str) -> HttpResponse:
        """GET asks for confirmation; POST does it once, or says why it cannot be done."""
        obj = self.get_object(request, object_id)  # type: ignore[attr-defined]
        transition = self.workflow.transitions.get(action)
        if obj is None or transition is None:
            raise Http404
        if not transition.by(request.user, obj):
            raise PermissionDenied(action)
        if self.workflow.state_of(obj) not in transition.sources:
            return self._too_late(request, obj, transition)
        form_class = self.transition_form(request, obj, transition)
        data = request.POST if request.method == "POST" else None
        initial = request.GET.dict()
        form = form_class(data, initial=initial, transition=transition, obj=obj, user=request.user)
        if request.method == "POST" and form.is_valid():
            try:
                done = self.perform(request, obj, transition, form)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                state = self.workflow.state_label(done)
                messages.success(request, _("Done: %(what)s is now “%(state)s”.") % {"what": done, "state": state})
                return redirect(self.after(done, transition))
        context = {
            "title": transition.label,
            "object": obj,
            "transition": transition,
            "form": form,
            "back": self.back_url(obj),
            "opts": self.model._meta,  # type: ignore[attr-defined]
            **self.transition_context(request, obj, transition),
        }
        return render_page(request, self.transition_template, context)

    def back_url(self, obj: Any) -> str:
        """Where "Cancel" leads."""
        opts = self.model._meta  # type: ignore[attr-defined]
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])

    def _too_late(self, request: HttpRequest, obj: Any, transition: Transition) -> HttpResponse:
        text = _("“%(action)s” was not done: the record is “%(state)s”. Someone may have acted on it before you.")
        values = {"action": capfirst(str(transition.label)), "state": self.workflow.state_label(obj)}
        messages.warning(request, text % values)
        return redirect(self.back_url(obj))
