"""A ministry drafts an event proposal and proposes it; the Secretariat takes it from there (M44–M46)."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.enums import HostState, ProposalState
from meetings.models import EventProposal, ProposalFunding, ProposalHost, ProposalPart
from meetings.workflow import PROPOSAL, proposes
from rial.directory.models import Country

from .records import save_proposal

Row = ProposalPart | ProposalFunding


@transaction.atomic
def save_draft(
    proposal: EventProposal, *, rows: Sequence[Row], gone: Sequence[Row], hosting: bool, by: Any
) -> EventProposal:
    """A ministry's draft with its objectives and funding (`rows` to save, `gone` to delete).

    Refuses other ministries, and what is no draft any more. `hosting`: the ministry's country offers to host.
    """
    if not proposes(by, proposal):
        raise PermissionDenied("save_draft")
    if proposal.pk:
        locked = EventProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if locked.state != ProposalState.DRAFT:
            raise ValidationError(_("This proposal is no draft any more: it cannot be changed here."), "state")
    saved = save_proposal(proposal)
    for row in gone:
        row.delete()
    for row in rows:
        row.proposal = saved
        row.save()
    _offer(saved, saved.proposed_by.country if saved.proposed_by else None, hosting)
    return saved


def _offer(proposal: EventProposal, country: Country | None, hosting: bool) -> None:
    """The offer of a draft; an offer taken back before anyone read it leaves no trace."""
    if country is None:
        return
    offers = proposal.hosts.filter(country=country)
    if not hosting:
        offers.delete()
    elif not offers.exists():
        ProposalHost.objects.create(proposal=proposal, country=country, state=HostState.OFFERED)


def propose(proposal: EventProposal, *, by: Any) -> EventProposal:
    """Public, and before the meeting for a decision. Refuses one without title or objective."""
    return PROPOSAL.perform(proposal, "propose", by=by)


def withdraw(proposal: EventProposal, *, by: Any, note: str) -> EventProposal:
    """Taken back by who proposed it, with the reason."""
    return PROPOSAL.perform(proposal, "withdraw", by=by, note=note)
