"""The statement's page: the published figures to the dollar in both languages, and what is asked wrongly."""

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from fund.services import set_minimum
from fund.services.issuing import issue_statement
from rial.accounts.models import User
from tests.fund.ledger import allow, give, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(vocabulary: None) -> None:
    """The ledger as the documents allow to write it."""
    call_command("load_content", "--only", "fund", verbosity=0)


def read(path: str) -> str:
    """The page as text, with typographic blanks as they stand."""
    response = Client().get(path)
    assert response.status_code == 200, path
    assert not response.cookies
    return response.content.decode()


def ledger_lines(page: str) -> dict[str, str]:
    """The figure of every line of the statement, by the line's code: words and number."""
    return dict(_lines(page))


def _lines(page: str) -> Iterator[tuple[str, str]]:
    for code, row in re.findall(r'<tr[^>]* id="line-(\w+)">(.*?)</tr>', page, re.DOTALL):
        cell = re.findall(r'<td class="num[^"]*">(.*?)</td>', row, re.DOTALL)[-1]
        yield code, " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split())


def headline(page: str) -> str:
    """The situation in one sentence."""
    found = re.search(r'<div class="note \w\w mb"><h2>(.*?)</h2>', page, re.DOTALL)
    assert found
    return " ".join(html.unescape(found.group(1)).split())


def test_june_2016_in_english(published: None) -> None:
    page = read("/en/fund/?as_of=2016-06-29")
    lines = ledger_lines(page)
    assert lines["cash"] == "512,800"
    assert lines["in_kind"] == "162,000"
    assert lines["received"] == "674,800"
    assert lines["spent"] == "−600,216"
    assert lines["available"] == "74,584"
    assert lines["authorized"] == "−80,000"
    assert lines["balance"] == "−5,416"
    assert headline(page) == "The Fund is USD 5,416 short of what has been authorized"
    assert "18 contributors" in page
    assert "June 29, 2016" in page
    assert "125,416" in page
    assert "a total budget of $674,800" in page
    assert "the authorized budget is $80,000" in page


def test_october_2012_in_spanish(published: None) -> None:
    page = read("/es/fund/?as_of=2012-10-10")
    lines = ledger_lines(page)
    assert re.sub(r"\s", " ", lines["received"]).endswith("305 000")
    assert re.sub(r"\s", " ", lines["authorized"]).endswith("−180 000")
    assert "10 de octubre de 2012" in page
    assert re.search(r"200\s000", page)
    assert "contributions between $5,000 and $30,000 from 12 countries" in page


def test_both_situations_say_the_same_in_both_languages(published: None) -> None:
    for day in ("2016-06-29", "2012-10-10"):
        numbers = [
            {code: re.sub(r"[^\d−]", "", line) for code, line in ledger_lines(read(path)).items()}
            for path in (f"/en/fund/?as_of={day}", f"/es/fund/?as_of={day}")
        ]
        assert numbers[0] == numbers[1]
        assert set(numbers[0]) >= {"cash", "in_kind", "received", "spent", "available", "authorized", "balance"}


def test_files_have_the_lines_of_the_page(published: None) -> None:
    lines = ledger_lines(read("/en/fund/?as_of=2016-06-29"))
    wanted = {code: re.sub(r"[^\d]", "", line) for code, line in lines.items()}
    address = "/en/fund/?as_of=2016-06-29&format="
    text = b"".join(Client().get(address + "csv")).decode("utf-8-sig")
    from_csv = {row["line"]: row["amount"] for row in csv.DictReader(io.StringIO(text)) if row.get("line")}
    document = json.loads(b"".join(Client().get(address + "json")))
    rows = next(value for value in document.values() if isinstance(value, list))
    from_json = {row["line"]: row["amount"] for row in rows}
    book = load_workbook(BytesIO(b"".join(Client().get(address + "xlsx"))))
    head, *table = list(book.worksheets[0].iter_rows(values_only=True))
    amount = [str(one) for one in head].index("Amount")
    from_xlsx = {str(row[0]): row[amount] for row in table}
    for code, number in wanted.items():
        assert abs(int(float(from_csv[code]))) == int(number), code
        assert abs(int(float(from_json[code]))) == int(number), code
        assert abs(int(float(str(from_xlsx[code])))) == int(number), code


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=yesterday", "“yesterday” is not a date"),
        ("as_of=0000", "“0000” is not a date"),
        ("as_of=2016-13-45", "“2016-13-45” is not a date"),
        ("as_of=0000-00-00", "is not a date"),
        ("as_of=2999-01-01", "has not come yet"),
        ("known_on=x", "“x” is not a date"),
        ("as_of=20160629T00", "is not a date"),
    ],
)
def test_days_asked_wrongly_are_named(vocabulary: None, query: str, said: str) -> None:
    assert said in html.unescape(read(f"/en/fund/?{query}"))


@pytest.mark.parametrize("day", ["1999-12-31", "0001-01-01"])
def test_a_day_before_the_first_entry_has_no_figures(published: None, day: str) -> None:
    page = read(f"/en/fund/?as_of={day}")
    assert not any(re.search(r"\d", line) for line in ledger_lines(page).values())
    assert "512,800" not in page


def test_an_empty_fund_says_so(vocabulary: None) -> None:
    assert "Nothing is recorded as of that day" in read("/en/fund/")


def test_contributions_are_listed_by_country_and_year(published: None) -> None:
    page = read("/en/fund/contributors/")
    assert "Barbados" in page
    text = b"".join(Client().get("/en/fund/contributors/?format=csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    years = [row[-1] for row in rows if row and row[0] == "BB" and "cash" in row]
    assert years == ["2011", "2012", "2013", "2014", "2015"]


def test_a_contribution_is_followed_as_far_as_the_records_go(elena: User) -> None:
    common, special, unknown = give(elena, "10"), give(elena, "20", pool_id="canada"), give(elena, "30", pool_id=None)
    address = "/en/fund/ledger/{}/".format
    assert "what this one paid is not recorded" in read(address(common.pk))
    assert "No expenditure from it is recorded" in read(address(special.pk))
    assert "do not say which pool" in read(address(unknown.pk))
    pay(elena, allow(elena, "15", pool_id="canada"), "12", pool_id="canada", description_en="Visit to Ottawa")
    followed = html.unescape(read(address(special.pk)))
    assert "From it were spent: USD 12" in followed
    assert "Visit to Ottawa" in followed


def test_an_undisclosed_amount_is_nowhere_on_the_pages(elena: User) -> None:
    hidden = give(elena, "98765", published_as="undisclosed")
    give(elena, "1000")
    for path in (f"ledger/{hidden.pk}/", "ledger/", "contributors/", "appeal/"):
        assert "98,765" not in read(f"/en/fund/{path}"), path
    text = b"".join(Client().get("/en/fund/ledger/?format=csv")).decode()
    assert "98765" not in text
    assert "98,765" not in read("/en/countries/MX/")


def test_a_statement_is_shown_as_issued_beside_today(elena: User) -> None:
    give(elena, "1000")
    issued = issue_statement(as_of=date(2020, 12, 31), by=elena)
    give(elena, "250", date(2020, 11, 30), description_en="Came to be known later")
    page = html.unescape(read(f"/en/fund/statements/{issued.pk}/"))
    assert "Verified against the ledger" in page
    assert "1,000" in page
    assert "1,250" in page
    assert "Came to be known later" in page
    document = Client().get(f"/en/fund/statements/{issued.pk}/rows.json")
    assert hashlib.sha256(document.content).hexdigest() == issued.sha256
    assert issued.sha256 in page
    assert issued.code in read("/en/fund/statements/")


def test_budgets_are_added_up_anew(published: None) -> None:
    page = read("/en/fund/budgets/")
    for figure in ("3,155,000", "631,000", "531,000", "100,00", "Inter-American Labor Administration Network"):
        assert figure in page


def test_the_appeal_names_the_gap(published: None) -> None:
    page = html.unescape(read("/en/fund/appeal/?as_of=2016-06-29"))
    assert "All delegations are urged to increase their voluntary contributions" in page
    assert re.search(r"To raise before the next year starts</t[hd]>\s*<td[^>]*>125,416<", page)
    assert "there is no amount to raise" in read("/en/fund/appeal/?as_of=2005-01-01")


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_appeal_is_taken_along(published: None, kind: str, begins: bytes) -> None:
    response = Client().get(f"/es/fund/appeal.{kind}?as_of=2016-06-29")
    assert response.content.startswith(begins)
    name = f"rial-fund-appeal-2016-06-29-es.{kind}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_rules_name_who_decides(published: None) -> None:
    page = read("/en/fund/rules/")
    assert "the authorities of the Conference decide" in page
    assert "What has not been read" in page


def test_other_rooms_show_what_the_fund_knows(vocabulary: None) -> None:
    call_command("load_content", verbosity=0)
    barbados = read("/en/countries/BB/")
    assert "Contributions to the Fund" in barbados
    assert "2011–2015" in barbados
    assert re.search("LED-[0-9]{6}.*200,000|200,000.*LED-[0-9]{6}", read("/en/countries/CA/"))
    assert "Contributions to the Fund" not in read("/en/countries/UY/")
    decision = read("/en/meetings/decisions/DEC-0052/")
    assert "Authorized by decision" in decision
    assert "180,000" in decision
    assert "DEC-0052" in read("/en/fund/rules/")
    assert "See the statement" in read("/en/")
    assert "/en/fund/ledger/" in read("/en/search/?q=led-000001")
    assert "/en/fund/contributors/" in read("/en/search/?q=contributors")
    assert "/en/fund/appeal/" in Client().get("/sitemap.xml").content.decode()


def test_a_line_leads_to_its_entries(published: None) -> None:
    answer = Client().get("/en/fund/ledger/?line=spent&as_of=2016-06-29")
    assert answer.headers["Location"] == "/en/fund/rows/?line=spent&as_of=2016-06-29"
    page = read(answer.headers["Location"])
    assert "600,216" in page
    assert "As of June 29, 2016" in page
    for query in ("kind=x", "category=x", "year=x", "year=99999999999", "country=zz", "page=x", "page=999"):
        read(f"/en/fund/ledger/?{query}")


def test_an_entry_that_does_not_exist_is_not_found(vocabulary: None) -> None:
    for path in ("/en/fund/ledger/999999/", "/en/fund/statements/9/", "/en/fund/statements/9/rows.json"):
        assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "most"), [("?as_of=2016-06-29", 1), ("contributors/?", 5), ("ledger/?", 4), ("budgets/?", 6)]
)
def test_pages_take_few_queries_once_the_situation_is_held(
    published: None, django_assert_max_num_queries: DjangoAssertNumQueries, path: str, most: int
) -> None:
    read(f"/en/fund/{path}")
    with django_assert_max_num_queries(most):
        read(f"/en/fund/{path}&again=1")


def test_today_is_as_uncertain_as_its_balance(published: None) -> None:
    page = html.unescape(read("/en/fund/"))
    assert headline(page) == "The Fund is at most USD 5,416 short of what has been authorized"
    assert "Totals were last published about June 29, 2016." in page
    assert "<dd>at most 5,416</dd>" in page
    past = html.unescape(read("/en/fund/?as_of=2012-10-10"))
    assert headline(past) == "The Fund holds at most about USD 125,000 that is not yet authorized"
    assert "last published about" not in past
    assert "about 305,000 + none recorded = about 305,000" in past


def test_a_day_without_entries_says_when_the_ledger_begins(published: None) -> None:
    page = html.unescape(read("/en/fund/?as_of=1999-12-31"))
    assert "The ledger begins later. Its earliest entry: 2011." in page
    assert 'name="as_of" value="1999-12-31"' in page
    assert not ledger_lines(page)


def test_a_day_of_knowledge_before_the_first_entry_is_told_apart(published: None) -> None:
    page = html.unescape(read("/en/fund/?as_of=2016-06-29&known_on=2014-01-01"))
    assert "On January 1, 2014 this ledger knew nothing yet" in page
    assert "Leave “As known on” empty" in page
    assert 'name="known_on" value="2014-01-01"' in page


def test_contributors_are_counted_among_the_member_states(published: None) -> None:
    page = read("/en/fund/?as_of=2016-06-29")
    assert "<b>18 of 34</b> member states are named as contributors" in page
    assert '<path d="M1 5H180"/>' in page


def test_an_authorization_that_was_closed_says_what_will_not_be_spent(published: None) -> None:
    page = " ".join(html.unescape(read("/en/fund/?as_of=2016-06-29")).split())
    assert "Spent under it: none recorded. Not yet spent: USD 0. Closed without being spent: USD 180,000." in page


def test_an_entry_says_first_who_gives(published: None) -> None:
    page = html.unescape(read("/en/fund/ledger/7/"))
    assert "Inter-American Conference on Social Security</span>. February 2014: amount not disclosed" in page


def test_where_enough_is_there_nothing_is_to_be_raised(elena: User) -> None:
    set_minimum(by=elena, amount=Decimal(100), value_date=date(2020, 1, 1), description_en="Minimum")
    give(elena, "500")
    give(elena, None)
    page = " ".join(html.unescape(read("/en/fund/?as_of=2020-10-01")).split())
    assert headline(page) == "The Fund holds at least USD 500 that is not yet authorized"
    assert "<dt>To raise before the next year starts</dt><dd><b>USD 0</b></dd>" in page
