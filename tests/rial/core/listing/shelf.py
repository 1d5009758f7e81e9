"""A small list to hold rial.core.listing against: books on a shelf, in tables that only these tests make."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.listing.cards import Card, Row
from rial.core.listing.declared import Days, Facet, Listing, Sort, Tables, Term, Vocabulary, Words
from rial.core.listing.exporting import Export, ExportColumn, path
from rial.core.listing.index import Indexer, card_texts, search_texts
from rial.core.listing.models import Entry, EntryText, Word
from rial.core.listing.snapshot import Snapshot
from rial.core.search import Marker
from rial.directory.models import Subregion

APP = "listing_tests"


class Book(models.Model):
    """A record with everything a list may ask of one."""

    slug = models.SlugField()
    title_es = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    text_es = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    subregion = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10)
    held_from = models.DateField(null=True)
    held_to = models.DateField(null=True)
    public = models.BooleanField(default=True)

    class Meta:
        app_label = APP

    def __str__(self) -> str:
        return self.slug


class BookIndex(Entry):
    """The row of a book."""

    book = models.OneToOneField(Book, models.CASCADE, related_name="index")
    subregion = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    hidden = models.BooleanField(default=False)

    class Meta(Entry.Meta):
        app_label = APP


class BookText(EntryText):
    """The texts of a book."""

    index = models.OneToOneField(BookIndex, models.CASCADE, primary_key=True)

    class Meta(EntryText.Meta):
        app_label = APP


class BookWord(Word):
    """The words of the books."""

    class Meta(Word.Meta):
        app_label = APP


MODELS: tuple[type[models.Model], ...] = (Book, BookIndex, BookText, BookWord)
TABLES = Tables(BookIndex, BookText, BookWord)


def build(book: Book) -> tuple[dict[str, Any], dict[str, str]]:
    """The rows of a book."""
    facets = [f"kind:{book.kind}"] + ([f"subregion:{book.subregion}"] if book.subregion else [])
    noon = timezone.make_aware(timezone.datetime(2020, 1, 1, 12)) + timedelta(days=book.pk)
    row: dict[str, Any] = {
        "code": book.slug,
        "facets": facets,
        "subregion": book.subregion,
        "starts_on": book.held_from,
        "ends_on": book.held_to,
        "published_at": noon,
        "first_published_at": noon,
    }
    texts: dict[str, str] = {}
    for code in LANGUAGE_CODES:
        title, text = getattr(book, column("title", code)), getattr(book, column("text", code))
        texts |= search_texts(code, title=[title, book.slug], summary=text, names=["Acme"], body=[f"{text} fondo"])
        row |= card_texts(code, title, texts)
    return row, texts


INDEXER = Indexer(tables=TABLES, record="book", records=lambda: Book._default_manager.filter(public=True), build=build)


class BookCard(Card):
    """What the list shows of a book."""

    columns = ("starts_on",)

    def __init__(self, row: Row, snapshot: Snapshot, language: str, marker: Marker | None = None) -> None:
        super().__init__(row, snapshot, language, marker)
        self.day = row["starts_on"]


def _recent(day: date) -> Mapping[str, Q]:
    return {"new": Q(starts_on__gte=day - timedelta(days=365)), "never": Q(pk__in=[])}


def _books(slots: Sequence[int]) -> Mapping[int, Book]:
    return {row.pk: row.book for row in BookIndex._default_manager.filter(pk__in=slots).select_related("book")}


KINDS = [
    Term("novel", "", {"es": "Novela", "en": "Novel"}),
    Term("essay", "", {"es": "", "en": "Essay"}),
    Term("other", "", {"es": "", "en": ""}),
]

SUBREGIONS = Vocabulary(model=Subregion)

BOOKS = Listing(
    code="books",
    url="shelf:list",
    tables=TABLES,
    facets=(
        Facet(code="subregion", label="Subregion", vocabulary=SUBREGIONS, any_label="Some", none_label="None"),
        Facet(code="kind", label="Kind", read=lambda: KINDS, named_chips=True),
        Facet(code="age", label="Age", values=(("new", "New"), ("never", "Never")), moving=_recent),
    ),
    sorts=(
        Sort(code="title", label="Title", by="i.sort_{language}, i.code"),
        Sort.by_term("subregion", "Subregion", SUBREGIONS, "subregion", then="i.code"),
        Sort(code="updated", by="i.published_at DESC, i.code"),
    ),
    period=Days(label="Held", between="Held %(from)s to %(to)s", since="From %(from)s", until="To %(to)s"),
    words=Words(
        title="Books of the shelf",
        intro="All of them.",
        plural="Books",
        counted=ngettext_lazy("<b>%(total)s book</b>", "<b>%(total)s books</b>", "n"),
        none_found="No book.",
        without=ngettext_lazy("%(count)s book without %(filter)s", "%(count)s books without %(filter)s", "n"),
        take=ngettext_lazy("Take the book:", "Take the %(total)s books:", "n"),
        whole="The whole shelf",
        feed="New books",
    ),
    card=BookCard,
    card_template="shelf/card.html",
    export=Export(
        file_name="books",
        columns=lambda: [
            ExportColumn("code", "Code", read=path("slug")),
            ExportColumn("kind", "Kind", read=path("kind")),
        ],
        records=_books,
        everything="None: the whole shelf",
        source="The shelf",
        reuse="Free",
    ),
    held=lambda: BookIndex._default_manager.filter(hidden=True),
    feed_sort="updated",
    feed_url="shelf:feed",
    page_size=3,
)
