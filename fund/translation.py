"""Which texts of the Fund are bilingual, and what is tracked beside the ledger, which is its own history."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from rial.core.bilingual import not_null

from .models import (
    Budget,
    BudgetLine,
    BudgetPrintedFigure,
    Entry,
    FundingRule,
    Pool,
    PublishedFigure,
    PublishedSituation,
    Statement,
)


@register(Pool)
class PoolOptions(TranslationOptions):
    fields = ("name", "terms")
    field_options = not_null(fields)


@register(Entry)
class EntryOptions(TranslationOptions):
    fields = (
        "contributor_name",
        "valuation",
        "description",
        "activity",
        "conditions",
        "authority",
        "source",
        "reason",
    )
    field_options = not_null(fields)


@register(Statement)
class StatementOptions(TranslationOptions):
    fields = ("note",)
    field_options = not_null(fields)


@register(PublishedSituation)
class PublishedSituationOptions(TranslationOptions):
    fields = ("title", "note")
    field_options = not_null(fields)


@register(PublishedFigure)
class PublishedFigureOptions(TranslationOptions):
    fields = ("explanation",)
    field_options = not_null(fields)


@register(Budget)
class BudgetOptions(TranslationOptions):
    fields = ("name", "note", "source")
    field_options = not_null(fields)


@register(BudgetLine)
class BudgetLineOptions(TranslationOptions):
    fields = ("label", "explanation")
    field_options = not_null(fields)


@register(BudgetPrintedFigure)
class BudgetPrintedFigureOptions(TranslationOptions):
    fields = ("explanation",)
    field_options = not_null(fields)


@register(FundingRule)
class FundingRuleOptions(TranslationOptions):
    fields = ("name", "source")
    field_options = not_null(fields)


pghistory.track()(Pool)
pghistory.track()(PublishedSituation)
pghistory.track()(PublishedFigure)
pghistory.track()(Budget)
pghistory.track()(BudgetLine)
