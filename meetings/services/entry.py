"""Entering a meeting from lists: delegations, speakers, main points, decisions and documents in one go each.

All or nothing: a list that names someone twice or breaks a rule is refused as a whole, with the line that does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings.checks import decision_problems, refuse
from meetings.enums import DecisionKind, DocumentRole, PointKind, SpeakerRole
from meetings.models import (
    Decision,
    Delegation,
    Meeting,
    MeetingDocument,
    Organizer,
    Person,
    Point,
    PointAttribution,
    ProgramMention,
    Responsible,
    Session,
    SessionDelegation,
    Speaker,
)
from meetings.models.base import Party
from meetings.parties import ReadParty, words_of
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.directory.models import Country, Institution
from rial.library.models import Document
from rial.library.services import PastedLine, make_drafts
from rial.library.symbols import parse

from .records import save_decision
from .touching import touch

Texts = dict[str, str]


@dataclass(frozen=True)
class PartyRow:
    """A party to enter; `kind` is that of a delegation or the role of an organizer."""

    country: Country | None = None
    institution: Institution | None = None
    label: Texts = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True)
class SpeakerRow:
    """A speaker to enter: a person on record or a new name."""

    name: str
    person: Person | None = None
    role: str = SpeakerRole.PRESENTER
    country: Country | None = None
    institution: Institution | None = None
    # Columns such as post_es, institution_printed_en, capacity_es.
    texts: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class PointRow:
    """A main point to enter; `texts` are text_es, text_en. `fills`: a point already there that lacks a language."""

    texts: Texts
    level: int = 0
    kind: str = PointKind.POINT
    said_by: tuple[ReadParty, ...] = ()
    fills: int | None = None


@dataclass(frozen=True)
class DecisionRow:
    """A decision to enter; `fills`: one already there that lacks a language."""

    texts: Texts
    kind: str = DecisionKind.AGREEMENT
    responsible: tuple[ReadParty, ...] = ()
    deadline: date | None = None
    original_language: str = ""
    fills: int | None = None


@dataclass(frozen=True)
class DocumentRow:
    """A document to tie to the meeting: one on record, or a draft to make of symbol and titles."""

    symbol: str = ""
    titles: Texts = field(default_factory=dict)
    document: Document | None = None
    role: str = DocumentRole.WORKING


def label_columns(label: Texts) -> Texts:
    """{"es": …} as columns of a party: {"label_es": …}."""
    return {column("label", code): label.get(code, "") for code in LANGUAGE_CODES}


def next_place(rows: models.QuerySet[Any]) -> int:
    """The place after the last one."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def _save_checked(row: models.Model, what: str) -> None:
    """Save a new row; a rule it breaks is told with the line it came from."""
    try:
        row.full_clean()
    except ValidationError as error:
        message = _("%(line)s: %(problem)s")
        problem = " ".join(error.messages)
        raise ValidationError(message, "row", {"line": what, "problem": problem}) from error
    row.save()


def _name(row: PartyRow) -> str:
    if row.country:
        return str(row.country.name)
    return str(row.institution.current_name) if row.institution else next(iter(row.label.values()), "")


@transaction.atomic
def add_delegations(meeting: Meeting, rows: Sequence[PartyRow]) -> int:
    """Enter delegations after those already there; refuses one that is there already."""
    return _add_parties(Delegation, {"meeting": _locked(meeting)}, rows, "kind", meeting)


@transaction.atomic
def add_organizers(meeting: Meeting, rows: Sequence[PartyRow]) -> int:
    """Enter organizers with their roles."""
    return _add_parties(Organizer, {"meeting": _locked(meeting)}, rows, "role", meeting)


@transaction.atomic
def add_dialogue(session: Session, rows: Sequence[PartyRow]) -> int:
    """Enter who took part in a session's dialogue, in the order given."""
    _locked(session.meeting)
    return _add_parties(SessionDelegation, {"session": session}, rows, "", session.meeting)


def _add_parties(model: Any, owner: dict[str, Any], rows: Sequence[PartyRow], kind: str, meeting: Meeting) -> int:
    place = next_place(model.objects.filter(**owner))
    for offset, row in enumerate(rows):
        values = {**owner, **label_columns(row.label), "position": place + offset}
        values |= {kind: row.kind} if kind else {}
        _save_checked(model(country=row.country, institution=row.institution, **values), _name(row))
    touch(meeting)
    return len(rows)


@transaction.atomic
def add_speakers(session: Session, rows: Sequence[SpeakerRow]) -> int:
    """Enter speakers; names that nobody on record has become people. Refuses a person twice in one role."""
    _locked(session.meeting)
    place = next_place(session.speakers.all())
    for offset, row in enumerate(rows):
        person = row.person or _person(row)
        speaker = Speaker(
            session=session,
            person=person,
            role=row.role,
            country=row.country,
            institution=row.institution,
            position=place + offset,
            **row.texts,
        )
        _save_checked(speaker, person.full_name)
    touch(session.meeting)
    return len(rows)


def _person(row: SpeakerRow) -> Person:
    """A person with exactly this name and country, else a new one; an alias is found by whoever reads the list."""
    found = Person.objects.filter(full_name=row.name, country=row.country).first()
    if found is None:
        found = Person(full_name=row.name, country=row.country)
        _save_checked(found, row.name)
    return found


def _not_filling(present: Any, rows: Sequence[Any]) -> list[Any]:
    """Write the languages that some rows bring to records already there; the other rows are given back.

    A language that somebody wrote meanwhile is not overwritten.
    """
    known = present.in_bulk([row.fills for row in rows if row.fills])
    others = []
    for row in rows:
        record = known.get(row.fills)
        if record is None:
            others.append(row)
            continue
        for name, text in row.texts.items():
            setattr(record, name, getattr(record, name) or text)
        record.save(update_fields=list(row.texts))
    return others


@transaction.atomic
def add_points(session: Session, rows: Sequence[PointRow]) -> int:
    """Enter main points after those already there, nested ones under the last one of the first level.

    Rows that fill a language of a point only do that.
    """
    _locked(session.meeting)
    top = session.points.filter(parent=None).order_by("position", "pk").last()
    places: dict[int | None, int] = {None: next_place(session.points.filter(parent=None))}
    if top is not None:
        places[top.pk] = next_place(top.children.all())
    for row in _not_filling(session.points, rows):
        parent = top if row.level and top is not None else None
        key = parent.pk if parent else None
        place = places.setdefault(key, 0)
        point = Point(session=session, parent=parent, kind=row.kind, position=place, **row.texts)
        _save_checked(point, next((text for text in row.texts.values() if text), ""))
        places[key] = place + 1
        top = point if parent is None else top
        set_parties(PointAttribution, {"point": point}, row.said_by)
    touch(session.meeting)
    return len(rows)


@transaction.atomic
def add_decisions(meeting: Meeting, rows: Sequence[DecisionRow], session: Session | None = None) -> list[Decision]:
    """Enter decisions, each with its permanent code. Refuses tasks without anyone responsible (M18)."""
    locked = _locked(meeting)
    place = next_place(meeting.decisions.all())
    made = []
    for offset, row in enumerate(_not_filling(meeting.decisions, rows)):
        decision = Decision(
            meeting=locked,
            session=session,
            position=place + offset,
            kind=row.kind,
            deadline=row.deadline,
            **({"original_language": row.original_language} if row.original_language else {}),
            **row.texts,
        )
        refuse(decision_problems(decision, len(row.responsible)))
        save_decision(decision)
        set_parties(Responsible, {"decision": decision}, row.responsible)
        made.append(decision)
    touch(meeting)
    return made


@transaction.atomic
def add_documents(meeting: Meeting, rows: Sequence[DocumentRow], *, by: Any) -> int:
    """Tie documents to the meeting; those not on record become drafts of the library with their symbols."""
    locked = _locked(meeting)
    place = next_place(meeting.documents.all())
    for offset, row in enumerate(rows):
        document = row.document or _draft(row, by)
        tie = MeetingDocument(
            meeting=locked, document=document, role=row.role, symbol_printed=row.symbol, position=place + offset
        )
        _save_checked(tie, row.symbol or str(document))
    touch(meeting)
    return len(rows)


def _draft(row: DocumentRow, by: Any) -> Document:
    languages = [code for code in LANGUAGE_CODES if row.titles.get(code)]
    if not languages:
        message = _("“%(symbol)s” is not on record: give its title, so that a draft can be made.")
        raise ValidationError(message, "title", {"symbol": row.symbol})
    first, *others = languages
    line = PastedLine(1, parse(row.symbol), row.titles[first], first)
    (document,) = make_drafts([line], by=by)
    for code in others:
        setattr(document, column("title", code), row.titles[code])
    if others:
        document.save(update_fields=[column("title", code) for code in others])
    return document


def party_line(row: Party) -> str:
    """A party as it is written in a list of names; read back it is the same party."""
    if row.country and not row.institution:
        return str(row.country.name)
    if row.institution and not row.country:
        return str(row.institution.acronym or row.institution.current_name)
    labels = [getattr(row, column("label", code)) for code in LANGUAGE_CODES]
    if row.country and row.institution:
        return f"{row.country.name}: {row.institution.current_name}"
    return " | ".join(labels) if all(labels) else next((label for label in labels if label), "")


def set_parties(model: Any, owner: dict[str, Any], parties: Iterable[ReadParty]) -> None:
    """Make a list of parties that of the owner: rows written as before stay as they are, others go or come."""
    kept = {words_of(party_line(row)): row for row in model.objects.filter(**owner)}
    seen: set[tuple[str, ...]] = set()
    for place, party in enumerate(parties):
        key = words_of(party.line)
        if key in seen:
            continue
        seen.add(key)
        row = kept.pop(key, None)
        if row is None:
            values = {**owner, **label_columns(party.label if not party.known else {}), "position": place}
            _save_checked(model(country=party.country, institution=party.institution, **values), party.line)
        elif row.position != place:
            row.position = place
            row.save(update_fields=["position"])
    for row in kept.values():
        row.delete()


@transaction.atomic
def set_programs(point: Point, codes: Iterable[str]) -> None:
    """The programs named in a point, by their codes (P29)."""
    wanted = list(dict.fromkeys(codes))
    present = {row.code: row for row in point.programs.all()}
    for code, row in present.items():
        if code not in wanted:
            row.delete()
    for code in wanted:
        if code not in present:
            meeting = point.session.meeting
            _save_checked(ProgramMention(meeting=meeting, session=point.session, point=point, code=code), code)


@transaction.atomic
def set_session_programs(session: Session, codes: Iterable[str]) -> None:
    """The programs presented in a session as a whole, by their codes (P29)."""
    wanted = list(dict.fromkeys(codes))
    rows = session.programs.filter(point=None)
    present = {row.code for row in rows}
    rows.exclude(code__in=wanted).delete()
    for code in wanted:
        if code not in present:
            _save_checked(ProgramMention(meeting=session.meeting, session=session, code=code), code)
    touch(session.meeting)
