"""Which texts of documents are bilingual, and what of them is tracked."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from rial.core.bilingual import not_null

from .models import READ_FIELDS, Contributor, Document, DocumentFile, DocumentNote


@register(Document)
class DocumentOptions(TranslationOptions):
    fields = ("title", "summary", "note", "mandate")
    field_options = not_null(fields)


@register(Contributor)
class ContributorOptions(TranslationOptions):
    fields = ("name",)
    field_options = not_null(fields)


@register(DocumentNote)
class DocumentNoteOptions(TranslationOptions):
    fields = ("text",)
    field_options = not_null(fields)


# Registered here because event models must be made after the language columns exist.
# What is read from the symbol follows from it: nobody changed it.
pghistory.track(exclude=[name for name in READ_FIELDS if name.startswith(("symbol_", "presumed_", "flags"))])(Document)
pghistory.track()(DocumentFile)
