"""Which fields of the directory are bilingual, and what of it is tracked."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from rial.core.bilingual import not_null

from .models import Country, Institution, InstitutionName, PopulationGroup, Subregion, Topic


@register([Country, Subregion, Topic, PopulationGroup])
class NameOptions(TranslationOptions):
    fields = ("name",)
    field_options = not_null(fields)


@register(Institution)
class InstitutionOptions(TranslationOptions):
    fields = ("acronym", "contact_unit")
    field_options = not_null(fields)


@register(InstitutionName)
class InstitutionNameOptions(TranslationOptions):
    fields = ("name", "note")
    field_options = not_null(fields)


# Registered here because event models must be made after the language columns exist.
pghistory.track()(Institution)
pghistory.track()(InstitutionName)
