"""Sessions of a meeting: who moderated and spoke, as of that day, and what was said (M13–M17, M36–M38, M57)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import PointKind, SessionKind, SpeakerRole
from rial.directory.models import Country, Institution
from rial.library.models import Document

from .base import Party, names_someone
from .meeting import Meeting


class Person(models.Model):
    """Someone who spoke. Post and institution belong to the day, so they are in Speaker, not here (N23)."""

    full_name = models.CharField(_("full name"), max_length=150)
    # Other ways in which reports print the name, one per line: “Jose-Carlos Bazan”.
    also_printed = models.TextField(_("also printed as"), blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )

    class Meta:
        ordering = ["full_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["full_name", "country"],
                nulls_distinct=False,
                name="person_once",
                violation_error_message=_("This person is already on record."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class Session(models.Model):
    """A panel, information session, opening or closing, in order."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=12, choices=SessionKind, default=SessionKind.PANEL)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    on = models.DateField(_("date"), null=True, blank=True)
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    # M57: questions sent to the delegations beforehand, with the day by which answers were due.
    questions = models.TextField(_("guiding questions"), blank=True)
    answers_due = models.DateField(_("answers due"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_time__isnull=True) | Q(end_time__isnull=True) | Q(start_time__lt=F("end_time")),
                name="session_hours_in_order",
                violation_error_message=_("It ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "kind", "number"],
                condition=Q(number__isnull=False),
                name="session_number_once",
                violation_error_message=_("There is already a session with this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    @property
    def anchor(self) -> str:
        """The id of the session on the meeting's page."""
        return f"s{self.pk}"


class Speaker(models.Model):
    """A person in a session, with post and institution as of that day (M13, M14)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="speakers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appearances", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=SpeakerRole, default=SpeakerRole.PRESENTER)
    post = models.CharField(_("post on that day"), max_length=300, blank=True)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    # As the report prints it, where the institution is not on record or is named differently there.
    institution_printed = models.CharField(_("institution as printed"), max_length=300, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    capacity = models.CharField(_("capacity"), max_length=200, blank=True)
    subject = models.CharField(_("subject of the presentation"), max_length=300, blank=True)
    slides = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("slides or recording")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["session", "role", "position", "pk"]
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "role"],
                name="person_once_per_role",
                violation_error_message=_("This person is already in the session with this role."),
            )
        ]

    def __str__(self) -> str:
        return self.person.full_name


class SessionDelegation(Party):
    """A delegation or body that took part in the dialogue (M15), in the order printed."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="dialogue")

    class Meta:
        ordering = ["session", "position", "pk"]
        verbose_name = _("delegation in the dialogue")
        verbose_name_plural = _("delegations in the dialogue")
        constraints = [
            names_someone("dialogue_delegation_is_someone"),
            models.UniqueConstraint(
                fields=["session", "country", "institution"],
                condition=Q(country__isnull=False) | Q(institution__isnull=False),
                nulls_distinct=False,
                name="delegation_once_per_dialogue",
                violation_error_message=_("This delegation is already in the list."),
            ),
        ]


class Point(models.Model):
    """A main point, in order, one level of nesting, each attributable (M16)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="points")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("under")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PointKind, default=PointKind.POINT)
    text = models.TextField(_("text"), blank=True)
    # Says who spoke where it is a person: the minister's greeting (M38).
    speaker = models.ForeignKey(
        Speaker, models.SET_NULL, null=True, blank=True, related_name="points", verbose_name=_("said by")
    )
    articles = models.ManyToManyField(
        "meetings.Article", blank=True, related_name="points", verbose_name=_("mandates cited")
    )
    documents = models.ManyToManyField(Document, blank=True, related_name="points", verbose_name=_("documents cited"))
    print_note = models.TextField(_("note on the printed source"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["session", "position", "pk"]
        verbose_name = _("main point")
        verbose_name_plural = _("main points")

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def anchor(self) -> str:
        """The id of the point on the meeting's page, so that it can be cited."""
        return f"p{self.pk}"


class PointAttribution(Party):
    """A delegation or institution to which a point is attributed."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="attributions")

    class Meta:
        ordering = ["point", "position", "pk"]
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        constraints = [names_someone("attribution_is_someone")]


class ProgramMention(models.Model):
    """A program presented in a session or named in a point (P29), by its permanent code.

    A code and no foreign key: meetings and portfolio do not know each other; rial.core.references joins them.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="programs")
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="programs", verbose_name=_("session")
    )
    point = models.ForeignKey(
        Point, models.CASCADE, null=True, blank=True, related_name="programs", verbose_name=_("main point")
    )
    code = models.CharField(_("code of the program"), max_length=12)

    class Meta:
        ordering = ["meeting", "code", "pk"]
        verbose_name = _("program mentioned")
        verbose_name_plural = _("programs mentioned")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^PRG-\d{4,}$"),
                name="mention_names_a_program",
                violation_error_message=_("Give the code of a program, such as PRG-0042."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "session", "point", "code"], nulls_distinct=False, name="program_mentioned_once"
            ),
        ]
