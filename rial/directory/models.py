"""Countries, institutions with dated names, topics and population groups: the network's common vocabulary."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import Text, current_language, text_of

from .enums import InstitutionKind
from .querysets import CountryQuerySet, InstitutionNameQuerySet, InstitutionQuerySet, TopicQuerySet


class Subregion(models.Model):
    """A subregion of the hemisphere (N21)."""

    code = models.SlugField(_("code"), primary_key=True, max_length=30)
    name = models.CharField(_("name"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("subregion")
        verbose_name_plural = _("subregions")

    def __str__(self) -> str:
        return self.name


class Country(models.Model):
    """A member state, by its ISO 3166 code."""

    code = models.CharField(_("ISO code"), primary_key=True, max_length=2)
    name = models.CharField(_("name"), max_length=80, blank=True)
    subregion = models.ForeignKey(Subregion, models.PROTECT, related_name="countries", verbose_name=_("subregion"))
    small_economy = models.BooleanField(_("smaller economy"), default=False)
    active_member = models.BooleanField(_("active member state of the OAS"), default=True)

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2}$"), name="country_code_is_iso")]

    def __str__(self) -> str:
        return self.name


class Institution(models.Model):
    """A ministry, consultative body or organization; records belong to it, never to a person.

    Its names are dated (N01): `name_on(day)` is what it was called then.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="institutions", verbose_name=_("country")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=InstitutionKind, default=InstitutionKind.MINISTRY)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact_unit = models.CharField(_("unit responsible for cooperation"), max_length=200, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=InstitutionKind.MINISTRY) | Q(country__isnull=False),
                name="ministry_has_a_country",
                violation_error_message=_("A ministry belongs to a country."),
            )
        ]

    def __str__(self) -> str:
        return str(self.current_name)

    def name_record_on(self, day: date | None) -> "InstitutionName | None":
        """The name in force on a day (today when None); the latest known one when the day lies outside all periods."""
        names = sorted(self.names.all(), key=lambda name: (name.valid_from or date.min, name.pk))
        if day is None:
            day = timezone.localdate()
        in_force = [name for name in names if name.covers(day)]
        if in_force:
            return in_force[-1]
        return names[-1] if names else None

    def name_on(self, day: date | None) -> Text:
        """The institution's name as of a day, in the reader's language if known, else in another one."""
        record = self.name_record_on(day)
        if record is not None:
            text = text_of(record, "name")
            if text:
                return text
        return self._placeholder_name()

    @property
    def current_name(self) -> Text:
        """The name today."""
        return self.name_on(None)

    def _placeholder_name(self) -> Text:
        # No official name was read in any source: say what it is, never invent a name.
        if self.kind == InstitutionKind.MINISTRY and self.country:
            return Text(
                gettext("Ministry responsible for labor, %(country)s") % {"country": self.country.name},
                current_language(),
            )
        return Text(self.acronym or self.code, current_language())


class InstitutionName(models.Model):
    """An official name of an institution with the period in which it was used; unknown bounds stay empty."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="names", verbose_name=_("institution"))
    name = models.CharField(_("name"), max_length=250, blank=True)
    valid_from = models.DateField(_("used from"), null=True, blank=True)
    valid_to = models.DateField(_("used until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    # The side that is a translation made for this portal, not an official or printed name.
    translated_language = models.CharField(_("translated side"), max_length=5, choices=settings.LANGUAGES, blank=True)

    objects = InstitutionNameQuerySet.as_manager()

    class Meta:
        ordering = ["institution", "valid_from", "pk"]
        verbose_name = _("institution name")
        verbose_name_plural = _("institution names")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="institution_name_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, day: date) -> bool:
        """Whether the name was in use on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Topic(models.Model):
    """A topic of labor administration in a two-level tree (P30)."""

    code = models.SlugField(_("code"), primary_key=True, max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name


class PopulationGroup(models.Model):
    """A group of people a program is for (P19)."""

    code = models.SlugField(_("code"), primary_key=True, max_length=60)
    name = models.CharField(_("name"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("population group")
        verbose_name_plural = _("population groups")

    def __str__(self) -> str:
        return self.name
