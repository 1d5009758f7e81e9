"""The Secretariat's lists of countries, institutions, topics and population groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rial.core.admin import PortalTranslationAdmin, PortalTranslationInline, both, pair
from rial.core.bilingual import column

from .models import Country, Institution, InstitutionName, PopulationGroup, Subregion, Topic


class CodedAdmin(PortalTranslationAdmin):
    """A vocabulary: the code is given once and never changes, because addresses and files carry it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code, once the record exists."""
        return ("code",) if obj else ()


@admin.register(Subregion)
class SubregionAdmin(CodedAdmin):
    list_display = ["name", "code", "position", "countries_count"]
    list_display_links = ["name", "code"]
    search_fields = ["code", *both("name")]
    fields = ["code", pair("name"), "position"]

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.annotate(n_countries=Count("countries"))

    @admin.display(description=gettext_lazy("countries"), ordering="n_countries")
    def countries_count(self, obj: Any) -> int:
        return int(obj.n_countries)


@admin.register(Country)
class CountryAdmin(CodedAdmin):
    list_display = ["name", "code", "subregion", "small_economy", "active_member"]
    list_display_links = ["name", "code"]
    list_filter = ["active_member", "small_economy", "subregion"]
    list_select_related = ["subregion"]
    search_fields = ["code", *both("name")]
    fields = ["code", pair("name"), "subregion", "small_economy", "active_member"]
    list_per_page = 100

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return [column("name"), "code"]


class InstitutionNameInline(PortalTranslationInline):
    model = InstitutionName
    fields = [pair("name"), ("valid_from", "valid_to"), pair("note"), ("source", "translated_language")]
    verbose_name = gettext_lazy("name")
    verbose_name_plural = gettext_lazy("names, with the time each was used")


@admin.register(Institution)
class InstitutionAdmin(PortalTranslationAdmin):
    list_display = ["name_today", "country", "kind", "acronym", "names_count", "active"]
    list_filter = ["kind", "active", "country__subregion"]
    search_fields = ["code", *both("acronym", "names__name", "country__name")]
    autocomplete_fields = ["country"]
    fields = [("code", "kind"), ("country", "active"), pair("acronym"), "website", pair("contact_unit")]
    inlines = [InstitutionNameInline]
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.with_names()

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return [f"country__{column('name')}", "code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    @admin.display(description=gettext_lazy("name today"), ordering="code")
    def name_today(self, obj: Institution) -> Any:
        found = obj.current_name
        return format_html('<span lang="{}">{}</span>', found.language, found.value) if found.foreign else found.value

    @admin.display(description=gettext_lazy("names on record"))
    def names_count(self, obj: Institution) -> int:
        return len(obj.names.all())


class TopicForm(forms.ModelForm):
    """Keeps the tree at two levels (P30)."""

    def clean_parent(self) -> Topic | None:
        """The parent: a root, and never the topic itself or a topic that has children."""
        parent: Topic | None = self.cleaned_data["parent"]
        if parent is None:
            return None
        if parent.parent_id is not None:
            raise ValidationError(_("Choose a topic of the first level: the tree has two levels."))
        if parent.pk == self.instance.pk:
            raise ValidationError(_("A topic cannot stand under itself."))
        if self.instance.pk and self.instance.children.exists():
            raise ValidationError(_("Other topics stand under this one: move them first."))
        return parent


@admin.register(Topic)
class TopicAdmin(CodedAdmin):
    form = TopicForm
    list_display = ["in_tree", "code", "parent", "position"]
    list_display_links = ["in_tree", "code"]
    list_select_related = ["parent"]
    list_filter = ["parent"]
    search_fields = ["code", *both("name", "parent__name")]
    fields = ["code", pair("name"), "parent", "position"]
    list_per_page = 200
    deletable = True

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.in_tree_order()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Topic.objects.filter(parent__isnull=True).in_tree_order()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("topic"), ordering="position")
    def in_tree(self, obj: Topic) -> Any:
        return format_html("— {}", obj.name) if obj.parent_id else format_html("<strong>{}</strong>", obj.name)


@admin.register(PopulationGroup)
class PopulationGroupAdmin(CodedAdmin):
    list_display = ["name", "code", "position"]
    list_display_links = ["name", "code"]
    search_fields = ["code", *both("name")]
    fields = ["code", pair("name"), "position"]
    deletable = True
