"""What the public list, the facets and the search read: one flat row per public program, kept by portfolio.index."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, NullIf

from rial.core.search import vector
from rial.directory.models import Country, Institution

from .program import Program


def _sort_key(language: str, other: str) -> models.GeneratedField:
    """Sorts as Spanish does, by the title shown in that language."""
    shown = Coalesce(NullIf(F(f"title_{language}"), Value("")), F(f"title_{other}"))
    return models.GeneratedField(
        expression=Func(shown, function="sort_key"), output_field=models.TextField(db_collation="C"), db_persist=True
    )


def _vector(language: str, *parts: tuple[str, str]) -> models.GeneratedField:
    named = [(f"{name}_{language}", weight) for name, weight in parts]
    return models.GeneratedField(expression=vector(named, language), output_field=SearchVectorField(), db_persist=True)


class ProgramIndex(models.Model):
    """A public program as cards, facets and sorting need it. `id` is its slot in the sets of rial.core.facets.

    Written by portfolio.index alone; names of countries and institutions are not copied, so that a new name
    shows at once.
    """

    id = models.AutoField(primary_key=True)
    program = models.OneToOneField(Program, models.CASCADE, related_name="index")
    code = models.CharField(max_length=12)
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.CASCADE, null=True, related_name="+")
    original_language = models.CharField(max_length=5)
    title_es = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    # The beginning of the summary as plain text.
    summary_es = models.CharField(max_length=260, blank=True)
    summary_en = models.CharField(max_length=260, blank=True)
    # "country:CR", "topic:wages"…: see portfolio.filters for all of them.
    facets = ArrayField(models.CharField(max_length=80), default=list)
    # The period in which it ran, as far as reported; a program that has not ended lasts until 9999.
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    confirmed_on = models.DateField(null=True)
    published_at = models.DateTimeField()
    first_published_at = models.DateTimeField()
    sort_es = _sort_key("es", "en")
    sort_en = _sort_key("en", "es")

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["facets"], name="program_index_facets"),
            models.Index(F("first_published_at").desc(), F("code"), name="program_index_newest"),
        ]

    def __str__(self) -> str:
        return self.code


class ProgramText(models.Model):
    """The texts of a public program for searching, in a table of their own so that the flat rows stay narrow.

    title: title, acronym, code. names: country and institution. body: everything else, topics included.
    """

    index = models.OneToOneField(ProgramIndex, models.CASCADE, primary_key=True, related_name="text")
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
        indexes = [
            GinIndex(fields=[name], name=f"program_text_{name}")
            for name in ("in_title_es", "in_title_en", "in_card_es", "in_card_en", "in_all_es", "in_all_en")
        ]

    def __str__(self) -> str:
        return self.title_es or self.title_en


class SearchWord(models.Model):
    """A word of titles and summaries, for “did you mean”; words of texts since changed go at the next rebuild."""

    word = models.CharField(primary_key=True, max_length=60)  # folded
    shown = models.CharField(max_length=60)

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_trigrams")]

    def __str__(self) -> str:
        return self.shown
