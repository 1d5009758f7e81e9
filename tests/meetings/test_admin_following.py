"""Following up in the admin: decisions and their notes, proposals, consultations, polls, what waits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from meetings.enums import Progress, ProposalState, RecordState
from meetings.models import (
    Comment,
    Consultation,
    Decision,
    EventProposal,
    Meeting,
    Person,
    Poll,
    PollOption,
    ProposalHost,
    ProposalPart,
    StatusNote,
)
from meetings.reminders import remind_of_consultations
from meetings.services import consultations, entry, events, polls
from meetings.services.entry import DecisionRow
from meetings.services.progress import note_progress
from meetings.services.records import begin_meeting, save_proposal
from meetings.workflow import PROPOSAL
from rial.accounts.enums import Role
from rial.core.waiting import secretariat_items
from rial.directory.models import Country
from tests.meetings.factories import make_body, make_conference
from tests.personas import Personas, institution, make_user

BASE = "/en/admin/meetings/"


def url(record: Any, page: str = "change") -> str:
    return f"{BASE}{record._meta.model_name}/{record.pk}/{page}/"


def make_meeting(day: date, number: int = 1) -> Meeting:
    meeting = Meeting(kind="working_group", conference=make_conference(), number=number, start=day)
    return begin_meeting(meeting, [make_body()])


@pytest.fixture
def meeting(vocabulary: None) -> Meeting:
    """The meeting that decided."""
    return make_meeting(date(2016, 6, 29))


@pytest.fixture
def decision(meeting: Meeting) -> Decision:
    """A task of all delegations, long overdue."""
    parties = entry_parties("Todas las delegaciones | All delegations")
    row = DecisionRow({"text_en": "Send comments"}, kind="task", responsible=parties, deadline=date(2016, 7, 25))
    return entry.add_decisions(meeting, [row])[0]


def entry_parties(text: str) -> Any:
    from meetings.parties import PartyIndex  # noqa: PLC0415

    return tuple(PartyIndex().read_list(text))


# Decisions ---------------------------------------------------------------------------------------------------------


def decision_form(meeting: Meeting, **changes: str) -> dict[str, str]:
    return {
        "meeting": str(meeting.pk), "session": "", "position": "0", "text_es": "", "text_en": "Develop a database",
        "kind": "task", "original_language": "en", "responsible": "CISS; OAS", "starts": "",
        "starts_precision": "day", "deadline": "", "deadline_precision": "day", "event": "", "body": "",
        "amount": "", "currency": "USD", "wording_note_es": "", "wording_note_en": "", "source": "",
        "print_note_es": "", "print_note_en": "",
    } | changes  # fmt: skip


def test_a_decision_gets_its_code_and_who_is_responsible(secretariat_client: Client, meeting: Meeting) -> None:
    data = decision_form(meeting, responsible="CISS\nCosta Rica\nComité de Vecinos")
    response = secretariat_client.post(f"{BASE}decision/add/?meeting={meeting.pk}", data, follow=True)
    made = Decision.objects.get()
    assert made.code == "DEC-0001"
    found = [(row.institution and row.institution.code, row.country_id, row.label_en) for row in made.responsible.all()]
    assert found == [("ciss", None, ""), (None, "CR", ""), (None, None, "Comité de Vecinos")]
    assert "Comité de Vecinos" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"responsible": ""}, "responsible", "Say who is to do it"),
        ({"responsible": "", "kind": "comments"}, "responsible", "Say who is to do it"),
        ({"deadline": "2016-06-01"}, "deadline", "before the meeting"),
        ({"starts": "2016-09-01", "deadline": "2016-08-01"}, "deadline", "before the beginning"),
        ({"deadline": "2016-02-30"}, "deadline", "valid date"),
        ({"deadline": "9999-02-01"}, "deadline", "between 1900 and 2100"),
        ({"text_en": ""}, "text_es", "at least one language"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    secretariat_client: Client, meeting: Meeting, changes: dict[str, str], field: str, words: str
) -> None:
    response = secretariat_client.post(f"{BASE}decision/add/", decision_form(meeting, **changes))
    errors = response.context["adminform"].form.errors
    assert list(errors) == [field]
    assert words in errors[field][0]
    assert not Decision.objects.exists()


def test_thanks_need_nobody(secretariat_client: Client, meeting: Meeting) -> None:
    secretariat_client.post(f"{BASE}decision/add/", decision_form(meeting, responsible="", kind="thanks"))
    assert Decision.objects.get().kind == "thanks"


def test_parties_written_as_before_stay_as_they_are(secretariat_client: Client, decision: Decision) -> None:
    before = decision.responsible.get()
    page = secretariat_client.get(url(decision))
    assert page.context["adminform"].form["responsible"].value() == "Todas las delegaciones | All delegations"
    data = decision_form(decision.meeting, responsible="Todas las delegaciones | All delegations\nMexico")
    secretariat_client.post(url(decision), data)
    first, second = decision.responsible.all()
    assert (first.pk, second.country_id) == (before.pk, "MX")


def test_notes_are_dated_and_the_latest_gives_the_progress(secretariat_client: Client, decision: Decision) -> None:
    address = url(decision, "note")
    early = secretariat_client.post(address, {"on": "2016-01-01", "progress": "done"})
    assert early.context["form"].errors == {"on": ["The decision had not been taken on that day."]}
    future = (timezone.localdate() + timedelta(days=1)).isoformat()
    late = secretariat_client.post(address, {"on": future, "progress": "done"})
    assert late.context["form"].errors == {"on": ["The day lies in the future."]}
    secretariat_client.post(address, {"on": "2016-12-01", "progress": "done", "text_en": "All answered"})
    secretariat_client.post(address, {"on": "2016-09-01", "progress": "under_way", "text_es": "Faltan tres"})
    decision.refresh_from_db()
    assert (decision.progress, decision.progress_on) == (Progress.DONE, date(2016, 12, 1))
    assert [(note.on.month, note.progress, str(note.by)) for note in decision.notes.all()] == [
        (9, "under_way", "Elena"),
        (12, "done", "Elena"),
    ]


def test_superseding_names_the_successor(secretariat_client: Client, decision: Decision) -> None:
    (other,) = entry.add_decisions(decision.meeting, [DecisionRow({"text_en": "Do better"})])
    address = url(decision, "note")
    nameless = secretariat_client.post(address, {"on": "2016-12-01", "progress": "superseded"})
    assert nameless.context["form"].errors == {"superseded_by": ["Say which decision supersedes it."]}
    secretariat_client.post(address, {"on": "2016-12-01", "progress": "superseded", "superseded_by": str(other.pk)})
    decision.refresh_from_db()
    assert (decision.progress, decision.superseded_by) == (Progress.SUPERSEDED, other)


def test_open_decisions_come_up_in_the_next_meeting_and_are_reported_with_one_click(
    secretariat_client: Client, decision: Decision
) -> None:
    following = make_meeting(date(2017, 5, 2), number=2)
    page = secretariat_client.get(url(following))
    assert [row.decision for row in page.context["carried"]] == [decision]
    assert secretariat_client.get(url(decision.meeting)).context["carried"] == []
    sent = {"meeting": str(following.pk), "on": "2017-05-02", "progress": "done", "back": "meeting"}
    response = secretariat_client.post(url(decision, "note"), sent)
    assert response["Location"] == f"{url(following)}#carried"
    (row,) = secretariat_client.get(url(following)).context["carried"]
    assert (row.reported.meeting, row.reported.progress) == (following, Progress.DONE)
    assert str(StatusNote.objects.get().by) == "Elena"
    third = make_meeting(date(2018, 5, 2), number=3)
    assert secretariat_client.get(url(third)).context["carried"] == []


def test_list_of_decisions_shows_what_is_overdue(secretariat_client: Client, decision: Decision) -> None:
    today = timezone.localdate()
    rows = [DecisionRow({"text_en": "Later"}, deadline=today), DecisionRow({"text_en": "No date"})]
    later, _undated = entry.add_decisions(decision.meeting, rows)
    month = DecisionRow({"text_en": "This month"}, deadline=today.replace(day=1))
    (in_month,) = entry.add_decisions(decision.meeting, [month])
    Decision.objects.filter(pk=in_month.pk).update(deadline_precision="month")
    note_progress(later, Progress.UNDER_WAY, on=today, by=None, by_system=True)

    def codes(query: str) -> list[str]:
        found = secretariat_client.get(f"{BASE}decision/?{query}").context["cl"].result_list
        return sorted(row.code for row in found)

    assert codes("follow=overdue") == ["DEC-0001"]
    assert codes("follow=open") == ["DEC-0001", "DEC-0002", "DEC-0003", "DEC-0004"]
    assert codes("follow=silent") == ["DEC-0001", "DEC-0003", "DEC-0004"]
    assert codes("responsible=nobody") == ["DEC-0002", "DEC-0003", "DEC-0004"]
    assert codes("body=working-group-2&q=comments") == ["DEC-0001"]
    html = secretariat_client.get(f"{BASE}decision/?q=DEC-0001").content.decode()
    assert '<span class="tag er">Overdue since' in html


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_are_downloaded(secretariat_client: Client, decision: Decision, kind: str) -> None:
    data = {"action": f"download_{kind}", "_selected_action": [str(decision.pk)]}
    response = secretariat_client.post(f"{BASE}decision/", data)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert (b"DEC-0001" in body) if kind == "csv" else body.startswith(b"PK")


# Proposals ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def proposal(meeting: Meeting) -> EventProposal:
    """The intersectoral event, proposed."""
    draft = save_proposal(EventProposal(title_en="On protection", title_es="Sobre protección", start=date(2017, 4, 1)))
    ProposalPart.objects.create(proposal=draft, text_en="Exchange experiences")
    return PROPOSAL.perform(draft, "propose", by=None, by_system=True)


def test_a_proposal_is_approved_by_a_decision_and_becomes_an_event(
    secretariat_client: Client, proposal: EventProposal, decision: Decision
) -> None:
    assert proposal.code == "EVT-0001"
    early = secretariat_client.post(url(proposal, "event"), follow=True)
    assert "Only an approved proposal" in early.content.decode()
    address = url(proposal, "do/approve")
    empty = secretariat_client.post(address, {"decision": "", "meeting": "", "note": ""})
    assert empty.context["form"].errors == {"decision": ["Name the decision or the meeting that approved it."]}
    secretariat_client.post(address, {"decision": str(decision.pk), "meeting": "", "note": ""})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.approved_by, proposal.approved_at) == (
        ProposalState.APPROVED,
        decision,
        decision.meeting,
    )
    secretariat_client.post(url(proposal, "host"), {"country": "BB", "state": "agreed"})
    response = secretariat_client.post(url(proposal, "event"))
    proposal.refresh_from_db()
    made = proposal.event
    assert made is not None
    assert response["Location"] == url(made)
    assert (made.title_en, made.title_es, made.country_id, made.start, made.state, made.standing) == (
        "On protection", "Sobre protección", "BB", date(2017, 4, 1), RecordState.DRAFT, "announced",
    )  # fmt: skip
    again = secretariat_client.post(url(proposal, "event"), follow=True)
    assert "already has its event" in again.content.decode()
    assert Meeting.objects.filter(title_en="On protection").count() == 1


def test_a_host_withdraws_and_is_replaced(secretariat_client: Client, proposal: EventProposal) -> None:
    address = url(proposal, "host")

    def say(country: str, state: str) -> Any:
        return secretariat_client.post(address, {"country": country, "state": state, "on": "2012-10-10"})

    assert "neither offered nor agreed" in str(say("SV", "withdrawn").context["form"].errors["country"])
    say("SV", "agreed")
    assert "record its withdrawal first" in str(say("BB", "agreed").context["form"].errors["country"])
    say("BB", "offered")
    say("SV", "withdrawn")
    assert events.current_hosts(proposal) == {"BB": "offered"}
    say("BB", "agreed")
    proposal.refresh_from_db()
    assert proposal.country_id == "BB"
    said = list(ProposalHost.objects.order_by("position").values_list("country", "state"))
    assert said == [("SV", "agreed"), ("BB", "offered"), ("SV", "withdrawn"), ("BB", "agreed")]


def test_services_of_proposals_are_the_secretariats(proposal: EventProposal, personas: Personas) -> None:
    country = Country.objects.get(pk="CR")
    with pytest.raises(PermissionDenied):
        events.host_said(proposal, country, "offered", by=personas.costa_rica)
    with pytest.raises(PermissionDenied):
        events.make_meeting(proposal, by=personas.costa_rica)


# Consultations -----------------------------------------------------------------------------------------------------


@pytest.fixture
def consultation(vocabulary: None) -> Consultation:
    """On the database of agreements, not open yet."""
    return Consultation.objects.create(
        slug="database", title_es="Base de datos", title_en="Database", intro_es="Comente", intro_en="Comment",
        closes_on=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip


def sent_to(template: str) -> list[str]:
    return sorted(
        address for mail in Email.objects.all() if mail.headers["X-RIAL-Event"] == template for address in mail.to
    )


def test_delegations_are_told_when_a_consultation_opens(
    secretariat_client: Client, personas: Personas, consultation: Consultation
) -> None:
    make_user("cosate@union.example", Role.CONSULTATIVE, institution("cosate"))
    secretariat_client.post(url(consultation, "do/open"), {"note": ""})
    consultation.refresh_from_db()
    assert (consultation.state, consultation.opens_on) == ("open", timezone.localdate())
    assert sent_to("meetings/consultation_opened") == [
        "ana@mtss.example",
        "berta@mtss.example",
        "carla@mtss.example",
        "cosate@union.example",
        "diego@stps.example",
    ]
    mail = Email.objects.get(to="diego@stps.example")
    assert "Base de datos" in mail.subject
    assert f"/es/desk/meetings/consultations/{consultation.slug}/" in mail.message


def test_silent_delegations_are_reminded_once_three_days_before_the_end(
    personas: Personas, consultation: Consultation
) -> None:
    consultations.open_consultation(consultation, by=personas.secretariat)
    Comment.objects.create(consultation=consultation, institution=institution("CR"), text="Bien", language="es")
    assert consultation.closes_on is not None
    assert remind_of_consultations(consultation.closes_on - timedelta(days=4)) == 0
    assert remind_of_consultations(consultation.closes_on - timedelta(days=3)) == 1
    assert remind_of_consultations(consultation.closes_on - timedelta(days=2)) == 0
    assert sent_to("meetings/consultation_closes") == ["diego@stps.example"]


def test_every_comment_is_answered_before_the_compilation(
    secretariat_client: Client, personas: Personas, consultation: Consultation
) -> None:
    consultations.open_consultation(consultation, by=personas.secretariat)
    first, second = (
        Comment.objects.create(consultation=consultation, institution=institution(code), text="x", language="es")
        for code in ("CR", "MX")
    )
    consultations.close(consultation, by=personas.secretariat)
    early = secretariat_client.post(url(consultation, "do/compile"), {"note": ""})
    assert "Say of every comment what became of it." in early.content.decode()
    page = url(consultation, f"comments/{first.pk}")
    bare = secretariat_client.post(page, {"state": "not_accepted", "answer_es": "", "answer_en": ""})
    assert bare.context["form"].errors == {"answer_es": ["Write why: the delegation will read it."]}
    response = secretariat_client.post(page, {"state": "partly", "answer_es": "En parte", "answer_en": "In part"})
    assert response["Location"] == url(consultation, f"comments/{second.pk}")
    secretariat_client.post(response["Location"], {"state": "noted", "answer_es": "", "answer_en": ""})
    secretariat_client.post(url(consultation, "do/compile"), {"note": ""})
    consultation.refresh_from_db()
    assert consultation.state == "compiled"
    assert len(sent_to("meetings/compilation_published")) == 4
    late = secretariat_client.post(page, {"state": "noted", "answer_es": "", "answer_en": ""})
    assert "can no longer be changed" in late.content.decode()


def test_a_consultation_needs_every_language_and_a_day_ahead(
    secretariat_client: Client, consultation: Consultation
) -> None:
    Consultation.objects.update(intro_en="", closes_on=timezone.localdate() - timedelta(days=1))
    html = secretariat_client.post(url(consultation, "do/open"), {"note": ""}).content.decode()
    assert "Give a closing day that has not passed." in html
    assert "Write the title and what is asked in every language." in html


def test_a_window_closes_after_it_opens(secretariat_client: Client, vocabulary: None) -> None:
    data = {"slug": "x", "title_es": "X", "kind": "comments", "opens_on": "2026-05-02", "closes_on": "2026-05-01",
            "replies-TOTAL_FORMS": "0", "replies-INITIAL_FORMS": "0"}  # fmt: skip
    response = secretariat_client.post(f"{BASE}consultation/add/", data)
    assert response.context["adminform"].form.errors == {"closes_on": ["It closes before it opens."]}


# Polls -------------------------------------------------------------------------------------------------------------


def test_totals_of_an_old_poll_are_recorded(secretariat_client: Client, vocabulary: None) -> None:
    poll = Poll.objects.create(slug="study", title_es="Estudio", totals_only=True)
    option = PollOption.objects.create(poll=poll, code="a", title_es="A")
    early = secretariat_client.post(url(poll, "do/record"), {"note": ""})
    assert "write the points of every option" in early.content.decode()
    PollOption.objects.filter(pk=option.pk).update(points_recorded=24)
    secretariat_client.post(url(poll, "do/record"), {"note": ""})
    poll.refresh_from_db()
    assert poll.state == "closed"


def test_a_poll_is_opened_with_points_and_options(
    secretariat_client: Client, personas: Personas, vocabulary: None
) -> None:
    closes = timezone.localdate() + timedelta(days=5)
    poll = Poll.objects.create(slug="new", title_es="Nueva", title_en="New", closes_on=closes)
    early = secretariat_client.post(url(poll, "do/open"), {"note": ""}).content.decode()
    assert "A poll needs at least two options." in early
    for code in "ab":
        PollOption.objects.create(poll=poll, code=code, title_es=code)
    Poll.objects.update(points_each=10)
    secretariat_client.post(url(poll, "do/open"), {"note": ""})
    poll.refresh_from_db()
    assert poll.state == "open"
    assert len(sent_to("meetings/poll_opened")) == 4
    inlines = secretariat_client.get(url(poll)).context["inline_admin_formsets"]
    assert [inline.opts.model.__name__ for inline in inlines] == ["PollSum"]
    polls.close_poll(poll, by=personas.secretariat)
    with pytest.raises(ValidationError):
        polls.close_poll(poll, by=personas.secretariat)


# What waits --------------------------------------------------------------------------------------------------------


def test_what_waits_for_the_secretariat(
    personas: Personas, decision: Decision, proposal: EventProposal, consultation: Consultation
) -> None:
    soon = DecisionRow({"text_en": "Soon"}, deadline=timezone.localdate() + timedelta(days=14))
    far = DecisionRow({"text_en": "Far"}, deadline=timezone.localdate() + timedelta(days=15))
    entry.add_decisions(decision.meeting, [soon, far])
    consultations.open_consultation(consultation, by=personas.secretariat)
    Comment.objects.create(consultation=consultation, institution=institution("CR"), text="x", language="es")
    yesterday = timezone.localdate() - timedelta(days=1)
    Consultation.objects.update(opens_on=yesterday, closes_on=yesterday)
    kinds = [str(item.kind) for item in secretariat_items(personas.secretariat)]
    ours = {
        "Reuniones por publicar", "Meetings to publish", "Decisions overdue", "Decisions falling due",
        "Comments without an answer", "Consultations and polls to close", "Event proposals to decide on",
    }  # fmt: skip
    with_english = _english_kinds(personas)
    assert sorted(kind for kind in with_english if kind in ours) == [
        "Comments without an answer",
        "Consultations and polls to close",
        "Decisions falling due",
        "Decisions overdue",
        "Event proposals to decide on",
        "Meetings to publish",
    ]
    assert len(kinds) == len(with_english)


def _english_kinds(personas: Personas) -> list[str]:
    from django.utils import translation  # noqa: PLC0415

    with translation.override("en"):
        return [str(item.kind) for item in secretariat_items(personas.secretariat)]


# Lists -------------------------------------------------------------------------------------------------------------

LISTS = [
    "conference", "instrument", "article", "body", "bodyterm", "activitycalendar", "person", "meeting", "session",
    "point", "decision", "eventproposal", "consultation", "poll",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_new_records_open_in_both_languages(
    secretariat_client: Client, decision: Decision, proposal: EventProposal, name: str
) -> None:
    for language in ("es", "en"):
        assert secretariat_client.get(f"/{language}/admin/meetings/{name}/?q=a").status_code == 200
        added = secretariat_client.get(f"/{language}/admin/meetings/{name}/add/").status_code
        assert added == (403 if name in {"session", "point"} else 200)


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_cost_the_same_with_one_row_and_with_thirty(secretariat_client: Client, personas: Personas) -> None:
    def fill(first: int, count: int) -> None:
        for number in range(first, first + count):
            body = make_body(f"body-{number}")
            meeting = Meeting(kind="workshop", title_en=f"W{number}", start=date(2016, 6, 29))
            begin_meeting(meeting, [body])
            people = entry_parties("CISS; Costa Rica".replace("; ", "\n"))
            entry.add_decisions(meeting, [DecisionRow({"text_en": "x"}, "task", people, date(2016, 7, 1))])
            Person.objects.create(full_name=f"P{number}", country_id="CR")
            draft = EventProposal(title_en=f"E{number}", proposed_by=institution("CR"))
            ProposalHost.objects.create(proposal=save_proposal(draft), country_id="CR", state="offered")
            row = Consultation.objects.create(slug=f"c-{number}", title_en=f"C{number}")
            Comment.objects.create(consultation=row, institution=institution("CR"), text="x", language="es")
            Poll.objects.create(slug=f"p-{number}", title_en=f"P{number}")

    fill(1, 1)
    pages = [f"{BASE}{name}/" for name in LISTS]
    before = {page: _queries(secretariat_client, page) for page in pages}
    # Filters list what there is: rows of the filter, not queries.
    fill(2, 29)
    assert {page: _queries(secretariat_client, page) for page in pages} == before


def test_only_the_secretariat_enters(as_persona: Any, decision: Decision, proposal: EventProposal) -> None:
    pages = [url(decision), url(decision, "note"), url(decision.meeting), url(decision.meeting, "paste/delegations")]
    for page in [*pages, url(proposal, "host"), f"{BASE}meeting/add/"]:
        for name in ("costa_rica", "authority", "partner"):
            assert as_persona(name).get(page).status_code == 403, (name, page)
        assert as_persona("anonymous").get(page).status_code == 302
