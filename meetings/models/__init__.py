"""Everything the record of the Conference is made of, one module per thing."""

from .body import Authority, Body, BodyMember, BodyTerm
from .conference import Article, Conference, ConferenceLog, Instrument, InstrumentLog, Mandate, TroikaMember
from .consultation import Comment, Consultation, ConsultationLog, Reply
from .decision import Decision, DecisionLog, Responsible, StatusNote
from .meeting import (
    ActivityCalendar,
    Delegation,
    Financing,
    Meeting,
    MeetingDocument,
    MeetingLog,
    Organizer,
    PriorityTopic,
    Registration,
    SiteVisit,
)
from .poll import Ballot, BallotLine, Poll, PollLog, PollOption, PollSum
from .proposal import (
    EventProposal,
    ProposalFunding,
    ProposalHost,
    ProposalLog,
    ProposalOrganizer,
    ProposalPart,
)
from .session import Person, Point, PointAttribution, ProgramMention, Session, SessionDelegation, Speaker

__all__ = [
    "ActivityCalendar",
    "Article",
    "Authority",
    "Ballot",
    "BallotLine",
    "Body",
    "BodyMember",
    "BodyTerm",
    "Comment",
    "Conference",
    "ConferenceLog",
    "Consultation",
    "ConsultationLog",
    "Decision",
    "DecisionLog",
    "Delegation",
    "EventProposal",
    "Financing",
    "Instrument",
    "InstrumentLog",
    "Mandate",
    "Meeting",
    "MeetingDocument",
    "MeetingLog",
    "Organizer",
    "Person",
    "Point",
    "PointAttribution",
    "Poll",
    "PollLog",
    "PollOption",
    "PollSum",
    "PriorityTopic",
    "ProgramMention",
    "ProposalFunding",
    "ProposalHost",
    "ProposalLog",
    "ProposalOrganizer",
    "ProposalPart",
    "Registration",
    "Reply",
    "Responsible",
    "Session",
    "SessionDelegation",
    "SiteVisit",
    "Speaker",
    "StatusNote",
    "TroikaMember",
]
