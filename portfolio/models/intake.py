"""Intake campaigns and imports of old records (P06, P08)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portfolio.enums import CampaignState, ImportAction, ImportState, ImportTarget
from portfolio.querysets import CampaignInvitationQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Institution

from .program import Program

IMPORT_MOVES = [
    (ImportState.CHECKING, ImportState.CHECKED),
    (ImportState.CHECKING, ImportState.REFUSED),
    (ImportState.CHECKED, ImportState.APPLYING),
    (ImportState.CHECKED, ImportState.DISCARDED),
    (ImportState.REFUSED, ImportState.DISCARDED),
    (ImportState.APPLYING, ImportState.APPLIED),
    # The portal changed since the dry run, or the server stopped: nothing was written.
    (ImportState.APPLYING, ImportState.CHECKED),
]


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
        triggers = [
            pgtrigger.FSM(name="campaign_moves", field="state", transitions=[("prepared", "open"), ("open", "closed")])
        ]
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
    # “No new programs to add”, said by the ministry; it can be taken back until the campaign closes.
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    declined_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = CampaignInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["institution"]
        verbose_name = _("invitation to a campaign")
        verbose_name_plural = _("invitations to campaigns")
        constraints = [models.UniqueConstraint(fields=["campaign", "institution"], name="ministry_once_per_campaign")]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.institution}"


class CampaignLog(TransitionLog):
    """The campaign's transitions."""

    subject = models.ForeignKey(Campaign, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class ImportBatch(models.Model):
    """An XLSX of old records: first checked row by row (dry run), then imported whole or not at all (P08)."""

    file = models.FileField(_("file"), upload_to="imports/%Y", max_length=200)
    original_filename = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.CHECKING, editable=False
    )
    # What becomes of the records: a draft for the ministry to confirm, or the Secretariat's queue.
    target = models.CharField(_("imported as"), max_length=10, choices=ImportTarget, default=ImportTarget.DRAFT)
    # What is wrong with the file as a whole; such a file has no rows.
    problems = models.JSONField(default=list)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True)
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ImportState.APPLIED) | Q(applied_at__isnull=False), name="applied_import_has_a_date"
            )
        ]
        triggers = [
            pgtrigger.FSM(name="import_moves", field="state", transitions=[(str(a), str(b)) for a, b in IMPORT_MOVES])
        ]

    def __str__(self) -> str:
        return self.original_filename

    @property
    def is_running(self) -> bool:
        """Being checked or imported at this moment."""
        return self.state in {ImportState.CHECKING, ImportState.APPLYING}


class ImportRow(models.Model):
    """What the dry run found for one row, and the program it became."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("row"))
    # What would happen.
    action = models.CharField(_("what will happen"), max_length=10, choices=ImportAction)
    title = models.CharField(_("title"), max_length=200, blank=True)
    # The row's cells as read, by column; checked again when it is imported.
    data = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    program = models.ForeignKey(Program, models.SET_NULL, null=True, blank=True, related_name="import_rows")

    class Meta:
        ordering = ["line"]
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.batch} · {self.line}"
