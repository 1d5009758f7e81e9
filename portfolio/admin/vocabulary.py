"""Collections, criteria and stored texts: what the Secretariat maintains beside the programs."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from portfolio.models import Collection, Criterion, ReturnSnippet
from portfolio.querysets import public_now
from rial.core.admin import PortalTranslationAdmin, both, pair


@admin.register(Collection)
class CollectionAdmin(PortalTranslationAdmin):
    """Themed sub-portfolios (P37)."""

    list_display = ["name", "code", "position", "public_programs"]
    list_display_links = ["name", "code"]
    search_fields = ["code", *both("name", "intro")]
    fields = ["code", pair("name"), pair("intro"), "position"]

    def get_queryset(self, request: HttpRequest) -> Any:
        public = public_now("programs__")
        return super().get_queryset(request).annotate(n_programs=Count("programs", filter=public))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    @admin.display(description=gettext_lazy("public programs"), ordering="n_programs")
    def public_programs(self, obj: Any) -> int:
        return int(obj.n_programs)


@admin.register(ReturnSnippet)
class ReturnSnippetAdmin(PortalTranslationAdmin):
    """Texts to return a program with; each ministry reads them in the language of its record."""

    list_display = ["title", "code", "beginning", "position"]
    list_display_links = ["title", "code"]
    search_fields = ["code", *both("title", "text")]
    fields = ["code", pair("title"), pair("text"), "position"]
    deletable = True

    @admin.display(description=gettext_lazy("text"))
    def beginning(self, obj: ReturnSnippet) -> str:
        return Truncator(obj.text).words(14)


@admin.register(Criterion)
class CriterionAdmin(PortalTranslationAdmin):
    """What good practice is judged on (G02); one that was used is taken out of use, never deleted."""

    list_display = ["name", "code", "position", "active", "candidacies_count"]
    list_display_links = ["name", "code"]
    list_filter = ["active"]
    search_fields = ["code", *both("name", "description")]
    fields = ["code", pair("name"), pair("description"), pair("guide_low"), pair("guide_high"), ("position", "active")]

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.annotate(n_candidacies=Count("candidacies"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    @admin.display(description=gettext_lazy("candidacies"), ordering="n_candidacies")
    def candidacies_count(self, obj: Any) -> int:
        return int(obj.n_candidacies)
