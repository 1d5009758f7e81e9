"""Published situations, pools and budgets: what was printed, kept as printed."""

from django.contrib import admin

from fund.models import Budget, BudgetLine, Pool, PublishedFigure, PublishedSituation
from rial.core.admin import PortalTranslationAdmin, PortalTranslationInline, both, pair


@admin.register(Pool)
class PoolAdmin(PortalTranslationAdmin):
    """Parts of the money that are kept apart."""

    list_display = ["code", "name", "kind", "position"]
    fields = [("code", "kind", "position"), pair("name"), pair("terms")]


class PublishedFigureInline(PortalTranslationInline):
    """The printed figures, in the order of the report."""

    model = PublishedFigure
    fields = [("term", "category", "pool_kind"), ("amount", "approximate", "printed", "position"), pair("explanation")]


@admin.register(PublishedSituation)
class PublishedSituationAdmin(PortalTranslationAdmin):
    """A report that stated the situation of the Fund."""

    list_display = ["code", "as_of", "title", "symbol"]
    search_fields = ["code", "symbol", *both("title")]
    date_hierarchy = "as_of"
    autocomplete_fields = ["document"]
    fields = [("code", "as_of"), pair("title"), pair("note"), ("symbol", "document", "page"), "source_url"]
    inlines = [PublishedFigureInline]


class BudgetLineInline(PortalTranslationInline):
    """The lines of a budget."""

    model = BudgetLine
    fields = [
        ("section", "headcount", "annual_amount"),
        ("first_year", "last_year", "position"),
        pair("label"),
        "printed",
        pair("explanation"),
    ]


@admin.register(Budget)
class BudgetAdmin(PortalTranslationAdmin):
    """A budgeted alternative, compared with others of the same comparison (F21, F22)."""

    list_display = ["code", "name", "comparison", "years", "prepared_on"]
    list_filter = ["comparison"]
    search_fields = ["code", *both("name")]
    autocomplete_fields = ["document"]
    fields = [
        ("code", "comparison", "years", "prepared_on", "position"),
        pair("name"),
        pair("note"),
        pair("source"),
        ("document", "source_url"),
    ]
    inlines = [BudgetLineInline]
