"""Decisions: what was agreed, by whom it is to be done, by when, and what became of it (M18–M20, M33–M35)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.enums import DecisionKind, Progress
from meetings.querysets import DecisionQuerySet
from rial.core.dates import Precision
from rial.core.workflow import TransitionLog
from rial.directory.models import Topic
from rial.library.models import Document

from .base import Party, Sourced, names_someone
from .body import Body
from .conference import Article
from .meeting import Meeting
from .session import Session


class Decision(Sourced):
    """A decision of a meeting under its permanent code; its progress is the last of its dated notes."""

    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions", verbose_name=_("meeting"))
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name=_("session")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind, default=DecisionKind.TASK)
    original_language = models.CharField(
        _("original language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    text = models.TextField(_("decision"), blank=True)
    # Who is to act is in `responsible`; whoever adopts thanks or an agreement has nobody to name.
    starts = models.DateField(_("to begin"), null=True, blank=True)
    starts_precision = models.CharField(_("date known"), max_length=5, choices=Precision, default=Precision.DAY)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    deadline_precision = models.CharField(_("date known"), max_length=5, choices=Precision, default=Precision.DAY)
    progress = models.CharField(
        _("progress"), max_length=12, choices=Progress, default=Progress.NOT_STARTED, editable=False
    )
    # The day of the last note: decisions whose fate nobody told are seen.
    progress_on = models.DateField(_("as of"), null=True, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name=_("superseded by")
    )
    # M19: the event that was agreed; M39: the body that was created.
    event = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="agreed_by", verbose_name=_("event agreed")
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="created_by", verbose_name=_("body created")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="USD")
    articles = models.ManyToManyField(Article, blank=True, related_name="decisions", verbose_name=_("mandates"))
    documents = models.ManyToManyField(Document, blank=True, related_name="decisions", verbose_name=_("documents"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="decisions", verbose_name=_("topics"))
    wording_note = models.CharField(_("note on the wording"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^DEC-\d{4,}$"), name="decision_code_form"),
            models.CheckConstraint(condition=~Q(superseded_by=F("id")), name="decision_not_superseded_by_itself"),
            models.CheckConstraint(
                condition=~Q(progress=Progress.SUPERSEDED) | Q(superseded_by__isnull=False),
                name="superseded_decision_says_by_which",
                violation_error_message=_("Say which decision supersedes it."),
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(deadline__isnull=True) | Q(starts__lte=F("deadline")),
                name="decision_deadline_after_start",
                violation_error_message=_("The deadline is before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The decision's page, in the reader's language."""
        return reverse("meetings:decision", args=[self.code])


class Responsible(Party):
    """Who is to carry a decision out: a delegation, an institution, a body, or “all delegations”."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="responsible")

    class Meta:
        ordering = ["decision", "position", "pk"]
        verbose_name = _("responsible")
        verbose_name_plural = _("responsible")
        constraints = [names_someone("responsible_is_someone")]


class StatusNote(models.Model):
    """How far a decision was on a day, perhaps as reported at a meeting. Never edited, only added."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="notes")
    on = models.DateField(_("as of"))
    progress = models.CharField(_("progress"), max_length=12, choices=Progress)
    text = models.TextField(_("note"), blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="status_notes", verbose_name=_("reported at")
    )
    source = models.CharField(_("source"), max_length=400, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ["decision", "on", "pk"]
        verbose_name = _("status note")
        verbose_name_plural = _("status notes")
        triggers = [pgtrigger.Protect(name="status_note_never_edited", operation=pgtrigger.Update)]


class DecisionLog(TransitionLog):
    """Changes of progress, by whom and when they were recorded."""

    subject = models.ForeignKey(Decision, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass
