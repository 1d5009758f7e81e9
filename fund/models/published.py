"""Figures as reports printed them, kept beside the computed ones: never corrected, only explained (F03, F28)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fund.enums import Category, PoolKind, TermCode


class PublishedSituation(models.Model):
    """A report that stated the Fund's situation as of a day."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    as_of = models.DateField(_("as of"))
    title = models.CharField(_("report"), max_length=300, blank=True)
    note = models.TextField(_("how it is composed"), blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    symbol = models.CharField(_("symbol of the document, as printed"), max_length=60, blank=True)
    document = models.ForeignKey(
        "library.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    page = models.CharField(_("page"), max_length=30, blank=True)

    class Meta:
        ordering = ["-as_of", "code"]
        verbose_name = _("published situation")
        verbose_name_plural = _("published situations")

    def __str__(self) -> str:
        return self.title


class PublishedFigure(models.Model):
    """One printed figure; without an amount where the report leaves the cell blank or uses words."""

    situation = models.ForeignKey(
        PublishedSituation, models.CASCADE, related_name="figures", verbose_name=_("published situation")
    )
    term = models.CharField(_("term"), max_length=10, choices=TermCode)
    # A cell of the expenditure matrix or a part of a term; both empty for the term as a whole.
    category = models.CharField(_("category"), max_length=14, choices=Category, blank=True)
    pool_kind = models.CharField(_("source of funds"), max_length=10, choices=PoolKind, blank=True)
    amount = models.DecimalField(_("amount in USD"), max_digits=14, decimal_places=2, null=True, blank=True)
    approximate = models.BooleanField(_("approximate"), default=False)
    # The printed words, in the report's own language, where they say more than the number.
    printed = models.CharField(_("as printed"), max_length=200, blank=True)
    explanation = models.TextField(_("why it differs"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["situation", "position", "pk"]
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        constraints = [
            models.UniqueConstraint(
                fields=["situation", "term", "category", "pool_kind"], name="one_printed_figure_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | ~Q(printed=""),
                name="printed_figure_says_something",
                violation_error_message=_("Enter the amount, or the words that were printed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.situation} · {self.get_term_display()}"
