"""The Fund's real content: the published situations, to the dollar, with what is unknown named."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from fund import content
from fund.apart import apart, contributors, received_by_year
from fund.budgets import compare
from fund.enums import Reach
from fund.models import Entry
from fund.printed import printed_beside
from fund.statement import Situation, statement
from rial.core.content import ContentError, read_records

JUNE_2016 = date(2016, 6, 29)
OCTOBER_2012 = date(2012, 10, 10)


@pytest.fixture
def loaded(vocabulary: None) -> None:
    call_command("load_content", "--only", "fund", verbosity=0)


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The records of fund_entries.yaml, to be changed by the test before loading."""
    found = read_records("fund_entries")
    monkeypatch.setattr(content, "read_records", lambda name: found if name == "fund_entries" else read_records(name))
    return found  # type: ignore[return-value]  # the test changes the list itself


def figures(found: Situation) -> dict[str, tuple[Decimal, Reach, bool]]:
    return {str(t.code): (t.figure.amount, t.figure.reach, t.figure.approximate) for t in found.terms}


def test_june_2016_is_as_published(loaded: None) -> None:
    found = statement(JUNE_2016)
    exact = (Reach.EXACT, False)
    assert figures(found) == {
        "cash": (Decimal("512800.00"), *exact),
        "in_kind": (Decimal("162000.00"), *exact),
        "received": (Decimal("674800.00"), *exact),
        "spent": (Decimal("600216.00"), *exact),
        "available": (Decimal("74584.00"), *exact),
        "authorized": (Decimal("80000.00"), *exact),
        "balance": (Decimal("-5416.00"), *exact),
    }
    assert found.minimum is not None
    assert found.minimum.amount == 120000
    assert found.to_raise == 125416
    assert found.contributors_stated == len(contributors(found)) == 18
    assert [(e.published_as, e.amount) for e in found.term("cash").rows().order_by("pk") if e.amount] == [
        ("amount", 200000),
        ("approximate", 105000),
        ("difference", 207800),
    ]


def test_october_2012_is_as_published(loaded: None) -> None:
    found = statement(OCTOBER_2012)
    assert figures(found) == {
        "cash": (Decimal("305000.00"), Reach.EXACT, True),
        "in_kind": (Decimal("0.00"), Reach.NONE, False),
        "received": (Decimal("305000.00"), Reach.EXACT, True),
        "spent": (Decimal("0.00"), Reach.UNKNOWN, False),
        "available": (Decimal("305000.00"), Reach.AT_MOST, True),
        "authorized": (Decimal("180000.00"), Reach.EXACT, False),
        "balance": (Decimal("125000.00"), Reach.AT_MOST, True),
    }
    assert [(line.code, line.received.amount, line.received.approximate) for line in found.pools] == [
        ("common", 105000, True),
        ("canada", 200000, False),
        (None, 0, False),
    ]
    assert found.contributors_stated == 13
    assert found.minimum is None
    (twelve,) = Entry.objects.filter(natural_key="twelve-countries-2012")
    assert (twelve.contributor_count, twelve.range_low, twelve.range_high) == (12, 5000, 30000)


def test_pools_of_2016_say_what_is_not_recorded(loaded: None) -> None:
    found = statement(JUNE_2016)
    assert [(line.code, line.received.amount, line.spent.amount, line.authorized.amount) for line in found.pools] == [
        ("common", 312800, 0, 0),
        ("canada", 200000, 0, 0),
        ("others", 162000, 0, 0),
        (None, 0, 600216, 80000),
    ]
    assert {key: cell.figure.amount for key, cell in found.matrix.cells.items()} == {("", ""): 600216}


def test_before_the_first_report_only_names_are_known(loaded: None) -> None:
    found = statement(date(2011, 12, 31))
    assert found.figure("cash").reach == Reach.UNKNOWN
    assert found.figure("balance").reach == Reach.UNKNOWN
    assert [one.country for one in contributors(found)] == ["AR", "BB", "BS", "BZ", "EC"]
    assert statement(date(2010, 12, 31)).figure("cash").reach == Reach.NONE


def test_between_the_reports_figures_are_bounds(loaded: None) -> None:
    found = statement(date(2014, 12, 31))
    assert figures(found)["cash"] == (Decimal("305000.00"), Reach.AT_LEAST, True)
    assert figures(found)["balance"][1] == Reach.UNKNOWN


def test_contributors_with_their_years(loaded: None) -> None:
    listed = {one.country: (one.years, one.undated) for one in contributors(statement(JUNE_2016))}
    assert listed["BB"] == ((2011, 2012, 2013, 2014, 2015), False)
    assert listed["CA"] == ((2012, 2013, 2014), True)
    assert listed["EC"] == ((2011, 2013), False)
    assert listed["PY"] == ((), True)
    today = {one.country for one in contributors(statement(date(2026, 11, 2)))}
    assert len(today) == 23
    assert today - set(listed) == {"CL", "GD", "GY", "KN", "US"}
    assert figures(statement(date(2026, 11, 2)))["cash"][:2] == (Decimal("512800.00"), Reach.AT_LEAST)


def test_what_is_beside_the_sums(loaded: None) -> None:
    found = apart(statement(JUNE_2016))
    assert [entry.natural_key for entry in found.pledges] == [
        "pledge-2014-ciss",
        "pledge-2014-mexico",
        "pledge-2014-iaspn",
    ]
    assert [(entry.amount, entry.per_year) for entry in found.support] == [(80000, True)]
    assert [(entry.natural_key, entry.amount) for entry in found.unclear] == [
        ("ceiling-2012-10", 15000),
        ("ceiling-2014-12", 25000),
        ("in-kind-2016-mexico", None),
        ("in-kind-2016-united-states", None),
    ]
    assert [entry.natural_key for entry in found.sought] == ["sought-2014"]


def test_no_year_is_invented(loaded: None) -> None:
    steps = received_by_year(statement(JUNE_2016))
    assert [(step.first, step.last, step.amount, step.approximate, step.between_totals) for step in steps] == [
        (date(2011, 1, 1), OCTOBER_2012, 305000, True, True),
        (date(2012, 10, 11), JUNE_2016, 207800, True, True),
    ]
    (in_kind,) = received_by_year(statement(JUNE_2016), "in_kind")
    assert (in_kind.first, in_kind.amount, in_kind.approximate) == (date(2011, 1, 1), 162000, False)


def test_printed_figures_stand_beside_computed_ones(loaded: None) -> None:
    (report,) = printed_beside(statement(JUNE_2016))
    assert [(row.figure.term, row.printed, row.computed.amount, row.difference) for row in report.rows] == [
        ("cash", 512800, 512800, 0),
        ("in_kind", 162000, 162000, 0),
        ("received", 674800, 674800, 0),
        ("spent", 600216, 600216, 0),
        ("authorized", 80000, 80000, 0),
        ("balance", None, -5416, None),
        ("minimum", 120000, 120000, 0),
    ]
    (older,) = printed_beside(statement(OCTOBER_2012))
    assert [(row.printed, row.computed.amount) for row in older.rows] == [
        (305000, 305000),
        (200000, 200000),
        (None, 105000),
        (180000, 180000),
    ]


def test_budgets_of_2004_are_computed_again(loaded: None) -> None:
    network, centre = compare("study-2004").budgets
    assert [network.total, centre.total] == [3155000, 11510000]
    assert [centre.year(n).amount for n in range(1, 6)] == [2122000, 2122000, 2422000, 2422000, 2422000]
    assert [(row.printed.printed, row.computed, row.difference) for row in network.printed] == [
        ("531,000", 531000, 0),
        ("100,00", 100000, None),
        ("631,000", 631000, 0),
        ("3,155,000", 3155000, 0),
    ]
    assert all(row.difference == 0 for row in centre.printed)
    assert len(centre.printed) == 8
    (rule,) = compare("study-2004").rules
    assert [(one.over_amount, one.over_years) for one in rule.applied] == [(3005000, 1), (11360000, 1)]


def test_loading_again_records_nothing(loaded: None) -> None:
    before = list(Entry.objects.values_list("pk", "recorded_at"))
    out = StringIO()
    call_command("load_content", "--only", "fund", "--refresh", stdout=out)
    assert list(Entry.objects.values_list("pk", "recorded_at")) == before
    assert f"ledger of the Fund: 0 created, 0 updated, {len(before)} unchanged" in out.getvalue()
    assert "recorded otherwise" not in out.getvalue()


def test_a_changed_record_is_told_and_kept(loaded: None, rows: list[dict[str, Any]]) -> None:
    rows[0]["amount"] = 190000
    out = StringIO()
    call_command("load_content", "--only", "fund", "--refresh", stdout=out)
    assert "(authorization-2012-02): recorded otherwise: amount; kept" in out.getvalue()
    assert Entry.objects.get(natural_key="authorization-2012-02").amount == 180000


def test_a_record_can_reverse_another(loaded: None, rows: list[dict[str, Any]]) -> None:
    rows.append(
        {"key": "support-oas-wrong", "reverses": "support-oas", "reason": "Stated otherwise", "source": "wg2-2016"}
    )
    call_command("load_content", "--only", "fund", verbosity=0)
    call_command("load_content", "--only", "fund", verbosity=0)
    undone = Entry.objects.get(natural_key="support-oas-wrong")
    assert undone.reverses is not None
    assert (undone.reverses.natural_key, undone.amount, undone.kind) == ("support-oas", -80000, "support")
    assert not apart(statement(JUNE_2016)).support


def test_a_record_that_does_not_add_up_is_refused(vocabulary: None, rows: list[dict[str, Any]]) -> None:
    next(row for row in rows if row["key"] == "received-2012-2016")["amount"] = 207801
    content.load_pools(refresh=False)
    with pytest.raises(ContentError, match=r"received-2012-2016: .* adds up to USD 512,801, not to .* USD 512,800"):
        content.load_entries(refresh=False)
    assert not Entry.objects.exists()
