"""Rows of a version: results, evaluations, links, sources, files. Frozen with it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.enums import EvaluationKind, LinkKind, Qualifier

from .version import FIRST_YEAR, LAST_YEAR, Version, frozen_row_trigger


class VersionRow(models.Model):
    """A row of a version, in the order the ministry gave."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Result(VersionRow):
    """A dated figure: indicator, value, unit, year, source (P15, P16)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="results")
    indicator = models.CharField(_("indicator"), max_length=200, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2, null=True, blank=True)
    qualifier = models.CharField(_("exactness"), max_length=10, choices=Qualifier, blank=True)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    year_from = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    url = models.URLField(_("link to the source"), max_length=500, blank=True)

    class Meta(VersionRow.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="result_year_plausible"
            )
        ]
        triggers = [frozen_row_trigger()]


class Evaluation(VersionRow):
    """An evaluation of the program with its key findings (P34)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="evaluations")
    kind = models.CharField(_("kind"), max_length=10, choices=EvaluationKind)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    evaluator = models.CharField(_("who evaluated"), max_length=200, blank=True)
    findings = models.TextField(_("key findings"), blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)

    class Meta(VersionRow.Meta):
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        triggers = [frozen_row_trigger()]


class Link(VersionRow):
    """A link: the program's site (P22), an entry in an external database (P09), another one."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind, default=LinkKind.SITE)
    label = models.CharField(_("text of the link"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500)

    class Meta(VersionRow.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")
        triggers = [frozen_row_trigger()]


class Source(VersionRow):
    """Where the record's facts come from (G15, W19)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="sources")
    citation = models.CharField(_("source"), max_length=400, blank=True)
    dated = models.DateField(_("date of the source"), null=True, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)

    class Meta(VersionRow.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        triggers = [frozen_row_trigger()]


class Attachment(VersionRow):
    """A file of the program. Versions share the stored file; a view that checks who asks serves it as a download."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to="portfolio/%Y/%m", max_length=200)
    original_filename = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(VersionRow.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        triggers = [frozen_row_trigger()]
