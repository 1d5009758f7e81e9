"""A meeting in the order of the network's own reports: what its page, its print and its report say, part by part.

Everything here is words and names in the reader's language; how they are set is the templates' and the report's.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from rial.core.bilingual import LANGUAGE_CODES, Text, current_language, text_of
from rial.core.dates import show_date
from rial.library.models import Document

from .as_of import Name, party_name, payer, speaker_institution, unsaid
from .enums import DecisionKind, DelegationKind, DocumentRole, PointKind, SessionKind, SpeakerRole
from .lines import DecisionLine, DocumentLine, Group, NoteLine, Outline, Part, PointLine, SessionPart, SpeakerLine
from .models import Decision, Point, Session, Speaker
from .naming import composed_name, meeting_name
from .overdue import edition_on, editions
from .presentation import Tag, decision_tag, joined, money
from .reading import Reading, progress_on


class Outliner:
    """Makes the outline of a reading, as of a day (today unless said)."""

    def __init__(self, reading: Reading, today: date | None = None) -> None:
        self.reading = reading
        self.meeting = reading.meeting
        self.rows = reading.rows
        self.today = today or timezone.localdate()
        self.day = reading.meeting.start
        self.seen, self.elsewhere = 0, list[str]()
        self.editions = editions()
        self.by_session = {
            name: self._grouped(name, "session_id") for name in ("speakers", "dialogue", "points", "meeting_documents")
        }
        self.children = self._grouped("points", "parent_id")
        self.attributions = self._grouped("attributions", "point_id")
        self.mentions = self._grouped("programs", "point_id")
        self.session_mentions = self._grouped("programs", "session_id")

    def _grouped(self, name: str, attribute: str) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {}
        for row in self.rows[name]:
            found.setdefault(getattr(row, attribute), []).append(row)
        return found

    # --- texts, with account of their language ----------------------------------------------------

    def text(self, obj: Any, name: str) -> Text:
        """A text of a record; texts that exist only in another language are remembered."""
        found = text_of(obj, name)
        if found:
            self.seen += 1
            if found.foreign:
                self.elsewhere.append(found.language)
        return found

    # --- the whole --------------------------------------------------------------------------------

    def outline(self) -> Outline:
        """All parts in the order of the reports, empty ones left out."""
        name = meeting_name(self.meeting)
        made = Outline(
            name=name,
            composed=composed_name(self.meeting) if text_of(self.meeting, "title") else "",
            lead=self.text(self.meeting, "lead"),
            day=self.day,
            today=self.today,
        )
        foreign_before = len(self.elsewhere)
        for make in self._makers():
            part = make()
            if part is None:
                continue
            made.parts.append(part)
            if len(self.elsewhere) > foreign_before:
                made.foreign.append(part)
                foreign_before = len(self.elsewhere)
        made.languages = list(dict.fromkeys(self.elsewhere))
        made.whole = bool(self.seen) and len(self.elsewhere) == self.seen
        return made

    def _makers(self) -> Iterable[Any]:
        yield self.description
        yield lambda: self._prose("background", _("Background"))
        yield self.priorities
        yield lambda: self._prose("approach", _("How the ideas were gathered"))
        for session in self.rows["sessions"]:
            yield lambda session=session: self.session(session)
        yield self.visits
        yield self.decisions
        yield self.earlier
        yield self.documents
        yield self.around
        yield lambda: self._prose("closing", _("Closing"))
        yield self.printed

    def _heading(self, words: str) -> Text:
        return Text(words, self._language)

    @property
    def _language(self) -> str:
        return current_language()

    def _prose(self, name: str, heading: str) -> Part | None:
        text = self.text(self.meeting, name)
        return Part(name, self._heading(heading), "prose", content=text) if text else None

    # --- description and participants ---------------------------------------------------------------

    def description(self) -> Part | None:
        """Text, delegations by kind, how many states took part as stated and as listed."""
        text, note = self.text(self.meeting, "description"), self.text(self.meeting, "participants_note")
        groups = self.delegations()
        if not (text or note or groups or self.meeting.delegations_stated):
            return None
        states = {row.country_id for row in self.rows["delegations"] if row.country_id and row.country.active_member}
        content = {
            "text": text,
            "note": note,
            "groups": groups,
            "stated": self.meeting.delegations_stated,
            "listed": len(states),
            "states": self.meeting.delegations_stated or len(states),
            "members": sum(country.active_member for country in self.rows["countries"]),
        }
        return Part("participants", self._heading(_("Description and participants")), "description", content=content)

    def delegations(self) -> list[Group]:
        """Delegations by kind, in the order of the kinds."""
        found = []
        for kind in DelegationKind:
            names = [party_name(row, self.day) for row in self.rows["delegations"] if row.kind == kind]
            if names:
                found.append(Group(str(kind.label), names))
        return found

    def financing(self) -> list[tuple[Name, Text, str, bool]]:
        """(who paid, what part, how much, in part) of each payer."""
        return [
            (payer(row, self.day), joined([self.text(row, "part"), self.text(row, "capacity")]),
             money(row.amount, row.currency, ceiling=row.ceiling), row.partial)
            for row in self.rows["financing"]
        ]  # fmt: skip

    def priorities(self) -> Part | None:
        """Priority topics, and who defined them (M30)."""
        rows = [(self.text(row, "text"), self.text(row, "defined_by")) for row in self.rows["priorities"]]
        return Part("priorities", self._heading(_("Priority topics")), "priorities", content=rows) if rows else None

    # --- sessions -----------------------------------------------------------------------------------

    def session(self, session: Session) -> Part:
        """A session with everybody in it and everything said in it."""
        speakers = self.by_session["speakers"].get(session.pk, [])
        points = [row for row in self.by_session["points"].get(session.pk, []) if row.parent_id is None]
        content = SessionPart(
            session=session,
            kind=session_label(session),
            when=_when(session),
            moderators=[self.speaker(row) for row in speakers if row.role == SpeakerRole.MODERATOR],
            presenters=[self.speaker(row) for row in speakers if row.role == SpeakerRole.PRESENTER],
            others=[self.speaker(row) for row in speakers if row.role == SpeakerRole.SPEAKER],
            dialogue=[party_name(row, self.day) for row in self.by_session["dialogue"].get(session.pk, [])],
            **self._programs([row for row in self.session_mentions.get(session.pk, []) if row.point_id is None]),
            intro=self.text(session, "intro"),
            questions=self.text(session, "questions"),
            points=[self.point(row) for row in points],
            documents=[
                self.document(row)
                for row in self.by_session["meeting_documents"].get(session.pk, [])
                if _is_public(row)
            ],
        )
        if content.points and content.points[0].kind != PointKind.HEADING:
            content.points_heading = _("Main points")
        heading = self.text(session, "title") or self._heading(content.kind)
        note = self._heading(content.kind) if heading.value != content.kind else None
        return Part(session.anchor, heading, "session", note=note, content=content)

    def _documents_of(self, session: Session) -> list[Any]:
        return [row for row in self.by_session["meeting_documents"].get(session.pk, []) if _is_public(row)]

    def speaker(self, row: Speaker) -> SpeakerLine:
        """A speaker as of that day."""
        institution = speaker_institution(row, self.day)
        country = text_of(row.country, "name") if row.country else Text("", "")
        if country and country.value in institution.value:
            country = Text("", "")
        slides = row.slides if row.slides_id and "slides" in row._state.fields_cache else None
        return SpeakerLine(
            row.person.full_name, self.text(row, "post"), institution, country,
            self.text(row, "capacity"), self.text(row, "subject"), slides,
        )  # fmt: skip

    def point(self, row: Point) -> PointLine:
        """A main point with what hangs on it; headings and points may have points under them."""
        text = self.text(row, "text")
        return PointLine(
            anchor=row.anchor,
            kind=row.kind,
            label="" if row.kind in {PointKind.POINT, PointKind.HEADING} else str(PointKind(row.kind).label),
            text=text,
            by=unsaid([party_name(one, self.day) for one in self.attributions.get(row.pk, ())], text),
            speaker=self.speaker(row.speaker) if row.speaker else None,
            **self._programs(self.mentions.get(row.pk, ())),
            articles=self.reading.articles_of["point_id"].get(row.pk, ()),
            documents=self.reading.documents_of["point_id"].get(row.pk, ()),
            print_note=self.text(row, "print_note"),
            children=[self.point(child) for child in self.children.get(row.pk, ())],
        )

    def _programs(self, mentions: Iterable[Any]) -> dict[str, Any]:
        """Programs with title and address as far as they are public, the codes of the others."""
        codes = dict.fromkeys(row.code for row in mentions)
        known = self.reading.references
        return {
            "programs": [known[code] for code in codes if code in known],
            "codes": [code for code in codes if code not in known],
        }

    def visits(self) -> Part | None:
        """Site visits (M48)."""
        rows = [
            (self.text(row, "title"), show_date(row.on) if row.on else "", self.text(row, "note"))
            for row in self.rows["visits"]
        ]
        return Part("visits", self._heading(_("Site visits")), "visits", content=rows) if rows else None

    # --- decisions ------------------------------------------------------------------------------------

    def decisions(self) -> Part | None:
        """What was decided here."""
        lines = [self.decision(row) for row in self.reading.decisions]
        return Part("decisions", self._heading(_("Decisions")), "decisions", content=lines) if lines else None

    def earlier(self) -> Part | None:
        """What earlier meetings of the same bodies had left open, with what was reported here."""
        lines = [self.decision(row, carried=True) for row in self.reading.earlier]
        heading = self._heading(_("Carried over from earlier meetings"))
        return Part("earlier", heading, "earlier", content=lines) if lines else None

    def decision(self, row: Decision, *, carried: bool = False) -> DecisionLine:
        """A decision; one carried over says how far it was when this meeting began."""
        day = self.day if carried and self.day else self.today
        progress = progress_on(row, day) if carried else row.progress
        event = row.event if row.event_id and row.event_id in self.reading.meetings else None
        return DecisionLine(
            decision=row,
            anchor=row.code.lower(),
            text=self.text(row, "text"),
            kind=str(DecisionKind(row.kind).label),
            tag=decision_tag(row, day, edition_on(day, self.editions), progress),
            responsible=[party_name(one, self.day) for one in row.responsible.all()],
            starts=show_date(row.starts, row.starts_precision),
            due=show_date(row.deadline, row.deadline_precision),
            amount=money(row.amount, row.currency),
            wording=self.text(row, "wording_note"),
            print_note=self.text(row, "print_note"),
            notes=[self.note(one) for one in row.notes.all() if not carried or one.meeting_id == self.meeting.pk],
            articles=self.reading.articles_of["decision_id"].get(row.pk, ()),
            documents=self.reading.documents_of["decision_id"].get(row.pk, ()),
            event=event,
            event_name=meeting_name(event) if event else None,
            taken_at=meeting_name(row.meeting) if carried and row.meeting_id in self.reading.meetings else None,
        )

    def note(self, row: Any) -> NoteLine:
        """A dated note; `here` when it was reported at this meeting."""
        meeting = self.reading.meetings.get(row.meeting_id)
        return NoteLine(
            row.on, Tag(str(row.get_progress_display())), self.text(row, "text"), meeting,
            meeting_name(meeting) if meeting else None, row.source, row.meeting_id == self.meeting.pk,
        )  # fmt: skip

    # --- documents, what belongs to the meeting, sources ------------------------------------------------

    def documents(self) -> Part | None:
        """All documents of the meeting, those of sessions too."""
        lines = [self.document(row) for row in self.rows["meeting_documents"] if _is_public(row)]
        return Part("documents", self._heading(_("Documents")), "documents", content=lines) if lines else None

    def document(self, row: Any) -> DocumentLine:
        """A document in its role."""
        session = self.text(row.session, "title") or self._heading(session_label(row.session)) if row.session else None
        return DocumentLine(
            row.document, row.symbol_printed or row.document.symbol_printed, text_of(row.document, "title"),
            str(DocumentRole(row.role).label), self.text(row, "note") or text_of(row.document, "note"), session,
            missing_languages(row.document),
        )  # fmt: skip

    def around(self) -> Part | None:
        """Event proposals considered, consultations, polls, calendars approved here."""
        names = ("proposals", "consultations", "polls", "calendars")
        content = {name: [(row, self.text(row, "title")) for row in self.rows[name]] for name in names}
        if not any(content.values()):
            return None
        return Part("around", self._heading(_("Proposals and consultations")), "around", content=content)

    def printed(self) -> Part | None:
        """Where the printed source errs, and the source itself (M51)."""
        note, source = self.text(self.meeting, "print_note"), self.meeting.source
        if not (note or source):
            return None
        content = {"note": note, "source": source}
        return Part("source", self._heading(_("Source")), "source", content=content)


def missing_languages(document: Document) -> list[str]:
    """“English missing” for each of the portal's languages that a document has no version in; for none at all, none."""
    known = {row.language for row in document.files.all()}
    if not known or "" in known:
        return []
    return [
        _("%(language)s missing") % {"language": _LANGUAGE_NAMES[code]} for code in LANGUAGE_CODES if code not in known
    ]


_LANGUAGE_NAMES = dict(settings.LANGUAGES)


def _is_public(row: Any) -> bool:
    return "document" in row._state.fields_cache


def _when(session: Session) -> str:
    """Day and hours of a session, as far as they are known."""
    hours = [time_format(hour) for hour in (session.start_time, session.end_time) if hour]
    return ", ".join(filter(None, [show_date(session.on), "–".join(hours)]))


def session_label(session: Session) -> str:
    """“Panel 1”, “Information session”."""
    label = str(SessionKind(session.kind).label)
    return f"{label} {session.number}" if session.number else label


def make_outline(reading: Reading, today: date | None = None) -> Outline:
    """The outline of a meeting, in the reader's language."""
    return Outliner(reading, today).outline()
