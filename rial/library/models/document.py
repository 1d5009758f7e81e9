"""Documents of the network: symbol, language versions, files, sources and what they cite (M24–M27, L10, L12, L14)."""

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import LANGUAGE_CODES, Text, column, text_of
from rial.core.dates import Precision, show_date
from rial.core.workflow import TransitionLog
from rial.directory.models import Country, Institution, Topic
from rial.library import symbols
from rial.library.enums import ContributorRole, DocumentKind, DocumentLanguage, DocumentState, FileKind, NoteKind
from rial.library.querysets import DocumentFileQuerySet, DocumentQuerySet

FIRST_YEAR, LAST_YEAR = 1800, 2100
# Who may go where, in the database too: raw SQL and bulk updates are refused as well (design.md, section 6).
MOVES = [
    (DocumentState.DRAFT, DocumentState.PUBLISHED),
    (DocumentState.PUBLISHED, DocumentState.WITHDRAWN),
    (DocumentState.WITHDRAWN, DocumentState.PUBLISHED),
]


class Document(models.Model):
    """A document by its symbol, or one without: what it is, in which languages it exists, where it comes from.

    `symbol_printed` stays as it was printed; what was read from it (see symbols.py) is kept beside it. Several
    documents may carry the same symbol: the slug is what makes a document unique.
    """

    slug = models.SlugField(_("short name in the address"), max_length=120, unique=True)
    symbol_printed = models.CharField(_("symbol as printed"), max_length=symbols.MAX_LENGTH, blank=True)
    symbol_presumed = models.CharField(
        _("symbol it should have had"),
        max_length=symbols.MAX_LENGTH,
        blank=True,
        help_text=_("Only where the print errs. The document is found by both."),
    )
    symbol_canonical = models.CharField(max_length=symbols.MAX_LENGTH, blank=True, editable=False)
    symbol_organ = models.CharField(max_length=symbols.MAX_LENGTH, blank=True, editable=False)
    symbol_edition = models.PositiveIntegerField(null=True, editable=False)
    symbol_groups = ArrayField(models.CharField(max_length=symbols.MAX_LENGTH), default=list, editable=False)
    symbol_kind = models.CharField(max_length=10, blank=True, editable=False)
    symbol_number = models.PositiveIntegerField(null=True, editable=False)
    symbol_year = models.PositiveSmallIntegerField(null=True, editable=False)
    symbol_key = models.CharField(max_length=symbols.MAX_LENGTH, blank=True, editable=False, db_index=True)
    presumed_key = models.CharField(max_length=symbols.MAX_LENGTH, blank=True, editable=False, db_index=True)
    symbol_sort = models.CharField(max_length=symbols.MAX_LENGTH, default="~", editable=False)
    # Codes of symbols.FLAGS.
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    series = models.CharField(_("series"), max_length=60, blank=True)
    conference_edition = models.PositiveSmallIntegerField(
        _("edition of the Conference"), null=True, blank=True, help_text=_("As a number: 19 for the XIX IACML.")
    )

    title = models.CharField(_("title"), max_length=400, blank=True)
    # The side that is a translation made for this portal, not the title as printed.
    translated_language = models.CharField(
        _("translated side"), max_length=5, choices=DocumentLanguage, blank=True,
        help_text=_("The side of the title that is the portal’s own translation."),
    )  # fmt: skip
    summary = models.TextField(_("summary"), blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("Such as: year printed as 15 for a meeting of 2016."))
    mandate = models.CharField(_("mandate"), max_length=400, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind, default=DocumentKind.OTHER)
    original_language = models.CharField(_("original language"), max_length=5, choices=DocumentLanguage, blank=True)
    dated = models.DateField(_("date of the document"), null=True, blank=True)
    dated_precision = models.CharField(
        _("what is known of the date"), max_length=5, choices=Precision, default=Precision.DAY
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, help_text=_("Empty: that of the date, else that of the symbol.")
    )
    publication_edition = models.PositiveSmallIntegerField(_("edition of the publication"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("earlier version")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="documents", verbose_name=_("topics"))
    countries = models.ManyToManyField(Country, blank=True, related_name="documents", verbose_name=_("countries"))

    state = models.CharField(
        _("state"), max_length=12, choices=DocumentState, default=DocumentState.DRAFT, editable=False
    )
    # Of the record of content/ it was entered from; empty for what was entered in the portal.
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True, editable=False)
    first_published_at = models.DateTimeField(_("first published"), null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["symbol_sort", "slug"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["symbol_number", "symbol_year"], name="document_by_number"),
            models.Index(fields=["symbol_sort", "slug"], name="document_in_order"),
            GinIndex(fields=["symbol_key"], opclasses=["gin_trgm_ops"], name="document_symbol_trigrams"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="document_year_plausible",
                violation_error_message=_("Enter the year with four digits, such as 2012."),
            ),
            models.CheckConstraint(
                condition=Q(dated__isnull=True) | Q(dated__year__range=(FIRST_YEAR, LAST_YEAR)),
                name="document_date_plausible",
                violation_error_message=_("Enter the year with four digits, such as 2012."),
            ),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="document_not_its_own_successor"),
        ]
        triggers = [
            pgtrigger.FSM(name="document_moves", field="state", transitions=[(str(a), str(b)) for a, b in MOVES]),
            pgtrigger.Protect(
                name="document_kept_once_published",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__first_published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        shown = text_of(self, "title").value
        return f"{self.symbol_printed} {shown}".strip() or self.slug

    def save(self, *args: Any, **options: Any) -> None:
        """With what its symbols say, read again, so that print and reading never part."""
        self.read_symbols()
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *READ_FIELDS}
        super().save(*args, **options)

    def read_symbols(self) -> None:
        """Fill what follows from the symbols and the date; series, edition and year only where nobody said."""
        symbol = self.symbol
        self.symbol_canonical = symbol.canonical
        self.symbol_organ, self.symbol_edition = symbol.organ, symbol.edition
        self.symbol_groups, self.symbol_kind = list(symbol.groups), symbol.kind
        self.symbol_number, self.symbol_year = symbol.number, symbol.year
        self.symbol_key, self.symbol_sort = symbol.key, symbol.sort_key
        self.presumed_key = symbols.parse(self.symbol_presumed).key
        self.flags = list(symbol.flags) if self.symbol_printed else []
        self.series = self.series or symbol.series
        if self.conference_edition is None and symbol.organ == "CIMT":
            self.conference_edition = symbols.parse(self.symbol_presumed).edition or symbol.edition
        if self.year is None:
            self.year = self.dated.year if self.dated else symbol.year

    def get_absolute_url(self) -> str:
        """The public page, in the reader's language."""
        return reverse("library:document", args=[self.slug])

    @property
    def symbol(self) -> symbols.Symbol:
        """The symbol as it was printed, read."""
        return symbols.parse(self.symbol_printed)

    @property
    def canonical_differs(self) -> bool:
        """Whether the regular form has to be shown beside the print."""
        return bool(self.symbol_printed) and self.symbol_canonical.lower() != self.symbol_printed.lower()

    @property
    def title_languages(self) -> list[str]:
        """The portal's languages in which it has a title."""
        return [code for code in LANGUAGE_CODES if getattr(self, column("title", code))]

    @property
    def source_language(self) -> str:
        """The language of the title as printed: the one that is not the portal's own translation; "" when unknown."""
        printed = [code for code in self.title_languages if code != self.translated_language]
        return printed[0] if len(printed) == 1 else ""

    @property
    def shown_date(self) -> str:
        """The date of the document as far as it is known; "" when it is not."""
        return show_date(self.dated, self.dated_precision)

    @property
    def shown_time(self) -> str:
        """The date, else the year it belongs to (its meeting's, by the symbol); "" when neither is known."""
        return self.shown_date or str(self.year or "")

    @property
    def is_public(self) -> bool:
        """Whether anyone may read it."""
        return self.state == DocumentState.PUBLISHED

    @property
    def shown_title(self) -> Text:
        """The title in the reader's language, else in the one it has."""
        return text_of(self, "title")


READ_FIELDS = (
    "symbol_canonical", "symbol_organ", "symbol_edition", "symbol_groups", "symbol_kind", "symbol_number",
    "symbol_year", "symbol_key", "symbol_sort", "presumed_key", "flags", "series", "conference_edition", "year",
)  # fmt: skip


class DocumentLog(TransitionLog):
    """Published, withdrawn, published again."""

    subject = models.ForeignKey(Document, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class DocumentFile(models.Model):
    """A language version: a file kept here, or the address where it can be read. Without a language: not recorded."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files", verbose_name=_("document"))
    language = models.CharField(_("language"), max_length=5, choices=DocumentLanguage, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind, default=FileKind.TEXT)
    file = models.FileField(_("file"), upload_to="library/%Y/%m", max_length=200, blank=True)
    url = models.URLField(_("address elsewhere"), max_length=500, blank=True)
    original_filename = models.CharField(_("file name"), max_length=200, blank=True, editable=False)
    content_type = models.CharField(_("kind of file"), max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = DocumentFileQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(url=""),
                name="document_file_is_somewhere",
                violation_error_message=_("Choose a file or give the address where it can be read."),
            ),
            models.CheckConstraint(
                condition=Q(file="") | (~Q(original_filename="") & Q(size__isnull=False) & ~Q(sha256="")),
                name="document_file_is_described",
            ),
        ]

    def __str__(self) -> str:
        return self.original_filename or self.url

    def get_absolute_url(self) -> str:
        """Where it is read: the file's download, else the address elsewhere."""
        return reverse("library:file", args=[self.pk, self.original_filename]) if self.file else self.url


class Contributor(models.Model):
    """Who stands behind a document: an institution of the directory, or a name as printed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="contributors", verbose_name=_("document"))
    role = models.CharField(_("capacity"), max_length=10, choices=ContributorRole, default=ContributorRole.AUTHOR)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    name = models.CharField(_("name as printed"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("author or publisher")
        verbose_name_plural = _("authors and publishers")

    def __str__(self) -> str:
        return str(self.shown_name)

    @property
    def shown_name(self) -> Text:
        """The name as printed, else the institution's as of the document's date."""
        printed = text_of(self, "name")
        if printed or self.institution is None:
            return printed
        return self.institution.name_on(self.document.dated)


class DocumentNote(models.Model):
    """A footnote of the document, or the source of what is recorded of it (L12)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="notes", verbose_name=_("document"))
    kind = models.CharField(_("kind"), max_length=10, choices=NoteKind, default=NoteKind.SOURCE)
    text = models.CharField(_("text"), max_length=600, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("source or footnote")
        verbose_name_plural = _("sources and footnotes")

    def __str__(self) -> str:
        return self.text


class Citation(models.Model):
    """A document cites another one, at a place."""

    citing = models.ForeignKey(Document, models.CASCADE, related_name="cites", verbose_name=_("citing document"))
    cited = models.ForeignKey(Document, models.PROTECT, related_name="cited_by", verbose_name=_("cited document"))
    place = models.CharField(_("place in the text"), max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("cited document")
        verbose_name_plural = _("cited documents")
        constraints = [
            models.UniqueConstraint(fields=["citing", "cited"], name="document_cited_once"),
            models.CheckConstraint(condition=~Q(citing=F("cited")), name="document_cites_another"),
        ]

    def __str__(self) -> str:
        return str(self.cited)
