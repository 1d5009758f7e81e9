"""Who sees which program and version: the only place that decides it. Out of sight is 404."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, Q, Subquery, When
from django.db.models.functions import Greatest, Now

from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import column

from .enums import (
    APPROVED_STATES,
    OPEN_STATES,
    AssessmentState,
    CampaignState,
    CandidateState,
    Origin,
    VersionState,
)

if TYPE_CHECKING:
    from .models import Assessment, CampaignInvitation, Candidate, Launch, Program, Version


def public_now(path: str = "") -> Q:
    """What anyone may read at this moment of the database's clock: approved, and its launch has come (P07).

    For queries that reach programs through `path` ("program__"). Every question whether the public sees a
    program is answered here; the states alone say only that the Secretariat approved it.
    """
    launched = Q(**{f"{path}launch__isnull": True}) | Q(**{f"{path}launch__at__lte": Now()})
    return approved(path) & launched & Q(~Exists(_launches().of_portfolio().ahead()))


def approved(path: str = "") -> Q:
    """What the Secretariat published or archived, whether or not its launch has come."""
    return Q(**{f"{path}state__in": APPROVED_STATES, f"{path}current__isnull": False})


def _launches() -> "LaunchQuerySet":
    # By name: the models stand on this module.
    found: LaunchQuerySet = apps.get_model("portfolio", "Launch")._default_manager.all()
    return found


class LaunchQuerySet(models.QuerySet["Launch"]):
    def ahead(self) -> Self:
        """Those whose moment has not come."""
        return self.filter(at__gt=Now())

    def past(self) -> Self:
        """Those whose moment has come."""
        return self.filter(at__lte=Now())

    def of_portfolio(self) -> Self:
        """The launch of the whole portfolio; at most one."""
        return self.filter(campaign__isnull=True)

    def of_campaigns(self) -> Self:
        """The launches of intake campaigns."""
        return self.filter(campaign__isnull=False)

    def holding(self, institution: Any, since: Any) -> Self:
        """Launches ahead of campaigns that had invited the ministry by then; the nearest first."""
        invited = {"campaign__invitations__institution": institution, "campaign__invitations__invited_at__lte": since}
        return self.ahead().filter(**invited).order_by("at", "pk")


def _ministry_ids(user: Any) -> frozenset[int]:
    return user.roles.ministry_ids if user.is_authenticated else frozenset()


class ProgramQuerySet(models.QuerySet["Program"]):
    def public(self) -> Self:
        """What anyone may read: published and archived programs whose launch has come."""
        return self.filter(public_now())

    def approved(self) -> Self:
        """Published and archived programs, also those that wait for their launch."""
        return self.filter(approved())

    def held(self) -> Self:
        """Approved programs that wait for a launch, their own or the portfolio's (P07)."""
        waiting = Q(launch__at__gt=Now()) | Exists(_launches().of_portfolio().ahead())
        return self.approved().filter(waiting)

    def with_opening(self) -> Self:
        """With `opens_at`: the moment until which launches ahead hold it, whatever its state; None for none."""
        whole = Subquery(_launches().of_portfolio().ahead().values("at")[:1])
        return self.annotate(opens_at=Greatest(whole, Case(When(launch__at__gt=Now(), then=F("launch__at")))))

    def visible_to(self, user: Any) -> Self:
        """Public ones, those of the person's ministries, and everything for the Secretariat."""
        if is_secretariat(user):
            return self.all()
        return self.filter(public_now() | Q(institution__in=_ministry_ids(user)))

    def editable_by(self, user: Any) -> Self:
        """Those of the person's ministries; all for the Secretariat."""
        if is_secretariat(user):
            return self.all()
        return self.filter(institution__in=_ministry_ids(user))

    def of(self, institution: Any) -> Self:
        """The programs of one institution."""
        return self.filter(institution=institution)

    def with_card_data(self) -> Self:
        """With what a card or a table row shows, in a constant number of queries."""
        related = self.select_related("institution__country", "current").prefetch_related("institution__names")
        return related.with_opening()

    def with_open_version(self) -> Self:
        """With the version being written or reviewed as `open_versions` (at most one)."""
        # By name: the models stand on this module.
        opened = apps.get_model("portfolio", "Version")._default_manager.filter(state__in=OPEN_STATES)
        return self.prefetch_related(models.Prefetch("versions", queryset=opened, to_attr="open_versions"))


class VersionQuerySet(models.QuerySet["Version"]):
    def open(self) -> Self:
        """Being written or reviewed."""
        return self.filter(state__in=OPEN_STATES)

    def in_review(self) -> Self:
        """What the Secretariat has to read."""
        return self.filter(state=VersionState.SUBMITTED)

    def untouched_imports(self) -> Self:
        """Drafts of an import that nobody has written in since: the ministry is to confirm them (P08)."""
        return self.filter(program__origin=Origin.IMPORT, state=VersionState.DRAFT, updated_by=models.F("created_by"))

    def readable(self) -> Self:
        """Versions with a public address: the published one and its predecessors."""
        return self.filter(state__in=(VersionState.PUBLISHED, VersionState.SUPERSEDED))

    def visible_to(self, user: Any) -> Self:
        """Readable versions of public programs, every version of one's own ministry, all for the Secretariat."""
        if is_secretariat(user):
            return self.all()
        public = Q(state__in=(VersionState.PUBLISHED, VersionState.SUPERSEDED)) & public_now("program__")
        return self.filter(public | Q(program__institution__in=_ministry_ids(user)))

    def editable_by(self, user: Any) -> Self:
        """Open versions of one's own ministry; all open ones for the Secretariat."""
        opened = self.filter(state__in=OPEN_STATES)
        return opened if is_secretariat(user) else opened.filter(program__institution__in=_ministry_ids(user))

    def with_content(self) -> Self:
        """With everything the sheet, the diff, the comparison and the exports read."""
        return self.select_related(
            "program__institution__country", "modelled_on__current", "program__institution__country__subregion"
        ).prefetch_related(
            "topics",
            "populations",
            "results",
            "evaluations",
            "links",
            "sources",
            "attachments",
            "program__institution__names",
        )


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def public(self) -> Self:
        """Decided candidacies of public programs: their record is public (G02)."""
        return self.filter(
            public_now("program__"), state__in=(CandidateState.RECOGNIZED, CandidateState.NOT_RECOGNIZED)
        )

    def open(self) -> Self:
        """Under assessment."""
        return self.filter(state=CandidateState.OPEN)

    def foreign_to(self, user: Any) -> Self:
        """Without those of an institution or a country the person stands for today (G01)."""
        roles = user.roles
        own_institutions = [membership.institution_id for membership in roles.memberships]
        own = Q(program__institution__in=own_institutions) | Q(program__institution__country__in=roles.country_codes)
        return self.exclude(own)

    def open_to(self, user: Any) -> Self:
        """Open candidacies of public programs this partner may assess: never those of their own country (G01)."""
        if not (user.is_authenticated and user.roles.partner):
            return self.none()
        return self.open().foreign_to(user).filter(public_now("program__"))

    def at_desk_of(self, user: Any) -> Self:
        """What a partner finds at the desk: what may be assessed, and closed candidacies the person took part in."""
        if not (user.is_authenticated and user.roles.partner):
            return self.none()
        running = Q(state=CandidateState.OPEN) & public_now("program__")
        taken_part = ~Q(state=CandidateState.OPEN) & Q(pk__in=user.assessments.values("candidate"))
        return self.foreign_to(user).filter(running | taken_part)

    def with_program(self) -> Self:
        """With what a row of a list shows of the program."""
        return self.select_related("program__institution__country", "version").prefetch_related(
            "program__institution__names"
        )


def may_assess(user: Any, candidate: "Candidate") -> bool:
    """Whether this partner may assess the candidacy now (see `CandidateQuerySet.open_to`)."""
    return type(candidate)._default_manager.open_to(user).filter(pk=candidate.pk).exists()


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def of(self, user: Any) -> Self:
        """One's own assessments: nobody sees another's before the outcome."""
        return self.filter(assessor=user)

    def submitted(self) -> Self:
        """Those that count."""
        return self.filter(state=AssessmentState.SUBMITTED)


class CampaignInvitationQuerySet(models.QuerySet["CampaignInvitation"]):
    def at_desk_of(self, user: Any) -> Self:
        """The invitations to running campaigns of the person's ministries."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            institution__in=user.roles.ministry_ids, campaign__state=CampaignState.OPEN, invited_at__isnull=False
        )

    def in_reading_order(self) -> Self:
        """With the ministry's country and names, by country in the reader's language."""
        return (
            self.select_related("institution__country")
            .prefetch_related("institution__names")
            .order_by(column("institution__country__name"), "institution__code")
        )
