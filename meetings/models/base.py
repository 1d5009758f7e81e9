"""What many records of the meetings share: dates as far as known, a party, the print and the source."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import Text, current_language, text_of
from rial.core.dates import Precision, show_period
from rial.directory.models import Country, Institution


class Dated(models.Model):
    """A period known to the day, the month or the year; unknown dates stay empty."""

    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("to"), null=True, blank=True)
    precision = models.CharField(_("date known"), max_length=5, choices=Precision, default=Precision.DAY)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lte=F("end")),
                name="%(app_label)s_%(class)s_period_in_order",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    @property
    def period(self) -> str:
        """The dates in the reader's language; empty when unknown."""
        return show_period(self.start, self.end, self.precision)


class Sourced(models.Model):
    """Where a record comes from, and what the printed source says where it errs (M51)."""

    # Shown beside the canonical data: “The printed report dates this Conference October 2012.”
    print_note = models.TextField(_("note on the printed source"), blank=True)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        abstract = True


class Party(models.Model):
    """A state, an institution, or a name as printed where neither is on record."""

    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    label = models.CharField(_("other party, as printed"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.short_name)

    @property
    def short_name(self) -> Text:
        """The country's name, else the label, else the institution's acronym or name, in the reader's language."""
        if self.country:
            return text_of(self.country, "name")
        label = text_of(self, "label")
        if label:
            return label
        if self.institution is None:
            return Text("", current_language())
        if self.institution.acronym:
            return Text(self.institution.acronym, current_language())
        return self.institution.current_name


def names_someone(name: str) -> models.CheckConstraint:
    """The constraint of a party that must be somebody: a country, an institution or a label in some language."""
    return models.CheckConstraint(
        condition=Q(country__isnull=False) | Q(institution__isnull=False) | ~Q(label_es="") | ~Q(label_en=""),
        name=name,
        violation_error_message=_("Name a country, an institution or another party."),
    )
