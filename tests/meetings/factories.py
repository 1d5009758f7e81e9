"""Plain functions that make records of the meetings, published through the services people use."""

from datetime import date
from typing import Any

from meetings.enums import DocumentRole, MeetingKind, Progress, RecordState
from meetings.models import (
    Article,
    Authority,
    Body,
    BodyTerm,
    Conference,
    Decision,
    Delegation,
    Instrument,
    Meeting,
    MeetingDocument,
    Person,
    Point,
    PointAttribution,
    ProgramMention,
    Responsible,
    Session,
    SessionDelegation,
    Speaker,
)
from meetings.services.progress import note_progress
from meetings.services.records import publish, save_decision
from rial.directory.models import Country, Institution, Topic
from rial.library.models import Document

NAMES = {"name_es": "Grupo de Trabajo 2", "name_en": "Working Group 2"}


def make_conference(edition: int = 19, **columns: Any) -> Conference:
    """A published edition of the Conference, in Cancún unless said."""
    values: dict[str, Any] = {"place_es": "Cancún", "place_en": "Cancún", "country_id": "MX", "chair_id": "MX"}
    values |= {"start": date(2015, 12, 3), "end": date(2015, 12, 4), "state": RecordState.PUBLISHED}
    conference, _made = Conference.objects.get_or_create(edition=edition, defaults=values | columns)
    return conference


def make_body(slug: str = "working-group-2", **columns: Any) -> Body:
    """Working Group 2 unless said."""
    values = {"kind": "working_group", "number": 2, **NAMES} | columns
    body, _made = Body.objects.get_or_create(slug=slug, defaults=values)
    return body


def make_term(body: Body, conference: Conference, chair: str = "PY", vice_chairs: str = "CA CR") -> BodyTerm:
    """The body under an edition, with its authorities."""
    term = BodyTerm.objects.create(
        body=body, conference=conference, title_es="Fortalecimiento institucional", title_en="Institutional strength"
    )
    Authority.objects.create(term=term, role="chair", country_id=chair)
    for place, code in enumerate(vice_chairs.split()):
        Authority.objects.create(term=term, role="vice_chair", country_id=code, position=place)
    return term


def make_meeting(slug: str = "wg2-2016", *, public: bool = True, bodies: Any = None, **columns: Any) -> Meeting:
    """A published meeting of Working Group 2 in Washington, D.C., on June 29, 2016 unless said."""
    values: dict[str, Any] = {
        "kind": MeetingKind.WORKING_GROUP,
        "number": 1,
        "conference": make_conference(),
        "place_es": "Washington, D.C.",
        "place_en": "Washington, D.C.",
        "country_id": "US",
        "start": date(2016, 6, 29),
        "end": date(2016, 6, 29),
        "source": "Report of the meeting",
    }
    meeting = Meeting.objects.create(slug=slug, **values | columns)
    meeting.bodies.set([make_body()] if bodies is None else bodies)
    return publish(meeting, by=None, by_system=True) if public else meeting


def make_person(name: str = "Kim Oliver", **columns: Any) -> Person:
    """Someone who speaks."""
    person, _made = Person.objects.get_or_create(full_name=name, defaults=columns)
    return person


def make_session(meeting: Meeting, number: int = 1, **columns: Any) -> Session:
    """A panel."""
    values = {"kind": "panel", "title_es": f"Tema {number}", "title_en": f"Subject {number}", "position": number}
    return Session.objects.create(meeting=meeting, number=number, **values | columns)


def make_speaker(session: Session, name: str = "Kim Oliver", **columns: Any) -> Speaker:
    """A presenter with post and country."""
    values = {"post_es": "Directora", "post_en": "Director", "country_id": "CA"}
    return Speaker.objects.create(session=session, person=make_person(name), **values | columns)


def make_point(session: Session, text: str = "A point", **columns: Any) -> Point:
    """A main point in both languages."""
    values = {"text_en": text, "text_es": f"{text} (es)", "position": session.points.count()}
    return Point.objects.create(session=session, **values | columns)


def make_document(slug: str = "cimt-19-gt1-gt2-doc-5-16", **columns: Any) -> Document:
    """A published document."""
    values = {
        "symbol_printed": "CIMT-19/GT1-GT2/doc.5/16",
        "title_es": "Resultados de la RIAL",
        "title_en": "RIAL results",
        "state": "published",
    }
    document, _made = Document.objects.get_or_create(slug=slug, defaults=values | columns)
    return document


def make_article(slug: str = "plan-of-action-cancun", number: str = "7", letter: str = "") -> Article:
    """An article of a published plan of action."""
    instrument, _made = Instrument.objects.get_or_create(
        slug=slug,
        defaults={
            "kind": "plan_of_action",
            "conference": make_conference(),
            "title_es": "Plan de Acción de Cancún",
            "title_en": "Plan of Action of Cancún",
            "state": RecordState.PUBLISHED,
        },
    )
    texts = {"text_es": "Los Grupos de Trabajo…", "text_en": "The Working Groups…"}
    article, _made = Article.objects.get_or_create(instrument=instrument, number=number, letter=letter, defaults=texts)
    return article


def make_decision(meeting: Meeting, text: str = "Delegations send comments", **columns: Any) -> Decision:
    """A task of all delegations."""
    values = {"text_en": text, "text_es": f"{text} (es)", "kind": "task", "position": meeting.decisions.count()}
    decision = save_decision(Decision(meeting=meeting, **values | columns))
    Responsible.objects.create(decision=decision, label_es="Las delegaciones", label_en="Delegations")
    return decision


def note(decision: Decision, progress: Progress | str, on: date, **more: Any) -> Decision:
    """A dated note through the service; gives the decision as stored."""
    note_progress(decision, progress, on=on, by=None, by_system=True, **more)
    return Decision.objects.get(pk=decision.pk)


def make_full_meeting(rows: int = 1, slug: str = "wg2-2016") -> Meeting:
    """A meeting with `rows` of everything that a page shows."""
    conference, body = make_conference(), make_body()
    if not BodyTerm.objects.filter(body=body, conference=conference).exists():
        make_term(body, conference)
    texts: dict[str, Any] = {"lead_en": "In Washington.", "lead_es": "En Washington.", "delegations_stated": 22}
    texts |= {"description_en": "**Who** came.", "description_es": "**Quién** vino."}
    meeting = make_meeting(slug, **texts)
    meeting.topics.set(Topic.objects.filter(code="labor-inspection"))
    meeting.mandates.set([make_article(number=str(7 + place)) for place in range(rows)])
    countries = list(Country.objects.members().order_by("code")[:rows])
    institutions = list(Institution.objects.filter(country__isnull=True).order_by("code")[:rows])
    for place, country in enumerate(countries):
        Delegation.objects.create(meeting=meeting, kind="ministry", country=country, position=place)
    for place, institution in enumerate(institutions):
        Delegation.objects.create(meeting=meeting, kind="organization", institution=institution, position=place)
        meeting.organizers.create(role="organizer", institution=institution, position=place)
        meeting.financing.create(institution=institution, part_en="The meeting", part_es="La reunión")
        meeting.priorities.create(text_en="A topic", text_es="Un tema", position=place)
        meeting.visits.create(title_en="A visit", title_es="Una visita", position=place)
    for number in range(1, rows + 1):
        _fill_session(meeting, number, countries, institutions)
        document = make_document(f"doc-{number}", symbol_printed=f"CIMT-19/GT2/doc.{number}/16")
        document.files.create(language="en", url=f"https://example.org/{number}.pdf")
        MeetingDocument.objects.create(meeting=meeting, document=document, role=DocumentRole.WORKING, position=number)
        decision = make_decision(meeting, f"Decision {number}", deadline=date(2016, 7, 25))
        decision.articles.add(make_article())
        decision.documents.add(document)
        note(decision, Progress.UNDER_WAY, date(2016, 7, 1), texts={"text_en": "Begun", "text_es": "Comenzó"})
    return meeting


def _fill_session(meeting: Meeting, number: int, countries: list[Country], institutions: list[Institution]) -> None:
    session = make_session(meeting, number)
    for place, country in enumerate(countries):
        speaker = make_speaker(session, f"Speaker {place}", country=country, position=place)
        SessionDelegation.objects.create(session=session, country=country, position=place)
        point = make_point(session, f"Point {place} of {number}", speaker=speaker)
        make_point(session, f"Nested {place} of {number}", parent=point)
        PointAttribution.objects.create(point=point, country=country)
        PointAttribution.objects.create(point=point, institution=institutions[0])
        point.articles.add(make_article())
        ProgramMention.objects.create(meeting=meeting, session=session, point=point, code=f"PRG-{place:04d}")
