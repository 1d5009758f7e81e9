"""Budgets by line over several years, to be compared (F21–F25)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fund.enums import BudgetFigure, LineSection


class Budget(models.Model):
    """One budgeted alternative, such as the network or the centre of the feasibility study of 2004."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    # Budgets with the same comparison stand side by side.
    comparison = models.SlugField(_("comparison"), max_length=60)
    name = models.CharField(_("name"), max_length=200, blank=True)
    years = models.PositiveSmallIntegerField(_("years"), validators=[MinValueValidator(1)])
    prepared_on = models.CharField(_("year of the study"), max_length=4, blank=True)
    document = models.ForeignKey(
        "library.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["comparison", "position", "code"]
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [models.CheckConstraint(condition=Q(years__gte=1), name="budget_lasts_a_year")]

    def __str__(self) -> str:
        return self.name


class BudgetLine(models.Model):
    """A line: how many of what, at which cost a year, in which years; empty amount: expected in kind."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="lines", verbose_name=_("budget"))
    section = models.CharField(_("section"), max_length=8, choices=LineSection)
    label = models.CharField(_("line"), max_length=200, blank=True)
    headcount = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    annual_amount = models.DecimalField(_("USD per year"), max_digits=14, decimal_places=2, null=True, blank=True)
    first_year = models.PositiveSmallIntegerField(_("from year"), default=1)
    last_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True)
    printed = models.CharField(_("as printed"), max_length=200, blank=True)
    explanation = models.TextField(_("what the printed text leaves open"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["budget", "position", "pk"]
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__gte=1) & (Q(last_year__isnull=True) | Q(last_year__gte=F("first_year"))),
                name="budget_line_years_in_order",
                violation_error_message=_("The line ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(annual_amount__isnull=True) | Q(annual_amount__gt=0),
                name="budget_line_amount",
                violation_error_message=_("Enter an amount above zero."),
            ),
            models.CheckConstraint(
                condition=Q(annual_amount__isnull=False) | Q(section=LineSection.IN_KIND),
                name="budget_line_in_kind_or_amount",
                violation_error_message=_("Enter an amount; only what is expected in kind may be without."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class BudgetPrintedFigure(models.Model):
    """A sum as the document prints it, to stand beside the computed one."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="printed_figures", verbose_name=_("budget"))
    figure = models.CharField(_("figure"), max_length=12, choices=BudgetFigure)
    first_year = models.PositiveSmallIntegerField(_("from year"), default=1)
    last_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True)
    amount = models.DecimalField(_("amount in USD"), max_digits=14, decimal_places=2, null=True, blank=True)
    printed = models.CharField(_("as printed"), max_length=60)
    explanation = models.TextField(_("why it differs"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["budget", "position", "pk"]
        verbose_name = _("printed figure of a budget")
        verbose_name_plural = _("printed figures of budgets")

    def __str__(self) -> str:
        return f"{self.get_figure_display()} · {self.printed}"


class FundingRule(models.Model):
    """A ceiling set by another fund's rules: how long and how much it may pay for (F25)."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    comparison = models.SlugField(_("comparison"), max_length=60)
    name = models.CharField(_("name"), max_length=200, blank=True)
    max_years = models.PositiveSmallIntegerField(_("years at most"), null=True, blank=True)
    max_amount = models.DecimalField(_("USD at most"), max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        ordering = ["comparison", "code"]
        verbose_name = _("rule of a source of funds")
        verbose_name_plural = _("rules of sources of funds")

    def __str__(self) -> str:
        return self.name
