"""The public list of the ledger: facets, search, orders, files, feed; that it follows the ledger and hides amounts."""

import csv
import html
import io
import json
import re
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fund.listing import LEDGER
from fund.listing.index import INDEXER
from fund.models import Entry, EntryIndex, EntryText
from fund.services import record_many, record_pledge, record_support, reverse
from fund.views.ledger import asked_today
from meetings.models import Meeting
from meetings.services.records import withdraw
from rial.accounts.models import User
from rial.core.http import read_public_version
from rial.core.listing.index import Indexer
from rial.core.listing.oracle import filterset_class, shown_rows, wrong_counts
from rial.core.listing.snapshot import Snapshot, snapshot_at
from rial.directory.models import Institution, InstitutionName
from tests.fund.ledger import allow, give, pay
from tests.meetings import factories as make
from tests.personas import institution

LIST = "/en/fund/ledger/"
pytestmark = pytest.mark.django_db


def text(url: str) -> str:
    """The body of an answer of 200, with its entities read."""
    response = Client().get(url)
    assert response.status_code == 200, url
    assert not response.cookies
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return html.unescape(body.decode("utf-8-sig"))


def codes(query: str, path: str = LIST) -> list[str]:
    """The entries found, in their order, as the CSV gives them."""
    rows = csv.DictReader(io.StringIO(text(f"{path}?format=csv&{query}")))
    return [row["code"] for row in rows]


def snapshot() -> Snapshot:
    return snapshot_at(LEDGER, read_public_version())


@pytest.fixture
def entries(elena: User) -> dict[str, Entry]:
    """Entries told apart by every facet, one of them reversed."""
    meeting = make.make_meeting("wg2-2020", start=date(2020, 5, 4), end=None)
    decision = make.make_decision(meeting, "To authorize the workshop")
    oas = institution("oas")
    found = {
        "mexico": give(elena, "5000", date(2020, 1, 31), description_es="Aporte de México", description_en="Gift"),
        "oas": give(elena, "700", date(2020, 2, 1), country_id=None, institution=oas, nature="in_kind"),
        "hidden": give(elena, "98765.43", date(2020, 3, 1), country_id="CL", published_as="undisclosed"),
        "range": give(elena, "2500", date(2020, 3, 2), country_id="BB", published_as="range",
                      range_low=Decimal(2000), range_high=Decimal(3000)),
        "about": give(elena, "900", date(2020, 3, 3), country_id="PY", pool_id="canada", published_as="approximate"),
        "allowed": allow(elena, "4000", date(2020, 5, 4), decision=decision,
                         conditions_en="Only for airfares", authority_en="Chair of the Conference"),
    }  # fmt: skip
    found["paid"] = pay(
        elena, found["allowed"], "1500", date(2020, 6, 1), meeting=meeting, activity_es="Taller de inspección"
    )
    found["wrong"] = give(elena, "333", date(2020, 7, 1), country_id="UY", source_en="Letter of Montevideo")
    found["undone"] = reverse(found["wrong"], by=elena, reason="Entered twice", value_date=date(2020, 7, 2))
    return found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=authorization", ["allowed"]),
        ("kind=authorization&kind=expenditure", ["paid", "allowed"]),
        ("nature=in_kind", ["oas"]),
        ("category=workshops", ["paid", "allowed"]),
        ("pool=canada", ["about"]),
        ("country=CL", ["hidden"]),
        ("country=UY", ["undone", "wrong"]),
        ("institution=oas", ["oas"]),
        ("published=range", ["range"]),
        ("published=undisclosed&published=approximate", ["about", "hidden"]),
        ("standing=reversed", ["wrong"]),
        ("standing=reversal", ["undone"]),
        ("meeting=wg2-2020", ["paid", "allowed"]),
        ("from=2020-03-01&to=2020-03-02", ["range", "hidden"]),
        ("to=2020-02-01", ["oas", "mexico"]),
        ("to=2020-02-01&sort=oldest", ["mexico", "oas"]),
        ("country=UY&country=CL&sort=number", ["undone", "wrong", "hidden"]),
    ],
)
def test_facets_period_and_orders(entries: dict[str, Entry], query: str, names: list[str]) -> None:
    assert codes(query) == [entries[name].code for name in names]


def test_a_decision_leads_to_what_was_spent_under_it(entries: dict[str, Entry]) -> None:
    decision = entries["allowed"].decision
    assert decision is not None
    assert codes(f"decision={decision.code}") == [entries["paid"].code, entries["allowed"].code]
    assert f"{decision.code}: To authorize the workshop" in text(f"{LIST}?decision={decision.code}")


def test_an_institution_is_found_by_its_country_too(elena: User) -> None:
    entry = give(elena, "10", country_id=None, institution=institution("MX"))
    assert codes("country=MX") == [entry.code]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("gift", ["mexico"]),
        ("aporte méxico", ["mexico"]),
        ("inspección", ["paid"]),
        ("airfares", ["allowed"]),
        ("chair conference", ["allowed"]),
        ("montevideo", ["undone", "wrong"]),
        ("entered twice", ["undone"]),
        ("paraguay", ["about"]),
        ("organization of american states", ["oas"]),
    ],
)
def test_words_are_found_wherever_they_stand(entries: dict[str, Entry], words: str, names: list[str]) -> None:
    if words == "montevideo":
        # A reversal names its own source.
        names = ["wrong"]
    assert sorted(codes(f"q={words}")) == sorted(entries[name].code for name in names)


def test_a_number_is_found_in_every_way_of_writing_it(entries: dict[str, Entry]) -> None:
    entry = entries["hidden"]
    for typed in (entry.code, entry.code.lower(), f"{entry.pk:06d}", str(entry.pk)):
        assert entry.code in codes(f"q={typed}"), typed


def test_the_page_shows_who_what_when_and_how_much(entries: dict[str, Entry]) -> None:
    page = text(LIST)
    assert "<b>9 entries</b>" in page
    card = r'<li class="rec two money">.*?<span class="code">(LED-\d+)</span>(.*?)</li>'
    cards = dict(re.findall(card, page, re.DOTALL))
    assert "<b>5,000</b>" in cards[entries["mexico"].code]
    assert "<b>about 900</b>" in cards[entries["about"].code]
    assert "<b>2,000 to 3,000</b>" in cards[entries["range"].code]
    assert '<p class="act"><span class="muted">not disclosed</span></p>' in cards[entries["hidden"].code]
    assert '<b class="neg">−333</b>' in cards[entries["undone"].code]
    assert page.count('<span class="tag wa">Reversed</span>') == page.count('<span class="tag wa">Reversal</span>') == 1
    assert "Organization of American States" in page
    assert 'lang="es"><span' not in page


def test_every_address_of_former_times_still_works(entries: dict[str, Entry]) -> None:
    assert codes("kind=&category=&year=2020&country=cl") == [entries["hidden"].code]
    assert codes("kind=expenditure&year=2020") == [entries["paid"].code]
    assert codes("year=2019") == []
    assert "January 1, 2020 to December 31, 2020" in text(f"{LIST}?year=2020")
    for query in ("kind=x", "category=x", "year=x", "year=99999999999", "country=zz", "page=x", "page=999", "from=x"):
        assert "<b>9 entries</b>" in text(f"{LIST}?{query}"), query
    assert "“year” is not a filter of this page." in text(f"{LIST}?year=x")


def test_a_line_of_a_statement_has_a_page_of_its_own(elena: User) -> None:
    response = Client().get(f"{LIST}?line=spent&as_of=2016-06-29&known_on=2020-01-01")
    assert response.status_code == 302
    assert response["Location"] == "/en/fund/rows/?line=spent&as_of=2016-06-29&known_on=2020-01-01"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("year=2016", "from=2016-01-01&to=2016-12-31"),
        ("year=", ""),
        ("year=1", "year=1"),
        ("year=2016&from=2015-01-01", "year=2016&from=2015-01-01"),
        ("country=mx&country= ca ", "country=MX&country=CA"),
        ("kind=pledge&q=year", "kind=pledge&q=year"),
    ],
)
def test_old_addresses_in_new_words(asked: str, meant: str) -> None:
    assert asked_today(QueryDict(asked)) == QueryDict(meant)


def test_counts_in_the_sets_are_those_of_sql(entries: dict[str, Entry]) -> None:
    held = snapshot()
    assert list(wrong_counts(LEDGER, held)) == []
    ask = filterset_class(held)
    for query in (
        "from=2020-03-01&to=2020-05-04&kind=contribution",
        "q=organization&nature=in_kind",
        "pool=common&nature=cash",
    ):
        found = ask(QueryDict(query), queryset=shown_rows(LEDGER)).qs
        assert sorted(codes(query)) == sorted(found.values_list("code", flat=True)), query
        assert found.exists(), query


# --- amounts that are not published


def test_a_hidden_amount_is_nowhere_in_the_rows_and_texts(entries: dict[str, Entry]) -> None:
    hidden = [entries["hidden"].pk, entries["range"].pk]
    assert set(EntryIndex.objects.filter(entry__in=hidden).values_list("amount", flat=True)) == {None}
    everything = str([*EntryIndex.objects.values_list(), *EntryText.objects.values_list()])
    assert "5000" in everything
    assert not re.search(r"98.?765|2.?500\b", everything)


@pytest.mark.parametrize("order", ["amount", "newest", "oldest", "number"])
def test_no_page_file_or_feed_tells_a_hidden_amount(entries: dict[str, Entry], order: str) -> None:
    for path in (f"?sort={order}", f"?sort={order}&format=csv", f"?sort={order}&format=json", "?format=atom", "feed/"):
        body = text(LIST + path)
        assert entries["hidden"].code in body or f"/{entries['hidden'].pk}/" in body
        assert not re.search(r"98.?765|2.?500\b", body), path
    for words in ("98765", "98,765", "98765.43", "2500"):
        assert codes(f"q={words}") == []


def test_the_order_by_amount_does_not_know_hidden_amounts(elena: User) -> None:
    """The largest and the smallest are hidden: both come last, and by their dates alone."""
    small = give(elena, "1", date(2020, 1, 1), published_as="undisclosed")
    public = give(elena, "500", date(2020, 1, 2))
    large = give(elena, "900000", date(2020, 1, 3), published_as="undisclosed")
    lesser = give(elena, "40", date(2020, 1, 4))
    smaller = give(elena, "2", date(2020, 1, 5), published_as="undisclosed")
    assert codes("sort=amount") == [one.code for one in (public, lesser, smaller, large, small)]


def test_the_reversal_of_a_hidden_amount_hides_it_too(elena: User) -> None:
    wrong = give(elena, "98765", published_as="undisclosed")
    reverse(wrong, by=elena, reason="Slip")
    for path in ("", "?format=csv", "?format=json", "feed/", f"{wrong.pk}/", f"{wrong.pk + 1}/"):
        assert not re.search("98.?765", text(LIST + path)), path


def test_an_amount_in_another_currency_is_as_hidden_as_what_it_was_converted_to(elena: User) -> None:
    entry = give(elena, None, original_amount=Decimal("654321"), original_currency="CAD", rate=Decimal("0.8"),
                 rate_source="Bank", published_as="undisclosed")  # fmt: skip
    assert entry.amount == Decimal("523456.80")
    for path in ("", "?format=csv", f"{entry.pk}/"):
        assert not re.search("654.?321|523.?456", text(LIST + path)), path


def test_everyone_reads_why_an_entry_was_reversed(entries: dict[str, Entry]) -> None:
    assert "Entered twice" in text(f"{LIST}{entries['undone'].pk}/")


# --- rows follow the ledger


def test_each_entry_is_listed_when_it_is_recorded_or_reversed(elena: User) -> None:
    entry = give(elena, "10")
    assert codes("standing=in-force") == [entry.code]
    undone = reverse(entry, by=elena, reason="Slip")
    assert codes("standing=in-force") == []
    assert codes("standing=reversed") == [entry.code]
    assert EntryIndex.objects.get(entry=entry).published_at == undone.recorded_at
    plain = {"nature": "cash", "value_date": date(2020, 1, 1), "description_en": "Promised", "country_id": "MX"}
    record_pledge(by=elena, amount=Decimal(5), **plain)
    record_support(by=elena, amount=Decimal(6), **plain)
    assert list(INDEXER.differences()) == []


def test_what_is_refused_is_not_listed(elena: User) -> None:
    with pytest.raises(ValidationError):
        give(elena, "10", date(2999, 1, 1))
    assert not EntryIndex.objects.exists()


def many(size: int, **columns: Any) -> list[dict[str, Any]]:
    """Rows of contributions, each of another day."""
    row = {"kind": "contribution", "nature": "cash", "amount": Decimal(10), "country_id": "MX", "pool_id": "common",
           "description_es": "Aporte", **columns}  # fmt: skip
    return [row | {"value_date": date.fromordinal(date(2020, 1, 1).toordinal() + number)} for number in range(size)]


def test_many_are_listed_at_once_and_a_try_leaves_nothing(elena: User, monkeypatch: pytest.MonkeyPatch) -> None:
    record_many(many(3), by=elena, dry_run=True)
    assert not EntryIndex.objects.exists()
    refused = [*many(2), *many(1, amount=Decimal(-1))]
    assert [bool(one.problems) for one in record_many(refused, by=elena, dry_run=False)] == [False, False, True]
    assert not EntryIndex.objects.exists()
    calls: list[int] = []
    refresh = Indexer.refresh

    def counted(self: Indexer[Any], *keys: Any) -> None:
        calls.append(len(keys))
        refresh(self, *keys)

    monkeypatch.setattr(Indexer, "refresh", counted)
    record_many(many(12), by=elena, dry_run=False)
    assert calls == [12]
    assert EntryIndex.objects.count() == 12
    assert list(INDEXER.differences()) == []


def test_listing_many_takes_a_few_statements(elena: User) -> None:
    def statements(size: int) -> int:
        keys = [outcome.entry.pk for outcome in record_many(many(size), by=elena, dry_run=False) if outcome.entry]
        EntryIndex.objects.filter(entry__in=keys).delete()
        with CaptureQueriesContext(connection) as queries:
            INDEXER.refresh(*keys)
        return len(queries)

    assert statements(40) == statements(6) <= 12
    assert list(INDEXER.differences()) == []


def test_real_content_is_listed_as_it_is_loaded(vocabulary: None) -> None:
    call_command("load_content", "--only", "fund", verbosity=0)
    assert EntryIndex.objects.count() == Entry.objects.count() > 30
    EntryIndex.objects.filter(number__lte=3).delete()
    call_command("load_content", "--only", "fund", verbosity=0)
    call_command("check_fund_index", stdout=StringIO())
    assert "<b>about 105,000</b>" in text(f"{LIST}?sort=amount")


def test_entries_name_meetings_as_long_as_these_are_public(entries: dict[str, Entry], elena: User) -> None:
    assert "wg2-2020" in text(LIST)
    withdraw(Meeting.objects.get(slug="wg2-2020"), by=elena, note="An error")
    assert "wg2-2020" not in text(LIST)
    assert len(codes("")) == 9
    assert list(INDEXER.differences()) == []
    assert list(wrong_counts(LEDGER, snapshot())) == []


def test_a_new_name_of_an_institution_is_shown_and_found(entries: dict[str, Entry]) -> None:
    InstitutionName.objects.create(
        institution=Institution.objects.get(code="oas"), name_en="Union of the Americas", valid_from=date(2019, 1, 1),
        valid_to=date(2021, 1, 1),
    )  # fmt: skip
    assert codes("q=union americas") == [entries["oas"].code]
    assert "Union of the Americas" in text(f"{LIST}?institution=oas")
    assert list(INDEXER.differences()) == []


def test_commands_check_and_write_anew(entries: dict[str, Entry]) -> None:
    out = StringIO()
    call_command("check_fund_index", stdout=out)
    assert out.getvalue() == "9 of 9 entries: no difference\n"
    EntryIndex.objects.filter(entry=entries["mexico"]).update(amount=1)
    with pytest.raises(CommandError, match="1 differences; manage"):
        call_command("check_fund_index", stderr=StringIO())
    out = StringIO()
    call_command("rebuild_fund_index", stdout=out)
    assert out.getvalue() == "9 entries indexed\n"
    call_command("check_fund_index", stdout=StringIO())


# --- the same rows in every format, at a constant cost


def test_files_and_feed_hold_the_rows_of_the_page(entries: dict[str, Entry]) -> None:
    wanted = [entries[name].code for name in ("paid", "allowed")]
    query = "meeting=wg2-2020"
    assert re.findall(r'<span class="code">(LED-\d+)</span>', text(f"{LIST}?{query}")) == wanted
    assert codes(query) == wanted
    data = json.loads(text(f"{LIST}?{query}&format=json"))
    assert [row["code"] for row in data["results"]] == wanted
    assert data["total"] == 2
    assert Client().get(f"{LIST}?{query}&format=xlsx").status_code == 200
    for address in (f"{LIST}?{query}&format=atom", f"{LIST}feed/?{query}"):
        feed = text(address)
        numbers = [entries[name].pk for name in ("paid", "allowed")]
        assert re.findall(r"<id>[^<]*/ledger/(\d+)/</id>", feed) == [str(number) for number in numbers]
    assert "Expenditure. June 1, 2020. 1,500 US dollars" in feed


def test_the_columns_of_the_files_stay(entries: dict[str, Entry]) -> None:
    row = next(csv.DictReader(io.StringIO(text(f"{LIST}?format=csv&standing=reversal"))))
    assert list(row) == [
        "code", "kind", "nature", "value_date", "date_precision", "country", "institution", "pool", "amount",
        "currency", "published_as", "range_low", "range_high", "category", "description_es", "description_en",
        "authorization", "reverses", "source", "source_url", "recorded_at",
    ]  # fmt: skip
    assert (row["amount"], row["reverses"], row["currency"]) == ("-333.00", entries["wrong"].code, "USD")


def test_queries_of_the_list_do_not_grow(elena: User) -> None:
    def count(path: str) -> int:
        Client().get(path)
        with CaptureQueriesContext(connection) as queries:
            text(path)
        return len(queries)

    give(elena, "10", country_id=None, institution=institution("oas"))
    paths = (f"{LIST}?sort=amount", f"{LIST}?format=csv", f"{LIST}feed/")
    one = [count(path) for path in paths]
    give(elena, "20", country_id=None, institution=institution("MX"))
    pay(elena, allow(elena, "30"), "5")
    assert [count(path) for path in paths] == one
    assert one[0] <= 3


def test_an_empty_ledger_says_so(pools: None) -> None:
    assert "No entry has all of this." in text(LIST)
    assert "<entry>" not in text(f"{LIST}feed/")
