"""A meeting and what surrounds its sessions: organizers, who paid, who came, documents (M01–M12, M24–M27, M30, M48)."""

from typing import Any

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.enums import (
    DelegationKind,
    DocumentRole,
    FundingKind,
    MeetingKind,
    OrganizerRole,
    RecordState,
    Standing,
)
from meetings.querysets import MeetingQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Country, Institution, Topic
from rial.library.models import Document

from .base import Dated, Party, Sourced, names_someone
from .body import Body, BodyTerm
from .conference import Article, Conference

# Who may go where, in the database too: raw SQL and bulk updates are refused as well (design.md, section 6).
MEETING_MOVES = [
    (RecordState.DRAFT, RecordState.PUBLISHED),
    (RecordState.PUBLISHED, RecordState.WITHDRAWN),
    (RecordState.WITHDRAWN, RecordState.PUBLISHED),
]


class ActivityCalendar(Sourced):
    """A calendar of activities of about two years, approved by a planning meeting (M32, E12)."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    approved_at = models.ForeignKey(
        "meetings.Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calendars_approved",
        verbose_name=_("approved at"),
    )

    class Meta:
        ordering = ["-first_year"]
        verbose_name = _("calendar of activities")
        verbose_name_plural = _("calendars of activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="calendar_years_in_order",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Meeting(Dated, Sourced):
    """A meeting, workshop or announced event. Its public address never changes (M50)."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=MeetingKind)
    # What it was called: the theme of a workshop, or nothing where body, number and edition say it all.
    title = models.CharField(_("title"), max_length=300, blank=True)
    conference = models.ForeignKey(
        Conference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("in the framework of"),
    )
    bodies = models.ManyToManyField(Body, blank=True, related_name="meetings", verbose_name=_("bodies"))
    # M59: first, second meeting of the body within the edition.
    number = models.PositiveSmallIntegerField(
        _("number within the edition"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="hosted_meetings", verbose_name=_("country")
    )
    virtual = models.BooleanField(_("virtual"), default=False)
    # E14: halves too.
    days = models.DecimalField(_("length in days"), max_digits=4, decimal_places=1, null=True, blank=True)
    # For the calendar: local hours with their zone; empty means whole days.
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    timezone = models.CharField(_("time zone"), max_length=50, blank=True)
    standing = models.CharField(_("in the calendar"), max_length=10, choices=Standing, default=Standing.HELD)
    calendar = models.ForeignKey(
        ActivityCalendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("calendar of activities"),
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="meetings", verbose_name=_("topics"))

    lead = models.TextField(_("in one or two sentences"), blank=True)
    description = models.TextField(_("description and participants"), blank=True)
    background = models.TextField(_("background"), blank=True)
    approach = models.TextField(_("how the ideas were gathered"), blank=True)
    closing = models.TextField(_("closing"), blank=True)
    link = models.URLField(_("page of the meeting elsewhere"), max_length=500, blank=True)
    # M09: the number the report states; the list may be shorter.
    delegations_stated = models.PositiveSmallIntegerField(_("number of delegations, as stated"), null=True, blank=True)
    participants_note = models.TextField(_("note on participants"), blank=True)

    mandates = models.ManyToManyField(Article, blank=True, related_name="meetings", verbose_name=_("mandates"))
    joint_with = models.ManyToManyField("self", blank=True, verbose_name=_("held together with"))
    # M31: the planning meeting that preceded it.
    planned_at = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_meetings",
        verbose_name=_("planned at"),
    )
    # M47, E11: events that follow earlier ones or prepare later ones.
    follows = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="followed_by", verbose_name=_("builds on")
    )

    state = models.CharField(_("state"), max_length=10, choices=RecordState, default=RecordState.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    # Of the record of content/ it was entered from; empty for what was written in the portal.
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    # iCalendar: rises with every change of date, place, title or standing.
    sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = [F("start").desc(nulls_last=True), "slug"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(start_time__isnull=True) | ~Q(timezone=""),
                name="meeting_hours_have_a_zone",
                violation_error_message=_("Hours need a time zone."),
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordState.PUBLISHED) | Q(published_at__isnull=False),
                name="published_meeting_has_a_date",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="meeting_moves", field="state", transitions=[(str(a), str(b)) for a, b in MEETING_MOVES]
            ),
            pgtrigger.Protect(
                name="meeting_kept_once_published",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # Composed in meetings.naming for readers; here for lists of the admin.
        return self.title or self.slug

    def get_absolute_url(self) -> str:
        """The meeting's page, in the reader's language."""
        return reverse("meetings:meeting", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether anyone may read it."""
        return self.state == RecordState.PUBLISHED

    def terms(self) -> "models.QuerySet[Any]":
        """The bodies' titles and authorities under this meeting's edition."""
        return BodyTerm.objects.filter(body__in=self.bodies.all(), conference=self.conference_id)


class MeetingLog(TransitionLog):
    """Published, withdrawn, by whom."""

    subject = models.ForeignKey(Meeting, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class Organizer(Party):
    """Who coordinated, organized or hosted, and in what capacity (M03, E13)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="organizers")
    role = models.CharField(_("role"), max_length=12, choices=OrganizerRole)
    capacity = models.CharField(_("capacity"), max_length=200, blank=True)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("organizer")
        verbose_name_plural = _("organizers")
        constraints = [names_someone("organizer_is_someone")]


class Financing(Party):
    """Who paid for which part (M04, M05); `from_fund` is the Voluntary Contributions Fund."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="financing")
    part = models.CharField(_("part paid"), max_length=200, blank=True)
    capacity = models.CharField(_("capacity"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=FundingKind, blank=True)
    from_fund = models.BooleanField(_("paid by the Voluntary Contributions Fund"), default=False)
    partial = models.BooleanField(_("in part"), default=False)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    ceiling = models.BooleanField(_("the amount is a ceiling"), default=False)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="USD")

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("financing")
        verbose_name_plural = _("financing")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_fund=True)
                | Q(country__isnull=False)
                | Q(institution__isnull=False)
                | ~Q(label_es="")
                | ~Q(label_en=""),
                name="financing_is_by_someone",
                violation_error_message=_("Say who paid."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="financing_amount_positive",
                violation_error_message=_("An amount is greater than zero."),
            ),
        ]


class Delegation(Party):
    """Who took part (M09–M12). Lists may be incomplete; the stated number is the meeting's."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="delegations")
    kind = models.CharField(_("kind"), max_length=20, choices=DelegationKind)

    class Meta:
        ordering = ["meeting", "kind", "position", "pk"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            names_someone("delegation_is_someone"),
            models.UniqueConstraint(
                fields=["meeting", "kind", "country"],
                condition=Q(country__isnull=False, institution__isnull=True),
                name="state_once_per_kind_of_delegation",
                violation_error_message=_("This state is already in the list."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "institution"],
                condition=Q(institution__isnull=False),
                name="institution_once_per_meeting",
                violation_error_message=_("This institution is already in the list."),
            ),
        ]


class PriorityTopic(models.Model):
    """A topic defined for the meeting, and by whom (M30)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="priorities")
    text = models.CharField(_("priority topic"), max_length=300, blank=True)
    defined_by = models.CharField(_("defined by"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("priority topic")
        verbose_name_plural = _("priority topics")

    def __str__(self) -> str:
        return self.text


class SiteVisit(models.Model):
    """A visit that belongs to the meeting (M48)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="visits")
    title = models.CharField(_("what was visited"), max_length=250, blank=True)
    on = models.DateField(_("date"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")

    def __str__(self) -> str:
        return self.title


class MeetingDocument(models.Model):
    """“Discussed at”: a document, in what role, with the symbol as this meeting's report prints it (M24–M27)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, models.PROTECT, related_name="discussions", verbose_name=_("document"))
    session = models.ForeignKey(
        "meetings.Session",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("session"),
    )
    role = models.CharField(_("role"), max_length=15, choices=DocumentRole, default=DocumentRole.WORKING)
    symbol_printed = models.CharField(_("symbol as printed there"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("document of the meeting")
        verbose_name_plural = _("documents of the meeting")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "document", "role"],
                name="document_once_per_role",
                violation_error_message=_("This document is already in the list."),
            )
        ]


class Registration(models.Model):
    """A participant whom a delegation registers for a coming meeting (E15). Never shown in public."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="registrations")
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="registrations", verbose_name=_("institution")
    )
    full_name = models.CharField(_("full name"), max_length=150)
    post = models.CharField(_("post"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    needs = models.CharField(_("language or accessibility needs"), max_length=300, blank=True)
    material_sent_at = models.DateTimeField(_("material sent"), null=True, blank=True, editable=False)
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)

    class Meta:
        ordering = ["meeting", "institution", "full_name"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "institution", "full_name"],
                name="person_registered_once",
                violation_error_message=_("This person is already registered."),
            )
        ]
