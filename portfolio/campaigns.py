"""What an intake campaign asks of a ministry's desk and of the timer; imported by the app's ready()."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rial.core.bilingual import text_of
from rial.core.due import due
from rial.core.waiting import WaitingItem, waits_at_desk
from rial.directory.models import Institution

from .models import CampaignInvitation
from .progress import Standing, progress_of_one
from .services.campaigns import remind_due

_ANSWERED = {Standing.SUBMITTED, Standing.PUBLISHED, Standing.DECLINED}


@waits_at_desk
def open_invitations(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Invitations to running campaigns that the ministry has not answered with a program or a word."""
    invitations = CampaignInvitation.objects.at_desk_of(user).filter(institution=institution)
    for invitation in invitations.select_related("campaign"):
        if progress_of_one(invitation).standing in _ANSWERED or invitation.invited_at is None:
            continue
        yield WaitingItem(
            title=text_of(invitation.campaign, "name").value,
            url=reverse("desk:campaign", args=[invitation.pk]),
            since=invitation.invited_at,
            detail=_("Publish your programs, or say that you have none to add."),
            source=_("From the Secretariat"),
            kind="campaign",
            due=invitation.campaign.closes_on,
        )


@due("portfolio_campaigns")
def remind_of_campaigns(today: date) -> int:
    """Reminders before a campaign closes; see `services.campaigns.remind_due`."""
    return remind_due(today)
