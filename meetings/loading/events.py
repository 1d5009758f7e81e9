"""Event proposals, consultations and polls."""

from decimal import Decimal

from django.db import transaction

from meetings.enums import ConsultationState, PollState, ProposalState
from meetings.models import (
    Consultation,
    Decision,
    EventProposal,
    Meeting,
    Poll,
    PollOption,
    PollSum,
    ProposalFunding,
    ProposalHost,
    ProposalOrganizer,
    ProposalPart,
    Reply,
)
from meetings.workflow import CONSULTATION, POLL, PROPOSAL
from rial.core.content import Record, Tally, as_date, texts
from rial.directory.models import Country

from .reading import (
    articles,
    country,
    document,
    find,
    institution,
    meeting,
    numbered,
    parties,
    period,
    plain,
    read_all,
    topics,
)


def _decision(code: str | None, where: str) -> Decision | None:
    return find(Decision, where, code=code) if code else None


def _meetings(slugs: list[str] | None, where: str) -> list[Meeting]:
    return [find(Meeting, where, slug=slug) for slug in slugs or ()]


@transaction.atomic
def load_proposals(refresh: bool) -> Tally:
    """content/event_proposals.yaml; a proposal is entered once, with the steps it has gone through."""
    tally = Tally()
    for record in read_all("event_proposals*.yaml"):
        if EventProposal.objects.filter(code=record["code"]).exists():
            tally.count(False, False)
            continue
        proposal = _write_proposal(record)
        _replay(proposal, record)
        tally.count(True, True)
    return tally


def _write_proposal(record: Record) -> EventProposal:
    where = f"event proposal {record['code']}"
    proposal = EventProposal.objects.create(
        code=record["code"],
        proposed_by=institution(record.get("proposed_by"), where),
        country=country(record.get("country"), where),
        document=document(record.get("document"), where),
        approved_by=_decision(record.get("approved_by"), where),
        approved_at=meeting(record.get("approved_at"), where),
        event=meeting(record.get("event"), where),
        **period(record, where),
        **plain(EventProposal, {name: record.get(name) for name in ("kind", "days", "source")}),
        **texts(
            record,
            "title",
            "subtitle",
            "place",
            "background",
            "participants",
            "structure",
            "funding_note",
            "footnotes",
            "print_note",
        ),
    )
    proposal.articles.set(articles(record.get("articles"), where))
    proposal.topics.set(topics(record.get("topics"), where))
    proposal.considered_at.set(_meetings(record.get("considered_at"), where))
    proposal.follows.set(_meetings(record.get("follows"), where))
    owner = {"proposal": proposal}
    parties(ProposalOrganizer, owner, record.get("organizers"), where, "through")
    for kind, name in ((ProposalPart.OBJECTIVE, "objectives"), (ProposalPart.COMPONENT, "components")):
        for place, row in numbered(record.get(name)):
            ProposalPart.objects.create(**owner, kind=kind, position=place, **texts(row, "text"))
    for row in record.get("funding") or ():
        # `state` is the standing of the funding, not of a record.
        row.setdefault("state", "offered")
    _write_funding(proposal, record, where)
    for place, row in numbered(record.get("hosts")):
        ProposalHost.objects.create(
            **owner,
            position=place,
            country=find(Country, where, code=row["country"]),
            state=row["state"],
            on=as_date(row.get("on")),
            meeting=meeting(row.get("meeting"), where),
            **texts(row, "note"),
        )
    return proposal


def _write_funding(proposal: EventProposal, record: Record, where: str) -> None:
    for place, row in numbered(record.get("funding")):
        ProposalFunding.objects.create(
            proposal=proposal,
            position=place,
            state=row["state"],
            country=country(row.get("country"), where),
            institution=institution(row.get("institution"), where),
            **texts(row, "label", "text", "condition"),
            **plain(ProposalFunding, row),
        )


def _replay(proposal: EventProposal, record: Record) -> None:
    note = record.get("source") or record["code"]
    state = record.get("state", ProposalState.SUBMITTED)
    PROPOSAL.perform(proposal, "propose", by=None, by_system=True)
    last = {
        ProposalState.APPROVED: "approve",
        ProposalState.DECLINED: "decline",
        ProposalState.WITHDRAWN: "withdraw",
    }.get(state)
    if last:
        PROPOSAL.perform(proposal, last, by=None, note=note, by_system=True)


@transaction.atomic
def load_consultations(refresh: bool) -> Tally:
    """content/consultations.yaml: historic consultations, forums and questionnaires, entered once."""
    tally = Tally()
    for record in read_all("consultations*.yaml"):
        where = f"consultation {record['slug']}"
        if Consultation.objects.filter(slug=record["slug"]).exists():
            tally.count(False, False)
            continue
        consultation = Consultation.objects.create(
            slug=record["slug"],
            document=document(record.get("document"), where),
            meeting=meeting(record.get("meeting"), where),
            decision=_decision(record.get("decision"), where),
            opens_on=as_date(record.get("opens_on")),
            closes_on=as_date(record.get("closes_on")),
            **texts(record, "title", "intro", "compilation", "print_note"),
            **plain(Consultation, {name: record.get(name) for name in ("kind", "source")}),
        )
        parties(Reply, {"consultation": consultation}, record.get("replies"), where, "note")
        CONSULTATION.perform(consultation, "record", by=None, by_system=True)
        if record.get("state") == ConsultationState.COMPILED:
            CONSULTATION.perform(consultation, "compile", by=None, by_system=True)
        tally.count(True, True)
    return tally


@transaction.atomic
def load_polls(refresh: bool) -> Tally:
    """content/polls.yaml: polls held outside the portal, with the totals known."""
    tally = Tally()
    for record in read_all("polls*.yaml"):
        where = f"poll {record['slug']}"
        if Poll.objects.filter(slug=record["slug"]).exists():
            tally.count(False, False)
            continue
        poll = Poll.objects.create(
            slug=record["slug"],
            meeting=meeting(record.get("meeting"), where),
            opens_on=as_date(record.get("opens_on")),
            closes_on=as_date(record.get("closes_on")),
            totals_only=True,
            total_printed=record.get("total_printed"),
            source=record.get("source", ""),
            **texts(record, "title", "question", "result_note", "print_note"),
        )
        options = {row["code"]: _write_option(poll, place, row) for place, row in numbered(record.get("options"))}
        for row in record.get("sums") or ():
            columns = {"points_printed": row.get("points_printed"), **texts(row, "label", "note")}
            PollSum.objects.create(poll=poll, **columns).options.set([options[code] for code in row["options"]])
        if record.get("state", PollState.CLOSED) == PollState.CLOSED:
            POLL.perform(poll, "record", by=None, by_system=True)
        tally.count(True, True)
    return tally


def _write_option(poll: Poll, place: int, record: Record) -> PollOption:
    share = record.get("share_printed")
    return PollOption.objects.create(
        poll=poll,
        code=record["code"],
        position=place,
        points_recorded=record.get("points"),
        share_printed=None if share is None else Decimal(str(share)),
        **texts(record, "title", "description"),
    )
