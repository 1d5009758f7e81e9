"""What of the Fund waits on the Secretariat's first page."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.translation import override

from fund.services import commit, request_override
from fund.services import reverse as undo
from fund.statement import today
from fund.waiting import old_commitments, requested_overrides, unsourced_contributions
from rial.accounts.models import User
from tests.fund.ledger import allow, give, pay


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
