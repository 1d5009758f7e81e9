"""Meetings with their sessions, points, decisions and documents.

A meeting is entered once. When its record in content/ changes and nobody has written to it in the portal,
`--refresh` enters it anew; what people wrote is never overwritten.
"""

from typing import Any

from django.db import transaction

from meetings.enums import Progress, RecordState
from meetings.models import (
    ActivityCalendar,
    Body,
    Conference,
    Decision,
    DecisionLog,
    Delegation,
    Financing,
    Meeting,
    MeetingDocument,
    Organizer,
    Person,
    Point,
    PointAttribution,
    PriorityTopic,
    ProgramMention,
    Responsible,
    Session,
    SessionDelegation,
    SiteVisit,
    Speaker,
    StatusNote,
)
from meetings.services.progress import note_progress, state_progress
from meetings.services.records import publish
from rial.core.content import ContentError, Record, Tally, as_date, digest_of, texts
from rial.library.models import Document

from .reading import (
    articles,
    country,
    documents,
    find,
    institution,
    known,
    meeting,
    numbered,
    parties,
    period,
    plain,
    read_all,
    topics,
    touched,
)

_TEXTS = (
    "title",
    "place",
    "venue",
    "lead",
    "description",
    "background",
    "approach",
    "closing",
    "participants_note",
    "print_note",
)
_PLAIN = ("kind", "number", "virtual", "days", "standing", "link", "delegations_stated", "source", "timezone")


def load_meetings(refresh: bool) -> Tally:
    """content/meetings/*.yaml: every meeting, then the ties between them, then publication."""
    tally = Tally()
    records = read_all("meetings/*.yaml")
    entered: list[tuple[Meeting, Record]] = []
    with transaction.atomic():
        for record in records:
            found = _enter(record, tally, refresh)
            if found is not None:
                entered.append((found, record))
        for found, record in entered:
            _tie(found, record)
            if found.state != RecordState.PUBLISHED:
                publish(found, by=None, by_system=True)
    return tally


def _enter(record: Record, tally: Tally, refresh: bool) -> Meeting | None:
    """The meeting if it was entered now; None when it was there already and stays."""
    slug, digest = record["slug"], digest_of(record)
    held = Meeting.objects.filter(slug=slug).first()
    if held is None:
        tally.count(True, True)
        return _write(Meeting(slug=slug), record, digest)
    if not refresh or held.content_digest == digest:
        tally.count(False, False)
        return None
    if touched(held, held.sessions.all(), held.decisions.all(), Point.objects.filter(session__meeting=held)):
        tally.notes.append(f"{slug}: edited in the portal since; left as it is")
        tally.count(False, False)
        return None
    _clear(held)
    tally.count(False, True)
    return _write(held, record, digest)


def _clear(held: Meeting) -> None:
    # Decisions keep their codes and what refers to them; their rows are entered anew.
    for rows in (held.sessions, held.organizers, held.financing, held.delegations, held.priorities, held.visits):
        rows.all().delete()
    held.documents.all().delete()
    held.programs.all().delete()
    StatusNote.objects.filter(decision__meeting=held).delete()
    Responsible.objects.filter(decision__meeting=held).delete()
    # Without them a decision looks untouched to `_link`, which then enters its progress again.
    DecisionLog.objects.filter(subject__meeting=held).delete()
    held.decisions.update(progress=Progress.NOT_STARTED, progress_on=None, superseded_by=None, event=None, body=None)


def _write(obj: Meeting, record: Record, digest: str) -> Meeting:
    where = f"meeting {record['slug']}"
    values = {
        **texts(record, *_TEXTS),
        **period(record, where),
        **plain(Meeting, {name: record.get(name) for name in _PLAIN}),
        "country": country(record.get("country"), where),
        "conference": find(Conference, where, edition=record["conference"]) if record.get("conference") else None,
        "content_digest": digest,
    }
    for name, value in values.items():
        setattr(obj, name, value)
    obj.save()
    obj.bodies.set([find(Body, where, slug=slug) for slug in record.get("bodies") or ()])
    obj.topics.set(topics(record.get("topics"), where))
    obj.mandates.set(articles(record.get("mandates"), where))
    _write_rows(obj, record, where)
    keys = _write_sessions(obj, record, where)
    _write_documents(obj, record, keys, where)
    for place, row in numbered(record.get("decisions")):
        _write_decision(obj, place, row, keys, where)
    return obj


def _write_rows(obj: Meeting, record: Record, where: str) -> None:
    owner = {"meeting": obj}
    parties(Organizer, owner, record.get("organizers"), where, "capacity")
    parties(Financing, owner, record.get("financing"), where, "part", "capacity")
    parties(Delegation, owner, record.get("delegations"), where)
    for place, row in numbered(record.get("priorities")):
        PriorityTopic.objects.create(meeting=obj, position=place, **texts(row, "text", "defined_by"))
    for place, row in numbered(record.get("visits")):
        SiteVisit.objects.create(meeting=obj, position=place, on=as_date(row.get("on")), **texts(row, "title", "note"))
    for code in record.get("programs") or ():
        ProgramMention.objects.create(meeting=obj, code=code)


def _write_sessions(obj: Meeting, record: Record, where: str) -> dict[str, Session]:
    keys: dict[str, Session] = {}
    for place, row in numbered(record.get("sessions")):
        here = f"{where}, {row['key']}"
        session = Session.objects.create(
            meeting=obj,
            position=place,
            on=as_date(row.get("on")),
            answers_due=as_date(row.get("answers_due")),
            **texts(row, "title", "intro", "questions"),
            **plain(Session, {name: row.get(name) for name in ("kind", "number")}),
        )
        keys[row["key"]] = session
        speakers = _write_speakers(session, row, here)
        parties(SessionDelegation, {"session": session}, row.get("dialogue"), here)
        for code in row.get("programs") or ():
            ProgramMention.objects.create(meeting=obj, session=session, code=code)
        for order, point in numbered(row.get("points")):
            _write_point(session, None, order, point, speakers, here)
    return keys


def _person(name: str, code: str | None, where: str) -> Person:
    """The person with that name, however printed; created with the country when first met."""
    for person in Person.objects.filter(full_name=name):
        return person
    for person in Person.objects.exclude(also_printed=""):
        if name in person.also_printed.splitlines():
            return person
    return Person.objects.create(full_name=name, country=country(code, where))


def _write_speakers(session: Session, record: Record, where: str) -> dict[str, Speaker]:
    found: dict[str, Speaker] = {}
    for place, row in numbered(record.get("speakers")):
        found[row["name"]] = Speaker.objects.create(
            session=session,
            person=_person(row["name"], row.get("country"), where),
            position=place,
            country=country(row.get("country"), where),
            institution=institution(row.get("institution"), where),
            **texts(row, "post", "institution_printed", "capacity", "subject"),
            **plain(Speaker, {"role": row.get("role")}),
        )
    return found


def _write_point(
    session: Session, parent: Point | None, place: int, record: Record, speakers: dict[str, Speaker], where: str
) -> None:
    named = record.get("speaker")
    if named and named not in speakers:
        raise ContentError(f"{where}, point {place + 1}: {named} is no speaker of the session")
    point = Point.objects.create(
        session=session,
        parent=parent,
        position=place,
        speaker=speakers[named] if named else None,
        **texts(record, "text", "print_note"),
        **plain(Point, {"kind": record.get("kind")}),
    )
    point.articles.set(articles(record.get("articles"), where))
    point.documents.set(documents(record.get("documents"), where))
    parties(PointAttribution, {"point": point}, record.get("attributed"), where)
    for code in record.get("programs") or ():
        ProgramMention.objects.create(meeting=session.meeting, session=session, point=point, code=code)
    for order, child in numbered(record.get("points")):
        _write_point(session, point, order, child, speakers, where)


def _write_documents(obj: Meeting, record: Record, keys: dict[str, Session], where: str) -> None:
    for place, row in numbered(record.get("documents")):
        MeetingDocument.objects.create(
            meeting=obj,
            document=find(Document, where, slug=row["document"]),
            session=_session(row, keys, where),
            position=place,
            symbol_printed=row.get("symbol_printed", ""),
            **plain(MeetingDocument, {"role": row.get("role")}),
            **texts(row, "note"),
        )


def _session(record: Record, keys: dict[str, Session], where: str) -> Session | None:
    key = record.get("session")
    if key and key not in keys:
        raise ContentError(f"{where}: there is no session {key}")
    return keys[key] if key else None


def _write_decision(obj: Meeting, place: int, record: Record, keys: dict[str, Session], where: str) -> None:
    here = f"{where}, {record['code']}"
    values: dict[str, Any] = {
        "meeting": obj,
        "session": _session(record, keys, where),
        "position": place,
        **texts(record, "text", "wording_note", "print_note"),
        **known(record, "starts", here, "starts_precision"),
        **known(record, "deadline", here, "deadline_precision"),
        **plain(Decision, {n: record.get(n) for n in ("kind", "original_language", "amount", "currency", "source")}),
    }
    decision, _created = Decision.objects.update_or_create(code=record["code"], defaults=values)
    decision.articles.set(articles(record.get("articles"), here))
    decision.documents.set(documents(record.get("documents"), here))
    decision.topics.set(topics(record.get("topics"), here))
    parties(Responsible, {"decision": decision}, record.get("responsible"), here)


def _tie(obj: Meeting, record: Record) -> None:
    """What refers to other meetings, once all are entered."""
    where = f"meeting {record['slug']}"
    obj.planned_at = meeting(record.get("planned_at"), where)
    if record.get("calendar"):
        obj.calendar = find(ActivityCalendar, where, slug=str(record["calendar"]))
    obj.save(update_fields=["planned_at", "calendar"])
    obj.joint_with.set([find(Meeting, where, slug=slug) for slug in record.get("joint_with") or ()])
    obj.follows.set([find(Meeting, where, slug=slug) for slug in record.get("follows") or ()])


@transaction.atomic
def load_decision_links(refresh: bool) -> Tally:
    """Events agreed, bodies created, what supersedes what, progress noted; and who approved the calendars."""
    tally = Tally()
    for record in read_all("meetings/*.yaml"):
        for row in record.get("decisions") or ():
            _link(find(Decision, row["code"], code=row["code"]), row, tally)
    for record in read_all("calendars*.yaml"):
        calendar = find(ActivityCalendar, record["slug"], slug=record["slug"])
        if calendar.approved_at_id is None and record.get("approved_at"):
            calendar.approved_at = meeting(record["approved_at"], record["slug"])
            calendar.save(update_fields=["approved_at"])
    return tally


def _link(decision: Decision, record: Record, tally: Tally) -> None:
    # A progress that no source dates leaves a line in the log and no note.
    if decision.notes.exists() or decision.log.exists() or decision.event_id or decision.body_id:
        tally.count(False, False)
        return
    where = record["code"]
    decision.event = meeting(record.get("event"), where)
    decision.body = find(Body, where, slug=record["body"]) if record.get("body") else None
    if record.get("superseded_by"):
        decision.superseded_by = find(Decision, where, code=record["superseded_by"])
    decision.save(update_fields=["event", "body", "superseded_by"])
    for row in record.get("notes") or ():
        on = as_date(row["on"])
        if on is None:
            raise ContentError(f"{where}: a status note needs its day")
        note_progress(
            decision,
            row["progress"],
            on=on,
            by=None,
            texts=texts(row, "text"),
            meeting=meeting(row.get("meeting"), where),
            source=row.get("source", ""),
            by_system=True,
        )
    _first_progress(decision, record)
    tally.count(False, True)


def _first_progress(decision: Decision, record: Record) -> None:
    """Without dated notes, the progress that the record itself states: adopted, standing, outcome not known."""
    stated = record.get("progress")
    if not stated or record.get("notes") or stated == Progress.NOT_STARTED:
        return
    state_progress(decision, stated, source=record.get("source") or record["code"])
