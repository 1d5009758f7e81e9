"""Who sees which record of the meetings: the only place that decides it. Out of sight is 404."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from rial.accounts.permissions import is_secretariat

from .enums import OPEN_PROGRESS, ConsultationKind, ConsultationState, PollState, ProposalState, RecordState

if TYPE_CHECKING:
    from .models import Comment, Conference, Consultation, Decision, EventProposal, Instrument, Meeting, Poll


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def public(self) -> Self:
        """Published ones."""
        return self.filter(state=RecordState.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Everything for the Secretariat, published ones for everybody else."""
        return self.all() if is_secretariat(user) else self.public()


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def public(self) -> Self:
        """Published ones."""
        return self.filter(state=RecordState.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Everything for the Secretariat, published ones for everybody else."""
        return self.all() if is_secretariat(user) else self.public()

    def with_record(self) -> Self:
        """With everything a page or a report of the meeting shows, in a constant number of queries."""
        return self.select_related("conference", "country", "calendar", "planned_at__conference").prefetch_related(
            "bodies__terms__authorities__country",
            "bodies__terms__conference",
            "topics",
            "mandates__instrument",
            "mandates__mandates",
            "joint_with__bodies",
            "joint_with__conference",
            "planned_at__bodies",
            *_parties("organizers", "financing", "delegations"),
            "priorities",
            "visits",
            "documents__document__files",
            "programs",
            "sessions__speakers__person",
            *_parties("sessions__speakers", "sessions__dialogue"),
            "sessions__points__speaker__person",
            "sessions__points__articles__instrument",
            "sessions__points__documents",
            *_parties("sessions__points__attributions"),
            *_parties("decisions__responsible"),
            "decisions__articles__instrument",
            "decisions__documents",
            "decisions__event",
            "decisions__body",
            "decisions__notes__meeting",
        )


def _parties(*relations: str) -> list[str]:
    """The lookups of rows that name a country or an institution, with its dated names."""
    ends = ("country", "institution__country", "institution__names")
    return [f"{relation}__{end}" for relation in relations for end in ends]


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def public(self) -> Self:
        """Published ones."""
        return self.filter(state=RecordState.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Everything for the Secretariat, published ones for everybody else."""
        return self.all() if is_secretariat(user) else self.public()


class DecisionQuerySet(models.QuerySet["Decision"]):
    def public(self) -> Self:
        """Those of published meetings."""
        return self.filter(meeting__state=RecordState.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Everything for the Secretariat, those of published meetings for everybody else."""
        return self.all() if is_secretariat(user) else self.public()

    def with_card_data(self) -> Self:
        """With the meeting, who is responsible and what was noted, in a constant number of queries."""
        return self.select_related("meeting__conference", "superseded_by").prefetch_related(
            "meeting__bodies",
            "responsible__country",
            "responsible__institution__country",
            "responsible__institution__names",
            "notes",
            "topics",
        )

    def with_history(self) -> Self:
        """With everything the decision's own page shows, in a constant number of queries."""
        return (
            self.with_card_data()
            .select_related("session", "event__conference", "body", "meeting__country")
            .prefetch_related(
                "articles__instrument", "documents", "event__bodies", "notes__meeting__bodies",
                "notes__meeting__conference", "supersedes", "proposals", "consultations",
            )
        )  # fmt: skip

    def unfinished(self) -> Self:
        """What comes up again in the next meeting of the body."""
        return self.filter(progress__in=OPEN_PROGRESS)


class EventProposalQuerySet(models.QuerySet["EventProposal"]):
    def public(self) -> Self:
        """Proposed to a meeting or decided on; drafts are not."""
        return self.exclude(state=ProposalState.DRAFT)

    def visible_to(self, user: Any) -> Self:
        """Everything for the Secretariat; others also see the drafts of their own ministries."""
        if is_secretariat(user):
            return self.all()
        public = ~Q(state=ProposalState.DRAFT)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(proposed_by__in=user.roles.ministry_ids))

    def with_record(self) -> Self:
        """With everything the proposal's page shows, in a constant number of queries."""
        return self.select_related(
            "proposed_by__country", "country", "document", "approved_by__meeting", "approved_at__conference",
            "event__conference",
        ).prefetch_related(
            "proposed_by__names", "parts", "topics", "articles__instrument", *_parties("organizers", "funding"),
            "hosts__country", "hosts__meeting__conference", "hosts__meeting__bodies", "considered_at__conference",
            "considered_at__bodies", "follows__conference", "follows__bodies", "approved_at__bodies", "event__bodies",
        )  # fmt: skip


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def public(self) -> Self:
        """Those whose compilation is published, and those of the past, which never were open here.

        Those that were open here are between the delegations and the Secretariat until they are compiled.
        """
        held_elsewhere = Q(state=ConsultationState.CLOSED) & Q(pk__in=self._logged("record"))
        opened_here = Q(pk__in=self._logged("open", "reopen"))
        return self.filter(Q(state=ConsultationState.COMPILED) | held_elsewhere & ~opened_here)

    def _logged(self, *actions: str) -> Any:
        """Keys of the consultations that went through one of these transitions."""
        return self.model._default_manager.filter(log__action__in=actions).values("pk")

    def visible_to(self, user: Any) -> Self:
        """All for the Secretariat; begun ones for delegations; the public sees published compilations."""
        if is_secretariat(user):
            return self.all()
        if user is not None and user.is_authenticated and user.roles.delegation_ids:
            return self.exclude(state=ConsultationState.DRAFT)
        return self.public()


class CommentQuerySet(models.QuerySet["Comment"]):
    def readable_at_desk(self, user: Any) -> Self:
        """A delegation reads its own; those of others in a forum, and elsewhere once the compilation is published."""
        own = Q(institution__in=user.roles.delegation_ids)
        shared = Q(consultation__kind=ConsultationKind.FORUM) | Q(consultation__state=ConsultationState.COMPILED)
        return self.filter(own | shared)

    def of_delegations(self, user: Any) -> Self:
        """Those written in the name of this person's delegations."""
        return self.filter(institution__in=user.roles.delegation_ids)


class PollQuerySet(models.QuerySet["Poll"]):
    def public(self) -> Self:
        """Totals are public once the poll is closed (M41)."""
        return self.filter(state=PollState.CLOSED)

    def visible_to(self, user: Any) -> Self:
        """All for the Secretariat; begun ones for delegations; closed ones for everybody."""
        if is_secretariat(user):
            return self.all()
        if user is not None and user.is_authenticated and user.roles.delegation_ids:
            return self.exclude(state=PollState.DRAFT)
        return self.public()
