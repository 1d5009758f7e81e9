"""The calendar page, and the iCalendar as calendar programs read it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from meetings.models import Meeting
from meetings.services.records import save_meeting
from tests.meetings import factories as make

pytestmark = pytest.mark.usefixtures("vocabulary")


def read_back(content: bytes) -> Any:
    """The file as a parser understands it."""
    return icalendar.Calendar.from_ical(content)


def entries(url: str = "/en/meetings/calendar.ics") -> list[Any]:
    """The entries, read back by a parser."""
    response = Client().get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(read_back(response.content).walk("VEVENT"))


def test_whole_days_end_on_the_day_after_the_last() -> None:
    make.make_meeting(start=date(2016, 2, 25), end=date(2016, 2, 26))
    (event,) = entries()
    assert (event["DTSTART"].params["VALUE"], event["DTSTART"].dt) == ("DATE", date(2016, 2, 25))
    assert (event["DTEND"].params["VALUE"], event["DTEND"].dt) == ("DATE", date(2016, 2, 27))


@pytest.mark.parametrize(("day", "offset"), [(date(2016, 6, 29), -4), (date(2016, 12, 5), -5)])
def test_hours_come_with_their_zone_and_its_rules(day: date, offset: int) -> None:
    make.make_meeting(start=day, end=day, start_time=time(9), end_time=time(17, 30), timezone="America/New_York")
    response = Client().get("/en/meetings/calendar.ics")
    calendar = read_back(response.content)
    (event,), (zone,) = calendar.walk("VEVENT"), calendar.walk("VTIMEZONE")
    assert (event["DTSTART"].params["TZID"], str(zone["TZID"])) == ("America/New_York", "America/New_York")
    assert event["DTSTART"].dt == datetime.combine(day, time(9), ZoneInfo("America/New_York"))
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=offset)
    assert event["DTEND"].dt.hour == 17


def test_an_entry_keeps_its_uid_and_counts_its_changes() -> None:
    meeting = make.make_meeting(standing="announced")
    (before,) = entries()
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.start = meeting.end = date(2016, 7, 6)
    save_meeting(meeting)
    (after,) = entries()
    assert before["UID"] == after["UID"]
    assert str(after["UID"]).startswith("wg2-2016@")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt
    assert after["DTSTAMP"].dt.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("standing", "status"),
    [("held", "CONFIRMED"), ("confirmed", "CONFIRMED"), ("announced", "TENTATIVE"), ("postponed", "TENTATIVE"),
     ("unknown", "TENTATIVE"), ("cancelled", "CANCELLED")],
)  # fmt: skip
def test_standing_becomes_the_status(standing: str, status: str) -> None:
    make.make_meeting(standing=standing)
    assert str(entries()[0]["STATUS"]) == status


@pytest.mark.parametrize("precision", ["month", "year"])
def test_a_meeting_without_a_day_is_on_the_page_and_not_in_the_file(precision: str) -> None:
    make.make_meeting(start=date(2012, 2, 1), end=None, precision=precision)
    assert entries() == []
    assert "/en/meetings/wg2-2016/" in Client().get("/en/meetings/calendar/").content.decode()
    assert Client().get("/en/meetings/wg2-2016/calendar.ics").status_code == 404


def test_drafts_are_in_no_calendar() -> None:
    make.make_meeting(public=False)
    assert entries() == []
    assert Client().get("/en/meetings/wg2-2016/calendar.ics").status_code == 404


def test_it_speaks_the_language_of_its_address() -> None:
    make.make_meeting(title_es="Taller «Niñas, niños»", title_en="Workshop; a, b", venue_en="Room, 8th floor")
    (spanish,), (english,) = entries("/es/meetings/calendar.ics"), entries()
    assert (str(spanish["SUMMARY"]), spanish["SUMMARY"].params["LANGUAGE"]) == ("Taller «Niñas, niños»", "es")
    assert str(english["SUMMARY"]) == "Workshop; a, b"
    assert str(english["LOCATION"]) == "Room, 8th floor, Washington, D.C., United States"


def test_by_body_and_by_kind() -> None:
    make.make_meeting()
    make.make_meeting("workshop", kind="workshop", bodies=[], number=None)
    assert [str(event["UID"]).split("@")[0] for event in entries("/en/meetings/calendar.ics?body=working-group-2")] == [
        "wg2-2016"
    ]
    assert len(entries("/en/meetings/calendar.ics?kind=workshop")) == 1
    assert len(entries("/en/meetings/calendar.ics?kind=party")) == 2
    assert "“party” is not a kind of meeting." in Client().get("/en/meetings/calendar/?kind=party").content.decode()


def test_lines_are_short_enough_for_every_reader() -> None:
    make.make_meeting(title_es="Ñandú " * 30, title_en="Long title " * 20)
    for line in Client().get("/es/meetings/calendar.ics").content.split(b"\r\n"):
        assert len(line) <= 75


def test_what_comes_next_comes_first() -> None:
    today = timezone.localdate()
    make.make_meeting("past", start=date(2015, 1, 1), end=None)
    for slug, days in (("later", 60), ("next", 5)):
        make.make_meeting(
            slug, start=today + timedelta(days=days), end=None, standing="confirmed", title_en=slug, title_es=slug
        )
    make.make_meeting(
        "off", start=today + timedelta(days=3), end=None, standing="cancelled", title_en="off", title_es="off"
    )
    html = Client().get("/en/meetings/calendar/").content.decode()
    places = [html.index(f"/en/meetings/{slug}/") for slug in ("next", "later", "off", "past")]
    assert places == sorted(places)
    home = Client().get("/en/meetings/").content.decode()
    assert home.index("/en/meetings/next/") < home.index("/en/meetings/later/")


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_meetings(rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        make.make_meeting(f"m{number}", number=number + 1)
    with django_assert_num_queries(3):
        Client().get("/en/meetings/calendar.ics")
