"""What the record of a meeting consists of, as readers see it; made by meetings.outline."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rial.core.bilingual import Text
from rial.core.references import Reference
from rial.library.models import Document

from .as_of import Name
from .models import Article, Decision, Meeting, Session
from .presentation import Tag


@dataclass
class Part:
    """A part of the record: its anchor and heading, the template's kind, and what it shows."""

    anchor: str
    heading: Text
    kind: str
    note: Text | None = None
    content: Any = None

    @property
    def count(self) -> int:
        """How many decisions or documents there are; 0 for other parts."""
        return len(self.content) if self.kind in {"decisions", "earlier", "documents"} else 0

    @property
    def template(self) -> str:
        """What draws it on the page."""
        return f"meetings/parts/{self.kind}.html"


@dataclass(frozen=True)
class SpeakerLine:
    """A speaker with post and institution as of that day."""

    name: str
    post: Text
    institution: Text
    country: Text
    capacity: Text
    subject: Text
    slides: Document | None

    @property
    def details(self) -> list[Text]:
        """What is said after the name, in the order of the reports; what is unknown is left out."""
        return [text for text in (self.post, self.institution, self.country, self.capacity) if text]


@dataclass(frozen=True)
class PointLine:
    """A main point with who said it, what it names and the points under it."""

    anchor: str
    kind: str
    label: str
    text: Text
    by: Sequence[Name]
    speaker: SpeakerLine | None
    programs: Sequence[Reference]
    codes: Sequence[str]
    articles: Sequence[Article]
    documents: Sequence[Document]
    print_note: Text
    children: "Sequence[PointLine]" = ()


@dataclass(frozen=True)
class DocumentLine:
    """A document discussed, with the symbol as this meeting's report prints it."""

    document: Document
    symbol: str
    title: Text
    role: str
    note: Text
    session: Text | None
    missing: Sequence[str] = ()


@dataclass
class SessionPart:
    """A session: who moderated and spoke, who took part in the dialogue, what was said."""

    session: Session
    kind: str
    when: str
    moderators: Sequence[SpeakerLine]
    presenters: Sequence[SpeakerLine]
    others: Sequence[SpeakerLine]
    dialogue: Sequence[Name]
    programs: Sequence[Reference]
    codes: Sequence[str]
    intro: Text
    questions: Text
    points: Sequence[PointLine]
    documents: Sequence[DocumentLine]
    points_heading: str = ""


@dataclass(frozen=True)
class NoteLine:
    """A dated note on a decision."""

    on: date
    tag: Tag
    text: Text
    meeting: Meeting | None
    meeting_name: Text | None
    source: str
    here: bool = False


@dataclass(frozen=True)
class DecisionLine:
    """A decision with its deadline, who is responsible, how far it is and what was noted on it."""

    decision: Decision
    anchor: str
    text: Text
    kind: str
    tag: Tag
    responsible: Sequence[Name]
    starts: str
    due: str
    amount: str
    wording: Text
    print_note: Text
    notes: Sequence[NoteLine]
    articles: Sequence[Article] = ()
    documents: Sequence[Document] = ()
    event: Meeting | None = None
    event_name: Text | None = None
    taken_at: Text | None = None


@dataclass
class Group:
    """Names under a label: the delegations of a kind, the payers of a part."""

    label: str
    names: Sequence[Name]


@dataclass
class Outline:
    """The whole record. `foreign`: the parts that exist only in another language; `whole`: all of it does."""

    name: Text
    composed: str
    lead: Text
    parts: list[Part] = field(default_factory=list)
    day: date | None = None
    today: date | None = None
    languages: list[str] = field(default_factory=list)
    foreign: list[Part] = field(default_factory=list)
    whole: bool = False
