"""The list of documents, a document with all that belongs to it, and its transitions."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rial.core.admin import (
    OVERRIDES,
    PortalTranslationAdmin,
    PortalTranslationInline,
    TransitionForm,
    WorkflowAdminMixin,
    both,
    pair,
    tag,
)
from rial.core.bilingual import LANGUAGE_CODES
from rial.core.workflow import Transition
from rial.library import services
from rial.library.enums import DocumentState
from rial.library.models import Citation, Contributor, Document, DocumentFile, DocumentNote
from rial.library.signals import document_changed
from rial.library.symbols import parse
from rial.library.wording import edition_name, language_name, missing_languages, oddities
from rial.library.workflow import DOCUMENT

from .forms import DocumentFileForm, DocumentForm
from .pasting import paste

STATE_TONES = {DocumentState.DRAFT: "line", DocumentState.PUBLISHED: "ok", DocumentState.WITHDRAWN: "er"}


class OddFilter(admin.SimpleListFilter):
    """Documents whose symbol is odd in some way (M25)."""

    title = gettext_lazy("symbol")
    parameter_name = "symbol"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("regular", _("Regular")), ("odd", _("Odd")), ("none", _("Without a symbol"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {
            "regular": ~Q(symbol_printed="") & Q(flags=[]),
            "odd": ~Q(flags=[]) | ~Q(symbol_presumed=""),
            "none": Q(symbol_printed=""),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class MissingFilter(admin.SimpleListFilter):
    """Documents without a version in a language of the portal."""

    title = gettext_lazy("missing version")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*((code, language_name(code)) for code in LANGUAGE_CODES), ("all", _("No version at all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset.filter(files__isnull=True)
        if self.value() in LANGUAGE_CODES:
            return queryset.exclude(files__language__in=[self.value()])
        return queryset


class DocumentFileInline(admin.TabularInline):
    model = DocumentFile
    form = DocumentFileForm
    fields = ["language", "kind", "file", "stored", "url", "position"]
    readonly_fields = ["stored"]
    extra = 0
    formfield_overrides = OVERRIDES

    @admin.display(description=gettext_lazy("kept here"))
    def stored(self, obj: DocumentFile) -> Any:
        if not obj.pk or not obj.file:
            return "–"
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), obj.original_filename)


class ContributorInline(PortalTranslationInline):
    model = Contributor
    fields = [("role", "institution", "position"), pair("name")]
    autocomplete_fields = ["institution"]


class NoteInline(PortalTranslationInline):
    model = DocumentNote
    fields = [("kind", "position"), pair("text"), "url"]
    formfield_overrides = {**OVERRIDES, models.URLField: {"assume_scheme": "https"}}


class CitationInline(admin.TabularInline):
    model = Citation
    fk_name = "citing"
    fields = ["cited", "place"]
    autocomplete_fields = ["cited"]
    extra = 0


@admin.register(Document)
class DocumentAdmin(WorkflowAdminMixin, PortalTranslationAdmin):
    """Documents with their oddities; states move by transitions."""

    workflow = DOCUMENT
    form = DocumentForm
    change_form_template = "admin/library/document_change_form.html"
    change_list_template = "admin/library/document_change_list.html"
    list_display = ["symbol_shown", "title_shown", "kind", "state_tag", "languages", "edition", "oddities"]
    list_display_links = ["symbol_shown", "title_shown"]
    list_filter = ["state", OddFilter, MissingFilter, "kind", "conference_edition", "original_language"]
    search_fields = ["slug", "symbol_printed", "symbol_presumed", "series", *both("title")]
    search_help_text = gettext_lazy("Symbol in any way of writing, title in any language, series")
    autocomplete_fields = ["topics", "countries", "supersedes"]
    inlines = [DocumentFileInline, ContributorInline, NoteInline, CitationInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("symbol_printed", "symbol_presumed"),
                    pair("title"),
                    ("translated_language", "original_language"),
                    ("kind", "series"),
                    ("dated", "dated_precision", "year"),
                    ("conference_edition", "publication_edition"),
                    pair("note"),
                ]
            },
        ),
        (
            gettext_lazy("About it"),
            {"fields": [pair("summary"), pair("mandate"), ("topics", "countries"), ("supersedes", "slug")]},
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        """The page for pasting a list, before the stock ones."""
        own = [path("paste/", self.admin_site.admin_view(paste), name="library_document_paste")]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.prefetch_related("files")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["symbol_sort", "slug"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """A symbol in any way of writing finds its documents; other words are searched for as usual."""
        symbol = parse(search_term)
        if symbol.kind and not symbol.rest:
            found = queryset.filter(Q(symbol_key=symbol.key) | Q(presumed_key=symbol.key))
            if found.exists():
                return found, False
        return super().get_search_results(request, queryset, search_term)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address stays once it was public."""
        return ("slug",) if obj is not None and obj.first_published_at else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft that was never public may be thrown away."""
        return obj is not None and obj.first_published_at is None and self.has_change_permission(request, obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With how the symbol was read, and who else has it."""
        document = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if document is not None:
            others = Document.objects.with_symbol(document.symbol).exclude(pk=document.pk)
            context = {
                "document": document,
                "flags": oddities(document),
                "missing": missing_languages(document),
                "same_symbol": list(others.in_symbol_order()[:5]) if document.symbol_printed else [],
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The list and the search hear of the whole record, once."""
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is DocumentFile:
                services.forget_unused_files(row.file.name for row in formset.deleted_objects)
        document_changed.send(sender=Document, document=form.instance)

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Document:
        """The services that go with each transition."""
        act: dict[str, Callable[..., Document]] = {
            "publish": services.publish,
            "withdraw": services.withdraw,
            "republish": services.republish,
        }
        return act[transition.name](obj, by=request.user, note=form.cleaned_data["note"])

    @admin.display(description=gettext_lazy("symbol"), ordering="symbol_sort")
    def symbol_shown(self, obj: Document) -> Any:
        return obj.symbol_printed or "–"

    @admin.display(description=gettext_lazy("title"))
    def title_shown(self, obj: Document) -> Any:
        found = obj.shown_title
        return format_html('<span lang="{}">{}</span>', found.language, found.value) if found.foreign else found.value

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Document) -> Any:
        return tag(obj.get_state_display(), STATE_TONES[DocumentState(obj.state)])

    @admin.display(description=gettext_lazy("oddities"))
    def oddities(self, obj: Document) -> Any:
        return format_html_join(" ", "{}", ((tag(label, "wa"),) for label in oddities(obj))) or "–"

    @admin.display(description=gettext_lazy("languages"))
    def languages(self, obj: Document) -> str:
        return ", ".join(sorted({row.language or "?" for row in obj.files.all()})) or "–"

    @admin.display(description=gettext_lazy("edition"), ordering="conference_edition")
    def edition(self, obj: Document) -> str:
        return edition_name(obj.conference_edition) if obj.conference_edition else "–"
