"""Everything the record of the Conference is made of, one module per thing."""

from .body import Authority, Body, BodyMember, BodyTerm
from .conference import Article, Conference, ConferenceLog, Instrument, InstrumentLog, Mandate, TroikaMember
from .consultation import Comment, Consultation, ConsultationLog, Reply
from .decision import Decision, DecisionLog, Responsible, StatusNote
from .index import DecisionIndex, DecisionText, DecisionWord, MeetingIndex, MeetingText, MeetingWord
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
from .reminder import Reminder
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
    "DecisionIndex",
    "DecisionLog",
    "DecisionText",
    "DecisionWord",
    "Delegation",
    "EventProposal",
    "Financing",
    "Instrument",
    "InstrumentLog",
    "Mandate",
    "Meeting",
    "MeetingDocument",
    "MeetingIndex",
    "MeetingLog",
    "MeetingText",
    "MeetingWord",
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
    "Reminder",
    "Reply",
    "Responsible",
    "Session",
    "SessionDelegation",
    "SiteVisit",
    "Speaker",
    "StatusNote",
    "TroikaMember",
]
