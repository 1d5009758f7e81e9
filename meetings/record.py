"""A meeting as data: facts, sessions, decisions and documents in every language they are recorded in."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from rial.core.bilingual import LANGUAGE_CODES, column, current_language
from rial.core.dates import Precision

from .as_of import party_name
from .models import Decision, Meeting, Session
from .reading import Reading

_TEXTS = ("title", "place", "venue", "lead", "description", "background", "approach", "closing", "print_note")


def texts(obj: Any, name: str) -> dict[str, str]:
    """{language: text} of the languages a text is recorded in."""
    found = {code: getattr(obj, column(name, code)) for code in LANGUAGE_CODES}
    return {code: text for code, text in found.items() if text}


def known_date(day: Any, precision: str = Precision.DAY) -> str | None:
    """A date as far as it is known: 2016-06-29, 2012-02, 2003."""
    if day is None:
        return None
    return str(day.isoformat())[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10)]


def as_json(reading: Reading) -> dict[str, Any]:
    """The whole record. Names of parties are in the reader's language, texts in all."""
    meeting, rows = reading.meeting, reading.rows
    return {
        "as_of": timezone.localtime().isoformat(timespec="seconds"),
        "language": current_language(),
        "url": settings.SITE_URL + meeting.get_absolute_url(),
        "slug": meeting.slug,
        "kind": meeting.kind,
        "standing": meeting.standing,
        "edition": meeting.conference.edition if meeting.conference else None,
        "bodies": [body.slug for body in rows["bodies"]],
        "number": meeting.number,
        "start": known_date(meeting.start, meeting.precision),
        "end": known_date(meeting.end, meeting.precision),
        "country": meeting.country_id,
        "virtual": meeting.virtual,
        **{name: texts(meeting, name) for name in _TEXTS},
        "topics": [topic.pk for topic in rows["topics"]],
        "delegations_stated": meeting.delegations_stated,
        "delegations": [
            {"kind": row.kind, "country": row.country_id, "name": str(party_name(row, meeting.start))}
            for row in rows["delegations"]
        ],
        "sessions": [_session(session, reading) for session in rows["sessions"]],
        "decisions": [decision_json(decision, meeting) for decision in reading.decisions],
        "documents": [
            {
                "symbol_printed": row.symbol_printed or row.document.symbol_printed,
                "role": row.role,
                "title": texts(row.document, "title"),
                "url": settings.SITE_URL + row.document.get_absolute_url(),
            }
            for row in rows["meeting_documents"]
            if "document" in row._state.fields_cache
        ],
        "source": meeting.source,
    }


def _session(session: Session, reading: Reading) -> dict[str, Any]:
    rows, day = reading.rows, reading.meeting.start
    return {
        "anchor": session.anchor,
        "kind": session.kind,
        "number": session.number,
        "title": texts(session, "title"),
        "speakers": [
            {
                "name": row.person.full_name,
                "role": row.role,
                "post": texts(row, "post"),
                "institution": texts(row, "institution_printed"),
                "country": row.country_id,
            }
            for row in rows["speakers"]
            if row.session_id == session.pk
        ],
        "dialogue": [str(party_name(row, day)) for row in rows["dialogue"] if row.session_id == session.pk],
        "points": [
            {
                "anchor": row.anchor,
                "under": f"p{row.parent_id}" if row.parent_id else None,
                "kind": row.kind,
                "text": texts(row, "text"),
            }
            for row in rows["points"]
            if row.session_id == session.pk
        ],
    }


def decision_json(decision: Decision, meeting: Meeting) -> dict[str, Any]:
    """A decision with its notes. Reads `responsible` and `notes`."""
    return {
        "code": decision.code,
        "url": settings.SITE_URL + decision.get_absolute_url(),
        "meeting": meeting.slug,
        "kind": decision.kind,
        "text": texts(decision, "text"),
        "responsible": [str(party_name(row, meeting.start)) for row in decision.responsible.all()],
        "starts": known_date(decision.starts, decision.starts_precision),
        "deadline": known_date(decision.deadline, decision.deadline_precision),
        "progress": decision.progress,
        "progress_on": known_date(decision.progress_on),
        "notes": [
            {"on": note.on.isoformat(), "progress": note.progress, "text": texts(note, "text"), "source": note.source}
            for note in decision.notes.all()
        ],
    }
