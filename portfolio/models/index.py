"""What the public list, the facets and the search read: see rial.core.listing.models."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F

from rial.core.listing.models import VECTORS, Entry, EntryText, Word
from rial.directory.models import Country, Institution

from .program import Program


class ProgramIndex(Entry):
    """A public program as cards, facets and sorting need it."""

    program = models.OneToOneField(Program, models.CASCADE, related_name="index")
    code = models.CharField(max_length=12)
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.CASCADE, null=True, related_name="+")
    original_language = models.CharField(max_length=5)
    # The period in which it ran, as far as reported; a program that has not ended lasts until 9999.
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    confirmed_on = models.DateField(null=True)

    class Meta(Entry.Meta):
        indexes = [
            GinIndex(fields=["facets"], name="program_index_facets"),
            models.Index(F("first_published_at").desc(), F("code"), name="program_index_newest"),
        ]


class ProgramText(EntryText):
    """The texts of a public program. title: title, acronym, code. names: country and institution."""

    index = models.OneToOneField(ProgramIndex, models.CASCADE, primary_key=True, related_name="text")

    class Meta(EntryText.Meta):
        indexes = [GinIndex(fields=[name], name=f"program_text_{name}") for name in VECTORS]


class SearchWord(Word):
    """A word of the programs' titles and summaries."""

    class Meta(Word.Meta):
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_trigrams")]
