"""Which texts of the portfolio are bilingual, and what is tracked beside the versions themselves."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from rial.core.bilingual import not_null

from .models import (
    Attachment,
    Campaign,
    Candidate,
    Collection,
    Criterion,
    Evaluation,
    Launch,
    Link,
    Program,
    Result,
    ReturnSnippet,
    Source,
    Version,
)


@register(Version)
class VersionOptions(TranslationOptions):
    fields = (
        "title",
        "summary",
        "coverage_note",
        "problem",
        "objectives",
        "legal_basis",
        "description",
        "partners",
        "funding",
        "modelled_on_note",
        "achievements",
        "challenges",
        "lessons",
        "offer",
        "transfer_conditions",
        "contact_unit",
    )
    field_options = not_null(fields)


@register(Result)
class ResultOptions(TranslationOptions):
    fields = ("indicator", "unit", "source")
    field_options = not_null(fields)


@register(Evaluation)
class EvaluationOptions(TranslationOptions):
    fields = ("evaluator", "findings")
    field_options = not_null(fields)


@register(Link)
class LinkOptions(TranslationOptions):
    fields = ("label",)
    field_options = not_null(fields)


@register(Source)
class SourceOptions(TranslationOptions):
    fields = ("citation",)
    field_options = not_null(fields)


@register(Attachment)
class AttachmentOptions(TranslationOptions):
    fields = ("title",)
    field_options = not_null(fields)


@register(Program)
class ProgramOptions(TranslationOptions):
    fields = ("end_reason", "end_lesson")
    field_options = not_null(fields)


@register(Collection)
class CollectionOptions(TranslationOptions):
    fields = ("name", "intro")
    field_options = not_null(fields)


@register(ReturnSnippet)
class ReturnSnippetOptions(TranslationOptions):
    fields = ("title", "text")
    field_options = not_null(fields)


@register(Campaign)
class CampaignOptions(TranslationOptions):
    fields = ("name", "message")
    field_options = not_null(fields)


@register(Launch)
class LaunchOptions(TranslationOptions):
    fields = ("note",)
    field_options = not_null(fields)


@register(Criterion)
class CriterionOptions(TranslationOptions):
    fields = ("name", "description", "guide_low", "guide_high")
    field_options = not_null(fields)


@register(Candidate)
class CandidateOptions(TranslationOptions):
    fields = ("outcome", "transfer_context")
    field_options = not_null(fields)


pghistory.track()(Program)
pghistory.track(exclude=["seen_sections"])(Version)
pghistory.track()(Candidate)
pghistory.track()(Campaign)
pghistory.track()(Launch)
