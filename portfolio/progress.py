"""How far each ministry is in a campaign: counted from its versions, never typed in (P06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from rial.accounts.enums import MINISTRY_ROLES
from rial.accounts.models import Membership
from rial.directory.models import Institution

from .enums import Origin, VersionState
from .models import Campaign, CampaignInvitation, Version


class Standing(Enum):
    """A ministry's place in a campaign: the furthest it got since it was invited."""

    NOT_INVITED = "not_invited"
    NOT_STARTED = "not_started"
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The word on the tag."""
        return str(_LABELS[self])

    @property
    def tone(self) -> str:
        """The tag's tone (look/README, "Tags")."""
        return _TONES[self]


_LABELS = {
    Standing.NOT_INVITED: _("Not invited yet"),
    Standing.NOT_STARTED: _("Not started"),
    Standing.DRAFTING: _("Drafting"),
    Standing.SUBMITTED: _("Submitted"),
    Standing.PUBLISHED: _("Published"),
    Standing.DECLINED: _("Nothing to add"),
}
_TONES = {
    Standing.NOT_INVITED: "line",
    Standing.NOT_STARTED: "line",
    Standing.DRAFTING: "wa",
    Standing.SUBMITTED: "in",
    Standing.PUBLISHED: "ok",
    Standing.DECLINED: "",
}


@dataclass(frozen=True)
class Progress:
    """One ministry: its standing, how many versions of it are where, when it last did something."""

    invitation: CampaignInvitation
    drafts: int
    submitted: int
    published: int
    last_activity: datetime | None
    people: int

    @property
    def standing(self) -> Standing:
        """Derived from the counts; a submission outweighs an earlier “nothing to add”."""
        if self.published:
            return Standing.PUBLISHED
        if self.submitted:
            return Standing.SUBMITTED
        if self.invitation.declined_at is not None:
            return Standing.DECLINED
        if self.drafts:
            return Standing.DRAFTING
        return Standing.NOT_STARTED if self.invitation.invited_at else Standing.NOT_INVITED


def _since_invited() -> Any:
    """{ministry's count: expression}: versions touched since the invitation, by where they stand."""
    invited = OuterRef("invited_at")
    of_ministry = Version.objects.filter(program__institution=OuterRef("institution"))
    # An imported draft is the ministry's work only once someone wrote in it or handed it in.
    untouched = Q(program__origin=Origin.IMPORT, submitted_at__isnull=True, updated_by=F("created_by"))
    moved = of_ministry.exclude(untouched).filter(
        Q(updated_at__gte=invited) | Q(submitted_at__gte=invited) | Q(published_at__gte=invited)
    )
    in_work = Q(state__in=(VersionState.DRAFT, VersionState.RETURNED), updated_at__gte=invited)
    waiting = Q(state=VersionState.SUBMITTED, submitted_at__gte=invited)
    public = Q(state__in=(VersionState.PUBLISHED, VersionState.SUPERSEDED), published_at__gte=invited)
    grouped = moved.order_by().values("program__institution")

    def count(condition: Q) -> Any:
        return Coalesce(Subquery(grouped.annotate(n=Count("pk", filter=condition)).values("n")), 0)

    latest = Greatest(Max("updated_at"), Max("submitted_at"), Max("published_at"))
    return {
        "drafts": count(in_work),
        "submitted": count(waiting),
        "published": count(public),
        "last_activity": Subquery(grouped.annotate(at=latest).values("at")),
    }


def progress_of(campaign: Campaign) -> list[Progress]:
    """Every ministry of the campaign in reading order; a constant number of queries."""
    people = people_by_ministry()
    rows: Any = campaign.invitations.in_reading_order().annotate(**_since_invited())
    return [
        Progress(
            invitation=row,
            drafts=row.drafts,
            submitted=row.submitted,
            published=row.published,
            last_activity=row.last_activity,
            people=people.get(row.institution_id, 0),
        )
        for row in rows
    ]


def people_by_ministry() -> Mapping[int, int]:
    """{institution: editors and coordinators with access today}."""
    rows = (
        Membership.objects.in_force()
        .filter(role__in=MINISTRY_ROLES, user__is_active=True)
        .order_by()
        .values("institution")
        .annotate(n=Count("user", distinct=True))
    )
    return {row["institution"]: row["n"] for row in rows}


def summary(rows: list[Progress]) -> list[tuple[Standing, int]]:
    """How many ministries stand where, in the order of the standings; standings without any are left out."""
    counted = [(standing, sum(row.standing is standing for row in rows)) for standing in Standing]
    return [(standing, count) for standing, count in counted if count]


def progress_of_one(invitation: CampaignInvitation) -> Progress:
    """One ministry's own progress, for its desk."""
    rows = CampaignInvitation.objects.filter(pk=invitation.pk).in_reading_order()
    row: Any = rows.annotate(**_since_invited()).get()
    return Progress(row, row.drafts, row.submitted, row.published, row.last_activity, people=0)


def ministries() -> list[Institution]:
    """The active ministries a campaign can invite, by country in the reader's language."""
    found = Institution.objects.ministries().filter(active=True, country__active_member=True)
    return list(found.with_names().in_reading_order())
