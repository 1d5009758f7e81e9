"""Who meets: Working Groups and other bodies, with title and authorities per edition (M06, M07, M39)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.enums import BodyKind, Chairing
from rial.core.dates import Precision
from rial.directory.models import Country, Institution

from .base import Dated, Party, Sourced
from .conference import Conference


class Body(Dated, Sourced):
    """A Working Group, committee or group of experts. `start` and `end`: when it was created and closed."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    name = models.CharField(_("name"), max_length=200, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    # M39: the decision or meeting that created it is told by Decision(kind=creation).body.

    class Meta(Dated.Meta):
        ordering = ["kind", "number", "slug"]
        verbose_name = _("body")
        verbose_name_plural = _("bodies")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the body, in the reader's language."""
        return reverse("meetings:body", args=[self.slug])


class BodyTerm(Sourced):
    """A body under one edition: its title and authorities then (M07). Titles never change with hindsight."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="terms", verbose_name=_("body"))
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="terms", verbose_name=_("conference"))
    title = models.CharField(_("title in this edition"), max_length=300, blank=True)
    mandate = models.TextField(_("mandate"), blank=True)

    class Meta:
        ordering = ["-conference__edition", "body"]
        verbose_name = _("term of a body")
        verbose_name_plural = _("terms of bodies")
        constraints = [models.UniqueConstraint(fields=["body", "conference"], name="one_term_per_edition")]

    def __str__(self) -> str:
        return f"{self.body}, {self.conference}"


class Authority(models.Model):
    """A chair or vice-chair of a body for an edition or a part of it (M06)."""

    term = models.ForeignKey(BodyTerm, models.CASCADE, related_name="authorities", verbose_name=_("term"))
    role = models.CharField(_("role"), max_length=10, choices=Chairing)
    country = models.ForeignKey(Country, models.PROTECT, related_name="chairings", verbose_name=_("country"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        ordering = ["term", "role", "position", "pk"]
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        constraints = [
            models.UniqueConstraint(fields=["term", "role", "country", "since"], name="authority_once_per_term"),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())


class BodyMember(Party):
    """A member of an ad hoc committee, group of experts or other body (M39, N10)."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="members", verbose_name=_("body"))
    person_name = models.CharField(_("person"), max_length=150, blank=True)
    appointed_by = models.CharField(_("appointed by"), max_length=250, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    precision = models.CharField(_("date known"), max_length=5, choices=Precision, default=Precision.DAY)

    class Meta:
        ordering = ["body", "position", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__isnull=False)
                | models.Q(institution__isnull=False)
                | ~models.Q(label_es="")
                | ~models.Q(label_en="")
                | ~models.Q(person_name=""),
                name="body_member_is_someone",
                violation_error_message=_("Name a country, an institution or a person."),
            )
        ]
