"""Delegations that have not voted or registered anybody are reminded, once at each step before the deadline."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from post_office.models import Email

from meetings.enums import Standing
from meetings.models import Meeting, Poll, PollOption, Reminder
from meetings.reminders import remind_of_polls, remind_of_registrations
from meetings.services import polling, polls, registering
from rial.core.due import registered
from tests.meetings.factories import make_meeting
from tests.personas import Personas, institution

PERSON = {"full_name": "Zoraida", "post": "", "email": "", "needs": ""}


@pytest.fixture
def poll(personas: Personas) -> Poll:
    """Open for twenty days."""
    closes = timezone.localdate() + timedelta(days=20)
    made = Poll.objects.create(slug="topics", title_es="Temas", title_en="Topics", points_each=1, closes_on=closes)
    for code in "ab":
        PollOption.objects.create(poll=made, code=code, title_es=code, title_en=code)
    opened = polls.open_poll(made, by=personas.secretariat)
    Email.objects.all().delete()
    return opened


@pytest.fixture
def meeting(personas: Personas) -> Meeting:
    """Confirmed, in twenty days."""
    day = timezone.localdate() + timedelta(days=20)
    return make_meeting("coming", start=day, end=day + timedelta(days=1), standing=Standing.CONFIRMED)


def closing(poll: Poll) -> date:
    assert poll.closes_on is not None
    return poll.closes_on


def starting(meeting: Meeting) -> date:
    assert meeting.start is not None
    return meeting.start


def sent(job: Any, deadline: date, *days_before: int) -> list[int]:
    """How many messages leave on each of these days before a deadline."""
    return [job(deadline - timedelta(days=days)) for days in days_before]


def addresses() -> list[str]:
    return sorted(address for mail in Email.objects.all() for address in mail.to)


def test_those_who_have_not_voted_are_reminded_seven_days_and_one_day_before(personas: Personas, poll: Poll) -> None:
    polling.cast(poll, institution("CR"), {poll.options.all()[0].pk: 1}, by=personas.costa_rica)
    assert sent(remind_of_polls, closing(poll), 8, 7, 7, 6, 2, 1, 1, 0, -1) == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert addresses() == ["diego@stps.example"] * 2
    steps = Reminder.objects.filter(poll=poll).values_list("days_before", "people")
    assert list(steps) == [(7, 1), (1, 1)]


def test_a_reminder_that_could_not_leave_on_its_day_leaves_later(poll: Poll) -> None:
    assert sent(remind_of_polls, closing(poll), 4, 3, 0) == [4, 0, 4]


def test_a_deadline_that_is_moved_is_reminded_of_anew(poll: Poll) -> None:
    assert sent(remind_of_polls, closing(poll), 1) == [4]
    later = closing(poll) + timedelta(days=30)
    Poll.objects.filter(pk=poll.pk).update(closes_on=later)
    assert sent(remind_of_polls, later, 8, 7, 1) == [0, 4, 4]


def test_a_poll_that_has_just_opened_was_announced(poll: Poll) -> None:
    Poll.objects.filter(pk=poll.pk).update(opens_on=closing(poll) - timedelta(days=5))
    assert sent(remind_of_polls, closing(poll), 5, 2, 1) == [0, 0, 4]


def test_closed_polls_and_those_of_the_past_are_left_alone(personas: Personas, poll: Poll) -> None:
    polls.close_poll(poll, by=personas.secretariat)
    assert sent(remind_of_polls, closing(poll), 7, 1) == [0, 0]


def test_those_who_registered_nobody_are_reminded(personas: Personas, meeting: Meeting) -> None:
    registering.register(meeting, institution("CR"), PERSON, by=personas.costa_rica)
    assert sent(remind_of_registrations, starting(meeting), 8, 7, 7, 1, 1, 0, -1) == [0, 1, 0, 1, 0, 0, 0]
    assert addresses() == ["diego@stps.example"] * 2


@pytest.mark.parametrize(
    "changes", [{"standing": Standing.POSTPONED}, {"precision": "month"}, {"state": "withdrawn"}], ids=str
)
def test_meetings_without_a_day_or_a_list_remind_nobody(meeting: Meeting, changes: Any) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**changes)
    assert sent(remind_of_registrations, starting(meeting), 7, 1) == [0, 0]


@pytest.mark.parametrize(
    ("language", "subjects", "words"),
    [
        ("en", {"poll": "Topics: the poll closes on ", "registration": "register your delegation before "},
         ["Your delegation has not voted in “Topics” yet.", "your delegation has registered nobody yet."]),
        ("es", {"poll": "Temas", "registration": "XIX CIMT"}, ["“Temas”", "XIX CIMT"]),
    ],
)  # fmt: skip
def test_each_reads_it_in_the_own_language(
    personas: Personas, poll: Poll, meeting: Meeting, language: str, subjects: dict[str, str], words: list[str]
) -> None:
    person = personas.mexico
    person.language = language
    person.save()
    remind_of_polls(closing(poll) - timedelta(days=1))
    remind_of_registrations(starting(meeting) - timedelta(days=1))
    mails = {mail.headers["X-RIAL-Event"]: mail for mail in Email.objects.filter(to=str(person.email))}
    first, second = mails["meetings/poll_closes"], mails["meetings/registration_missing"]
    assert subjects["poll"] in first.subject
    assert subjects["registration"] in second.subject
    assert words[0] in first.message
    assert words[1] in second.message
    assert f"/{language}/desk/meetings/polls/topics/" in first.message
    assert f"/{language}/desk/meetings/registration/coming/" in second.message
    assert "List-Unsubscribe" in first.headers
    assert "List-Unsubscribe" in second.headers


def test_the_daily_command_sends_them(poll: Poll, meeting: Meeting, capsys: pytest.CaptureFixture[str]) -> None:
    assert {"meetings_polls", "meetings_registering"} <= set(registered())
    today = timezone.localdate()
    Poll.objects.filter(pk=poll.pk).update(opens_on=today - timedelta(days=30), closes_on=today + timedelta(days=1))
    Meeting.objects.filter(pk=meeting.pk).update(start=today + timedelta(days=7))
    for expected in (4, 0):
        call_command("send_due", "--queue-only")
        printed = capsys.readouterr().out
        assert f"meetings_polls: {expected} queued" in printed
        assert f"meetings_registering: {expected} queued" in printed


def test_the_database_keeps_a_step_once(poll: Poll) -> None:
    values = {"poll": poll, "deadline": closing(poll), "days_before": 7, "people": 0}
    Reminder.objects.create(**values)
    with pytest.raises(IntegrityError):
        Reminder.objects.create(**values)
