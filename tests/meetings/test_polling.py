"""Ballots: exactly the points, one per delegation, changeable until the poll closes, totals for nobody before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from meetings.models import Ballot, BallotLine, Poll, PollOption
from meetings.polling import result_of
from meetings.services import polling, polls
from tests.personas import PERSONAS, Personas, institution, make_personas

PAGE = "/en/desk/meetings/polls/topics/"


def make_poll(personas: Personas) -> Poll:
    """Ten points among three options, open for a week."""
    closes = timezone.localdate() + timedelta(days=7)
    texts = {"title_es": "Temas", "title_en": "Topics"}
    poll = Poll.objects.create(slug="topics", points_each=10, closes_on=closes, **texts)
    for place, code in enumerate("abc"):
        PollOption.objects.create(poll=poll, code=code, title_es=code, title_en=code, position=place)
    return polls.open_poll(poll, by=personas.secretariat)


@pytest.fixture
def poll(personas: Personas) -> Poll:
    """Open."""
    return make_poll(personas)


def points(poll: Poll, *given: int) -> dict[int, int]:
    return dict(zip(poll.options.values_list("pk", flat=True), given, strict=True))


def form(poll: Poll, *given: int | str) -> dict[str, str]:
    keys = poll.options.values_list("pk", flat=True)
    return {f"option_{key}": str(value) for key, value in zip(keys, given, strict=True)}


def test_a_delegation_votes_and_votes_anew(as_persona: Any, poll: Poll) -> None:
    client = as_persona("costa_rica")
    assert client.post(PAGE, form(poll, 7, 3, "")).status_code == 302
    assert client.post(PAGE, form(poll, 0, 4, 6)).status_code == 302
    ballot = Ballot.objects.get()
    assert list(ballot.lines.values_list("option__code", "points").order_by("option")) == [("b", 4), ("c", 6)]
    assert (ballot.institution.country_id, ballot.by.email) == ("CR", "ana@mtss.example")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((7, 2, ""), "You distributed 9 of 10 points. Left to distribute: 1."),
        ((7, 3, 2), "You distributed 12 points and have 10. Too many: 2."),
        (("", "", ""), "You distributed 0 of 10 points. Left to distribute: 10."),
    ],
)
def test_points_must_add_up(as_persona: Any, poll: Poll, given: tuple[Any, ...], words: str) -> None:
    response = as_persona("costa_rica").post(PAGE, form(poll, *given))
    assert response.context["form"].non_field_errors() == [words]
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("given", [-1, "x", "1.5", 99999])
def test_points_are_whole_and_not_negative(as_persona: Any, poll: Poll, given: Any) -> None:
    response = as_persona("costa_rica").post(PAGE, form(poll, given, 10, 0))
    assert list(response.context["form"].errors) == [f"option_{poll.options.all()[0].pk}"]
    assert not Ballot.objects.exists()


def test_the_service_holds_the_rules_itself(personas: Personas, poll: Poll) -> None:
    own = institution("CR")
    other = Poll.objects.create(slug="other").options.create(code="x")
    wrong = [points(poll, 11, -1, 0), points(poll, 5, 4, 0), {other.pk: 10}]
    for given in wrong:
        with pytest.raises(ValidationError):
            polling.cast(poll, own, given, by=personas.costa_rica)
    for who in (personas.mexico, personas.secretariat, personas.partner):
        with pytest.raises(PermissionDenied):
            polling.cast(poll, own, points(poll, 10, 0, 0), by=who)


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_votes(as_persona: Any, poll: Poll, persona: str) -> None:
    client = as_persona(persona)
    votes = persona in {"costa_rica", "colleague", "coordinator", "mexico"}
    expected = 200 if votes else 302 if persona == "anonymous" else 404
    assert client.get(PAGE).status_code == expected
    client.post(PAGE, form(poll, 10, 0, 0))
    assert Ballot.objects.count() == int(votes)


def test_totals_are_public_only_once_closed(as_persona: Any, personas: Personas, poll: Poll) -> None:
    polling.cast(poll, institution("CR"), points(poll, 7, 3, 0), by=personas.costa_rica)
    public = "/en/meetings/polls/topics/"
    for persona in ("anonymous", "mexico", "costa_rica"):
        assert as_persona(persona).get(public).status_code == 404
    assert ">7<" not in as_persona("mexico").get(PAGE).content.decode()
    polls.close_poll(poll, by=personas.secretariat)
    assert as_persona("anonymous").get(public).status_code == 200
    assert [(row.points, row.share) for row in result_of(poll).options] == [
        (7, Decimal("70.0")), (3, Decimal("30.0")), (0, Decimal("0.0")),
    ]  # fmt: skip
    with pytest.raises(polling.PollClosed):
        polling.cast(poll, institution("CR"), points(poll, 0, 0, 10), by=personas.costa_rica)


def test_a_ballot_after_the_last_day_is_not_received(as_persona: Any, poll: Poll) -> None:
    day = timezone.localdate() - timedelta(days=1)
    Poll.objects.filter(pk=poll.pk).update(opens_on=day, closes_on=day)
    response = as_persona("costa_rica").post(PAGE, form(poll, 10, 0, 0))
    assert "Your ballot was not received" in response.content.decode()
    assert not Ballot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_ballot(transactional_db: None, django_db_blocker: Any) -> None:
    from tests.conftest import load_vocabulary  # noqa: PLC0415

    load_vocabulary()
    personas = make_personas()
    poll = make_poll(personas)
    own = institution("CR")

    def vote(user: Any, given: dict[int, int]) -> None:
        try:
            polling.cast(poll, own, given, by=user)
        finally:
            connection.close()

    sides = [(personas.costa_rica, points(poll, 10, 0, 0)), (personas.colleague, points(poll, 0, 10, 0))]
    with ThreadPoolExecutor(4) as pool:
        for task in [pool.submit(vote, *sides[turn % 2]) for turn in range(12)]:
            task.result()
    ballot = Ballot.objects.get()
    assert sum(BallotLine.objects.values_list("points", flat=True)) == 10
    assert ballot.lines.count() == 1
