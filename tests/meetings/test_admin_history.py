"""The history of a meeting: every write to it and its rows, in a number of queries that nothing makes grow."""

from typing import Any

import pghistory
import pytest
from django.test import Client

from meetings.models import Meeting
from tests.meetings import factories as make
from tests.personas import Personas


def history(meeting: Meeting) -> str:
    return f"/en/admin/meetings/meeting/{meeting.pk}/history/"


def write(meeting: Meeting, personas: Personas, times: int) -> None:
    """Change the meeting, a session, a point and a decision so many times, each time by two people."""
    point = meeting.sessions.get().points.all()[0]
    for number in range(times):
        for by in (personas.secretariat, personas.costa_rica):
            with pghistory.context(user=by.pk):
                for row, field in ((meeting, "lead"), (point.session, "title"), (point, "text"),
                                   (meeting.decisions.get(), "text")):  # fmt: skip
                    setattr(row, f"{field}_en", f"{field} {number} by {by.pk}")
                    row.save()


@pytest.mark.parametrize("times", [1, 3])
def test_queries_do_not_grow_with_what_happened(
    secretariat_client: Client, personas: Personas, times: int, django_assert_num_queries: Any
) -> None:
    meeting = make.make_full_meeting(1)
    write(meeting, personas, times)
    secretariat_client.get(history(meeting))
    with django_assert_num_queries(16):
        response = secretariat_client.get(history(meeting))
    html = response.content.decode()
    assert html.count("Elena") >= 4 * times
    assert html.count("1 field changed") >= 8 * times


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(secretariat_client: Client, rows: int, django_assert_num_queries: Any) -> None:
    meeting = make.make_full_meeting(rows)
    secretariat_client.get(history(meeting))
    with django_assert_num_queries(13):
        secretariat_client.get(history(meeting))
