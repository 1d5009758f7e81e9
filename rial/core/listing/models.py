"""The tables of a public list, to be inherited: one flat row per public record, its texts, the words of all.

They are written by rial.core.listing.index alone and never edited.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, NullIf

from rial.core.search import vector

VECTORS = ("in_title_es", "in_title_en", "in_card_es", "in_card_en", "in_all_es", "in_all_en")


def _sort_key(language: str, other: str) -> models.GeneratedField:
    """Sorts as Spanish does, by the title shown in that language."""
    shown = Coalesce(NullIf(F(f"title_{language}"), Value("")), F(f"title_{other}"))
    return models.GeneratedField(
        expression=Func(shown, function="sort_key"), output_field=models.TextField(db_collation="C"), db_persist=True
    )


def _vector(language: str, *parts: tuple[str, str]) -> models.GeneratedField:
    named = [(f"{name}_{language}", weight) for name, weight in parts]
    return models.GeneratedField(expression=vector(named, language), output_field=SearchVectorField(), db_persist=True)


class Entry(models.Model):
    """A public record as cards, facets and sorting need it. `id` is its slot in the sets of rial.core.listing.sets.

    A subclass adds the record (`meeting = OneToOneField(Meeting, CASCADE, related_name="index")`) and what its
    cards, orders and period need. Names that may change elsewhere are not copied, so that a new name shows at once.
    """

    id = models.AutoField(primary_key=True)
    # What the record's address ends with.
    code = models.CharField(max_length=100)
    title_es = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    # The beginning of the summary as plain text.
    summary_es = models.CharField(max_length=260, blank=True)
    summary_en = models.CharField(max_length=260, blank=True)
    # "country:CR", "topic:wages"…: every value of every facet.
    facets = ArrayField(models.CharField(max_length=80), default=list)
    published_at = models.DateTimeField()
    first_published_at = models.DateTimeField()
    sort_es = _sort_key("es", "en")
    sort_en = _sort_key("en", "es")

    class Meta:
        abstract = True
        ordering = ["code"]
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["facets"], name="%(class)s_facets")]

    def __str__(self) -> str:
        return self.code


class EntryText(models.Model):
    """The texts of a public record for searching, in a table of their own so that the flat rows stay narrow.

    title: what it is called. names: who. body: everything else. A subclass adds the row:
    `index = OneToOneField(MeetingIndex, CASCADE, primary_key=True)`.
    """

    title_es = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    summary_es = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    names_es = models.TextField(blank=True)
    names_en = models.TextField(blank=True)
    body_es = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    in_title_es = _vector("es", ("title", "A"))
    in_title_en = _vector("en", ("title", "A"))
    in_card_es = _vector("es", ("title", "A"), ("summary", "B"), ("names", "C"))
    in_card_en = _vector("en", ("title", "A"), ("summary", "B"), ("names", "C"))
    in_all_es = _vector("es", ("title", "A"), ("summary", "B"), ("names", "C"), ("body", "D"))
    in_all_en = _vector("en", ("title", "A"), ("summary", "B"), ("names", "C"), ("body", "D"))

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=[name], name=f"%(class)s_{name}") for name in VECTORS]

    def __str__(self) -> str:
        return self.title_es or self.title_en


class Word(models.Model):
    """A word of titles and summaries, for “did you mean”; words of texts since changed go at the next rebuild."""

    word = models.CharField(primary_key=True, max_length=60)  # folded
    shown = models.CharField(max_length=60)

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="%(class)s_trigrams")
        ]

    def __str__(self) -> str:
        return self.shown
