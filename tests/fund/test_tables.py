"""Drawings, tables and files of a statement agree, in both languages; every figure opens into what adds up to it."""

import csv
import html
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from fund.behind import MOST_ROWS, USE, listed
from fund.beside import received
from fund.models import Entry
from fund.services import reverse, set_minimum
from fund.statement import statement
from fund.tables import TABLES
from rial.accounts.models import User
from rial.core import held
from tests.fund.ledger import DAY, allow, give, pay

pytestmark = pytest.mark.django_db

DAYS = ("2016-06-29", "2012-10-10", "")


@pytest.fixture
def published(vocabulary: None) -> None:
    """The ledger as the documents allow to write it."""
    call_command("load_content", "--only", "fund", verbosity=0)


def page_of(address: str) -> str:
    """The page as it is sent."""
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def file_of(address: str, table: str) -> list[dict[str, str]]:
    """The rows of a table's CSV."""
    mark = "&" if "?" in address else "?"
    response = Client().get(f"{address}{mark}table={table}&format=csv")
    assert response.headers["Content-Type"].startswith("text/csv"), table
    return list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def digits(text: str) -> str:
    """The number in a cell as digits with its minus, whatever language groups it: "−80,000" → "-80000"."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
    found = re.search(r"−?\d[\d.,\s]*", plain)
    if not found:
        return ""
    return re.sub(r"[^\d-]", "", found.group().replace("−", "-"))


def money(text: str) -> str:
    """An amount of a file as `digits` would give it."""
    return str(int(Decimal(text))) if text else ""


def cells(page: str, section: str) -> list[list[str]]:
    """Label and cells of each body row of the first table after the element with this id."""
    body = page[page.index(f'id="{section}"') :]
    body = body[body.index("<tbody>") : body.index("</tbody>")]
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    ]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("day", DAYS)
def test_the_drawing_the_table_and_the_file_say_the_same(published: None, language: str, day: str) -> None:
    address = f"/{language}/fund/" + (f"?as_of={day}" if day else "")
    page = page_of(address)
    in_table = {
        code: digits(re.findall(r'<td class="num[^"]*">(.*?)</td>', row, re.DOTALL)[-1])
        for code, row in re.findall(r'<tr[^>]* id="line-(\w+)">(.*?)</tr>', page, re.DOTALL)
    }
    in_file = {row["line"]: money(row["amount"]) for row in file_of(address, "statement")}
    assert {code: number.lstrip("-") for code, number in in_table.items()} == {
        code: number.lstrip("-") for code, number in in_file.items()
    }
    drawing = page[page.index('<svg class="chart') : page.index("</svg>", page.index('<svg class="chart'))]
    drawn = [digits(number) for number in re.findall(r'<text class="value"[^>]*>(.*?)</text>', drawing)]
    assert drawn == [number for number in in_table.values() if number]
    assert len(drawn) >= 5


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("day", DAYS)
def test_what_came_in_agrees_and_adds_up(published: None, language: str, day: str) -> None:
    address = f"/{language}/fund/" + (f"?as_of={day}" if day else "")
    shown = [digits(row[1].split("<span")[0]) for row in cells(page_of(address), "came")]
    rows = file_of(address, "received")
    assert shown == [money(row["amount"]) for row in rows]
    cash = next(row for row in file_of(address, "statement") if row["line"] == "cash")
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(cash["amount"])


def test_the_matrix_agrees_and_its_figures_open(elena: User) -> None:
    first = allow(elena, "900", category="workshops")
    other = allow(elena, "500", category="studies")
    pay(elena, first, "300", category="workshops")
    pay(elena, first, "40.50", category="workshops")
    pay(elena, other, "70", category="studies")
    address = f"/en/fund/?as_of={DAY.isoformat()}"
    page = page_of(address)
    rows = {(row["category"], row["source"]): row for row in file_of(address, "matrix")}
    assert Decimal(rows["total", "total"]["amount"]) == Decimal("410.50")
    assert Decimal(rows["workshops", "total"]["amount"]) == Decimal("340.50")
    assert Decimal(rows["studies", "total"]["amount"]) == Decimal(70)
    table = cells(page, "matrix")
    assert [digits(row[-1]) for row in table] == ["34050", "70", "41050"]
    opened = re.findall(r'href="(/en/fund/rows/[^"]+)"', page[page.index('id="matrix"') :])
    assert len(opened) == len(rows)
    for link in opened:
        path = html.unescape(link)
        behind = Client().get(path + "&format=csv")
        amounts = [row["amount"] for row in csv.DictReader(io.StringIO(b"".join(behind).decode("utf-8-sig")))]
        total = sum(Decimal(amount) for amount in amounts)
        shown = re.search(r'<p class="lead">(.*?)</p>', page_of(path))
        assert shown
        assert digits(shown.group(1)) == digits(f"{total:,.2f}" if total % 1 else f"{total:,.0f}")


def test_entries_behind_a_line_are_counted_with_their_reversals(elena: User) -> None:
    gift = give(elena, "100")
    give(elena, None)
    reverse(gift, by=elena, reason="A slip")
    allowed = allow(elena, "50")
    pay(elena, allowed, "20")
    found = statement(DAY)
    assert {str(term.code): term.entries for term in found.terms if term.scope} == {
        "cash": 3,
        "in_kind": 0,
        "received": 3,
        "spent": 1,
        "authorized": 2,
    }
    assert all(term.entries == term.rows().count() for term in found.terms)
    since = statement(DAY, since=DAY)
    assert all(term.entries == term.rows().count() for term in since.terms)


def test_the_first_entries_of_each_line_are_read_together(
    elena: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(MOST_ROWS + 3):
        give(elena, str(10 + number))
    allowed = allow(elena, "50")
    paid = pay(elena, allowed, "20")
    found = statement(DAY)
    with django_assert_num_queries(2):
        shown = listed(found)
    assert [entry.amount for entry in shown["cash"]] == [Decimal(10 + number) for number in range(MOST_ROWS)]
    assert [entry.pk for entry in shown["spent"]] == [paid.pk]
    assert [entry.pk for entry in shown["authorized"]] == [allowed.pk, paid.pk]
    assert [entry.pk for entry in shown[USE]] == [allowed.pk]
    assert "in_kind" not in shown
    page = page_of(f"/en/fund/?as_of={DAY.isoformat()}")
    assert f"{MOST_ROWS + 3} entries behind it" in page
    rest = re.search(r'href="(/en/fund/rows/\?line=cash[^"]+)"', page)
    assert rest
    assert f"<h2>{MOST_ROWS + 3} entries</h2>" in page_of(html.unescape(rest.group(1)))


def test_an_amount_that_is_not_published_is_in_the_figure_and_not_in_the_rows(elena: User) -> None:
    give(elena, "7777", published_as="undisclosed")
    give(elena, "100")
    path = f"/en/fund/rows/?line=cash&as_of={DAY.isoformat()}"
    page = page_of(path)
    assert "7,877" in page
    assert "7,777" not in page
    assert "7777" not in b"".join(Client().get(path + "&format=csv")).decode()


def test_rows_are_those_that_a_statement_knew(elena: User) -> None:
    first = give(elena, "100")
    give(elena, "30")
    path = f"/en/fund/rows/?line=cash&as_of={DAY.isoformat()}"
    assert "<h2>2 entries</h2>" in page_of(path)
    assert "<h2>1 entry</h2>" in page_of(f"{path}&through={first.pk}")
    assert "<h2>2 entries</h2>" in page_of(f"{path}&through=999999")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("line=gold", "“gold” is no line with entries."),
        ("line=balance", "“balance” is no line with entries."),
        ("line=spent&category=gold", "“gold” is not a value of this filter."),
        ("line=cash&category=workshops", "this is what was spent"),
        ("line=spent&through=x", "“x” is not a number of an entry."),
        ("line=spent&as_of=never", "“never” is not a date"),
    ],
)
def test_what_is_asked_wrongly_is_named(published: None, asked: str, said: str) -> None:
    assert said in page_of(f"/en/fund/rows/?{asked}")


def test_every_table_is_a_file_in_every_format(published: None) -> None:
    for table in TABLES:
        for wanted in ("csv", "xlsx", "json"):
            response = Client().get(f"/es/fund/?as_of=2016-06-29&table={table}&format={wanted}")
            assert response.status_code == 200
            name = response.headers["Content-Disposition"]
            assert re.search(rf'"rial-fund[a-z-]*-2016-06-29-[\d-]+\.{wanted}"', name), (table, name)
    assert "text/html" in Client().get("/es/fund/?table=gold&format=csv").headers["Content-Type"]


def test_the_file_of_authorizations_has_those_that_the_page_leaves_out(elena: User) -> None:
    for number in range(MOST_ROWS + 2):
        allow(elena, str(100 + number))
    address = f"/en/fund/?as_of={DAY.isoformat()}"
    rows = file_of(address, "authorizations")
    assert len(rows) == MOST_ROWS + 2
    assert {row["left"] for row in rows} == {f"{100 + number}.00" for number in range(MOST_ROWS + 2)}
    assert "2 earlier authorizations, in the ledger" in page_of(address)


def test_printed_figures_and_their_file_agree(published: None) -> None:
    address = "/en/fund/?as_of=2016-06-29"
    rows = file_of(address, "printed")
    table = cells(page_of(address), "printed-1")
    assert [money(row["printed"]).lstrip("-") for row in rows] == [digits(row[1]).lstrip("-") for row in table]
    assert {row["line"] for row in rows} >= {"cash", "in_kind", "received", "spent", "authorized", "balance", "minimum"}


def test_years_do_not_cost_queries(elena: User, django_assert_max_num_queries: Any) -> None:
    address = f"/en/fund/?as_of={DAY.isoformat()}"

    def cost() -> int:
        held.forget()
        with django_assert_max_num_queries(100) as counted:
            page_of(address)
        return len(counted)

    def entries(year: int) -> list[Entry]:
        day = date(year, 3, 1)
        allowed = allow(elena, "50", day=day)
        return [give(elena, "10", day=day), allowed, pay(elena, allowed, "5", day=day)]

    entries(2014)
    page_of(address)
    one = cost()
    for year in (2011, 2012, 2013):
        entries(year)
    page_of(address)
    assert cost() == one
    assert one <= 19


def test_each_year_is_compared_with_what_a_year_needs(elena: User) -> None:
    set_minimum(by=elena, amount=Decimal(100), value_date=date(2015, 1, 1), description_en="Minimum")
    set_minimum(by=elena, amount=Decimal(120), value_date=date(2017, 6, 1), description_en="Higher minimum")
    for year, amount in ((2014, "50"), (2016, "130"), (2017, "90.50")):
        give(elena, amount, day=date(year, 3, 1))
    with override("en"):
        steps = received(statement(date(2017, 10, 1)))
    assert [(one.span, one.amount, one.compared) for one in steps] == [
        ("2014", "50", ""),
        ("2016", "130", "30 above the minimum of 100"),
        ("2017 so far", "90.50", "29.50 below the minimum of 120"),
    ]
    rows = file_of("/en/fund/?as_of=2017-10-01", "received")
    assert [(row["minimum"], row["beside_minimum"]) for row in rows] == [
        ("", ""),
        ("100.00", "30.00"),
        ("120.00", "-29.50"),
    ]
    assert "29.50 below the minimum of 120" in page_of("/en/fund/?as_of=2017-10-01")
