"""Launch: the moment from which the public reads the portfolio, or the programs of one intake campaign (P07)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portfolio.querysets import LaunchQuerySet
from rial.core.bilingual import text_of

from .intake import Campaign


class Launch(models.Model):
    """What is approved before `at` is held until then; without a campaign it holds the whole portfolio.

    There is no state: the database's clock alone decides (portfolio.querysets.public_now), so that nothing
    shows too early and nothing has to run for it to show.
    """

    campaign = models.OneToOneField(
        Campaign, models.PROTECT, null=True, blank=True, related_name="launch", verbose_name=_("campaign")
    )
    at = models.DateTimeField(_("public from"))
    note = models.TextField(_("note to the public"), blank=True)
    # When the ministries were told that it has come.
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True, editable=False)

    objects = LaunchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        verbose_name = _("launch")
        verbose_name_plural = _("launches")
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(campaign__isnull=True), name="one_launch_of_the_portfolio"
            )
        ]

    def __str__(self) -> str:
        if self.campaign is None:
            return str(_("The whole portfolio"))
        return text_of(self.campaign, "name").value or str(_("Campaign without a name"))
