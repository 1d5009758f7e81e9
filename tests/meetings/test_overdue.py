"""What is overdue and what only passed its deadline: the same in SQL, of one decision, and wherever it is said."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from meetings.enums import Progress
from meetings.implementation import standings
from meetings.listing import DECISIONS, decisions
from meetings.models import Decision, DecisionIndex
from meetings.overdue import edition_on, is_overdue, is_unreported, overdue, unreported
from rial.core.waiting import secretariat_items
from tests.meetings import factories as make
from tests.personas import Personas

pytestmark = pytest.mark.usefixtures("vocabulary")

DEADLINE = date(2016, 7, 25)
BEGINS = date(2017, 12, 7)  # the Conference after that of the meeting
AFTER = date(2018, 3, 1)
NONE = {"conference": None}
ANSWERED, SILENT = "overdue", "unreported"


@pytest.fixture(autouse=True)
def _editions(vocabulary: None) -> None:
    """The XIX and the XX Conference."""
    make.make_conference(19)
    make.make_conference(20, start=BEGINS, end=BEGINS)


def decision_of(meeting: dict[str, Any], noted: date | None, deadline: dict[str, Any]) -> Decision:
    if meeting.get("conference") == 20:
        meeting = meeting | {"conference": make.make_conference(20)}
    made = make.make_decision(make.make_meeting(**meeting), **{"deadline": DEADLINE} | deadline)
    return make.note(made, Progress.UNDER_WAY, noted) if noted else made


@pytest.mark.parametrize(
    ("meeting", "noted", "deadline", "day", "expected"),
    [
        pytest.param({}, None, {}, DEADLINE, "", id="the last day is in time"),
        pytest.param({}, None, {}, date(2016, 7, 26), ANSWERED, id="its edition lasts"),
        pytest.param({}, None, {}, date(2017, 12, 6), ANSWERED, id="the last day of its edition"),
        pytest.param({}, None, {}, BEGINS, SILENT, id="the next Conference begins"),
        pytest.param({}, date(2016, 8, 1), {}, AFTER, SILENT, id="last reported on in an edition that is over"),
        pytest.param({}, date(2018, 2, 1), {}, AFTER, ANSWERED, id="reported on in the present edition"),
        pytest.param({}, date(2018, 2, 1), {"deadline": date(2018, 2, 20)}, AFTER, ANSWERED, id="passed since"),
        pytest.param({}, None, {"deadline": date(2018, 3, 2)}, AFTER, "", id="still in time, though never reported on"),
        pytest.param({}, None, {"deadline_precision": "month"}, date(2016, 7, 31), "", id="in July ends with July"),
        pytest.param({}, None, {"deadline": None}, AFTER, "", id="no deadline"),
        pytest.param({"conference": 20, "start": date(2017, 9, 1), "end": None}, None, {"deadline": date(2017, 9, 9)},
                     AFTER, ANSWERED, id="prepares the present edition"),
        pytest.param(NONE, None, {}, date(2017, 12, 6), ANSWERED, id="no edition, taken in the one that lasts"),
        pytest.param(NONE, None, {}, AFTER, SILENT, id="no edition, taken before the present one"),
        pytest.param(NONE, None, {}, date(2015, 1, 1), "", id="before any edition on record"),
    ],
)  # fmt: skip
def test_the_rule_is_the_same_in_sql_and_for_one_decision(
    meeting: dict[str, Any], noted: date | None, deadline: dict[str, Any], day: date, expected: str
) -> None:
    decision = decision_of(meeting, noted, deadline)
    edition = edition_on(day)
    of_one = {
        ANSWERED: is_overdue(decision, day, decision.progress, edition),
        SILENT: is_unreported(decision, day, decision.progress, edition),
    }
    assert [name for name, holds in of_one.items() if holds] == ([expected] if expected else [])
    for name, condition in ((ANSWERED, overdue(day)), (SILENT, unreported(day))):
        assert Decision.objects.filter(condition).exists() is of_one[name], name
    decisions.INDEXER.rebuild()
    (facet,) = (facet for facet in DECISIONS.facets if facet.code == "due")
    assert facet.moving is not None
    for name in (ANSWERED, SILENT):
        assert DecisionIndex.objects.filter(facet.moving(day)[name]).exists() is of_one[name], name


@pytest.mark.parametrize("progress", [Progress.DONE, Progress.DROPPED, Progress.STANDING, Progress.UNKNOWN])
def test_what_is_done_or_not_known_is_neither(progress: Progress) -> None:
    decision = make.note(make.make_decision(make.make_meeting(), deadline=DEADLINE), progress, date(2016, 7, 1))
    assert not Decision.objects.filter(overdue(AFTER) | unreported(AFTER)).exists()
    assert not is_overdue(decision, AFTER, decision.progress, edition_on(AFTER))


def test_before_the_first_edition_on_record_somebody_always_answers() -> None:
    decision = make.make_decision(make.make_meeting(start=date(1999, 5, 1), end=None), deadline=date(1999, 6, 1))
    day = date(1999, 7, 1)
    assert edition_on(day) is None
    assert is_overdue(decision, day, decision.progress, None)
    assert list(Decision.objects.filter(overdue(day))) == [decision]


def test_a_conference_that_is_not_published_ends_nothing() -> None:
    make.make_conference(21, start=date(2018, 1, 1), end=None, state="draft")
    assert getattr(edition_on(AFTER), "number", None) == 20


def test_the_words_are_the_same_everywhere(secretariat_client: Client, personas: Personas) -> None:
    silent = make.make_decision(make.make_meeting(), "Never heard of", deadline=DEADLINE)
    told = make.note(
        make.make_decision(silent.meeting, "Once begun", deadline=DEADLINE), Progress.UNDER_WAY, date(2016, 8, 1)
    )
    decisions.INDEXER.rebuild()
    words = {
        silent: '<span class="tag line">Deadline passed, no report</span>',
        told: '<span class="tag line">Deadline passed, no report since August 1, 2016</span>',
    }
    pages = [
        "/en/meetings/decisions/?due=unreported",
        "/en/meetings/decisions/implementation/",
        f"/en/meetings/{silent.meeting.slug}/",
        "/en/meetings/bodies/working-group-2/",
    ]
    found = {page: Client().get(page).content.decode() for page in pages}
    admin = ("decision/?follow=unreported", f"meeting/{silent.meeting_id}/change/")
    found |= {page: secretariat_client.get(f"/en/admin/meetings/{page}").content.decode() for page in admin}
    for decision, word in words.items():
        address = f"/en/meetings/decisions/{decision.code}/"
        for page, html in (*found.items(), (address, Client().get(address).content.decode())):
            assert word in html, page
            assert "Overdue since" not in html, page
    assert "Of <b>2</b> the deadline had passed" in found["/en/meetings/decisions/implementation/"]
    kinds = [item for item in secretariat_items(personas.secretariat) if f"decision/{silent.pk}/" in item.url]
    assert kinds == []


def test_the_state_of_implementation_counts_the_edition_of_its_day() -> None:
    decision = make.make_decision(make.make_meeting(), deadline=DEADLINE)
    make.note(decision, Progress.UNDER_WAY, date(2018, 2, 1))
    days = (date(2016, 8, 1), date(2018, 1, 1), AFTER)
    rows = [standings(day)[0] for day in days]
    assert [(row.overdue, row.unreported) for row in rows] == [(True, False), (False, True), (True, False)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_edition_is_asked_for_once(rows: int, django_assert_num_queries: Any) -> None:
    meeting = make.make_meeting()
    for number in range(rows):
        make.make_decision(meeting, f"Decision {number}", deadline=DEADLINE)
    with django_assert_num_queries(6):
        assert len(standings(AFTER)) == rows
