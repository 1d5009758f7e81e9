"""The lists of meetings and decisions: facets, search, files, feeds; and that their rows follow the records."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from meetings.enums import Progress
from meetings.listing import DECISIONS, MEETINGS, decisions, meetings
from meetings.models import DecisionIndex, Meeting, MeetingIndex
from meetings.receivers import mark, refresh
from meetings.services.records import withdraw
from rial.core.http import read_public_version
from rial.core.listing.oracle import wrong_counts
from rial.core.listing.snapshot import snapshot_at
from rial.directory.models import Topic
from tests.meetings import factories as make
from tests.personas import Personas

pytestmark = pytest.mark.usefixtures("vocabulary")


def rebuild() -> None:
    """Write all rows: the transaction of a test is never committed, so nothing else does."""
    meetings.INDEXER.rebuild()
    decisions.INDEXER.rebuild()


def text(url: str) -> str:
    """The body of an answer of 200."""
    response = Client().get(url)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(body.decode())


def rows_of(url: str) -> list[dict[str, str]]:
    """A CSV as rows."""
    return list(csv.DictReader(io.StringIO(text(url).lstrip("\ufeff"))))


def test_a_meeting_is_found_by_a_point_a_person_a_symbol_and_a_decision() -> None:
    make.make_full_meeting(2)
    make.make_meeting("other", number=2, start=date(2017, 4, 27), end=None)
    rebuild()
    for words in ("nested", "speaker 1", "CIMT-19/GT2/doc.2/16", "gt2 doc 2 16", "dec-0002"):
        found = rows_of(f"/en/meetings/?format=csv&q={words}")
        assert [row["slug"] for row in found] == ["wg2-2016"], words


def test_both_languages_are_searched() -> None:
    make.make_meeting(lead_es="Inspección del trabajo", lead_en="Labor inspection")
    rebuild()
    assert len(rows_of("/en/meetings/?format=csv&q=inspeccion")) == 1
    assert "In the Spanish text" not in text("/en/meetings/?q=inspection")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("kind=workshop", ["b"]),
        ("body=working-group-2", ["a"]),
        ("edition=19", ["b", "a"]),
        ("country=CR", ["b"]),
        ("with=decisions", ["a"]),
        ("standing=announced", ["b"]),
        ("topic=labor-inspection", ["a"]),
        ("from=2017", ["b"]),
        ("sort=oldest", ["a", "b"]),
    ],
)
def test_facets_period_and_orders(query: str, slugs: list[str]) -> None:
    first = make.make_meeting("a")
    first.topics.set(Topic.objects.filter(code="labor-inspection"))
    make.make_decision(first)
    make.make_meeting(
        "b", kind="workshop", bodies=[], country_id="CR", standing="announced", start=date(2017, 5, 1), end=None
    )
    rebuild()
    assert [row["slug"] for row in rows_of(f"/en/meetings/?format=csv&{query}")] == slugs


def test_unknown_values_are_named_and_ignored() -> None:
    make.make_meeting()
    rebuild()
    html = text("/en/meetings/?kind=party&from=soon&nonsense=1")
    for words in ("“party” is not a value", "“soon” is not a year", "“nonsense” is not a filter"):
        assert words in html


def test_an_empty_list_says_what_to_do() -> None:
    rebuild()
    assert "No meeting has all of this." in text("/en/meetings/?q=zzzz")
    assert "No decision has all of this." in text("/en/meetings/decisions/?progress=done")


def test_counts_in_the_sets_are_those_of_sql() -> None:
    meeting = make.make_full_meeting(2)
    make.note(make.make_decision(meeting, deadline=date(2030, 1, 1)), Progress.DONE, date(2017, 1, 1))
    make.make_meeting("b", kind="workshop", bodies=[])
    rebuild()
    for listing in (MEETINGS, DECISIONS):
        assert list(wrong_counts(listing, snapshot_at(listing, read_public_version()))) == []


def test_overdue_and_soon_follow_the_calendar() -> None:
    meeting, today = make.make_meeting(), timezone.localdate()
    for days in (-1, 5, 90):
        make.make_decision(meeting, f"In {days}", deadline=today + timedelta(days=days))
    make.note(make.make_decision(meeting, "Done", deadline=date(2016, 7, 25)), Progress.DONE, date(2016, 8, 1))
    rebuild()
    found = {due: [row["text_en"] for row in rows_of(f"/en/meetings/decisions/?format=csv&due={due}")]
             for due in ("overdue", "soon", "later")}  # fmt: skip
    assert found == {"overdue": ["In -1"], "soon": ["In 5"], "later": ["In 90"]}


def test_decisions_by_whom_they_are_to_be_done() -> None:
    decision = make.make_decision(make.make_meeting(), "With a country")
    decision.responsible.create(country_id="PY")
    rebuild()
    assert [row["code"] for row in rows_of("/en/meetings/decisions/?format=csv&responsible=PY")] == [decision.code]
    assert [row["code"] for row in rows_of("/en/meetings/decisions/?format=csv&responsible=delegations")] == [
        decision.code
    ]


def test_json_and_feed_hold_the_same_rows() -> None:
    meeting = make.make_full_meeting(2)
    rebuild()
    data = Client().get("/en/meetings/decisions/?format=json")
    body = b"".join(data.streaming_content)
    assert b'"progress": "under_way"' in body or b'"progress":"under_way"' in body
    assert f"/en/meetings/{meeting.slug}/" in text("/en/meetings/feed/")
    assert text("/en/meetings/decisions/feed/").count("<entry>") == 2


def test_withdrawn_meetings_leave_the_lists(personas: Personas) -> None:
    meeting = make.make_full_meeting(1)
    rebuild()
    withdraw(meeting, by=personas.secretariat, note="An error")
    refresh(meeting.pk)
    assert (MeetingIndex.objects.count(), DecisionIndex.objects.count()) == (0, 0)


def test_queries_of_the_list_do_not_grow_with_rows(django_assert_num_queries: Any) -> None:
    for number in range(3):
        make.make_meeting(f"m{number}", number=number + 1)
    rebuild()
    Client().get("/en/meetings/?sort=title")
    # The public version, what comes next, the cards.
    with django_assert_num_queries(3):
        Client().get("/en/meetings/?sort=title")


def test_what_a_transaction_changes_is_indexed_once(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        meeting = make.make_full_meeting(2)
    assert len(callbacks) == 1
    callbacks[0]()
    # A commit takes them off the list; a test's transaction is never committed.
    connection.run_on_commit.clear()
    assert MeetingIndex.objects.get().code == meeting.slug
    with django_capture_on_commit_callbacks(execute=True):
        meeting.decisions.all()[0].responsible.create(country_id="PY")
    assert ["responsible:PY" in row.facets for row in DecisionIndex.objects.order_by("code")] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_does_not_stop_later_changes_from_being_indexed() -> None:
    with transaction.atomic():
        try:
            with transaction.atomic():
                mark(1)
                raise ValueError
        except ValueError:
            pass
        mark(2)
        assert [sorted(entry[1].keys) for entry in connection.run_on_commit] == [[2]]


def test_the_check_tells_what_was_missed(capsys: pytest.CaptureFixture[str]) -> None:
    make.make_full_meeting(1)
    rebuild()
    call_command("check_meetings_index")
    Meeting.objects.update(place_en="Elsewhere")
    with pytest.raises(Exception, match="1 differences"):
        call_command("check_meetings_index")
