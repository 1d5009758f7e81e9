"""Good practice: a judgement of partner organizations, apart from the owner's own description (G01–G07)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.enums import AssessmentState, CandidateState
from portfolio.querysets import AssessmentQuerySet, CandidateQuerySet
from rial.core.workflow import TransitionLog
from rial.directory.models import Institution

from .program import Program
from .version import Version

# G01 in the database too: an assessor never stands, today, for the owner's country or institution, and nothing
# is written on a candidacy that is no longer open.
INDEPENDENT_SQL = """
IF (SELECT c.state FROM portfolio_candidate c WHERE c.id = NEW.candidate_id) <> 'open' THEN
  RAISE EXCEPTION 'candidacy % is closed', NEW.candidate_id USING ERRCODE = 'check_violation';
END IF;
IF EXISTS (
  SELECT 1
  FROM portfolio_candidate c
  JOIN portfolio_program p ON p.id = c.program_id
  JOIN directory_institution owner ON owner.id = p.institution_id
  JOIN directory_institution mine ON mine.id = NEW.institution_id
    OR mine.id IN (
      SELECT m.institution_id FROM accounts_membership m
      WHERE m.user_id = NEW.assessor_id AND (m.ended_on IS NULL OR m.ended_on > CURRENT_DATE)
    )
  WHERE c.id = NEW.candidate_id AND (mine.id = owner.id OR mine.country_id = owner.country_id)
) THEN
  RAISE EXCEPTION 'nobody assesses a program of their own country' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

# What was submitted (or left because of a conflict) is not rewritten.
SCORES_FROZEN_SQL = """
IF (SELECT a.state FROM portfolio_assessment a
    WHERE a.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.assessment_id ELSE NEW.assessment_id END) <> 'draft' THEN
  RAISE EXCEPTION 'scores of a submitted assessment are frozen' USING ERRCODE = 'check_violation';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class Criterion(models.Model):
    """A stated criterion, scored 1 to 5, with what the ends of the scale mean (G02)."""

    code = models.SlugField(_("code"), unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    guide_low = models.CharField(_("what 1 means"), max_length=300, blank=True)
    guide_high = models.CharField(_("what 5 means"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """A program under assessment as good practice; one version is assessed, so that scores stay explainable."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="candidacies", verbose_name=_("program"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="candidacies", verbose_name=_("version"))
    state = models.CharField(
        _("state"), max_length=14, choices=CandidateState, default=CandidateState.OPEN, editable=False
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)
    closes_on = models.DateField(_("assessments due"), null=True, blank=True)
    criteria = models.ManyToManyField(Criterion, related_name="candidacies", verbose_name=_("criteria"))
    decided_on = models.DateField(_("decided"), null=True, blank=True, editable=False)
    outcome = models.TextField(_("reasons of the outcome"), blank=True)
    # G05, G06: what another context must have; shown with the warning against blind transfer.
    transfer_context = models.TextField(_("context for transfer"), blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("good-practice candidacy")
        verbose_name_plural = _("good-practice candidacies")
        constraints = [
            models.UniqueConstraint(
                fields=["program"], condition=Q(state=CandidateState.OPEN), name="one_open_candidacy_per_program"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(CandidateState.OPEN, CandidateState.CANCELED)) | Q(decided_on__isnull=False),
                name="decided_candidacy_has_a_date",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="candidate_moves",
                field="state",
                transitions=[("open", "recognized"), ("open", "not_recognized"), ("open", "canceled")],
            ),
            pgtrigger.Protect(name="candidate_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Assessments can still be written."""
        return self.state == CandidateState.OPEN

    @property
    def is_decided(self) -> bool:
        """Recognized or not: the record of the assessment is public."""
        return self.state in {CandidateState.RECOGNIZED, CandidateState.NOT_RECOGNIZED}


class CandidateLog(TransitionLog):
    """The candidacy's transitions."""

    subject = models.ForeignKey(Candidate, models.CASCADE, related_name="log")

    class Meta(TransitionLog.Meta):
        pass


class Assessment(models.Model):
    """One assessor's scores on a candidacy, for an institution that is never of the owner's country."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="assessments")
    assessor = models.ForeignKey("accounts.User", models.PROTECT, related_name="assessments")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT, editable=False)
    comment = models.TextField(_("overall comment"), blank=True)
    # The language the reasons are written in: readers of the other one are told.
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    # Why the assessor stepped aside; recorded, and shown to the Secretariat alone.
    conflict = models.TextField(_("conflict of interest"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["candidate", "assessor"], name="one_assessment_per_assessor"),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.SUBMITTED) | Q(submitted_at__isnull=False),
                name="submitted_assessment_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.RECUSED) | ~Q(conflict=""), name="recusal_says_why"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="assessment_moves",
                field="state",
                transitions=[("draft", "submitted"), ("draft", "recused"), ("submitted", "recused")],
            ),
            pgtrigger.Trigger(
                name="assessment_independent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=INDEPENDENT_SQL,
            ),
            pgtrigger.Protect(name="assessment_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.candidate.program} · {self.institution} · {self.get_state_display()}"


class Score(models.Model):
    """Points from 1 to 5 on one criterion, with the reason."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=Q(points__isnull=True) | Q(points__range=(1, 5)), name="score_1_to_5"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="scores_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=SCORES_FROZEN_SQL,
            )
        ]
