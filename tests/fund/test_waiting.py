"""What of the Fund waits on the Secretariat's first page."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fund.services import commit, issue_statement, request_override
from fund.services import reverse as undo
from fund.statement import today
from fund.waiting import old_commitments, requested_overrides, statements_due, unsourced_contributions
from meetings.models import Meeting
from rial.accounts.models import User
from tests.fund.ledger import allow, give, pay
from tests.meetings.factories import make_body, make_meeting


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def test_an_override_waits_for_the_second_person_alone(elena: User, hugo: User) -> None:
    authorization = allow(elena, "1000")
    asked = request_override(by=elena, authorization=authorization, amount=Decimal(50), reason="Fares rose")
    assert list(requested_overrides(elena)) == []
    (item,) = requested_overrides(hugo)
    assert (item.title, item.detail, item.source) == ("Fares rose", f"USD 50 · {authorization.code}", "Elena")
    assert item.url == reverse("admin:fund_override_change", args=[asked.pk])


def test_a_commitment_waits_once_it_is_a_year_old_and_not_paid(elena: User) -> None:
    day = today() - relativedelta(months=12)
    authorization = allow(elena, "1000", day - timedelta(days=9), description_en="Workshops")
    held = commit(authorization, by=elena, amount=Decimal(400), value_date=day, pool_id="common", description_en="Hall")
    commit(
        authorization,
        by=elena,
        amount=Decimal(50),
        value_date=day + timedelta(days=1),
        pool_id="common",
        description_en="Coffee",
    )
    (item,) = old_commitments(elena)
    assert (item.title, item.detail) == ("Workshops", "USD 400 committed and not paid for a year")
    part = pay(elena, authorization, "150", day, commitment=held)
    assert [one.detail for one in old_commitments(elena)] == ["USD 250 committed and not paid for a year"]
    undo(part, by=elena, reason="Not ours")
    pay(elena, authorization, "400", day, commitment=held)
    assert list(old_commitments(elena)) == []


def test_contributions_that_nothing_proves_wait_as_one(elena: User) -> None:
    assert list(unsourced_contributions(elena)) == []
    first = give(elena, "100")
    give(elena, "200", source_en="Letter of May 2")
    give(elena, "300")
    (item,) = unsourced_contributions(elena)
    assert item.title == "2 contributions without a document or source"
    assert item.source == first.code
    undo(first, by=elena, reason="Without proof")
    assert [one.title for one in unsourced_contributions(elena)] == ["1 contribution without a document or source"]


TODAY = date(2026, 3, 10)


@pytest.fixture
def on_march_10(monkeypatch: pytest.MonkeyPatch, elena: User) -> User:
    """The tenth of March 2026 in the Secretariat's office; something is in the ledger."""
    monkeypatch.setattr("fund.waiting.today", lambda: TODAY)
    give(elena, "100")
    return elena


def working_group(start: date, **columns: Any) -> Meeting:
    """A meeting of Working Group 2."""
    values: dict[str, Any] = {"bodies": [make_body()], "start": start, "end": start, "standing": "confirmed"} | columns
    return make_meeting(f"wg2-{start.isoformat()}", **values)


def due_titles(user: User) -> list[str]:
    return [item.title for item in statements_due(user)]


WG2 = "Issue a statement for First meeting of Working Group 2, XIX IACML"


def test_a_statement_is_due_before_working_group_2_meets(on_march_10: User) -> None:
    start = TODAY + timedelta(days=30)
    working_group(start)
    (item,) = statements_due(on_march_10)
    assert (item.title, item.due, item.source) == (WG2, start, "Fund")
    assert item.kind == "Statements due before a meeting"
    assert item.url == f"{reverse('admin:fund_statement_add')}?as_of=2026-03-10"
    assert item.since.date() <= TODAY


@pytest.mark.parametrize(
    ("start", "columns", "waits"),
    [
        (TODAY + timedelta(days=31), {}, False),
        (TODAY, {}, True),
        # Running since two days ago, and over since yesterday.
        (TODAY - timedelta(days=2), {"end": TODAY}, True),
        (TODAY - timedelta(days=2), {"end": TODAY - timedelta(days=1)}, False),
        (TODAY - timedelta(days=1), {"end": None}, False),
        (TODAY + timedelta(days=5), {"standing": "cancelled"}, False),
        (TODAY + timedelta(days=5), {"standing": "postponed"}, False),
        (TODAY + timedelta(days=5), {"public": False}, True),
        (TODAY + timedelta(days=5), {"kind": "workshop"}, False),
        # March 2026, no more is known.
        (date(2026, 3, 1), {"end": None, "precision": "month"}, True),
        (date(2026, 2, 1), {"end": None, "precision": "month"}, False),
        (date(2026, 1, 1), {"end": None, "precision": "year"}, False),
    ],
)
def test_of_which_meetings(on_march_10: User, start: date, columns: dict[str, Any], waits: bool) -> None:
    working_group(start, **columns)
    assert len(due_titles(on_march_10)) == int(waits)


def test_a_planning_meeting_decides_and_working_group_1_does_not(on_march_10: User) -> None:
    start = TODAY + timedelta(days=3)
    one = make_body("working-group-1", number=1, name_es="Grupo de Trabajo 1", name_en="Working Group 1")
    working_group(start, bodies=[one])
    assert due_titles(on_march_10) == []
    make_meeting("planning", kind="planning", number=None, start=start, end=start, standing="announced")
    assert due_titles(on_march_10) == ["Issue a statement for Planning meeting, XIX IACML"]


def test_a_joint_meeting_waits_once(on_march_10: User) -> None:
    planning = make_body("planning", kind="planning", number=None, name_es="Planificación", name_en="Planning")
    working_group(TODAY, bodies=[make_body(), planning], kind="planning")
    assert len(due_titles(on_march_10)) == 1


def test_a_recent_statement_is_enough(on_march_10: User) -> None:
    start = TODAY + timedelta(days=20)
    working_group(start)
    issue_statement(as_of=start - timedelta(days=61), by=on_march_10)
    assert due_titles(on_march_10) == [WG2]
    issue_statement(as_of=start - timedelta(days=60), by=on_march_10)
    assert due_titles(on_march_10) == []


def test_the_link_shows_the_situation_to_be_issued(on_march_10: User, secretariat_client: Client) -> None:
    working_group(TODAY + timedelta(days=20))
    (item,) = statements_due(on_march_10)
    page = secretariat_client.get(item.url).content.decode()
    assert 'value="2026-03-10"' in page
    assert "The situation to be issued" in page
