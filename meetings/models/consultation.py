"""Consultations, forums and questionnaires: delegations write within a window (M40, M43, M46, M54–M57)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.enums import CommentState, ConsultationKind, ConsultationState
from meetings.querysets import CommentQuerySet, ConsultationQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Institution
from rial.library.models import Document

from .base import Party, Sourced, names_someone
from .decision import Decision
from .meeting import Meeting

CONSULTATION_MOVES = [
    (ConsultationState.DRAFT, ConsultationState.OPEN),
    (ConsultationState.DRAFT, ConsultationState.CLOSED),
    (ConsultationState.OPEN, ConsultationState.CLOSED),
    (ConsultationState.CLOSED, ConsultationState.OPEN),
    (ConsultationState.CLOSED, ConsultationState.COMPILED),
]


class Consultation(Sourced):
    """A document or a set of questions on which delegations comment until a day (that day included)."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=15, choices=ConsultationKind, default=ConsultationKind.COMMENTS)
    title = models.CharField(_("title"), max_length=250, blank=True)
    intro = models.TextField(_("what is asked"), blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("document")
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("meeting")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("decided by")
    )
    opens_on = models.DateField(_("opens"), null=True, blank=True)
    closes_on = models.DateField(_("closes"), null=True, blank=True)
    # The day the last reminder left: each delegation is reminded once.
    reminded_on = models.DateField(null=True, editable=False)
    compilation = models.TextField(_("introduction to the compilation"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ConsultationState, default=ConsultationState.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = [F("closes_on").desc(nulls_last=True), "slug"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(opens_on__lte=F("closes_on")),
                name="consultation_window_in_order",
                violation_error_message=_("It closes before it opens."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsultationState.OPEN) | Q(closes_on__isnull=False),
                name="open_consultation_has_a_closing_day",
                violation_error_message=_("Say until which day delegations may write."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="consultation_moves", field="state", transitions=[(str(a), str(b)) for a, b in CONSULTATION_MOVES]
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The consultation's page, in the reader's language."""
        return reverse("meetings:consultation", args=[self.slug])

    @property
    def accepts_comments(self) -> bool:
        """Open, and today lies within the window (both days included, time of the portal)."""
        today = timezone.localdate()
        begun = self.opens_on is None or self.opens_on <= today
        return bool(self.state == ConsultationState.OPEN and begun and self.closes_on and today <= self.closes_on)


class ConsultationLog(TransitionLog):
    """Opened, closed, compiled."""

    subject = models.ForeignKey(Consultation, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class Comment(models.Model):
    """What a delegation says on a passage, in its own name and language, and what became of it."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="comments")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="comments", verbose_name=_("delegation"))
    passage = models.CharField(_("article, page or passage"), max_length=200, blank=True)
    text = models.TextField(_("comment"))
    language = models.CharField(_("language"), max_length=5)
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("written"), default=timezone.now)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    state = models.CharField(_("what became of it"), max_length=12, choices=CommentState, default=CommentState.RECEIVED)
    answer = models.TextField(_("answer of the Technical Secretariat"), blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "institution", "at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")


class Reply(Party):
    """Who was asked and who answered a questionnaire or request for information (M54)."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="replies")
    answered = models.BooleanField(_("answered"), null=True, blank=True)
    on = models.DateField(_("date"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["consultation", "position", "pk"]
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [names_someone("reply_is_by_someone")]
