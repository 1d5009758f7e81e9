"""Participants of coming meetings: registered by their delegation, never public, sent the documents, forgotten."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from openpyxl import load_workbook
from post_office.models import Email

from meetings.enums import Standing
from meetings.models import Meeting, MeetingDocument, Registration
from meetings.reminders import forget_participants
from meetings.services import registering
from rial.core.waiting import desk_items, secretariat_items
from tests.meetings.factories import make_document, make_meeting
from tests.personas import PERSONAS, Personas, institution

DESK = "/en/desk/meetings/"
PAGE = f"{DESK}registration/coming/"
LIST = f"{DESK}participants/coming/"
PERSON = {"full_name": "Zoraida Único", "post": "Director", "email": "zoraida@mtss.example", "needs": "English"}


@pytest.fixture
def meeting(vocabulary: None) -> Meeting:
    """Confirmed, in three weeks."""
    day = timezone.localdate() + timedelta(days=21)
    return make_meeting("coming", start=day, end=day, standing=Standing.CONFIRMED)


def register(personas: Personas, meeting: Meeting, **more: str) -> Registration:
    return registering.register(meeting, institution("CR"), PERSON | more, by=personas.costa_rica)


def test_a_delegation_registers_and_deletes(as_persona: Any, meeting: Meeting) -> None:
    client = as_persona("costa_rica")
    assert client.post(PAGE, PERSON).status_code == 302
    row = Registration.objects.get()
    assert (row.institution.country_id, row.registered_by.email) == ("CR", "ana@mtss.example")
    response = client.post(PAGE, PERSON | {"full_name": "zoraida único"})
    assert response.context["form"].errors == {"full_name": ["This person is already registered."]}
    assert "Zoraida Único" in client.get(PAGE).content.decode()
    asked = client.get(f"{PAGE}{row.pk}/delete/").content.decode()
    assert "<b>Zoraida Único</b>" in asked
    assert f'href="{PAGE}">Cancel</a>' in asked
    assert Registration.objects.exists()
    response = client.post(f"{PAGE}{row.pk}/delete/", follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Zoraida Único was deleted. Nothing of this registration is kept." in response.content.decode()
    assert not Registration.objects.exists()


def test_the_secretariat_deletes_from_its_list(
    secretariat_client: Client, personas: Personas, meeting: Meeting
) -> None:
    row = register(personas, meeting)
    page = f"{PAGE}{row.pk}/delete/"
    assert f'<a href="{page}">' in secretariat_client.get(LIST).content.decode()
    assert f'href="{LIST}">Cancel</a>' in secretariat_client.get(page).content.decode()
    response = secretariat_client.post(page, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "Zoraida Único was deleted." in response.content.decode()


def test_the_last_one_of_a_closed_list_leads_home(as_persona: Any, personas: Personas, meeting: Meeting) -> None:
    row = register(personas, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(standing=Standing.POSTPONED)
    response = as_persona("costa_rica").post(f"{PAGE}{row.pk}/delete/", follow=True)
    assert response.redirect_chain == [(DESK, 302)]


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_reads_and_deletes_participants(
    as_persona: Any, personas: Personas, meeting: Meeting, persona: str
) -> None:
    row = register(personas, meeting)
    client = as_persona(persona)
    own = persona in {"costa_rica", "colleague", "coordinator"}
    hidden = 302 if persona == "anonymous" else 404
    expected = {"mexico": 200, "secretariat": 302}.get(persona, 200 if own else hidden)
    response = client.get(PAGE)
    assert response.status_code == expected
    assert ("Zoraida" in response.content.decode()) is own
    secretariat = persona == "secretariat"
    if secretariat:
        assert response["Location"] == LIST
    for page in (LIST, f"{LIST}list.xlsx"):
        assert client.get(page).status_code == (200 if secretariat else hidden)
    assert client.get(f"{PAGE}{row.pk}/delete/").status_code == (200 if own or secretariat else hidden)
    client.post(f"{PAGE}{row.pk}/delete/")
    assert Registration.objects.exists() is not (own or secretariat)


def test_names_are_on_no_public_page(personas: Personas, meeting: Meeting) -> None:
    register(personas, meeting)
    for page in ("", "coming/", "coming/report/", "calendar/", "coming/calendar.ics"):
        response = Client().get(f"/en/meetings/{page}")
        assert response.status_code == 200
        assert "Zoraida" not in response.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"standing": Standing.CANCELLED},
        {"standing": Standing.POSTPONED},
        {"standing": Standing.HELD},
        {"start": None, "end": None},
        {"state": "withdrawn"},
    ],
)
def test_meetings_that_take_nobody(personas: Personas, as_persona: Any, meeting: Meeting, changes: Any) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**changes)
    assert as_persona("costa_rica").get(PAGE).status_code == 404
    with pytest.raises(ValidationError):
        register(personas, meeting)


def test_nobody_registers_for_another_ministry(personas: Personas, meeting: Meeting) -> None:
    for who in (personas.mexico, personas.partner, personas.secretariat):
        with pytest.raises(PermissionDenied):
            registering.register(meeting, institution("CR"), PERSON, by=who)


def test_documents_are_sent_once(secretariat_client: Client, personas: Personas, meeting: Meeting) -> None:
    register(personas, meeting)
    register(personas, meeting, full_name="No Address", email="")
    response = secretariat_client.post(LIST, follow=True)
    assert "there is nothing to send" in response.content.decode()
    assert not Email.objects.exists()
    MeetingDocument.objects.create(meeting=meeting, document=make_document())
    hidden = make_document("hidden", state="draft", title_en="Hidden", symbol_printed="HIDDEN")
    MeetingDocument.objects.create(meeting=meeting, document=hidden)
    secretariat_client.post(LIST)
    secretariat_client.post(LIST)
    email = Email.objects.get()
    assert email.to == ["zoraida@mtss.example"]
    assert "cimt-19-gt1-gt2-doc-5-16" in email.message
    assert "hidden" not in email.message.lower()
    sent = Registration.objects.exclude(material_sent_at=None)
    assert list(sent.values_list("full_name", flat=True)) == ["Zoraida Único"]
    assert "Zoraida" not in email.message
    registering.remove(Registration.objects.get(full_name="Zoraida Único"), by=personas.secretariat)
    assert not Email.objects.exists()


def test_the_workbook_of_participants(secretariat_client: Client, personas: Personas, meeting: Meeting) -> None:
    register(personas, meeting, full_name="=cmd()")
    response: Any = secretariat_client.get(f"{LIST}list.xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Delegation", "Full name", "Post")
    assert rows[1][0] == "Costa Rica"
    assert sheet["B2"].data_type == "s"


def test_the_list_is_forgotten_after_the_meeting(personas: Personas, meeting: Meeting) -> None:
    register(personas, meeting)
    last = meeting.end
    assert last is not None
    assert forget_participants(last + registering.KEPT) == 0
    assert forget_participants(last + registering.KEPT + timedelta(days=1)) == 1
    assert not Registration.objects.exists()


def test_it_waits_for_the_delegation_and_then_for_the_secretariat(personas: Personas, meeting: Meeting) -> None:
    def at_desk() -> list[str]:
        items = desk_items(personas.costa_rica, institution("CR"))
        return [item.url for item in items if "/registration/" in item.url]

    def at_secretariat() -> list[str]:
        return [item.url for item in secretariat_items(personas.secretariat) if "/participants/" in item.url]

    assert (at_desk(), at_secretariat()) == (["/es/desk/meetings/registration/coming/"], [])
    register(personas, meeting)
    assert (at_desk(), at_secretariat()) == ([], ["/es/desk/meetings/participants/coming/"])


def test_the_public_page_leads_everybody_to_the_desk_alike(as_persona: Any, meeting: Meeting) -> None:
    assert meeting.end is not None
    with translation.override("en"):
        until = date_format(meeting.end, "DATE_FORMAT")
    pages = [as_persona(name).get("/en/meetings/coming/").content.decode() for name in ("anonymous", "costa_rica")]
    notes = [html[html.index("Registration is open") :].partition("</div>")[0] for html in pages]
    assert notes[0] == notes[1]
    assert "Whoever has its report" not in pages[0]  # nobody has, before it is held
    assert f"until {until}, that day included." in notes[0]
    assert f'<a href="{PAGE}">Register your delegation</a>' in notes[0]
    response = Client().get(PAGE)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={PAGE}")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, True),
        ({"standing": Standing.POSTPONED}, False),
        ({"standing": Standing.HELD}, False),
        ({"start": timezone.localdate() - timedelta(days=2), "end": timezone.localdate() - timedelta(days=1)}, False),
        ({"start": timezone.localdate() - timedelta(days=2), "end": timezone.localdate()}, True),
    ],
)
def test_only_open_registration_is_announced(meeting: Meeting, changes: Any, shown: bool) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**changes)
    html = Client().get("/en/meetings/coming/").content.decode()
    assert ("Register your delegation" in html) is shown
