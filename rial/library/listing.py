"""The public list of documents: what it can be narrowed by, in which orders, as which files (L13, L14)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from rial.core.bilingual import LANGUAGE_CODES, column, columns, in_every_language
from rial.core.dates import show_date
from rial.core.listing.cards import Card, Row
from rial.core.listing.declared import Facet, Listing, Sort, Tables, Term, Vocabulary, Words, Years, choices
from rial.core.listing.exporting import Export, ExportColumn, path
from rial.core.listing.index import Indexer, card_texts, search_texts
from rial.core.listing.snapshot import Snapshot
from rial.core.search import Marker, shorten
from rial.directory.models import Country, Topic

from .enums import DocumentKind, DocumentLanguage
from .models import Document, DocumentIndex, DocumentText, DocumentWord
from .wording import edition_name, language_name, missing_among, oddities

TABLES = Tables(DocumentIndex, DocumentText, DocumentWord)
_TITLE_LENGTH = 200
_SEPARATOR = "; "


def build(document: Document) -> tuple[dict[str, Any], dict[str, str]]:
    """The row and the texts of a document, from what `INDEXER.records` read."""
    first = document.first_published_at or document.created_at
    row: dict[str, Any] = {
        "code": document.slug,
        "facets": _facets(document),
        "published_at": max(document.updated_at, first),
        "first_published_at": first,
        "symbol": document.symbol_printed,
        "symbol_sort": document.symbol_sort,
        "kind": document.kind,
        "year": document.year,
        "dated": document.dated,
        "dated_precision": document.dated_precision,
        "languages": languages_of(document),
    }
    texts: dict[str, str] = {}
    people = list(document.contributors.all())
    for code in LANGUAGE_CODES:
        title = getattr(document, column("title", code))
        texts |= search_texts(
            code,
            title=[title, *symbol_words(document)],
            summary=getattr(document, column("summary", code)),
            names=[getattr(row_, column("name", code)) for row_ in people] + _institution_names(people, code),
            body=[getattr(document, column(name, code)) for name in ("note", "mandate")] + [document.series],
        )
        row |= card_texts(code, shorten(title, _TITLE_LENGTH), texts)
    return row, texts


def symbol_words(document: Document) -> list[str]:
    """The symbol as people search for it: as printed, as it should be, and its parts one by one."""
    if not document.symbol_printed:
        return []
    keys = [document.symbol_key, document.presumed_key]
    written = [document.symbol_printed, document.symbol_canonical, document.symbol_presumed]
    # The database takes "cimt-19/gt1-gt2/doc.5/16" for one word and the 19 of "cimt-19" for a negative number.
    loose = [text.replace("/", " ").replace(".", " ") for text in written]
    return [*dict.fromkeys(filter(None, [*written, *loose, *(key.replace("-", " ") for key in keys)]))]


def _institution_names(people: Sequence[Any], code: str) -> list[str]:
    institutions = [person.institution for person in people if person.institution is not None]
    return [getattr(name, column("name", code)) for one in institutions for name in one.names.all()]


def languages_of(document: Document) -> list[str]:
    """Languages of the versions, each once; "" for one that is not recorded."""
    return sorted({row.language for row in document.files.all()})


def _facets(document: Document) -> list[str]:
    topics = {key for topic in document.topics.all() for key in (topic.pk, topic.parent_id) if key}
    values = [("kind", document.kind), *(("topic", key) for key in topics)]
    values += [("language", code or "unknown") for code in languages_of(document)]
    values += [("country", country.pk) for country in document.countries.all()]
    if document.conference_edition is not None:
        values.append(("edition", str(document.conference_edition)))
    if document.symbol_organ:
        values.append(("organ", organ_code(document.symbol_organ)))
    return sorted(f"{facet}:{value}" for facet, value in values)


def organ_code(organ: str) -> str:
    """The body of a symbol as a value of the address: CIDI/TRABAJO as cidi-trabajo."""
    return slugify(organ.replace("/", "-"))[:60]


def _records() -> Any:
    return Document.objects.public().prefetch_related(
        "files", "topics", "countries", "contributors__institution__names"
    )


INDEXER = Indexer(tables=TABLES, record="document", records=_records, build=build)


def _editions() -> list[Term]:
    numbers = Document.objects.public().filter(conference_edition__isnull=False)
    found = numbers.order_by("-conference_edition").values_list("conference_edition", flat=True).distinct()
    return [Term(str(number), "", in_every_language(partial(edition_name, number))) for number in found if number]


def _organs() -> list[Term]:
    printed = Document.objects.public().exclude(symbol_organ="").order_by("symbol_organ")
    return [
        Term(organ_code(organ), "", dict.fromkeys(LANGUAGE_CODES, organ))
        for organ in printed.values_list("symbol_organ", flat=True).distinct()
    ]


class DocumentCard(Card):
    """A document with its symbol, kind, date and languages."""

    columns = ("symbol", "kind", "year", "dated", "dated_precision", "languages")

    def __init__(self, row: Row, snapshot: Snapshot, language: str, marker: Marker | None = None) -> None:
        super().__init__(row, snapshot, language, marker)
        self.symbol: str = row["symbol"]
        self.kind = DocumentKind(row["kind"]).label
        self.day = show_date(row["dated"], row["dated_precision"]) or (str(row["year"]) if row["year"] else "")
        self.languages = [language_name(code) for code in row["languages"]]
        self.missing = missing_among(row["languages"])

    def address(self, row: Row, snapshot: Snapshot, language: str) -> str:
        """The page of the document."""
        return f"/{language}/library/documents/{row['code']}/"


def _joined(names: Sequence[str]) -> str:
    return _SEPARATOR.join(name for name in names if name)


def export_columns() -> list[ExportColumn]:
    """What the files hold of each document."""
    texts = [
        ExportColumn(name, label, read=path(name))
        for field, label in (("title", _("Title")), ("summary", _("Summary")), ("note", _("Note")))
        for name in columns(field)
    ]
    return [
        ExportColumn("slug", _("Short name"), read=path("slug")),
        ExportColumn("symbol_printed", _("Symbol, as printed"), read=path("symbol_printed")),
        ExportColumn("symbol_canonical", _("Regular form"), read=lambda d: d.symbol_canonical if d.flags else ""),
        ExportColumn("symbol_presumed", _("Symbol it should have had"), read=path("symbol_presumed")),
        ExportColumn("oddities", _("What is odd about it"), read=lambda d: _joined(oddities(d))),
        ExportColumn("series", _("Series"), read=path("series")),
        *texts,
        ExportColumn("kind", _("Kind"), read=lambda d: d.get_kind_display()),
        ExportColumn("date", _("Date"), read=path("shown_date")),
        ExportColumn("year", _("Year"), read=path("year")),
        ExportColumn("edition", _("Edition of the Conference"), read=path("conference_edition")),
        ExportColumn("original_language", _("Original language"), read=path("original_language")),
        ExportColumn("languages", _("Languages"), read=lambda d: _joined(languages_of(d))),
        ExportColumn("topics", _("Topics"), read=lambda d: _joined([str(t.name) for t in d.topics.all()])),
        ExportColumn("countries", _("Countries"), read=lambda d: _joined([c.pk for c in d.countries.all()])),
        ExportColumn("authors", _("Authors and publishers"), read=lambda d: _joined(_people(d))),
        ExportColumn("url", _("Address"), read=lambda d: settings.SITE_URL + d.get_absolute_url()),
    ]


def _people(document: Document) -> list[str]:
    for row in document.contributors.all():
        row.document = document
    return [row.shown_name.value for row in document.contributors.all()]


def _export_records(slots: Sequence[int]) -> Mapping[int, Document]:
    rows = dict(DocumentIndex.objects.filter(pk__in=slots).values_list("document", "pk"))
    return {rows[document.pk]: document for document in _records().filter(pk__in=rows)}


DOCUMENTS = Listing(
    code="documents",
    url="library:list",
    nav="library",
    tables=TABLES,
    card=DocumentCard,
    card_template="library/_card.html",
    facets=(
        Facet(code="kind", label=gettext_lazy("Kind"), values=choices(*DocumentKind.choices)),
        Facet(
            code="language",
            label=gettext_lazy("Language available"),
            values=choices(*DocumentLanguage.choices),
            extra=(("unknown", gettext_lazy("Language not recorded")),),
            none_label=gettext_lazy("No version recorded"),
        ),
        Facet(
            code="topic",
            label=gettext_lazy("Topic"),
            vocabulary=Vocabulary(model=Topic, parent="parent_id", position="position"),
        ),
        Facet(code="country", label=gettext_lazy("Country"), vocabulary=Vocabulary(model=Country)),
        Facet(code="edition", label=gettext_lazy("Edition of the Conference"), read=_editions, named_chips=True),
        Facet(
            code="organ",
            label=gettext_lazy("Body in the symbol"),
            read=_organs,
            none_label=gettext_lazy("Without a symbol"),
            named_chips=True,
        ),
    ),
    sorts=(
        Sort(
            code="newest",
            label=gettext_lazy("Newest first"),
            by="i.year DESC NULLS LAST, i.dated DESC NULLS LAST, i.symbol_sort, i.code",
        ),
        Sort(code="symbol", label=gettext_lazy("Symbol"), by="i.symbol_sort, i.code"),
        Sort(code="title", label=gettext_lazy("Title"), by="i.sort_{language}, i.code"),
        Sort(code="updated", by="i.published_at DESC, i.code"),
    ),
    period=Years(
        label=gettext_lazy("Year"),
        between=gettext_lazy("%(from)s to %(to)s"),
        since=gettext_lazy("From %(from)s"),
        until=gettext_lazy("Until %(to)s"),
        first="year",
        last="year",
        earliest=1800,
    ),
    words=Words(
        title=gettext_lazy("Documents"),
        intro=gettext_lazy("Reports, proposals, studies and declarations of the network, by symbol, title or content."),
        plural=gettext_lazy("Documents"),
        counted=ngettext_lazy("<b>%(total)s document</b>", "<b>%(total)s documents</b>", "n"),
        none_found=gettext_lazy("No document has all of this."),
        without=ngettext_lazy(
            "%(count)s document without %(filter)s", "%(count)s documents without %(filter)s", "n"
        ),
        take=ngettext_lazy("Take this document:", "Take these %(total)s documents:", "n"),
        whole=gettext_lazy("See all documents"),
        feed=gettext_lazy("New documents of this list"),
    ),
    export=Export(
        file_name="rial-documents",
        columns=export_columns,
        records=_export_records,
        everything=gettext_lazy("All documents"),
        source=gettext_lazy("RIAL document library, Technical Secretariat"),
        reuse=gettext_lazy("Free to use with the source cited."),
    ),
    feed_sort="updated",
    feed_url="library:feed",
)  # fmt: skip
