"""Program: the lasting identity (code, institution, public version); its text is in Version."""

from datetime import date, datetime

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portfolio.enums import APPROVED_STATES, Currency, Origin, ProgramState
from portfolio.querysets import ProgramQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Institution

from .version import Version

# Who may go where, in the database too: raw SQL and bulk updates are refused as well (design.md, section 6).
PROGRAM_MOVES = [
    (ProgramState.DRAFT, ProgramState.PUBLISHED),
    (ProgramState.DRAFT, ProgramState.MERGED),
    (ProgramState.PUBLISHED, ProgramState.ARCHIVED),
    (ProgramState.PUBLISHED, ProgramState.UNPUBLISHED),
    (ProgramState.PUBLISHED, ProgramState.MERGED),
    (ProgramState.ARCHIVED, ProgramState.PUBLISHED),
    (ProgramState.ARCHIVED, ProgramState.UNPUBLISHED),
    (ProgramState.ARCHIVED, ProgramState.MERGED),
    (ProgramState.UNPUBLISHED, ProgramState.PUBLISHED),
    (ProgramState.UNPUBLISHED, ProgramState.MERGED),
]


class Collection(models.Model):
    """A themed sub-portfolio, such as responses to COVID-19 (P37)."""

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    name = models.CharField(_("name"), max_length=120, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def __str__(self) -> str:
        return self.name


class Program(models.Model):
    """A program of a ministry (or, for the general inventory P13, of another institution).

    `current` is the version the public reads; publishing flips this pointer. The code (PRG-0042) never
    changes and is never used again.
    """

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="programs", verbose_name=_("institution"))
    state = models.CharField(
        _("state"), max_length=12, choices=ProgramState, default=ProgramState.DRAFT, editable=False
    )
    current = models.OneToOneField(
        Version, models.PROTECT, null=True, blank=True, editable=False, related_name="current_of"
    )
    origin = models.CharField(_("origin"), max_length=12, choices=Origin, default=Origin.MINISTRY)
    legacy_id = models.CharField(_("identifier in the earlier portfolio"), max_length=80, blank=True)
    collections = models.ManyToManyField(Collection, blank=True, related_name="programs", verbose_name=_("collections"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    first_published_at = models.DateTimeField(_("first published"), null=True, blank=True, editable=False)
    confirmed_on = models.DateField(_("confirmed by the ministry"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("last reminded"), null=True, blank=True, editable=False)
    currency = models.CharField(
        _("review of currency"), max_length=12, choices=Currency, default=Currency.NOT_REVIEWED, editable=False
    )
    end_reason = models.TextField(_("why it ended"), blank=True)
    end_lesson = models.TextField(_("what was learned"), blank=True)
    archived_on = models.DateField(_("archived"), null=True, blank=True, editable=False)
    # The launch of the campaign it was approved in; it stays when the moment has passed (P07).
    launch = models.ForeignKey(
        "portfolio.Launch",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="programs",
        verbose_name=_("launch"),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^PRG-\d{4,}$"), name="program_code_form"),
            models.CheckConstraint(
                condition=~Q(state__in=APPROVED_STATES) | Q(current__isnull=False),
                name="public_program_has_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProgramState.MERGED) | Q(merged_into__isnull=False), name="merged_program_says_where"
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="program_not_merged_into_itself"),
            models.CheckConstraint(
                condition=~Q(state=ProgramState.ARCHIVED) | Q(archived_on__isnull=False),
                name="archived_program_has_a_date",
            ),
            models.UniqueConstraint(
                fields=["institution", "legacy_id"], condition=~Q(legacy_id=""), name="legacy_id_once_per_institution"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="program_moves", field="state", transitions=[(str(a), str(b)) for a, b in PROGRAM_MOVES]
            ),
            pgtrigger.Protect(name="program_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The public sheet, in the reader's language."""
        return reverse("portfolio:program", args=[self.code])

    @property
    def is_approved(self) -> bool:
        """Whether the Secretariat published it; a launch may still hold it."""
        return self.state in APPROVED_STATES and self.current_id is not None

    @cached_property
    def opens_at(self) -> datetime | None:
        """The moment until which launches ahead hold it; asked once, or given by `with_opening()`."""
        found: datetime | None = Program.objects.with_opening().get(pk=self.pk).opens_at
        return found

    @property
    def held_until(self) -> datetime | None:
        """From when an approved program can be read by anyone; None for drafts and for what is public already."""
        return self.opens_at if self.is_approved else None

    @property
    def is_public(self) -> bool:
        """Whether anyone may read it now."""
        return self.is_approved and self.held_until is None

    @property
    def confirmation_due_on(self) -> date | None:
        """When the ministry should next confirm the text; None when nothing public is to be confirmed (section 4)."""
        if self.state != ProgramState.PUBLISHED or self.held_until is not None:
            return None
        reference = self.confirmed_on or (self.first_published_at and timezone.localdate(self.first_published_at))
        return reference + relativedelta(months=settings.PORTFOLIO_CONFIRM_MONTHS) if reference else None

    @property
    def is_stale(self) -> bool:
        """Never confirmed by the ministry, or not for 18 months."""
        limit = timezone.localdate() - relativedelta(months=settings.PORTFOLIO_STALE_MONTHS)
        return self.confirmed_on is None or self.confirmed_on < limit


class ProgramLog(TransitionLog):
    """The program's own transitions: published, archived, merged…"""

    subject = models.ForeignKey(Program, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class Confirmation(models.Model):
    """“Still valid”, said by the ministry on a day."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="confirmations")
    on = models.DateField(_("date"), default=timezone.localdate)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="confirmations")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["program", "on"], name="one_confirmation_a_day")]


class CurrencyReview(models.Model):
    """The Secretariat's finding on how current a record is, kept with its date (P05, P35)."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="currency_reviews")
    finding = models.CharField(_("finding"), max_length=12, choices=Currency)
    # P35: quality of information, 1 (poor) to 5 (complete and documented).
    quality = models.PositiveSmallIntegerField(_("quality of information, 1 to 5"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | Q(quality__range=(1, 5)), name="currency_quality_1_to_5"
            )
        ]
