"""Lists of countries and institutions in the reader's order."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from rial.core.bilingual import column

from .enums import InstitutionKind

if TYPE_CHECKING:
    from .models import Country, Institution, InstitutionName, Topic


class CountryQuerySet(models.QuerySet["Country"]):
    def members(self) -> Self:
        """The active member states of the OAS."""
        return self.filter(active_member=True)

    def in_reading_order(self) -> Self:
        """By name in the reader's language."""
        return self.order_by(column("name"), "code")


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def ministries(self) -> Self:
        """Ministries of labor of member states."""
        return self.filter(kind=InstitutionKind.MINISTRY)

    def with_names(self) -> Self:
        """With the country and all names, so that showing a dated name asks nothing more."""
        return self.select_related("country").prefetch_related("names")

    def in_reading_order(self) -> Self:
        """By country name in the reader's language; organizations without a country last."""
        return self.order_by(models.F(f"country__{column('name')}").asc(nulls_last=True), "code")


class InstitutionNameQuerySet(models.QuerySet["InstitutionName"]):
    def on(self, day: date) -> Self:
        """Names in force on a day; an unknown bound is open."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        running = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(started & running)


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_tree_order(self) -> Self:
        """Roots by their order, each followed by its children."""
        return self.order_by("position", "code")
