"""Public documents as the list and the search read them; written by rial.library.listing alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rial.core.listing.models import Entry, EntryText, Word

from .document import Document


class DocumentIndex(Entry):
    """One row per public document."""

    # As long as the slugs of documents.
    code = models.CharField(max_length=120)
    document = models.OneToOneField(Document, models.CASCADE, related_name="index")
    symbol = models.CharField(max_length=200, blank=True)
    symbol_sort = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(null=True)
    dated = models.DateField(null=True)
    dated_precision = models.CharField(max_length=5)
    # Languages there is a version in; "" for a version whose language is not recorded.
    languages = ArrayField(models.CharField(max_length=5), default=list)


class DocumentText(EntryText):
    """Its texts for searching."""

    index = models.OneToOneField(DocumentIndex, models.CASCADE, primary_key=True, related_name="text")


class DocumentWord(Word):
    """Words of titles and summaries, for “did you mean”."""
