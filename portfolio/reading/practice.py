"""The record of an assessment as readers see it: criteria, institutions, points, averages, reasons (G02, G05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from portfolio.enums import AssessmentState
from portfolio.models import Assessment, Candidate, Criterion, Score
from rial.accounts.enums import Role
from rial.accounts.models import Membership, User
from rial.core.bilingual import Text
from rial.directory.models import Institution


@dataclass(frozen=True)
class Column:
    """One submitted assessment, shown by its institution; a number tells apart several of the same one."""

    assessment: Assessment
    institution: Institution
    number: int

    @property
    def reasons_language(self) -> str:
        """The language the assessor wrote in."""
        return self.assessment.language


@dataclass(frozen=True)
class Cell:
    """Points and reason of one assessment on one criterion."""

    column: Column
    points: int | None
    reason: Text


@dataclass(frozen=True)
class Line:
    """One criterion with the points of every assessment."""

    criterion: Criterion
    cells: Sequence[Cell]

    @property
    def average(self) -> Decimal | None:
        """Mean of the points given, to one decimal."""
        return mean([cell.points for cell in self.cells if cell.points is not None])


@dataclass(frozen=True)
class Record:
    """The whole assessment: lines by criterion, columns by institution."""

    columns: Sequence[Column]
    lines: Sequence[Line]

    @property
    def averages(self) -> list[Decimal | None]:
        """Mean of each column, in the order of `columns`."""
        return [
            mean([line.cells[index].points for line in self.lines if line.cells[index].points is not None])
            for index in range(len(self.columns))
        ]

    @property
    def average(self) -> Decimal | None:
        """Mean of all points given."""
        return mean([cell.points for line in self.lines for cell in line.cells if cell.points is not None])


def mean(points: Sequence[int | None]) -> Decimal | None:
    """The mean to one decimal, halves up; None when there is nothing to average."""
    given = [Decimal(value) for value in points if value is not None]
    if not given:
        return None
    return (sum(given, Decimal(0)) / len(given)).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


def record_of(candidate: Candidate) -> Record:
    """The submitted assessments of a candidacy; a constant number of queries."""
    submitted = list(
        candidate.assessments.submitted()
        .select_related("institution__country")
        .prefetch_related("institution__names", "scores")
    )
    columns = _columns(submitted)
    scores: dict[tuple[int, int], Score] = {
        (assessment.pk, score.criterion_id): score for assessment in submitted for score in assessment.scores.all()
    }
    lines = [
        Line(criterion, [_cell(column, scores.get((column.assessment.pk, criterion.pk))) for column in columns])
        for criterion in candidate.criteria.all()
    ]
    return Record(columns, lines)


def _cell(column: Column, score: Score | None) -> Cell:
    reason = Text(score.reason if score else "", column.reasons_language)
    return Cell(column, score.points if score else None, reason)


def _columns(assessments: Sequence[Assessment]) -> list[Column]:
    totals: dict[int, int] = {}
    for assessment in assessments:
        totals[assessment.institution_id] = totals.get(assessment.institution_id, 0) + 1
    seen: dict[int, int] = {}
    columns = []
    for assessment in assessments:
        key = assessment.institution_id
        seen[key] = seen.get(key, 0) + 1
        number = seen[key] if totals[key] > 1 else 0
        columns.append(Column(assessment, assessment.institution, number))
    return columns


@dataclass(frozen=True)
class Standing:
    """Where one assessor stands in a candidacy, for the Secretariat."""

    assessor: User
    institution: Institution
    # "", when nothing was begun.
    state: str
    assessment: Assessment | None


def standings(candidate: Candidate) -> list[Standing]:
    """Every assessor who may assess or has: who has submitted, who has begun, who stepped aside."""
    written = {
        assessment.assessor_id: assessment
        for assessment in candidate.assessments.select_related("assessor", "institution__country").prefetch_related(
            "institution__names"
        )
    }
    found = {key: Standing(item.assessor, item.institution, item.state, item) for key, item in written.items()}
    for membership in eligible_memberships(candidate):
        if membership.user_id not in found:
            found[membership.user_id] = Standing(membership.user, membership.institution, "", None)
    order = {AssessmentState.SUBMITTED: 0, AssessmentState.DRAFT: 1, "": 2, AssessmentState.RECUSED: 3}
    return sorted(found.values(), key=lambda item: (order[item.state], item.institution.code, item.assessor.email))


def eligible_memberships(candidate: Candidate) -> list[Membership]:
    """Partners of today who may assess it: active people who stand for no institution of the owner's country."""
    owner = candidate.program.institution
    in_force = Membership.objects.in_force()
    conflicted = in_force.filter(institution=owner.pk)
    if owner.country_id:
        conflicted = conflicted | in_force.filter(institution__country=owner.country_id)
    return list(
        in_force.filter(role=Role.PARTNER, user__is_active=True)
        .exclude(user__in=conflicted.values("user"))
        .select_related("user", "institution__country")
        .prefetch_related("institution__names")
        .order_by("institution__code", "user__email")
    )


def days_open(candidate: Candidate) -> int:
    """Whole days since the candidacy was opened."""
    return max(0, (timezone.now() - candidate.opened_at).days)
