"""The public list on the network's real programs: facets, search, paging, marks, bad input."""

import random
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from portfolio.listing import PROGRAMS
from portfolio.listing.facets import FACETS
from portfolio.models import Program, ProgramIndex
from portfolio.services.moderation import program_changed
from rial.core.http import read_public_version
from rial.core.listing.labels import known_values
from rial.core.listing.oracle import filterset_class
from rial.core.listing.results import Results
from rial.core.listing.selection import parse
from rial.core.listing.snapshot import Snapshot, snapshot_at

pytestmark = pytest.mark.django_db

LIST = "/en/portfolio/"


@pytest.fixture(scope="module", autouse=True)
def _real_programs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All real content, once for this module, with some confirmations so that every facet has something to count."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        today = timezone.localdate()
        for number, program in enumerate(Program.objects.order_by("code")[:12]):
            program.confirmed_on = today - timedelta(days=80 * number)
            program.save(update_fields=["confirmed_on"])
            program_changed.send(sender=Program, program=program)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def snapshot() -> Snapshot:
    """The portfolio as the process holds it."""
    return snapshot_at(PROGRAMS, read_public_version())


def results(query: str, language: str = "en") -> Results:
    """What a query string leads to."""
    held = snapshot_at(PROGRAMS, read_public_version())
    return Results(parse(QueryDict(query), held), held, language)


def codes(query: str, language: str = "en") -> list[str]:
    """Codes of all programs found, in order."""
    found = results(query, language)
    rows = dict(ProgramIndex.objects.values_list("pk", "code"))
    return [rows[slot] for slot in found.slots(0, 1000)]


def page(client: Client, query: str = "", path: str = LIST) -> str:
    """The HTML of a list, entities resolved."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


# --- Search ------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["campaña salario", "campana salarios", "minimum wage", "SALARIO MÍNIMO costa rica"])
@pytest.mark.parametrize("path", ["/es/portfolio/", "/en/portfolio/"])
def test_the_campaign_is_found_in_either_language(client: Client, words: str, path: str) -> None:
    html = page(client, f"q={words}", path)
    assert f'href="{path}PRG-0001/"' in html
    assert codes(f"q={words}")[0] == "PRG-0001"


def test_a_hit_says_where_and_in_which_language(client: Client) -> None:
    assert "<mark>Campaña</mark> Nacional de <mark>Salario</mark>" in page(
        client, "q=campana salarios", "/es/portfolio/"
    )
    html = page(client, "q=campana salarios")
    assert 'In the Spanish text: <span lang="es"><mark>Campaña</mark>' in html


def test_best_match_comes_first(snapshot: Snapshot) -> None:
    found = results("q=employment")
    title, card, everywhere = found.tiers
    assert title & ~card == card & ~everywhere == 0
    assert 0 < title.bit_count() < card.bit_count() < everywhere.bit_count()
    slots = found.slots(0, 1000)
    assert {title >> slot & 1 for slot in slots[: title.bit_count()]} == {1}
    assert len(slots) == len(set(slots)) == everywhere.bit_count()


def test_a_code_leads_to_its_program() -> None:
    assert codes("q=PRG-0007")[0] == "PRG-0007"


def test_phrases_and_exclusions() -> None:
    wide, narrow = set(codes("q=empleo")), set(codes("q=empleo -jóvenes"))
    assert narrow < wide
    assert codes('q="salario mínimo"')[0] == "PRG-0001"


def test_did_you_mean(client: Client) -> None:
    html = page(client, "q=campanna salarrio")
    assert "Did you mean" in html
    assert 'href="?q=campa%C3%B1a+salario">campaña salario</a>' in html
    assert results("q=campanna salarrio").suggestion() == ("campaña salario", 1)
    assert results("q=xyzxyz").suggestion() is None
    assert results("q=wage").suggestion() is None
    assert results("country=PY").suggestion() is None


@pytest.mark.parametrize("words", ["<>:*&!((", "-", "''", "de la", "%27 OR 1=1"])
def test_searches_without_words_are_told(client: Client, words: str) -> None:
    html = page(client, f"q={words}")
    told = "has no word to search for" in html
    assert told or "No program was found" in html or "program" in html
    assert told == (not parse(QueryDict(f"q={words}"), snapshot_at(PROGRAMS, read_public_version())).query)


# --- Facets ------------------------------------------------------------------------------------


def test_or_inside_and_between() -> None:
    costa_rica, mexico = set(codes("country=CR")), set(codes("country=MX"))
    both = set(codes("country=CR&country=MX"))
    assert both == costa_rica | mexico
    assert len(both) == len(costa_rica) + len(mexico)
    assert set(codes("country=CR&country=MX&topic=wages")) == both & set(codes("topic=wages"))


def test_a_root_topic_includes_its_children() -> None:
    assert set(codes("topic=youth-employment")) < set(codes("topic=employment"))


def test_counts_leave_out_the_facets_own_choice() -> None:
    free, chosen = results("topic=wages").outcome, results("topic=wages&country=CR").outcome
    assert chosen.counts["country"] == free.counts["country"]
    assert chosen.counts["topic"]["wages"] == chosen.total


def test_confirmed_follows_the_day(snapshot: Snapshot) -> None:
    today = timezone.localdate()
    assert [len(codes("confirmed=year")), len(codes("confirmed=stale"))] == [
        Program.objects.filter(confirmed_on__gte=today - relativedelta(months=12)).count(),
        Program.objects.exclude(confirmed_on__gte=today - relativedelta(months=18)).count(),
    ]
    later = Snapshot(PROGRAMS, snapshot.version, today + relativedelta(years=4))
    assert later.index.totals["confirmed"] == {"stale": 38}


def test_years_overlap(snapshot: Snapshot) -> None:
    found = codes("from=2011&to=2012")
    assert "PRG-0001" in found
    assert "PRG-0001" not in codes("from=2014")
    assert "PRG-0001" not in codes("to=2009")
    known = ProgramIndex.objects.exclude(first_year=None).count()
    assert len(codes("from=1900")) == known < snapshot.total


@pytest.mark.parametrize("path", [LIST, "/es/portfolio/"])
def test_years_stand_in_their_fields_as_typed(client: Client, path: str) -> None:
    html = page(client, "from=2000&to=2010", path)
    assert 'name="from" inputmode="numeric" maxlength="4" value="2000"' in html
    assert 'name="to" inputmode="numeric" maxlength="4" value="2010"' in html


def test_a_value_that_finds_nothing_is_hidden_unless_chosen(client: Client) -> None:
    assert 'value="HT"' not in page(client)
    assert '<input type="checkbox" name="country" value="HT" checked> Haiti <b>0</b>' in page(client, "country=HT")


def test_a_facet_that_would_change_nothing_is_hidden(client: Client) -> None:
    assert 'name="offered"' not in page(client, "country=CR&topic=wages")


def _random_query(chance: random.Random, snapshot: Snapshot) -> str:
    parts = []
    for facet in chance.sample(FACETS, chance.randint(0, 3)):
        values = sorted(known_values(facet, snapshot))
        parts += [f"{facet.code}={value}" for value in chance.sample(values, min(len(values), chance.randint(1, 3)))]
    if chance.random() < 0.3:
        parts.append(f"from={chance.randint(1980, 2010)}")
    if chance.random() < 0.3:
        parts.append(f"to={chance.randint(2010, 2026)}")
    if chance.random() < 0.4:
        parts.append(f"q={chance.choice(['empleo', 'labor inspection', 'jóvenes', 'training', 'trabajo -infantil'])}")
    return "&".join(parts)


@pytest.mark.parametrize("seed", range(40))
def test_sets_and_sql_agree(snapshot: Snapshot, seed: int) -> None:
    """The oracle: django-filter over the database finds the same rows, and each count, for any selection."""
    chance = random.Random(seed)  # noqa: S311 - the same selections each time
    query = _random_query(chance, snapshot)
    filters, found = filterset_class(snapshot), results(query)
    rows = ProgramIndex.objects.all()
    assert sorted(found.slots(0, 1000)) == sorted(
        filters(QueryDict(query), queryset=rows).qs.values_list("pk", flat=True)
    )
    facet = chance.choice([facet for facet in FACETS if found.outcome.counts.get(facet.code)])
    for value, count in found.outcome.counts[facet.code].items():
        other = QueryDict(query, mutable=True)
        other.setlist(facet.code, [value])
        assert filters(other, queryset=rows).qs.count() == count, f"{query} {facet.code}={value}"


# --- Order and pages ---------------------------------------------------------------------------


def test_orders(snapshot: Snapshot) -> None:
    rows = {row.code: row for row in ProgramIndex.objects.all()}
    confirmed = [rows[code].confirmed_on for code in codes("")]
    known = [day for day in confirmed if day]
    assert (len(known), known) == (12, sorted(known, reverse=True))
    assert set(confirmed[12:]) == {None}
    assert [rows[code].sort_en for code in codes("sort=title")] == sorted(row.sort_en for row in rows.values())
    assert codes("sort=title") != codes("sort=title", "es")
    newest = [rows[code].first_published_at for code in codes("sort=newest")]
    assert newest == sorted(newest, reverse=True)


def test_countries_in_the_readers_order() -> None:
    rows = dict(ProgramIndex.objects.values_list("code", "country_id"))

    def order(language: str) -> list[str]:
        return list(dict.fromkeys(rows[code] for code in codes("sort=country", language)))

    assert order("en").index("BR") < order("en").index("US")
    # Estados Unidos stands before Jamaica, United States after it.
    assert order("es").index("US") < order("es").index("JM")
    assert order("en").index("US") > order("en").index("JM")


def test_pages_hold_each_program_once(client: Client) -> None:
    first, second = page(client), page(client, "page=2")
    shown = [[code for code in codes("") if f'href="{LIST}{code}/"' in html] for html in (first, second)]
    assert [len(some) for some in shown] == [20, 18]
    assert shown[0] + shown[1] == codes("")
    assert '<a href="?page=2" rel="next">' in first
    assert '<span aria-current="page">2</span>' in second


def test_a_page_too_far_is_the_last_one(client: Client) -> None:
    html = page(client, "page=99")
    assert "There are only 2 pages; this is the last one." in html
    assert '<span aria-current="page">2</span>' in html
    assert "There is only 1 page; this is it." in page(client, "page=3&country=CR")


# --- Bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=XX", "“XX” is not a value of the filter “Country”."),
        ("country=CR'--", "“CR'--” is not a value of the filter “Country”."),
        ("contry=CR", "“contry” is not a filter of this page."),
        ("from=20a", "“20a” is not a year. Enter it with four digits, such as 2012."),
        ("to=99999", "“99999” is not a year. Enter it with four digits, such as 2012."),
        ("from=2015&to=2010", "The period ends before it begins, so it was not used."),
        ("sort=zz", "“zz” is not an order of this list."),
        ("page=-1", "“-1” is not a page number."),
        ("page=٣", "“٣” is not a page number."),
        ("format=exe", "“exe” is not a format of this list."),
        ("q=" + "palabra " * 40, "Only the first 200 characters of the search were used."),
        ("kind=" + "x" * 300, "…” is not a value of the filter “Kind of initiative”."),
    ],
)
def test_what_makes_no_sense_is_named_and_ignored(client: Client, query: str, said: str) -> None:
    assert said in page(client, query)


@pytest.mark.parametrize("query", ["", "utm_source=mail&fbclid=1", "country=&q=&from=&to=&page=", "format="])
def test_nothing_to_say(client: Client, query: str) -> None:
    html = page(client, query)
    assert '<div class="note' not in html
    assert "<b>38 programs</b>" in html


def test_script_stays_text(client: Client) -> None:
    response = client.get(LIST, {"q": "<script>alert(1)</script>", "country": "<b>", "p": '"><i>'})
    assert b"<script>alert" not in response.content
    assert b"<b>\xe2" not in response.content
    assert b'"><i>' not in response.content


@pytest.mark.parametrize("name", ["country", "sort", "page", "from", "format"])
def test_invisible_marks_are_not_repeated(client: Client, name: str) -> None:
    html = client.get(f"/en/portfolio/?{name}=%E2%80%AEzz%01").content.decode()
    assert "“zz”" in html
    assert "\u202e" not in html
    assert "\x01" not in html


def test_null_bytes_are_refused(client: Client) -> None:
    assert client.get(f"{LIST}?q=a%00b").status_code == 400


# --- Nothing found -----------------------------------------------------------------------------


def test_nothing_found_says_what_would_help(client: Client) -> None:
    html = page(client, "country=CR&topic=youth-employment&kind=campaign&q=salario&from=2010")
    assert "No program was found." in html
    found = [(which, count) for which, count, _without in results("country=CR&kind=tribunal").removals()]
    assert found == [("country", len(codes("kind=tribunal"))), ("kind", len(codes("country=CR")))]
    html = page(client, "country=CR&topic=child-labor&q=salario")
    assert '<a href="?q=salario&country=CR">1 program without “Topic”</a>' in html
    years = {which for which, _count, _without in results("from=2030&to=2031&q=wage").removals()}
    assert years == {"q", "period"}


# --- Chips, marks ------------------------------------------------------------------------------


def test_each_chip_removes_one_filter(client: Client) -> None:
    html = page(client, "country=CR&country=MX&status=ended&q=wage&from=2000&p=PRG-0002")
    assert 'href="?q=wage&country=MX&status=ended&from=2000&p=PRG-0002">Costa Rica ' in html
    assert 'href="?q=wage&country=CR&country=MX&from=2000&p=PRG-0002">Status: Ended ' in html
    assert 'href="?country=CR&country=MX&status=ended&from=2000&p=PRG-0002">“wage” ' in html
    assert 'href="?q=wage&country=CR&country=MX&status=ended&p=PRG-0002">Running in 2000 or later ' in html
    assert "Running between 2000 and 2010" in page(client, "from=2000&to=2010")
    assert "Running in 2010 or earlier" in page(client, "to=2010")


def test_marks_go_along(client: Client) -> None:
    html = page(client, "country=CR&p=PRG-0001&p=PRG-0002&p=PRG-9999")
    assert html.count("checked>") >= 3
    assert 'name="p" value="PRG-0001" checked' in html
    assert '<input type="checkbox" name="p" value="PRG-0002" checked> ' in html
    assert "PRG-9999" in html  # kept in the address, shown nowhere as a program
    assert 'value="PRG-9999" checked' not in html


def test_marks_are_kept_without_javascript(client: Client) -> None:
    response = client.get(LIST, {"back": "country=CR&page=2", "p": ["PRG-0001", "PRG-0002"]})
    assert response.status_code == 302
    assert response["Location"] == f"{LIST}?country=CR&page=2&p=PRG-0001&p=PRG-0002"


# --- Cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "most"), [("", 2), ("country=CR", 2), ("country=CR&topic=labor&p=PRG-0002", 3), ("q=empleo", 5)]
)
def test_queries_are_few_and_constant(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, query: str, most: int
) -> None:
    page(client, query)
    with django_assert_max_num_queries(most):
        page(client, query)


def test_a_process_that_starts_asks_eight_times_at_most(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr("rial.core.listing.snapshot._held", {})
    with django_assert_max_num_queries(8):
        page(client, "topic=employment")


def test_the_dictionary_names_every_column_and_filter(client: Client) -> None:
    html = page(client, "", "/en/portfolio/dictionary/")
    assert all(f"<code>{name}</code>" in html for name in ("code", "title_es", "title_en", "topics", "results_en"))
    assert all(f"<code>{facet.code}</code>" in html for facet in FACETS)
    text = b"".join(client.get("/en/portfolio/dictionary/?format=csv").streaming_content).decode()
    assert text.startswith("\ufeffkey,label,description\r\ncode,Code,Permanent code of the program.\r\n")
