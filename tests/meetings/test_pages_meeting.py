"""The page of a meeting: everything recorded of it, in the reader's language, with few queries."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meetings.enums import Progress
from meetings.models import Meeting
from rial.directory.models import Institution
from tests.meetings import factories as make

pytestmark = pytest.mark.usefixtures("vocabulary")
URL = "/en/meetings/wg2-2016/"


def page(url: str = URL, client: Client | None = None) -> str:
    """The page as text; refuses any answer but 200."""
    response = (client or Client()).get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_meeting_reads_in_the_order_of_the_reports() -> None:
    make.make_full_meeting(2)
    html = page()
    places = [
        html.index(f'id="{anchor}"')
        for anchor in ("participants", "priorities", "visits", "decisions", "documents", "source")
    ]
    assert places == sorted(places)
    assert "<h1>First meeting of Working Group 2, XIX IACML</h1>" in html
    assert "<b>22 of 34</b> member states took part" in html
    assert "(as stated; 2 are named below)" in html


def test_spanish_says_the_same_in_spanish() -> None:
    make.make_full_meeting(1)
    html = page("/es/meetings/wg2-2016/")
    assert "Point 0 of 1 (es)" in html
    assert "Point 0 of 1</" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(rows: int, django_assert_num_queries: Any) -> None:
    make.make_full_meeting(rows)
    earlier = make.make_meeting("wg2-2012", start=date(2012, 10, 10), end=None, number=2)
    for number in range(rows):
        make.make_decision(earlier, f"Earlier {number}")
    with django_assert_num_queries(12):
        Client().get(URL)


def test_a_record_is_drawn_once_until_public_data_change(django_assert_num_queries: Any) -> None:
    session = make.make_session(make.make_full_meeting(1), 9)
    page()
    with django_assert_num_queries(1):
        page()
    make.make_point(session, "Added since")
    assert "Added since" in page()


def test_what_is_drawn_for_visitors_is_not_shown_to_the_secretariat(secretariat_client: Client) -> None:
    make.make_meeting()
    assert "Open in the Secretariat" not in page()
    assert "Open in the Secretariat" in page(client=secretariat_client)
    assert "Open in the Secretariat" not in page()


def test_an_institution_is_called_as_it_was_on_the_day() -> None:
    meeting = make.make_meeting()
    ministry = Institution.objects.get(code="mtess-py")
    ministry.names.all().delete()
    ministry.names.create(name_es="Nombre viejo", name_en="Old name", valid_to=date(2016, 12, 31))
    ministry.names.create(name_es="Nombre nuevo", name_en="New name", valid_from=date(2017, 1, 1))
    session = make.make_session(meeting)
    make.make_speaker(session, institution=ministry, country_id="PY")
    html = page()
    assert "Old name" in html
    assert "New name" not in html


def test_what_the_report_prints_goes_before_the_directory() -> None:
    session = make.make_session(make.make_meeting())
    make.make_speaker(session, institution_printed_en="Labour Program of Canada", institution_printed_es="Programa")
    assert "Labour Program of Canada" in page()


def test_points_are_nested_attributed_and_have_an_address_of_their_own() -> None:
    session = make.make_session(make.make_meeting())
    point = make.make_point(session, "The plan works through 1,300 municipalities")
    child = make.make_point(session, "All of them report", parent=point)
    point.attributions.create(country_id="BR")
    html = page()
    assert f'<li id="p{point.pk}"><b>Brazil:</b> The plan works through 1,300 municipalities' in html
    assert html.index(f'id="p{point.pk}"') < html.index(f'id="p{child.pk}"')
    assert html.count("All of them report") == 1
    assert f'href="#p{child.pk}"' in html


def test_a_point_that_names_who_said_it_does_not_say_it_twice() -> None:
    point = make.make_point(make.make_session(make.make_meeting()), "COSATE and Brazil agreed")
    point.attributions.create(country_id="BR")
    assert f'<li id="p{point.pk}">COSATE and Brazil agreed' in page()


def test_a_special_intervention_is_marked() -> None:
    session = make.make_session(make.make_meeting())
    speaker = make.make_speaker(session, "Aura Leticia Teleguario", role="speaker", post_en="Minister", post_es="M.")
    make.make_point(session, "Greets the delegations", kind="intervention", speaker=speaker)
    html = page()
    assert '<span class="tag ac">Special intervention</span> <b>Aura Leticia Teleguario</b>, Minister, Canada:' in html


def test_programs_that_are_not_public_are_shown_by_their_code() -> None:
    meeting = make.make_meeting()
    session = make.make_session(meeting)
    meeting.programs.create(session=session, code="PRG-9999")
    assert '<span class="code">PRG-9999</span>' in page()


def test_open_decisions_of_the_body_come_up_at_its_next_meeting() -> None:
    earlier = make.make_meeting("wg2-2012", start=date(2012, 10, 10), end=None, number=2)
    still_open = make.make_decision(earlier, "Still open")
    done = make.make_decision(earlier, "Long done")
    make.note(done, Progress.DONE, date(2013, 2, 22))
    finished_later = make.make_decision(earlier, "Done after the meeting")
    make.note(finished_later, Progress.DONE, date(2017, 1, 1))
    other_body = make.make_body("working-group-1", name_en="Working Group 1", name_es="GT 1", number=1)
    elsewhere = make.make_meeting("wg1-2012", start=date(2012, 10, 9), end=None, bodies=[other_body])
    make.make_decision(elsewhere, "Of another body")
    make.make_meeting()
    html = page()
    part = html[html.index('id="earlier"') :]
    assert still_open.code in part
    assert "Done after the meeting" in part
    assert "Long done" not in part
    assert "Of another body" not in html


def test_what_was_reported_at_the_meeting_is_shown_there() -> None:
    earlier = make.make_meeting("wg2-2012", start=date(2012, 10, 10), end=None, number=2)
    meeting = make.make_meeting()
    decision = make.make_decision(earlier, "A workshop")
    make.note(
        decision,
        Progress.DONE,
        date(2013, 2, 22),
        meeting=meeting,
        texts={"text_en": "Held in San José", "text_es": ""},
    )
    html = page()
    assert "Held in San José" in html[html.index('id="earlier"') :]


def test_decisions_say_how_many_days_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_decision(make.make_meeting(), deadline=date(2016, 7, 25))
    monkeypatch.setattr(timezone, "localdate", lambda *a, **k: date(2016, 7, 4))
    assert '<span class="tag wa">Open, 21 days left</span>' in page()
    monkeypatch.setattr(timezone, "localdate", lambda *a, **k: date(2016, 7, 26))
    assert '<span class="tag er">Overdue since July 25, 2016</span>' in page()


def test_a_deadline_of_a_month_has_not_passed_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_decision(make.make_meeting(), deadline=date(2016, 12, 1), deadline_precision="month")
    monkeypatch.setattr(timezone, "localdate", lambda *a, **k: date(2016, 12, 31))
    assert '<span class="tag wa">Open, due today</span>' in page()


def test_the_symbol_is_shown_as_this_meeting_prints_it() -> None:
    meeting = make.make_meeting()
    document = make.make_document()
    meeting.documents.create(
        document=document, symbol_printed="CIMT-19/GT1-GT2/doc.5", note_en="Printed without a year.", note_es="Sin año."
    )
    document.files.create(language="es", url="https://example.org/5.pdf")
    html = page()
    assert '<th scope="row" class="code">CIMT-19/GT1-GT2/doc.5</th>' in html
    assert "Printed without a year." in html
    assert "English missing" in html


def test_documents_that_are_not_public_are_not_shown() -> None:
    meeting = make.make_meeting()
    meeting.documents.create(document=make.make_document("secret", title_en="Unread papers", state="draft"))
    assert "Unread papers" not in page()


def test_a_text_in_one_language_is_announced_and_marked() -> None:
    meeting = make.make_meeting(lead_en="In English", lead_es="En español", closing_es="Cerró la presidencia.")
    html = page()
    assert "1 part is wholly or partly only in spanish" in html
    assert '<div class="stack" lang="es">' in html
    Meeting.objects.filter(pk=meeting.pk).update(lead_en="")
    assert "This record is only in spanish" in page()


def test_a_draft_is_for_the_secretariat_alone(secretariat_client: Client, client: Client) -> None:
    make.make_meeting(public=False)
    assert Client().get(URL).status_code == 404
    html = page(client=secretariat_client)
    assert "The public cannot read this page" in html


def test_neighbors_are_found_without_being_entered() -> None:
    planning = make.make_meeting("planning", kind="planning", number=None, start=date(2016, 2, 25), end=None, bodies=[])
    make.make_meeting("wg2-2017", start=date(2017, 4, 27), end=date(2017, 4, 28), number=2)
    make.make_meeting(planned_at=planning)
    html = page()
    assert '<dt>Planned at</dt><dd class="n"><a href="/en/meetings/planning/">' in html
    assert '<dt>After</dt><dd class="n"><a href="/en/meetings/wg2-2017/">Second meeting of Working Group 2' in html


def test_the_record_as_data_and_as_a_citation() -> None:
    make.make_full_meeting(1)
    data = Client().get(f"{URL}?format=json").json()
    assert data["start"] == "2016-06-29"
    assert data["decisions"][0]["deadline"] == "2016-07-25"
    assert data["sessions"][0]["points"][0]["text"] == {"en": "Point 0 of 1", "es": "Point 0 of 1 (es)"}
    entry = Client().get(f"{URL}?format=bib").content.decode()
    assert entry.startswith("@misc{rial-wg2-2016,")
    assert "TI  - First meeting of Working Group 2, XIX IACML" in Client().get(f"{URL}?format=ris").content.decode()


def test_a_meeting_of_which_little_is_known_says_so() -> None:
    make.make_meeting(source="", print_note_en="x", start=date(2003, 1, 1), end=None, precision="year", place_en="")
    html = page()
    assert "<dt>Date</dt><dd>2003</dd>" in html.replace("\n", "")
