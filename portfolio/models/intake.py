"""Intake campaigns and imports of old records (P06, P08)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portfolio.enums import CampaignState, ImportState
from rial.core.workflow import TransitionLog
from rial.directory.models import Institution

from .program import Program


class Campaign(models.Model):
    """A dated intake campaign: ministries invited, their progress, reminders (P06)."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    message = models.TextField(_("message to the ministries"), blank=True)
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    state = models.CharField(
        _("state"), max_length=10, choices=CampaignState, default=CampaignState.PREPARED, editable=False
    )
    # Days before the closing on which those who have not submitted are reminded.
    remind_days_before = models.JSONField(_("reminders, days before closing"), default=list, blank=True)

    class Meta:
        ordering = ["-opens_on"]
        verbose_name = _("intake campaign")
        verbose_name_plural = _("intake campaigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="campaign_dates_in_order",
                violation_error_message=_("The campaign closes before it opens."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CampaignInvitation(models.Model):
    """One ministry in a campaign; progress is counted from its versions, never typed in."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="invitations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="campaign_invitations")
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)

    class Meta:
        ordering = ["institution"]
        constraints = [models.UniqueConstraint(fields=["campaign", "institution"], name="ministry_once_per_campaign")]


class CampaignLog(TransitionLog):
    """The campaign's transitions."""

    subject = models.ForeignKey(Campaign, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class ImportBatch(models.Model):
    """An XLSX of old records: first checked row by row (dry run), then imported whole or not at all (P08)."""

    file = models.FileField(_("file"), upload_to="imports/%Y", max_length=200)
    original_filename = models.CharField(_("file name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.CHECKED, editable=False
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True)
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.original_filename


class ImportRow(models.Model):
    """What the dry run found for one row, and the program it became."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("row"))
    # What would happen: create, update, skip or refuse.
    action = models.CharField(_("what will happen"), max_length=10)
    title = models.CharField(_("title"), max_length=200, blank=True)
    data = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    program = models.ForeignKey(Program, models.SET_NULL, null=True, blank=True, related_name="import_rows")

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once")]
