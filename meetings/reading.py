"""A meeting with everything entered for it, in few queries: what its page, its report and its archive are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from meetings import models as m
from meetings.enums import OPEN_PROGRESS, Progress
from rial.core.bilingual import columns
from rial.core.references import Reference, resolve
from rial.core.whole import Part, by_key, grouped, hold, join, read_whole
from rial.directory.models import Country, Institution, InstitutionName
from rial.library.models import Document

from .parts import PARTS


@dataclass
class Related:
    """The meetings around this one."""

    planned_at: list[m.Meeting] = field(default_factory=list)
    joint: list[m.Meeting] = field(default_factory=list)
    follows: list[m.Meeting] = field(default_factory=list)
    followed_by: list[m.Meeting] = field(default_factory=list)
    planned: list[m.Meeting] = field(default_factory=list)
    previous: list[m.Meeting] = field(default_factory=list)
    following: list[m.Meeting] = field(default_factory=list)


@dataclass
class Reading:
    """A meeting with its rows, joined; `meetings` are the others it names, by key, as far as the reader may see them.

    `earlier`: decisions of earlier meetings of the same bodies that were open when this one began, or on which
    something was reported here.
    """

    meeting: m.Meeting
    rows: Mapping[str, list[Any]]
    meetings: Mapping[int, m.Meeting]
    references: Mapping[str, Reference]
    decisions: list[m.Decision]
    earlier: list[m.Decision]
    articles_of: Mapping[str, Mapping[int, list[m.Article]]]
    documents_of: Mapping[str, Mapping[int, list[Document]]]
    related: Related


def read_meeting(slug: str, user: Any) -> Reading | None:
    """The meeting this reader may see at this address, with everything entered for it; None if there is none."""
    found = m.Meeting.objects.visible_to(user).select_related("conference", "calendar").filter(slug=slug).first()
    if found is None:
        return None
    start = found.start or date.max
    rows = read_whole(PARTS, meeting=found.pk, conference=found.conference_id, start=start)
    _join_parties(rows, found)
    _join_sessions(rows, found)
    taken, earlier = _decisions(rows, found, start)
    related, meetings = _related(found, rows, user)
    join(taken + earlier, "meeting", {**meetings, found.pk: found})
    join(rows["decisions"], "event", meetings)
    join(rows["notes"], "meeting", {**meetings, found.pk: found})
    return Reading(
        meeting=found,
        rows=rows,
        meetings=meetings,
        references=resolve({row.code for row in rows["programs"]}),
        decisions=taken,
        earlier=earlier,
        articles_of=_articles(rows),
        documents_of=_documents(rows),
        related=related,
    )


_PARTIES = ("authorities", "organizers", "financing", "delegations", "speakers", "people", "dialogue")
_MORE_PARTIES = ("attributions", "responsible")


def _join_parties(rows: dict[str, list[Any]], meeting: m.Meeting) -> None:
    """Countries from the one statement; institutions with their names in one more."""
    countries = by_key(rows["countries"])
    parties = [row for name in (*_PARTIES, *_MORE_PARTIES) for row in rows[name]]
    with_institution = [row for row in parties if getattr(row, "institution_id", None)]
    institutions = read_institutions({row.institution_id for row in with_institution}, countries)
    join(parties, "country", countries)
    join(with_institution, "institution", institutions)
    join([meeting], "country", countries)
    hold(meeting, "bodies", rows["bodies"])


def read_institutions(keys: set[int], countries: Mapping[str, Country]) -> dict[int, Institution]:
    """Institutions by key with their names over time; one query, none for no keys."""
    if not keys:
        return {}
    parts = {
        "institutions": Part(Institution, "t.id = ANY(%(keys)s)", "t.id"),
        "names": Part(InstitutionName, "t.institution_id = ANY(%(keys)s)", "t.valid_from, t.id"),
    }
    rows = read_whole(parts, keys=sorted(keys))
    names = grouped(rows["names"], "institution_id")
    for institution in rows["institutions"]:
        hold(institution, "names", names.get(institution.pk, []))
    join(rows["institutions"], "country", countries)
    return by_key(rows["institutions"])


def _join_sessions(rows: dict[str, list[Any]], meeting: m.Meeting) -> None:
    sessions, documents = by_key(rows["sessions"]), by_key(rows["documents"])
    join(rows["speakers"], "person", by_key(rows["people"]))
    join(rows["speakers"], "slides", documents)
    join(rows["points"], "speaker", by_key(rows["speakers"]))
    for name in ("speakers", "points", "meeting_documents", "decisions"):
        join(rows[name], "session", sessions)
    join(rows["meeting_documents"], "document", documents)
    join(rows["terms"], "body", by_key(rows["bodies"]))
    join(rows["authorities"], "term", by_key(rows["terms"]))
    join(rows["articles"], "instrument", by_key(rows["instruments"]))
    files = grouped(rows["files"], "document_id")
    for document in documents.values():
        hold(document, "files", files.get(document.pk, []))


def _decisions(
    rows: dict[str, list[Any]], meeting: m.Meeting, start: date
) -> tuple[list[m.Decision], list[m.Decision]]:
    responsible, notes = grouped(rows["responsible"], "decision_id"), grouped(rows["notes"], "decision_id")
    taken, earlier = [], []
    for decision in rows["decisions"]:
        hold(decision, "responsible", responsible.get(decision.pk, []))
        hold(decision, "notes", notes.get(decision.pk, []))
        if decision.meeting_id == meeting.pk:
            taken.append(decision)
        elif came_up(decision, meeting, start):
            earlier.append(decision)
    return taken, earlier


def came_up(decision: m.Decision, meeting: m.Meeting, start: date) -> bool:
    """Whether an earlier decision was still open on that day, or something was reported on it at that meeting."""
    if any(note.meeting_id == meeting.pk for note in decision.notes.all()):
        return True
    return progress_on(decision, start) in OPEN_PROGRESS


def progress_on(decision: m.Decision, day: date) -> str:
    """How far a decision was on a day: its last note until then, before the first one not started.

    Where no source gives a date for any note, what is stated of it holds for every day. Reads `notes`.
    """
    notes = list(decision.notes.all())
    if not notes:
        return decision.progress
    known = [note for note in notes if note.on <= day]
    return max(known, key=lambda note: (note.on, note.pk)).progress if known else Progress.NOT_STARTED


def _articles(rows: dict[str, list[Any]]) -> dict[str, dict[int, list[m.Article]]]:
    # Articles of instruments that are not public are not shown.
    articles = {row.pk: row for row in rows["articles"] if "instrument" in row._state.fields_cache}
    found: dict[str, dict[int, list[m.Article]]] = {}
    for name, owner in (("meeting_mandates", "meeting_id"), ("point_articles", "point_id"), _DECIDED_ARTICLES):
        cited = grouped([link for link in rows[name] if link.article_id in articles], owner)
        found[owner] = {key: [articles[link.article_id] for link in links] for key, links in cited.items()}
    return found


_DECIDED_ARTICLES = ("decision_articles", "decision_id")


def _documents(rows: dict[str, list[Any]]) -> dict[str, dict[int, list[Document]]]:
    documents = by_key(rows["documents"])
    found: dict[str, dict[int, list[Document]]] = {}
    for name, owner in (("point_documents", "point_id"), ("decision_documents", "decision_id")):
        cited = grouped([link for link in rows[name] if link.document_id in documents], owner)
        found[owner] = {key: [documents[link.document_id] for link in links] for key, links in cited.items()}
    return found


def _related(meeting: m.Meeting, rows: dict[str, list[Any]], user: Any) -> tuple[Related, dict[int, m.Meeting]]:
    """The meetings around this one and those that decisions name, in two queries."""
    joint = {row.to_meeting_id for row in rows["joint"]}
    follows = {row.to_meeting_id for row in rows["follows"]}
    followed_by = {row.from_meeting_id for row in rows["followed_by"]}
    named = {row.meeting_id for row in chain(rows["decisions"], rows["notes"])} | {meeting.planned_at_id}
    named |= {row.event_id for row in rows["decisions"]} | joint | follows | followed_by
    named |= {row.pk for name in ("previous", "following", "planned") for row in rows[name]}
    known = read_meetings(named - {None, meeting.pk}, user)

    def those(keys: Iterable[int | None]) -> list[m.Meeting]:
        return sorted((known[key] for key in keys if key in known), key=lambda one: (one.start or date.max, one.slug))

    related = Related(
        planned_at=those([meeting.planned_at_id]),
        joint=those(joint),
        follows=those(follows),
        followed_by=those(followed_by),
        planned=those(row.pk for row in rows["planned"]),
        previous=those(row.pk for row in rows["previous"]),
        following=those(row.pk for row in rows["following"]),
    )
    return related, known


_LONG = ("lead", "description", "background", "approach", "closing", "participants_note", "print_note")


def read_meetings(keys: Iterable[int | None], user: Any) -> dict[int, m.Meeting]:
    """Those of these meetings that the reader may see, with what their names are made of; two queries at most."""
    visible = m.Meeting.objects.visible_to(user).filter(pk__in=[key for key in keys if key])
    return by_key(visible.select_related("conference").prefetch_related("bodies").defer(*_LONG_COLUMNS))


_LONG_COLUMNS = [name for field_ in _LONG for name in columns(field_)]
