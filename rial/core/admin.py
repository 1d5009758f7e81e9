"""The admin's common ground: lists that stay fast, both languages side by side, transitions as pages.

`WorkflowAdminMixin` derives buttons, confirmation pages and refusals from a workflow table (design.md,
section 2: in the admin, status is read-only and every transition is its own POST with confirmation).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, EmptyResultSet, PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from .bilingual import columns
from .exports import About, Column, csv_response, xlsx_response
from .history import record_history, tracked_models
from .typed import tidy_text
from .workflow import Transition, Workflow

# Widths and heights come from the style sheet; dates are written with the browser's own calendar, without script.
OVERRIDES: dict[Any, Any] = {
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 6})},
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
}


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


def list_columns(model_admin: Any, request: HttpRequest) -> list[Column]:
    """The columns of an admin list, as those of a file."""
    names = [name for name in model_admin.get_list_display(request) if isinstance(name, str)]
    return [Column(name, capfirst(str(label_for_field(name, model_admin.model, model_admin)))) for name in names]


def list_rows(model_admin: Any, columns: list[Column], queryset: models.QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """The rows of an admin list as they are shown, without their HTML."""
    for obj in queryset:
        row = {}
        for column_ in columns:
            field, _attribute, value = lookup_field(column_.key, obj, model_admin)
            if getattr(field, "flatchoices", None):
                value = getattr(obj, f"get_{column_.key}_display")()
            plain = value is None or isinstance(value, bool | int | float | Decimal | date)
            row[column_.key] = value if plain else unescape(strip_tags(str(value)))
        yield row


@admin.action(description=gettext_lazy("Download as CSV"), permissions=["view"])
def download_csv(model_admin: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponseBase:
    """The chosen rows, with the columns of the list."""
    columns = list_columns(model_admin, request)
    # Read now: the reader's language is that of the request, not of the moment the file is sent.
    return csv_response(model_admin.opts.model_name, columns, list(list_rows(model_admin, columns, queryset)))


@admin.action(description=gettext_lazy("Download as XLSX"), permissions=["view"])
def download_xlsx(model_admin: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponseBase:
    """The chosen rows as a workbook, with the columns of the list."""
    columns = list_columns(model_admin, request)
    title = capfirst(str(model_admin.opts.verbose_name_plural))
    about = About(title, [(_("Date"), date_format(timezone.localdate())), (_("Address"), request.build_absolute_uri())])
    return xlsx_response(model_admin.opts.model_name, columns, list_rows(model_admin, columns, queryset), about)


class PortalChangeList(ChangeList):
    """A list whose filters are tried when they are read: what cannot be asked leads back to the whole list."""

    def get_filters(self, request: HttpRequest) -> Any:
        """As Django's, also for the years of a date hierarchy."""
        try:
            return super().get_filters(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> models.QuerySet[Any]:
        """As Django's; years out of every calendar are refused as its other nonsense is."""
        queryset: models.QuerySet[Any] = super().get_queryset(request, *args, **kwargs)
        try:
            queryset.query.get_compiler(queryset.db).as_sql()
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
        except EmptyResultSet:
            return queryset.none()
        return queryset


class PortalAdmin(admin.ModelAdmin):
    """Fifty rows a page, no second count of the whole table, nothing deleted unless a subclass allows it."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = OVERRIDES
    deletable = False
    actions = [download_csv, download_xlsx]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Headed by what the list holds, not by "Select … to change"."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """A list that refuses senseless filters."""
        return PortalChangeList

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """As Django's; marks that cannot be keys of records were not made by the page: 400."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError as error:
            raise BadRequest("no key of a record") from error
        return super().response_action(request, queryset)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Headed by the record itself, not by "Change …"."""
        if kwargs.get("obj") is not None:
            context |= {"title": self.heading(kwargs["obj"]), "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def heading(self, obj: Any) -> str:
        """What the page of a record is headed by."""
        return str(obj)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Of tracked records what the database kept, whoever wrote; of the others what was done in the admin."""
        record = self.get_object(request, unquote(object_id))
        if record is None or type(record) not in tracked_models():
            return super().history_view(request, object_id, extra_context)
        opts = self.opts
        context = {
            "title": _("History"),
            "record": record,
            "entries": record_history(record),
            "back": reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]),
        }
        return render_page(request, "admin/record_history.html", context)

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
    formfield_overrides = OVERRIDES


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
            field.label = _("Note")

    def clean_note(self) -> str:
        """The note without control characters or direction marks."""
        return tidy_text(self.cleaned_data["note"])


def put_errors(form: forms.Form, error: ValidationError) -> None:
    """Errors of a service at the fields they name (a bilingual field's first language), else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        places = [place for place in (name, *columns(name)) if place in form.fields]
        for one in errors:
            form.add_error(places[0] if places else None, one)


class WorkflowAdminMixin:
    """Adds to a ModelAdmin a confirmation page per transition of `workflow`, and their buttons.

    Override `perform` to call the service that does the transition, `transition_form` to ask more,
    `after` to lead elsewhere.
    """

    workflow: Workflow[Any]
    change_form_template: ClassVar[Any] = "admin/workflow_change_form.html"
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
                put_errors(form, error)
            else:
                messages.success(request, self.outcome_of(done))
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

    def outcome_of(self, obj: Any) -> str:
        """What is said when it is done."""
        values = {"what": self.name_of(obj), "state": self.workflow.state_label(obj)}
        return _("Done: %(what)s is now “%(state)s”.") % values

    def name_of(self, obj: Any) -> str:
        """What the message calls the record."""
        return str(obj)

    def back_url(self, obj: Any) -> str:
        """Where "Cancel" leads."""
        opts = self.model._meta  # type: ignore[attr-defined]
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])

    def _too_late(self, request: HttpRequest, obj: Any, transition: Transition) -> HttpResponse:
        text = _("“%(action)s” was not done: the record is “%(state)s”. Someone may have acted on it before you.")
        values = {"action": capfirst(str(transition.label)), "state": self.workflow.state_label(obj)}
        messages.warning(request, text % values)
        return redirect(self.back_url(obj))
