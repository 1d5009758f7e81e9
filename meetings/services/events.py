"""Event proposals up to the event in the calendar; hosts who offer, agree, withdraw and are replaced (M33–M35, M44)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.enums import HostState, OrganizerRole, ProposalState, Standing
from meetings.models import Decision, EventProposal, Meeting, Organizer, ProposalHost
from meetings.workflow import PROPOSAL
from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import columns
from rial.directory.models import Country

from .entry import label_columns, next_place
from .records import free_slug


@transaction.atomic
def approve(
    proposal: EventProposal,
    *,
    by: Any,
    decision: Decision | None = None,
    meeting: Meeting | None = None,
    note: str = "",
) -> EventProposal:
    """Record the approval with the decision or the meeting that gave it; refuses one that names neither."""
    locked = EventProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    locked.approved_by = decision or locked.approved_by
    locked.approved_at = meeting or (decision.meeting if decision else None) or locked.approved_at
    locked.save(update_fields=["approved_by", "approved_at"])
    return PROPOSAL.perform(locked, "approve", by=by, note=note)


@transaction.atomic
def make_meeting(proposal: EventProposal, *, by: Any) -> Meeting:
    """The event in the calendar, as a draft with what the proposal says. Refuses a second one, and the unapproved."""
    if not is_secretariat(by):
        raise PermissionDenied("make_meeting")
    locked = EventProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.state != ProposalState.APPROVED:
        raise ValidationError(_("Only an approved proposal becomes an event of the calendar."), "state")
    if locked.event_id:
        raise ValidationError(_("This proposal already has its event in the calendar."), "twice")
    host = locked.hosts.filter(state=HostState.AGREED).order_by("-on", "-position").first()
    meeting = Meeting(
        kind=locked.kind,
        start=locked.start,
        end=locked.end,
        precision=locked.precision,
        days=locked.days,
        country=host.country if host else locked.country,
        standing=Standing.ANNOUNCED,
        source=locked.code,
        **{name: getattr(locked, name) for field in ("title", "place", "background") for name in columns(field)},
    )
    meeting.slug = free_slug(meeting)
    meeting.save()
    meeting.topics.set(locked.topics.all())
    meeting.mandates.set(locked.articles.all())
    meeting.follows.set(locked.follows.all())
    for row in locked.organizers.all():
        label = {name: getattr(row, name) for name in columns("label")}
        Organizer.objects.create(
            meeting=meeting,
            role=OrganizerRole.ORGANIZER,
            country=row.country,
            institution=row.institution,
            position=row.position,
            **label,
        )
    if host:
        place = next_place(meeting.organizers.all())
        Organizer.objects.create(
            meeting=meeting, role=OrganizerRole.HOST, country=host.country, position=place, **label_columns({})
        )
    locked.event = meeting
    locked.save(update_fields=["event"])
    return meeting


@transaction.atomic
def host_said(
    proposal: EventProposal,
    country: Country,
    state: str,
    *,
    by: Any,
    on: date | None = None,
    meeting: Meeting | None = None,
    notes: dict[str, str] | None = None,
) -> ProposalHost:
    """A country offers, agrees or withdraws; what was said before stays (M34, M35).

    Refuses who withdraws without having offered, and a second agreed host while the first has not withdrawn. The
    draft of the event follows: an agreed host becomes its country, and a host that withdrew leaves it open.
    """
    if not is_secretariat(by):
        raise PermissionDenied("host_said")
    locked = EventProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    current = current_hosts(locked)
    if state == HostState.WITHDRAWN and country.pk not in current:
        message = _("%(country)s has neither offered nor agreed to host.")
        raise ValidationError({"country": ValidationError(message, "no_offer", {"country": country.name})})
    agreed = [code for code, said in current.items() if said == HostState.AGREED and code != country.pk]
    if state == HostState.AGREED and agreed:
        message = _("%(country)s has agreed to host: record its withdrawal first.")
        name = Country.objects.get(pk=agreed[0]).name
        raise ValidationError({"country": ValidationError(message, "agreed", {"country": name})})
    place = next_place(locked.hosts.all())
    row = ProposalHost.objects.create(
        proposal=locked, country=country, state=state, on=on, meeting=meeting, position=place, **(notes or {})
    )
    if state == HostState.AGREED:
        locked.country = country
        locked.save(update_fields=["country"])
    return row


def current_hosts(proposal: EventProposal) -> dict[str, str]:
    """{country: what it said last}; those that withdrew are no hosts."""
    said: dict[str, str] = {}
    for row in proposal.hosts.order_by("position", "pk"):
        said[row.country_id] = row.state
    return {code: state for code, state in said.items() if state != HostState.WITHDRAWN}
