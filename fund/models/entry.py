"""The ledger: one append-only table. Database triggers (migrations/0003_guards.py) refuse every change of it."""

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fund.enums import (
    HIDEABLE,
    LARGEST_AMOUNT,
    SHOWN_AMOUNTS,
    WITHOUT_AMOUNT,
    Category,
    Condition,
    DatePrecision,
    EntryKind,
    Nature,
    PoolKind,
    PublishedAs,
)
from fund.querysets import EntryQuerySet
from rial.directory.models import Country, Institution

if TYPE_CHECKING:
    from meetings.models import Decision, Meeting
    from rial.library.models import Document


class Pool(models.Model):
    """A part of the Fund's money that is kept apart: the common one, each special donor's, others' (F13)."""

    code = models.SlugField(_("code"), primary_key=True, max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=PoolKind)
    name = models.CharField(_("name"), max_length=120, blank=True)
    terms = models.TextField(_("what it may be used for"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        # Statements issued name pools by code and add them up by kind.
        triggers = [pgtrigger.ReadOnly(name="pool_kind_stays", fields=["code", "kind"])]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One entry of the ledger: never changed, never deleted; a mistake is undone by an entry that reverses it.

    The number is given by the database without gaps, in the order in which entries are committed: what was
    known at some moment is “all entries up to number N”. Amounts are in the ledger's currency, positive, and
    negative only in reversals; an amount that is not known is empty, never zero.
    """

    # Given by the trigger, whatever is asked for.
    id = models.BigAutoField(_("number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=14, choices=EntryKind)
    nature = models.CharField(_("in money or in kind"), max_length=8, choices=Nature, blank=True)
    value_date = models.DateField(_("value date"))
    date_precision = models.CharField(
        _("how exactly the date is known"), max_length=6, choices=DatePrecision, default=DatePrecision.DAY
    )
    covers_from = models.DateField(_("covers from"), null=True, blank=True)
    # Set by the trigger to the moment of recording: with the number, what was known when.
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now(), editable=False)
    # Empty for records compiled from documents (content/).
    recorded_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )

    # Who gives
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("pool")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="fund_entries", verbose_name=_("country")
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="fund_entries", verbose_name=_("institution")
    )
    contributor_name = models.CharField(_("contributor, where no record of it exists"), max_length=200, blank=True)
    outside_hemisphere = models.BooleanField(_("from outside the hemisphere"), default=False)
    contributor_count = models.PositiveSmallIntegerField(_("contributors not named"), null=True, blank=True)

    # How much
    amount = models.DecimalField(_("amount in USD"), max_digits=14, decimal_places=2, null=True, blank=True)
    published_as = models.CharField(_("published as"), max_length=12, choices=PublishedAs, default=PublishedAs.AMOUNT)
    range_low = models.DecimalField(_("each from"), max_digits=14, decimal_places=2, null=True, blank=True)
    range_high = models.DecimalField(_("each to"), max_digits=14, decimal_places=2, null=True, blank=True)
    per_year = models.BooleanField(_("each year"), default=False)
    valuation = models.TextField(_("basis of the amount"), blank=True)
    original_amount = models.DecimalField(_("amount as given"), max_digits=16, decimal_places=2, null=True, blank=True)
    original_currency = models.CharField(_("currency as given"), max_length=3, blank=True)
    rate = models.DecimalField(_("rate to USD"), max_digits=18, decimal_places=8, null=True, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=300, blank=True)

    # How it adds up
    # A published total to date that this entry completes: nothing more is added before its date (ADR 20).
    closing_total = models.DecimalField(
        _("completes the published total of"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    closing_count = models.PositiveSmallIntegerField(_("contributors to date, as published"), null=True, blank=True)
    # Its amount is inside that entry's: listed, never added.
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    # Whether it is inside a larger published amount is not recorded: listed, never added.
    unclear = models.BooleanField(_("may be part of a larger published amount"), default=False)

    # What for
    category = models.CharField(_("category"), max_length=14, choices=Category, blank=True)
    description = models.CharField(_("what it is"), max_length=300, blank=True)
    activity = models.CharField(_("activity or event"), max_length=300, blank=True)
    activities = models.PositiveSmallIntegerField(_("number of activities"), null=True, blank=True)
    # A record of the portal it paid for that is no meeting: its code and its address without the language.
    record_code = models.CharField(_("code of the record"), max_length=80, blank=True)
    record_path = models.CharField(_("address of the record"), max_length=200, blank=True)
    meeting = models.ForeignKey(
        "meetings.Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fund_entries",
        verbose_name=_("meeting or event"),
    )
    authorization = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="drawn", verbose_name=_("under authorization")
    )
    commitment = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="paid", verbose_name=_("pays commitment")
    )
    pledge = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fulfilled", verbose_name=_("fulfills pledge")
    )
    condition = models.CharField(_("condition"), max_length=20, choices=Condition, blank=True)
    conditions = models.TextField(_("conditions in words"), blank=True)
    beneficiaries = ArrayField(
        models.CharField(max_length=2), verbose_name=_("countries that benefit"), default=list, blank=True
    )
    pool_note = models.CharField(_("why another pool pays"), max_length=300, blank=True)
    override = models.OneToOneField(
        "fund.Override", models.PROTECT, null=True, blank=True, related_name="entry", verbose_name=_("override")
    )

    # By whom decided, and where it is written
    authority = models.CharField(_("decided by"), max_length=300, blank=True)
    decision = models.ForeignKey(
        "meetings.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fund_entries",
        verbose_name=_("decision"),
    )
    document = models.ForeignKey(
        "library.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fund_entries",
        verbose_name=_("document"),
    )
    source = models.CharField(_("source"), max_length=400, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_page = models.CharField(_("page"), max_length=30, blank=True)

    # Corrections
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name=_("reverses")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    # Natural key of a record of content/; empty for what people record.
    natural_key = models.CharField(max_length=80, null=True, blank=True, unique=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["value_date"], name="entry_by_value_date"),
            # All that sums read, in the order in which they group: they need not walk through the table's long rows.
            models.Index(
                fields=["kind", "nature", "pool", "category", "authorization", "value_date", "id"],
                include=["amount", "reverses", "part_of", "unclear"],
                name="entry_sums",
            ),
            models.Index(fields=["kind", "value_date"], name="entry_by_kind"),
            models.Index(
                fields=["kind", "nature", "-value_date"],
                condition=Q(closing_total__isnull=False),
                name="entry_closing",
            ),
            models.Index(
                fields=["kind", "value_date"],
                condition=Q(amount__isnull=True)
                | Q(published_as__in=[PublishedAs.APPROXIMATE, PublishedAs.DIFFERENCE]),
                name="entry_inexact",
            ),
            models.Index(fields=["record_code"], condition=~Q(record_code=""), name="entry_by_record"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True)
                | Q(reverses__isnull=True, amount__gt=0, amount__lte=LARGEST_AMOUNT)
                | Q(reverses__isnull=False, amount__lt=0, amount__gte=-LARGEST_AMOUNT),
                name="entry_amount_has_its_sign",
                violation_error_message=_("Enter an amount above zero and below 100 million."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | Q(published_as__in=WITHOUT_AMOUNT),
                name="entry_without_amount_says_so",
                violation_error_message=_("An entry without an amount is published as a range or as not disclosed."),
            ),
            # Pages, files and papers tell what is left of every authorization: a hidden amount could be read off.
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(published_as__in=SHOWN_AMOUNTS) | Q(kind__in=HIDEABLE),
                name="entry_of_use_is_shown",
                violation_error_message=_("What is authorized, committed or spent is published with its amount."),
            ),
            models.CheckConstraint(
                condition=Q(range_low__isnull=True, range_high__isnull=True)
                | Q(range_low__isnull=False, range_low__gt=0, range_high__isnull=False, range_high__gte=F("range_low")),
                name="entry_range_in_order",
                violation_error_message=_("A range has a lower and an upper end, in this order."),
            ),
            models.CheckConstraint(
                condition=~Q(published_as=PublishedAs.RANGE) | Q(range_low__isnull=False),
                name="entry_range_is_given",
                violation_error_message=_("Enter both ends of the range."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[EntryKind.CONTRIBUTION, EntryKind.PLEDGE, EntryKind.SUPPORT]) | ~Q(nature=""),
                name="entry_given_in_money_or_kind",
                violation_error_message=_("Say whether it is in money or in kind."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | ~Q(kind__in=[EntryKind.CLOSURE, EntryKind.MINIMUM]),
                name="entry_of_a_rule_has_an_amount",
                violation_error_message=_("Enter the amount."),
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason_es="") | ~Q(reason_en=""),
                name="entry_reversal_has_a_reason",
                violation_error_message=_("Write why the entry is reversed."),
            ),
            models.CheckConstraint(
                condition=Q(original_amount__isnull=True, original_currency="", rate__isnull=True, rate_source="")
                | Q(original_amount__gt=0, original_currency__regex=r"^[A-Z]{3}$", rate__gt=0) & ~Q(rate_source=""),
                name="entry_conversion_is_complete",
                violation_error_message=_("A conversion needs amount, currency, rate and the source of the rate."),
            ),
            models.CheckConstraint(
                condition=Q(closing_total__isnull=True) | Q(amount__isnull=False, part_of__isnull=True, unclear=False),
                name="entry_closing_counts",
                violation_error_message=_("Only an entry that is added up can complete a published total."),
            ),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True) | Q(covers_from__lte=F("value_date")),
                name="entry_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The entry's number as it is cited: LED-000123."""
        return f"LED-{self.pk:06d}" if self.pk else "LED"

    @property
    def amount_is_public(self) -> bool:
        """Whether the public sees the amount; totals include it either way."""
        return self.amount is not None and self.published_as in SHOWN_AMOUNTS

    @property
    def public_meeting(self) -> "Meeting | None":
        """The meeting it paid for, as long as anyone may read of it."""
        return self.meeting if self.meeting is not None and self.meeting.is_public else None

    @property
    def public_decision(self) -> "Decision | None":
        """The decision that moved the money, as long as anyone may read of its meeting."""
        return self.decision if self.decision is not None and self.decision.meeting.is_public else None

    @property
    def public_document(self) -> "Document | None":
        """The document it is written in, as long as anyone may read it."""
        return self.document if self.document is not None and self.document.is_public else None

    @property
    def counts(self) -> bool:
        """Whether the entry takes part in the sums (its amount, when known, is added)."""
        return self.part_of_id is None and not self.unclear

    @property
    def year(self) -> int | None:
        """The year it belongs to; None where only a latest day is known."""
        return None if self.date_precision == DatePrecision.BY else self.value_date.year

    @property
    def earliest(self) -> date | None:
        """The first day it may have happened on, None when not known."""
        if self.date_precision == DatePrecision.DAY:
            return self.value_date
        if self.date_precision == DatePrecision.MONTH:
            return self.value_date.replace(day=1)
        if self.date_precision == DatePrecision.YEAR:
            return self.value_date.replace(month=1, day=1)
        return self.covers_from
