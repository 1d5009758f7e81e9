"""Intake campaigns: prepare, invite, remind, close; “no new programs to add” by the ministry (P06)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio import notifications
from portfolio.enums import CampaignState
from portfolio.models import Campaign, CampaignInvitation
from portfolio.progress import Progress, Standing, progress_of
from portfolio.workflow import CAMPAIGN
from rial.accounts.permissions import is_secretariat
from rial.core.workflow import TransitionRefused
from rial.directory.models import Institution

# Days before the closing on which ministries that have not submitted are reminded, unless chosen otherwise.
USUAL_REMINDERS = [14, 3]


@transaction.atomic
def save_campaign(campaign: Campaign, *, by: Any, ministries: Iterable[Institution]) -> Campaign:
    """Create or change a campaign and its list of ministries.

    Invited ministries stay on the list; ministries added while it is open are invited at once. Refuses a
    closed campaign and dates out of order.
    """
    if not is_secretariat(by, campaign):
        raise PermissionDenied("save campaign")
    if campaign.state == CampaignState.CLOSED:
        raise TransitionRefused(_("The campaign is closed."), code="closed")
    if campaign.opens_on > campaign.closes_on:
        raise ValidationError(_("The campaign closes before it opens."), code="dates")
    campaign.save()
    wanted = {institution.pk: institution for institution in ministries}
    campaign.invitations.filter(invited_at__isnull=True).exclude(institution__in=wanted).delete()
    listed = set(campaign.invitations.values_list("institution", flat=True))
    for key, institution in wanted.items():
        if key not in listed:
            CampaignInvitation.objects.create(campaign=campaign, institution=institution)
    if campaign.state == CampaignState.OPEN:
        _invite_pending(campaign, by)
    return campaign


@transaction.atomic
def open_campaign(campaign: Campaign, *, by: Any) -> Campaign:
    """Open and invite every ministry of the list, once: a second attempt is refused and writes to nobody."""
    opened = CAMPAIGN.perform(campaign, "open", by=by)
    _invite_pending(opened, by)
    return opened


def _invite_pending(campaign: Campaign, by: Any) -> int:
    """Invite the ministries not invited yet; returns how many."""
    pending = campaign.invitations.select_for_update(of=("self",)).filter(invited_at__isnull=True)
    now = timezone.now()
    count = 0
    for invitation in pending.select_related("institution__country"):
        invitation.invited_at = now
        invitation.save(update_fields=["invited_at"])
        notifications.campaign_invitation(campaign, invitation.institution, by)
        count += 1
    return count


def close_campaign(campaign: Campaign, *, by: Any) -> Campaign:
    """Close: reminders stop, ministries no longer find it at their desk, progress stays readable."""
    return CAMPAIGN.perform(campaign, "close", by=by)


@transaction.atomic
def remind(campaign: Campaign, *, by: Any) -> int:
    """Remind, by the Secretariat's hand, the ministries that have not submitted; at most once a day each.

    Returns how many ministries were reminded now.
    """
    if not is_secretariat(by, campaign):
        raise PermissionDenied("remind")
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if locked.state != CampaignState.OPEN:
        raise TransitionRefused(_("Only an open campaign sends reminders."), code="not_open")
    return _remind_since(locked, timezone.localdate(), timezone.now())


def _remind_since(campaign: Campaign, day: date, now: datetime) -> int:
    """Remind whoever has not submitted and was neither invited nor reminded since the start of that day.

    The campaign is locked. A ministry nobody can be written to is not counted as reminded.
    """
    count = 0
    for row in progress_of(campaign):
        if not can_be_reminded(row, day):
            continue
        if not notifications.campaign_reminder(campaign, row.invitation.institution):
            continue
        row.invitation.reminded_at = now
        row.invitation.reminders += 1
        row.invitation.save(update_fields=["reminded_at", "reminders"])
        count += 1
    return count


def can_be_reminded(row: Progress, day: date | None = None) -> bool:
    """Whether a ministry has not submitted, has people, and was not written to since that day (today) began."""
    if row.standing not in {Standing.NOT_STARTED, Standing.DRAFTING} or not row.people:
        return False
    start = timezone.make_aware(datetime.combine(day or timezone.localdate(), time.min))
    last = max(filter(None, (row.invitation.invited_at, row.invitation.reminded_at)), default=None)
    return last is not None and last < start


@transaction.atomic
def remind_due(today: date) -> int:
    """The reminders of all open campaigns that are due by the days stated before closing; returns how many.

    Running it again sends nothing again: a ministry reminded since the day a reminder fell due is not
    reminded for it, whoever reminded it.
    """
    running = Campaign.objects.select_for_update(of=("self",)).filter(state=CampaignState.OPEN, closes_on__gte=today)
    # The hour of now on the day the job is run for.
    now = timezone.make_aware(datetime.combine(today, timezone.localtime().time()))
    count = 0
    for campaign in running:
        fallen = [campaign.closes_on - timedelta(days=days) for days in campaign.remind_days_before]
        past = [day for day in fallen if day <= today]
        if past:
            count += _remind_since(campaign, max(past), now)
    return count


@transaction.atomic
def decline(invitation: CampaignInvitation, *, by: Any) -> CampaignInvitation:
    """“No new programs to add”, said by the ministry; reminders to it stop. Saying it twice changes nothing."""
    locked = _lock_invitation(invitation, by)
    if locked.declined_at is None:
        locked.declined_at = timezone.now()
        locked.declined_by = by
        locked.save(update_fields=["declined_at", "declined_by"])
    return locked


@transaction.atomic
def reconsider(invitation: CampaignInvitation, *, by: Any) -> CampaignInvitation:
    """The ministry takes its “no new programs” back."""
    locked = _lock_invitation(invitation, by)
    if locked.declined_at is not None:
        locked.declined_at = None
        locked.declined_by = None
        locked.save(update_fields=["declined_at", "declined_by"])
    return locked


def _lock_invitation(invitation: CampaignInvitation, by: Any) -> CampaignInvitation:
    locked = CampaignInvitation.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=invitation.pk)
    if not by.roles.edits(locked.institution_id):
        raise PermissionDenied("answer an invitation")
    if locked.campaign.state != CampaignState.OPEN:
        raise TransitionRefused(_("The campaign is closed."), code="closed")
    return locked
