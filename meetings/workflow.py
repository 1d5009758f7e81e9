"""The transitions of meetings, decisions, proposals, consultations and polls (design.md, section 4, "meetings")."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import columns
from rial.core.workflow import Check, Transition, Workflow

from .enums import OPEN_PROGRESS, ConsultationState, PollState, Progress, ProposalState, RecordState
from .models import (
    Conference,
    ConferenceLog,
    Consultation,
    ConsultationLog,
    Decision,
    DecisionLog,
    EventProposal,
    Instrument,
    InstrumentLog,
    Meeting,
    MeetingLog,
    Poll,
    PollLog,
    ProposalLog,
)


def by_secretariat(user: Any, obj: Any) -> bool:
    """A member of the Technical Secretariat."""
    return is_secretariat(user)


def proposes(user: Any, proposal: EventProposal) -> bool:
    """The Secretariat, or the ministry whose proposal it is."""
    return is_secretariat(user) or bool(user and user.is_authenticated and user.roles.edits(proposal.proposed_by_id))


def _filled(obj: Any, field: str) -> bool:
    return any(getattr(obj, name) for name in columns(field))


def ready_to_publish(meeting: Meeting) -> list[ValidationError]:
    """A published meeting can be found and named: a date or a standing that says why not, and a title or a body."""
    problems = []
    if not _filled(meeting, "title") and not meeting.bodies.exists() and meeting.conference_id is None:
        problems.append(ValidationError(_("A meeting needs a title, a body or an edition of the Conference."), "title"))
    if meeting.start is None and not (_filled(meeting, "print_note") or meeting.source):
        problems.append(ValidationError(_("Give the date, or the source that leaves it out."), "start"))
    return problems


def ready_to_propose(proposal: EventProposal) -> list[ValidationError]:
    """A proposal has a title and at least one objective."""
    problems = []
    if not _filled(proposal, "title"):
        problems.append(ValidationError(_("A proposal needs a title."), "title"))
    if not proposal.parts.exists():
        problems.append(ValidationError(_("Write at least one objective."), "parts"))
    return problems


def ready_to_approve(proposal: EventProposal) -> list[ValidationError]:
    """Approval names the decision or the meeting (M33)."""
    if proposal.approved_by_id or proposal.approved_at_id:
        return []
    return [ValidationError(_("Name the decision or the meeting that approved it."), "approved_by")]


def ready_to_open(consultation: Consultation) -> list[ValidationError]:
    """Delegations must know on what, until when and in both languages what is asked."""
    problems = []
    if consultation.closes_on is None or consultation.closes_on < timezone.localdate():
        problems.append(ValidationError(_("Give a closing day that has not passed."), "closes_on"))
    if any(not getattr(consultation, name) for field in ("title", "intro") for name in columns(field)):
        problems.append(ValidationError(_("Write the title and what is asked in every language."), "texts"))
    return problems


def ready_to_compile(consultation: Consultation) -> list[ValidationError]:
    """Every comment has been dealt with before the compilation is published (M40)."""
    if consultation.comments.filter(state="received").exists():
        return [ValidationError(_("Say of every comment what became of it."), "comments")]
    return []


def ready_to_poll(poll: Poll) -> list[ValidationError]:
    """At least two options, points to give and a closing day ahead."""
    problems = []
    if poll.options.count() < 2:
        problems.append(ValidationError(_("A poll needs at least two options."), "options"))
    if not poll.points_each:
        problems.append(ValidationError(_("Say how many points each delegation distributes."), "points_each"))
    if poll.closes_on is None or poll.closes_on < timezone.localdate():
        problems.append(ValidationError(_("Give a closing day that has not passed."), "closes_on"))
    return problems


def ready_to_show(conference: Conference) -> list[ValidationError]:
    """A public edition says when it was held, or by its source why nobody can tell."""
    if conference.start or conference.source:
        return []
    return [ValidationError(_("Give the date, or the source that leaves it out."), "start")]


def ready_to_cite(instrument: Instrument) -> list[ValidationError]:
    """A public instrument has a title to be cited by."""
    return [] if _filled(instrument, "title") else [ValidationError(_("An instrument needs a title."), "title")]


def _publication(check: Check, consequence: Any) -> list[Transition]:
    return [
        Transition(
            name="publish",
            label=_("Publish"),
            sources=frozenset({RecordState.DRAFT, RecordState.WITHDRAWN}),
            target=RecordState.PUBLISHED,
            by=by_secretariat,
            check=check,
            consequence=consequence,
        ),
        Transition(
            name="withdraw",
            label=_("Withdraw from the public"),
            sources=frozenset({RecordState.PUBLISHED}),
            target=RecordState.WITHDRAWN,
            by=by_secretariat,
            note_required=True,
            consequence=_("Its address answers “not found” until it is published again."),
            danger=True,
        ),
    ]


MEETING = Workflow(
    Meeting,
    MeetingLog,
    _publication(ready_to_publish, _("The meeting and everything entered for it become public in both languages.")),
)

CONFERENCE = Workflow(
    Conference, ConferenceLog, _publication(ready_to_show, _("The edition becomes public in both languages."))
)

INSTRUMENT = Workflow(
    Instrument,
    InstrumentLog,
    _publication(ready_to_cite, _("The instrument and its articles become public in both languages.")),
)


def _progress(name: str, label: Any, target: str, *, danger: bool = False, note: bool = False) -> Transition:
    sources = frozenset(str(state) for state in OPEN_PROGRESS if state != target)
    return Transition(
        name=name,
        label=label,
        sources=sources,
        target=target,
        by=by_secretariat,
        note_required=note,
        danger=danger,
        consequence=_("A dated note is added; earlier ones stay."),
    )


DECISION = Workflow(
    Decision,
    DecisionLog,
    [
        _progress("start", _("Mark as under way"), Progress.UNDER_WAY),
        _progress("complete", _("Mark as done"), Progress.DONE),
        _progress("stand", _("Mark as standing"), Progress.STANDING),
        _progress("supersede", _("Mark as superseded"), Progress.SUPERSEDED, note=True),
        _progress("drop", _("Mark as dropped"), Progress.DROPPED, note=True, danger=True),
        _progress("lose_sight", _("Mark the outcome as not known"), Progress.UNKNOWN),
        _progress("adopt", _("Mark as adopted, nothing to follow"), Progress.TAKEN),
        Transition(
            name="reopen",
            label=_("Open again"),
            sources=frozenset({Progress.DONE, Progress.DROPPED, Progress.SUPERSEDED, Progress.TAKEN}),
            target=Progress.UNDER_WAY,
            by=by_secretariat,
            note_required=True,
            consequence=_("It comes up again in the next meeting of the body."),
        ),
    ],
    field="progress",
)

PROPOSAL = Workflow(
    EventProposal,
    ProposalLog,
    [
        Transition(
            name="propose",
            label=_("Propose to the meeting"),
            sources=frozenset({ProposalState.DRAFT}),
            target=ProposalState.SUBMITTED,
            by=proposes,
            check=ready_to_propose,
            consequence=_("The proposal becomes public and waits for a decision."),
        ),
        Transition(
            name="approve",
            label=_("Record the approval"),
            sources=frozenset({ProposalState.SUBMITTED}),
            target=ProposalState.APPROVED,
            by=by_secretariat,
            check=ready_to_approve,
            consequence=_("The event may now be entered in the calendar."),
        ),
        Transition(
            name="decline",
            label=_("Record that it was declined"),
            sources=frozenset({ProposalState.SUBMITTED}),
            target=ProposalState.DECLINED,
            by=by_secretariat,
            note_required=True,
            danger=True,
        ),
        Transition(
            name="withdraw",
            label=_("Withdraw the proposal"),
            sources=frozenset({ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.APPROVED}),
            target=ProposalState.WITHDRAWN,
            by=proposes,
            note_required=True,
            danger=True,
        ),
    ],
)

CONSULTATION = Workflow(
    Consultation,
    ConsultationLog,
    [
        Transition(
            name="open",
            label=_("Open to the delegations"),
            sources=frozenset({ConsultationState.DRAFT}),
            target=ConsultationState.OPEN,
            by=by_secretariat,
            check=ready_to_open,
            consequence=_("Delegations are told by mail and may write until the closing day."),
        ),
        Transition(
            name="close",
            label=_("Close"),
            sources=frozenset({ConsultationState.OPEN}),
            target=ConsultationState.CLOSED,
            by=by_secretariat,
            consequence=_("Delegations can no longer write."),
        ),
        Transition(
            name="reopen",
            label=_("Open again"),
            sources=frozenset({ConsultationState.CLOSED}),
            target=ConsultationState.OPEN,
            by=by_secretariat,
            check=ready_to_open,
            note_required=True,
        ),
        Transition(
            name="record",
            label=_("Record as held outside the portal"),
            sources=frozenset({ConsultationState.DRAFT}),
            target=ConsultationState.CLOSED,
            by=by_secretariat,
            consequence=_("A consultation of the past is entered with what is known of it."),
        ),
        Transition(
            name="compile",
            label=_("Publish the compilation"),
            sources=frozenset({ConsultationState.CLOSED}),
            target=ConsultationState.COMPILED,
            by=by_secretariat,
            check=ready_to_compile,
            consequence=_("Comments, delegations and answers become public."),
        ),
    ],
)

POLL = Workflow(
    Poll,
    PollLog,
    [
        Transition(
            name="open",
            label=_("Open to the delegations"),
            sources=frozenset({PollState.DRAFT}),
            target=PollState.OPEN,
            by=by_secretariat,
            check=ready_to_poll,
            consequence=_("Delegations distribute their points until the closing day. Nobody sees totals before."),
        ),
        Transition(
            name="close",
            label=_("Close and publish the result"),
            sources=frozenset({PollState.OPEN}),
            target=PollState.CLOSED,
            by=by_secretariat,
            consequence=_("Totals and shares become public; the delegations’ own ballots do not."),
        ),
        Transition(
            name="record",
            label=_("Publish recorded totals"),
            sources=frozenset({PollState.DRAFT}),
            target=PollState.CLOSED,
            by=by_secretariat,
            consequence=_("A poll held outside the portal is shown with the totals known."),
        ),
    ],
)
