"""Good practice: nominate, assess, step aside, decide (G01–G07). Nobody assesses their own country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.enums import AssessmentState
from portfolio.models import Assessment, Candidate, Criterion, Program, Score
from portfolio.signals import candidacy_opened, program_changed
from portfolio.workflow import CANDIDATE
from rial.accounts.enums import Role
from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import LANGUAGE_CODES, column, current_language
from rial.core.workflow import TransitionRefused
from rial.directory.models import Institution


@dataclass(frozen=True)
class Judgement:
    """What an assessor says on one criterion; both parts may still be missing in a draft."""

    points: int | None = None
    reason: str = ""

    @property
    def is_complete(self) -> bool:
        """Scored, with the reason."""
        return self.points is not None and bool(self.reason)


@transaction.atomic
def nominate(program: Program, *, by: Any, criteria: Iterable[Criterion], closes_on: date | None) -> Candidate:
    """Open a candidacy for the version the public reads now, on the chosen criteria.

    Refuses programs the public cannot read, programs already under assessment, no criteria, a due date gone by.
    """
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not is_secretariat(by, program):
        raise PermissionDenied("nominate")
    chosen = list(criteria)
    if not program.is_public or program.current is None:
        raise ValidationError(_("Only a published program can be nominated."), code="not_public")
    if not chosen:
        raise ValidationError(_("Choose at least one criterion."), code="criteria")
    if closes_on is not None and closes_on < timezone.localdate():
        raise ValidationError(_("The due date has passed. Choose a later one."), code="closes_on")
    if program.candidacies.open().exists():
        raise ValidationError(_("This program is already under assessment."), code="already_open")
    candidate = Candidate.objects.create(program=program, version=program.current, opened_by=by, closes_on=closes_on)
    candidate.criteria.set(chosen)
    candidacy_opened.send(sender=Candidate, candidate=candidate, actor=by)
    return candidate


def partner_institution(user: Any) -> Institution:
    """The partner organization the person assesses for. Refuses everyone else."""
    for membership in user.roles.memberships:
        if membership.role == Role.PARTNER:
            institution: Institution = membership.institution
            return institution
    raise PermissionDenied("not a partner")


def _lock_for(candidate: Candidate, by: Any) -> Candidate:
    """The open candidacy under lock, if this person may assess it; call inside a transaction."""
    locked = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if not locked.is_open:
        raise TransitionRefused(_("The candidacy is closed: assessments can no longer be written."), code="closed")
    if not Candidate.objects.open_to(by).filter(pk=candidate.pk).exists():
        raise PermissionDenied("assess")
    return locked


def _own_draft(candidate: Candidate, by: Any) -> Assessment:
    """The person's assessment, begun now if there is none; refuses one that was submitted or left."""
    assessment, _created = Assessment.objects.get_or_create(
        candidate=candidate,
        assessor=by,
        defaults={"institution": partner_institution(by), "language": current_language()},
    )
    if assessment.state == AssessmentState.SUBMITTED:
        raise TransitionRefused(_("You have already submitted your assessment."), code="submitted")
    if assessment.state == AssessmentState.RECUSED:
        raise TransitionRefused(_("You stepped aside from this candidacy."), code="recused")
    return assessment


@transaction.atomic
def save_assessment(
    candidate: Candidate, *, by: Any, judgements: Mapping[str, Judgement], comment: str = ""
) -> Assessment:
    """Keep a draft, complete or not. Criteria that are not named stay as they are."""
    locked = _lock_for(candidate, by)
    assessment = _own_draft(locked, by)
    criteria = {criterion.code: criterion for criterion in locked.criteria.all()}
    for code, judgement in judgements.items():
        if code not in criteria:
            raise ValidationError(_("There is no such criterion in this candidacy."), code="criterion")
        Score.objects.update_or_create(
            assessment=assessment,
            criterion=criteria[code],
            defaults={"points": judgement.points, "reason": judgement.reason.strip()},
        )
    assessment.comment = comment.strip()
    assessment.language = current_language()
    assessment.save(update_fields=["comment", "language", "updated_at"])
    return assessment


def missing_scores(assessment: Assessment) -> dict[str, str]:
    """{criterion code: what is missing} of an assessment; empty when it can be submitted."""
    given = {score.criterion_id: Judgement(score.points, score.reason) for score in assessment.scores.all()}
    missing = {}
    for criterion in assessment.candidate.criteria.all():
        judgement = given.get(criterion.pk, Judgement())
        if judgement.points is None:
            missing[criterion.code] = _("Give “%(criterion)s” points from 1 to 5.") % {"criterion": criterion.name}
        elif not judgement.reason:
            missing[criterion.code] = _("Write the reason for the points of “%(criterion)s”.") % {
                "criterion": criterion.name
            }
    return missing


@transaction.atomic
def submit_assessment(candidate: Candidate, *, by: Any) -> Assessment:
    """Hand in the saved assessment, once. Refuses while a criterion lacks its points or its reason."""
    locked = _lock_for(candidate, by)
    assessment = _own_draft(locked, by)
    missing = missing_scores(assessment)
    if missing:
        raise ValidationError(list(missing.values()), code="incomplete")
    assessment.state = AssessmentState.SUBMITTED
    assessment.submitted_at = timezone.now()
    assessment.save(update_fields=["state", "submitted_at", "updated_at"])
    return assessment


@transaction.atomic
def declare_conflict(candidate: Candidate, *, by: Any, reason: str) -> Assessment:
    """Step aside because of a conflict of interest; recorded with the reason, also after having submitted.

    Scores already given no longer count. It cannot be taken back.
    """
    if not reason.strip():
        raise ValidationError(_("Write what the conflict is. Only the Secretariat reads it."), code="reason")
    locked = _lock_for(candidate, by)
    assessment, _created = Assessment.objects.get_or_create(
        candidate=locked,
        assessor=by,
        defaults={"institution": partner_institution(by), "language": current_language()},
    )
    if assessment.state == AssessmentState.RECUSED:
        raise TransitionRefused(_("You stepped aside from this candidacy."), code="recused")
    assessment.state = AssessmentState.RECUSED
    assessment.conflict = reason.strip()
    assessment.save(update_fields=["state", "conflict", "updated_at"])
    return assessment


def _refuse_without(texts: Mapping[str, str], message: str, code: str) -> None:
    if any(not (texts.get(language) or "").strip() for language in LANGUAGE_CODES):
        raise ValidationError(message, code=code)


def _decide(candidate: Candidate, action: str, by: Any, texts: dict[str, Mapping[str, str]]) -> Candidate:
    changes: dict[str, Any] = {
        column(name, language): (values.get(language) or "").strip()
        for name, values in texts.items()
        for language in LANGUAGE_CODES
    }
    note = changes[column("outcome", current_language())]
    with transaction.atomic():
        decided = CANDIDATE.perform(candidate, action, by=by, note=note, decided_on=timezone.localdate(), **changes)
        program_changed.send(sender=Program, program=decided.program)
    return decided


def recognize(
    candidate: Candidate, *, by: Any, outcome: Mapping[str, str], transfer_context: Mapping[str, str]
) -> Candidate:
    """Recognize as a good practice, with reasons and context for transfer in every language of the portal.

    Refuses with fewer submitted assessments than PORTFOLIO_MIN_ASSESSMENTS, and a second decision.
    """
    _refuse_without(outcome, _("Write the reasons of the outcome in every language."), "outcome")
    _refuse_without(transfer_context, _("Write the context for transfer in every language."), "transfer_context")
    return _decide(candidate, "recognize", by, {"outcome": outcome, "transfer_context": transfer_context})


def decline(candidate: Candidate, *, by: Any, outcome: Mapping[str, str]) -> Candidate:
    """Record that the program is not recognized, with the reasons in every language; the record becomes public."""
    _refuse_without(outcome, _("Write the reasons of the outcome in every language."), "outcome")
    return _decide(candidate, "decline", by, {"outcome": outcome})


def cancel(candidate: Candidate, *, by: Any, note: str) -> Candidate:
    """Close a candidacy without an outcome; nothing is published."""
    return CANDIDATE.perform(candidate, "cancel", by=by, note=note)


def change_due_date(candidate: Candidate, *, by: Any, closes_on: date) -> Candidate:
    """Give assessors more (or less) time. Refuses a date gone by and a closed candidacy."""
    if not is_secretariat(by, candidate):
        raise PermissionDenied("change due date")
    if closes_on < timezone.localdate():
        raise ValidationError(_("The due date has passed. Choose a later one."), code="closes_on")
    with transaction.atomic():
        locked = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
        if not locked.is_open:
            raise TransitionRefused(_("The candidacy is closed."), code="closed")
        locked.closes_on = closes_on
        locked.save(update_fields=["closes_on"])
    return locked
