"""Entering a whole meeting in the admin: a few facts, then pasted lists, then the order of the points."""

import re
from datetime import date, time
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.enums import RecordState
from meetings.models import Decision, Meeting, MeetingDocument, Person, Point, Session
from meetings.services import entry
from meetings.services.entry import DecisionRow, PartyRow, PointRow, SpeakerRow
from meetings.services.records import begin_meeting, publish, save_session
from rial.directory.models import Country
from rial.library.models import Document
from tests.meetings.factories import make_body, make_conference
from tests.personas import Personas

BASE = "/en/admin/meetings/"
NEW = f"{BASE}meeting/add/"


@pytest.fixture
def meeting(vocabulary: None) -> Meeting:
    """The draft of Working Group 2's meeting in Washington."""
    draft = Meeting(
        kind="working_group",
        conference=make_conference(),
        number=1,
        start=date(2016, 6, 29),
        place_es="Washington, D.C.",
        place_en="Washington, D.C.",
        country_id="US",
    )
    return begin_meeting(draft, [make_body()])


@pytest.fixture
def session(meeting: Meeting) -> Session:
    """Its first panel."""
    return save_session(
        Session(meeting=meeting, kind="panel", number=1, title_en="Enforcement", title_es="Cumplimiento")
    )


def url(record: Any, page: str = "change") -> str:
    return f"{BASE}{record._meta.model_name}/{record.pk}/{page}/"


def hidden_and_typed(html: str) -> dict[str, str]:
    """The fields of the preview as a browser would send them back."""
    data: dict[str, str] = {}
    for match in re.finditer(r"<input [^>]*>", html):
        tag = match[0]
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if 'type="submit"' in tag:
            continue
        box = 'type="checkbox"' in tag
        if name and (not box or "checked" in tag) and 'name="q"' not in tag:
            data[name[1]] = unescape(value[1]) if value else ("on" if box else "")
    for match in re.finditer(r'<select name="([^"]+)".*?</select>', html, re.S):
        options = re.findall(r'<option value="([^"]*)"( selected)?', match[0])
        chosen = [value for value, selected in options if selected] or [value for value, _selected in options] or [""]
        data[match[1]] = unescape(chosen[0])
    for match in re.finditer(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        data[match[1]] = unescape(match[2].removeprefix("\n"))
    return data


def paste(client: Client, owner: Any, what: str, **texts: str) -> Any:
    """The preview of a pasted list."""
    return client.post(url(owner, f"paste/{what}"), {"stage": "read", **texts})


def enter(client: Client, owner: Any, what: str, preview: Any, **changes: str) -> Any:
    """Send the preview back as it stands, with some changes."""
    data = hidden_and_typed(preview.content.decode()) | {"stage": "write"} | changes
    return client.post(url(owner, f"paste/{what}"), data)


def test_a_meeting_begins_with_a_few_facts(secretariat_client: Client, vocabulary: None) -> None:
    body, conference = make_body(), make_conference()
    data = {
        "kind": "working_group", "conference": conference.pk, "bodies": [body.pk], "number": "1",
        "start": "2016-06-29", "end": "", "precision": "day", "country": "US", "standing": "held",
        "place_es": "Washington, D.C.", "place_en": "Washington, D.C.", "title_es": "", "title_en": "",
    }  # fmt: skip
    response = secretariat_client.post(NEW, data)
    made = Meeting.objects.get()
    assert response["Location"] == url(made)
    assert (made.slug, made.state) == ("working-group-2-2016-06-29-washington-dc", RecordState.DRAFT)
    assert [row.pk for row in made.bodies.all()] == [body.pk]


def test_impossible_dates_are_told_at_the_field_and_nothing_typed_is_lost(
    secretariat_client: Client, vocabulary: None
) -> None:
    data = {"kind": "workshop", "start": "2016-06-31", "end": "2016-06-01", "precision": "day", "standing": "held",
            "title_en": "On safety", "place_en": "Kingston"}  # fmt: skip
    wrong = secretariat_client.post(NEW, data)
    assert wrong.status_code == 200
    assert list(wrong.context["form"].errors) == ["start"]
    later = secretariat_client.post(NEW, data | {"start": "2016-06-30"})
    assert later.context["form"].errors == {"end": ["It ends before it begins."]}
    assert 'value="Kingston"' in later.content.decode()
    year = secretariat_client.post(NEW, data | {"start": "0216-06-30", "end": ""})
    assert year.context["form"].errors == {"start": ["Enter a year between 1900 and 2100."]}
    assert not Meeting.objects.exists()


def test_a_meeting_without_any_name_is_not_begun(secretariat_client: Client, vocabulary: None) -> None:
    data = {"kind": "workshop", "start": "2016-06-30", "precision": "day", "standing": "held"}
    response = secretariat_client.post(NEW, data)
    assert list(response.context["form"].errors) == ["title_es"]


def test_pasted_delegations_are_shown_before_they_are_entered(secretariat_client: Client, meeting: Meeting) -> None:
    entry.add_delegations(meeting, [PartyRow(country=Country.objects.get(pk="MX"), kind="ministry")])
    preview = paste(secretariat_client, meeting, "delegations", text="Costa Rica\nMéxico\nOIT\nComité de Vecinos")
    statuses = [status for _form, status in preview.context["rows"]]
    assert statuses == [
        ("ok", "Recognized"),
        ("line", "Already in the list"),
        ("ok", "Recognized"),
        ("wa", "Not on record: kept as written"),
    ]
    assert meeting.delegations.count() == 1
    response = enter(secretariat_client, meeting, "delegations", preview)
    assert response["Location"] == f"{url(meeting)}#delegations"
    found = [
        (row.country_id, row.institution and row.institution.code, row.label_en, row.kind)
        for row in meeting.delegations.order_by("position")
    ]
    assert found == [
        ("MX", None, "", "ministry"),
        ("CR", None, "", "ministry"),
        (None, "ilo", "", "organization"),
        (None, None, "Comité de Vecinos", "organization"),
    ]


def test_a_state_twice_is_told_at_the_line(secretariat_client: Client, meeting: Meeting) -> None:
    preview = paste(secretariat_client, meeting, "delegations", text="Perú\nPeru")
    response = enter(secretariat_client, meeting, "delegations", preview)
    assert response.status_code == 200
    errors = [form.non_field_errors() for form, _status in response.context["rows"]]
    assert errors == [[], ["This is in the list twice: leave one of them out."]]
    assert not meeting.delegations.exists()
    again = hidden_and_typed(response.content.decode()) | {"stage": "write", "rows-1-leave_out": "on"}
    secretariat_client.post(url(meeting, "paste/delegations"), again)
    assert meeting.delegations.count() == 1


def test_speakers_in_both_languages_are_one_row_each(secretariat_client: Client, session: Session) -> None:
    ana = Person.objects.create(full_name="Ana Lucía Blanco")
    preview = paste(
        secretariat_client,
        session,
        "speakers",
        text_es="Ana Lucía Blanco, Asesora del Ministerio de Trabajo y Seguridad Social de Costa Rica\nLuis Paz",
        text_en="Ana Lucia Blanco, Advisor of the Ministry of Labor and Social Security of Costa Rica",
    )
    assert len(preview.context["rows"]) == 2
    enter(secretariat_client, session, "speakers", preview)
    first, second = session.speakers.order_by("position")
    assert (first.person, first.post_es, first.post_en) == (ana, "Asesora", "Advisor")
    assert first.institution is not None
    assert first.institution.code == "mtss-cr"
    assert first.institution_printed_en == "Ministry of Labor and Social Security of Costa Rica"
    assert (second.person.full_name, second.post_es) == ("Luis Paz", "")


def test_a_person_twice_in_one_role_is_refused(secretariat_client: Client, session: Session) -> None:
    entry.add_speakers(session, [SpeakerRow("Kim Oliver", role="moderator")])
    preview = paste(secretariat_client, session, "speakers", text_en="Kim Oliver\nModerator: Kim Oliver")
    roles = [(form["role"].value(), form["leave_out"].value()) for form, _status in preview.context["rows"]]
    assert roles == [("presenter", None), ("moderator", True)]
    response = enter(secretariat_client, session, "speakers", preview, **{"rows-0-role": "moderator"})
    assert "Kim Oliver" in str(response.context["form"].non_field_errors())
    assert session.speakers.count() == 1


def test_points_are_nested_and_matched_by_language(secretariat_client: Client, session: Session) -> None:
    preview = paste(
        secretariat_client,
        session,
        "points",
        text_es="• Uno\n  • Uno uno\n• Chile: dos",
        text_en="• One\n  • One one",
    )
    assert [status[1] for _form, status in preview.context["rows"]] == [
        "In every language",
        "In every language",
        "Missing: en",
    ]
    enter(secretariat_client, session, "points", preview)
    rows = [(row.text_es, row.text_en, row.parent and row.parent.text_es) for row in _tree(session)]
    assert rows == [("Uno", "One", None), ("Uno uno", "One one", "Uno"), ("dos", "", None)]
    assert [row.country_id for row in _tree(session)[2].attributions.all()] == ["CL"]


def test_a_list_in_the_other_language_fills_in_what_is_there(secretariat_client: Client, session: Session) -> None:
    entry.add_points(session, [PointRow({"text_es": "Uno"}), PointRow({"text_es": "Uno uno"}, 1)])
    short = paste(secretariat_client, session, "points", text_en="Only one")
    assert "cannot be matched" in short.content.decode()
    preview = paste(secretariat_client, session, "points", text_en="• One\n  • One one")
    assert {status[1] for _form, status in preview.context["rows"]} == {"Fills in the language of what is there"}
    enter(secretariat_client, session, "points", preview)
    assert [(row.text_es, row.text_en) for row in _tree(session)] == [("Uno", "One"), ("Uno uno", "One one")]


def test_decisions_get_their_other_language(secretariat_client: Client, meeting: Meeting) -> None:
    (made,) = entry.add_decisions(meeting, [DecisionRow({"text_es": "Gracias"}, kind="thanks")])
    preview = paste(secretariat_client, meeting, "decisions", text_en="Thanks")
    enter(secretariat_client, meeting, "decisions", preview)
    made.refresh_from_db()
    assert (made.text_es, made.text_en, Decision.objects.count()) == ("Gracias", "Thanks", 1)


def _tree(session: Session) -> list[Point]:
    from meetings.services.ordering import points_in_order  # noqa: PLC0415

    return points_in_order(session)


def test_a_task_needs_somebody(secretariat_client: Client, meeting: Meeting) -> None:
    preview = paste(secretariat_client, meeting, "decisions", text_en="1. Send comments\n2. Thank Mexico")
    wrong = enter(secretariat_client, meeting, "decisions", preview, **{"rows-0-kind": "task", "rows-1-kind": "thanks"})
    assert list(wrong.context["rows"][0][0].errors) == ["responsible"]
    assert not Decision.objects.exists()
    sent = hidden_and_typed(wrong.content.decode()) | {
        "stage": "write",
        "rows-0-responsible": "Todas las delegaciones | All delegations; Costa Rica",
        "rows-0-deadline": "2016-06-01",
    }
    early = secretariat_client.post(url(meeting, "paste/decisions"), sent)
    assert early.context["rows"][0][0].errors == {"deadline": ["The deadline is before the meeting (June 29, 2016)."]}
    assert not Decision.objects.exists()
    secretariat_client.post(url(meeting, "paste/decisions"), sent | {"rows-0-deadline": "2016-07-25"})
    task, thanks = Decision.objects.order_by("position")
    assert (task.code, task.deadline, task.original_language) == ("DEC-0001", date(2016, 7, 25), "en")
    assert [(row.country_id, row.label_en) for row in task.responsible.all()] == [(None, "All delegations"), ("CR", "")]
    assert (thanks.kind, thanks.responsible.count()) == ("thanks", 0)


def test_documents_are_found_by_their_symbol_or_become_drafts(secretariat_client: Client, meeting: Meeting) -> None:
    known = Document.objects.create(slug="report", symbol_printed="CIMT-19/GT1-GT2/doc.5/16", title_en="Report")
    preview = paste(
        secretariat_client,
        meeting,
        "documents",
        text_en="cimt-19 gt1-gt2 doc 5 16; Report of the RIAL\nCIMT-19/GT1-GT2/doc.9; New portfolio",
        text_es="CIMT-19/GT1-GT2/doc.9; Nuevo portafolio",
    )
    assert [form["document"].value() for form, _status in preview.context["rows"]] == ["", known.pk]
    enter(secretariat_client, meeting, "documents", preview)
    rows = MeetingDocument.objects.filter(meeting=meeting).select_related("document").order_by("position")
    assert {row.document.symbol_printed for row in rows} == {"CIMT-19/GT1-GT2/doc.5/16", "CIMT-19/GT1-GT2/doc.9"}
    draft = Document.objects.get(symbol_printed="CIMT-19/GT1-GT2/doc.9")
    assert (draft.state, draft.title_es, draft.title_en) == ("draft", "Nuevo portafolio", "New portfolio")


def test_points_are_ordered_by_button_and_by_number(secretariat_client: Client, session: Session) -> None:
    texts = [("A", 0), ("a", 1), ("B", 0), ("C", 0)]
    entry.add_points(session, [PointRow({"text_en": text}, level) for text, level in texts])
    keys = {row.text_en: row.pk for row in session.points.all()}

    def post(move: str = "", **changes: str) -> list[str]:
        page = secretariat_client.get(url(session))
        data = hidden_and_typed(page.content.decode()) | {"move": move} | changes
        response = secretariat_client.post(url(session), data)
        assert response.status_code == 302, response.context["formset"].errors
        return [row.text_en for row in _tree(session)]

    assert post(f"down:{keys['A']}") == ["B", "A", "a", "C"]
    assert post(f"up:{keys['C']}") == ["B", "C", "A", "a"]
    assert post(f"in:{keys['C']}") == ["B", "C", "A", "a"]
    assert Point.objects.get(text_en="C").parent_id == keys["B"]
    assert post(f"out:{keys['C']}", **{"points-0-text_en": "B2"}) == ["B2", "C", "A", "a"]
    assert post("", **{"points-2-place": "0"}) == ["A", "B2", "C", "a"]
    assert post("", **{"points-0-delete": "on"}) == ["B2", "C", "a"]


def test_two_people_cannot_overwrite_each_other_unawares(secretariat_client: Client, session: Session) -> None:
    entry.add_points(session, [PointRow({"text_en": "First"})])
    data = hidden_and_typed(secretariat_client.get(url(session)).content.decode())
    Point.objects.update(text_en="Changed by a colleague")
    response = secretariat_client.post(url(session), data | {"points-0-text_en": "Mine"})
    assert (response.status_code, response.context["conflict"]) == (200, True)
    assert Point.objects.get().text_en == "Changed by a colleague"
    assert ">Mine</textarea>" in response.content.decode().replace("\n", "")
    secretariat_client.post(url(session), hidden_and_typed(response.content.decode()))
    assert Point.objects.get().text_en == "Mine"


def test_sessions_are_ordered_and_kept_within_the_meeting(secretariat_client: Client, meeting: Meeting) -> None:
    first = save_session(Session(meeting=meeting, kind="panel", number=1, start_time=time(9), end_time=time(11)))
    second = save_session(Session(meeting=meeting, kind="panel", number=2))
    address = url(meeting, "sessions")
    secretariat_client.post(address, {"move": f"up:{second.pk}"})
    assert list(meeting.sessions.all()) == [second, first]
    secretariat_client.post(address, {"move": "", f"place-{first.pk}": "1", f"place-{second.pk}": "2"})
    assert list(meeting.sessions.all()) == [first, second]
    new = url(meeting, "sessions/add")
    data = {"kind": "panel", "number": "3", "on": "2016-06-29", "start_time": "10:00", "end_time": "12:00"}
    overlapping = secretariat_client.post(new, data)
    assert list(overlapping.context["form"].errors) == ["start_time"]
    outside = secretariat_client.post(new, data | {"on": "2016-06-30", "start_time": "", "end_time": ""})
    assert list(outside.context["form"].errors) == ["on"]
    twice = secretariat_client.post(new, data | {"number": "1", "start_time": "11:00"})
    assert list(twice.context["form"].errors) == ["number"]
    assert meeting.sessions.count() == 2
    secretariat_client.post(new, data | {"start_time": "11:00"})
    assert meeting.sessions.count() == 3


def test_dates_cannot_leave_sessions_behind(secretariat_client: Client, meeting: Meeting) -> None:
    save_session(Session(meeting=meeting, kind="opening", on=date(2016, 6, 29)))
    page = secretariat_client.get(url(meeting, "facts"))
    data = hidden_and_typed(page.content.decode()) | {"start": "2016-07-01"}
    response = secretariat_client.post(url(meeting, "facts"), data)
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["start"]
    assert "outside the meeting" in errors["start"][0]


def test_what_a_calendar_shows_moves_its_sequence(secretariat_client: Client, meeting: Meeting) -> None:
    address = url(meeting, "facts")
    data = hidden_and_typed(secretariat_client.get(address).content.decode())
    response = secretariat_client.post(address, data | {"venue_en": "Main building"})
    assert response["Location"] == url(meeting)
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.venue_en) == (1, "Main building")
    secretariat_client.post(address, data | {"venue_en": "Main building", "source": "Report"})
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.source) == (1, "Report")


@pytest.mark.parametrize("part", ["facts", "texts", "parties", "more"])
def test_every_part_of_a_meeting_is_saved(secretariat_client: Client, meeting: Meeting, part: str) -> None:
    entry.add_delegations(meeting, [PartyRow(country=Country.objects.get(pk="MX"), kind="ministry")])
    address = url(meeting, part)
    data = hidden_and_typed(secretariat_client.get(address).content.decode())
    response = secretariat_client.post(address, data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert meeting.delegations.count() == 1
    assert meeting.organizers.count() == 0


def test_drafts_are_invisible_and_publication_is_a_transition(
    secretariat_client: Client, client: Client, personas: Personas, meeting: Meeting
) -> None:
    anonymous = Client()
    address = f"/en/meetings/{meeting.slug}/"
    assert anonymous.get(address).status_code == 404
    page = secretariat_client.get(url(meeting))
    assert [button["name"] for button in page.context["transitions"]] == ["publish"]
    secretariat_client.post(url(meeting, "do/publish"), {"note": ""})
    meeting.refresh_from_db()
    assert meeting.state == RecordState.PUBLISHED
    assert anonymous.get(address).status_code == 200
    secretariat_client.post(url(meeting, "do/withdraw"), {"note": ""})
    meeting.refresh_from_db()
    assert meeting.state == RecordState.PUBLISHED
    secretariat_client.post(url(meeting, "do/withdraw"), {"note": "Wrong date"})
    assert anonymous.get(address).status_code == 404


def test_history_tells_of_sessions_points_and_decisions(
    secretariat_client: Client, personas: Personas, meeting: Meeting, session: Session
) -> None:
    preview = paste(secretariat_client, session, "points", text_en="• One")
    enter(secretariat_client, session, "points", preview)
    entry.add_decisions(meeting, [DecisionRow({"text_en": "Thanks"}, kind="thanks")])
    publish(meeting, by=personas.secretariat)
    told = [entry_.what for entry_ in secretariat_client.get(url(meeting, "history")).context["entries"]]
    assert {"Publish", "Decision DEC-0001: entered", "Main point “One”: entered", "Session “Enforcement”: entered"} <= {
        *told
    }


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_cost_the_same_whatever_their_length(secretariat_client: Client, meeting: Meeting) -> None:
    def fill(count: int) -> None:
        for number in range(count):
            countries = list(Country.objects.exclude(pk__in=meeting.delegations.values("country"))[:1])
            entry.add_delegations(meeting, [PartyRow(country=country, kind="ministry") for country in countries])
            session = save_session(Session(meeting=meeting, kind="other", title_en=f"S{number}"))
            entry.add_speakers(session, [SpeakerRow(f"Person {session.pk}")])
            entry.add_points(session, [PointRow({"text_en": "x"})])
            entry.add_decisions(meeting, [DecisionRow({"text_en": "x"})])

    fill(1)
    session = meeting.sessions.get()
    pages = [
        url(meeting),
        f"{BASE}session/",
        f"{BASE}decision/",
        f"{BASE}meeting/",
        f"{BASE}point/",
        url(meeting, "parties"),
    ]
    before = {page: _queries(secretariat_client, page) for page in [*pages, url(session)]}
    fill(29)
    entry.add_points(session, [PointRow({"text_en": "y"}) for _number in range(29)])
    entry.add_speakers(session, [SpeakerRow(f"Speaker {number}") for number in range(10)])
    assert {page: _queries(secretariat_client, page) for page in [*pages, url(session)]} == before
