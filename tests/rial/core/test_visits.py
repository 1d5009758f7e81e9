"""Visits: what counts as one, what is kept of it, and that no answer waits for the database."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portfolio.models import Program
from portfolio.worklist import to_translate
from rial.core import visits
from rial.core.due import run_due
from rial.core.visits import Tally, is_person, most_visited
from tests.factories import make_published
from tests.personas import Personas, institution
from tests.threads import in_threads

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"


@pytest.fixture
def tally(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Tally:
    """Counting is on; the test writes instead of the timer."""
    settings.COUNT_VISITS = True
    found = Tally()
    monkeypatch.setattr(visits, "tally", found)
    monkeypatch.setattr(visits, "Timer", _NoTimer)
    return found


class _NoTimer:
    started = 0

    def __init__(self, seconds: float, call: Any) -> None:
        assert seconds == 60

    def start(self) -> None:
        type(self).started += 1


@pytest.fixture
def reader() -> Client:
    """A person's browser that is not signed in."""
    return Client(headers={"User-Agent": BROWSER})


@pytest.fixture
def program(personas: Personas) -> Program:
    """A public program of Costa Rica."""
    return make_published(institution("CR"), personas.costa_rica, personas.secretariat)


def stored() -> list[tuple[str, str, date, int]]:
    """All rows of the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, language, day, visits FROM core_visit ORDER BY record, language, day")
        return [tuple(row) for row in cursor.fetchall()]


def store(record: str, count: int, days_ago: int = 0, language: str = "es") -> None:
    """A row as a process would have written it."""
    visits._store({(record, language, timezone.localdate() - timedelta(days=days_ago)): count})


def test_pages_and_304_count_by_language_and_day(tally: Tally, reader: Client, program: Program) -> None:
    address = f"/es/portfolio/{program.code}/"
    etag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"If-None-Match": etag}).status_code == 304
    reader.get(address.replace("/es/", "/en/"))
    assert stored() == []
    assert tally.write() == 3
    today, record = timezone.localdate(), f"portfolio/{program.code}"
    assert stored() == [(record, "en", today, 1), (record, "es", today, 2)]
    reader.get(address)
    assert tally.write() == 1
    assert stored()[1] == (record, "es", today, 3)


def test_an_answer_asks_the_database_nothing_more(
    tally: Tally, reader: Client, program: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/es/portfolio/{program.code}/"
    etag = reader.get(address)["ETag"]
    with django_assert_num_queries(1):
        reader.get(address, headers={"If-None-Match": etag})


def test_what_is_no_visit(tally: Tally, reader: Client, as_persona: Any, program: Program) -> None:
    address = f"/es/portfolio/{program.code}/"
    reader.head(address)
    reader.get(f"{address}?format=json")
    reader.get(f"{address}?format=csv")
    reader.get("/es/portfolio/PRG-9999/")
    reader.get("/es/portfolio/PRG-9999/", headers={"If-None-Match": "*"})
    reader.get(address, headers={"If-None-Match": "*"})
    reader.get(address, headers={"Sec-Purpose": "prefetch;prerender"})
    reader.get(address, headers={"Purpose": "prefetch"})
    as_persona("secretariat").get(address, headers={"User-Agent": BROWSER})
    Client(headers={"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}).get(address)
    Client(headers={"User-Agent": ""}).get(address)
    assert tally.write() == 0


def test_it_can_be_turned_off(tally: Tally, settings: LazySettings, reader: Client, program: Program) -> None:
    settings.COUNT_VISITS = False
    reader.get(f"/es/portfolio/{program.code}/")
    assert tally.write() == 0


@pytest.mark.parametrize(
    ("user_agent", "person"),
    [
        (BROWSER, True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1", True),
        ("Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", False),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36", False),
        ("facebookexternalhit/1.1", False),
        ("python-requests/2.32", False),
        ("curl/8.5.0", False),
        ("Feedly/1.0", False),
        ("", False),
    ],
)
def test_programs_that_announce_themselves(user_agent: str, person: bool) -> None:
    assert is_person(user_agent) is person


def test_a_timer_runs_only_while_there_is_something_to_write(tally: Tally) -> None:
    before = _NoTimer.started
    for _time in range(3):
        tally.add(("portfolio/PRG-0001", "es", date(2026, 1, 1)))
    assert _NoTimer.started - before == 1
    tally.write()
    tally.add(("portfolio/PRG-0001", "es", date(2026, 1, 1)))
    assert _NoTimer.started - before == 2


def test_memory_is_bounded(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "MOST_KEYS", 2)
    for number in (1, 2, 3, 2):
        tally.add((f"portfolio/PRG-000{number}", "es", date(2026, 1, 1)))
    assert tally.write() == 3
    assert [row[0] for row in stored()] == ["portfolio/PRG-0001", "portfolio/PRG-0002"]


def test_nothing_is_lost_while_the_database_is_away(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(counts: Any) -> None:
        raise DatabaseError("away")

    key = ("portfolio/PRG-0001", "es", date(2026, 1, 1))
    tally.add(key)
    with monkeypatch.context() as away:
        away.setattr(visits, "_store", fail)
        assert tally.write() == 0
    tally.add(key)
    assert tally.write() == 2
    assert stored() == [("portfolio/PRG-0001", "es", date(2026, 1, 1), 2)]


@pytest.mark.django_db(transaction=True)
def test_processes_add_to_the_same_rows_at_once() -> None:
    keys = [(f"portfolio/PRG-{number:04d}", "es", date(2026, 1, 1)) for number in range(40)]

    def process(order: int) -> int:
        own = Tally()
        for key in keys[::order]:
            own._counts[key] += 1
        return own.write()

    assert in_threads(*[lambda order=order: process(order) for order in (1, -1) * 4]) == [40] * 8
    assert {row[3] for row in stored()} == {8}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_visit")


@pytest.mark.django_db(transaction=True)
def test_the_timer_writes_by_itself_and_leaves_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "EVERY", 0.05)
    closed = threading.Event()
    own = Tally()
    close = own._write_alone

    def watched() -> None:
        close()
        assert connection.connection is None
        closed.set()

    monkeypatch.setattr(own, "_write_alone", watched)
    own.add(("portfolio/PRG-0001", "es", date(2026, 1, 1)))
    assert closed.wait(10)
    assert stored() == [("portfolio/PRG-0001", "es", date(2026, 1, 1), 1)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_visit")


def test_old_days_are_forgotten() -> None:
    store("portfolio/PRG-0001", 5, days_ago=396)
    store("portfolio/PRG-0001", 7, days_ago=397)
    assert "core_visits" in run_due(timezone.localdate()).sent
    assert [row[3] for row in stored()] == [5]


def test_the_most_visited_are_named(program: Program, personas: Personas) -> None:
    other = make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="Otro")
    store(f"portfolio/{program.code}", 3)
    store(f"portfolio/{program.code}", 2, language="en")
    store(f"portfolio/{other.code}", 9, days_ago=89)
    store(f"portfolio/{other.code}", 100, days_ago=90)
    store("portfolio/PRG-9999", 50)
    store("nothing/1", 50)
    found = most_visited(10)
    assert [(line.record.title, line.visits, dict(line.by_language)) for line in found] == [
        ("Otro", 9, {"es": 9}),
        ("Campaña Nacional de Salario Mínimo", 5, {"es": 3, "en": 2}),
    ]


def test_the_secretariats_page(secretariat_client: Client, as_persona: Any, program: Program) -> None:
    page = "/en/admin/visits/"
    assert "No visits have been counted yet." in secretariat_client.get(page).content.decode()
    store(f"portfolio/{program.code}", 3)
    body = secretariat_client.get(page).content.decode()
    assert program.get_absolute_url().replace("/es/", "/en/") in body
    assert '<td class="num">3</td>' in body
    sent: Any = secretariat_client.get(f"{page}?format=csv")
    lines = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "kind,title,address,visits,es,en"
    assert lines[1].endswith(f"/en/portfolio/{program.code}/,3,3,0")
    assert as_persona("mexico").get(page).status_code in {302, 403}


def codes(found: Any) -> list[str]:
    """The programs of a work-list in order."""
    return [version.program.code for version in found]


def test_translations_begin_with_what_is_read(secretariat_client: Client, personas: Personas, program: Program) -> None:
    newer = make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="Otro")
    assert codes(to_translate("visits")) == [program.code, newer.code]
    store(f"portfolio/{newer.code}", 2)
    assert codes(to_translate("visits")) == [newer.code, program.code]
    assert codes(to_translate("age")) == [program.code, newer.code]
    page = "/en/admin/portfolio/program/translations/"
    assert codes(secretariat_client.get(page).context["page"]) == [newer.code, program.code]
    assert codes(secretariat_client.get(f"{page}?sort=age").context["page"]) == [program.code, newer.code]
    assert codes(secretariat_client.get(f"{page}?sort=x").context["page"]) == [newer.code, program.code]
    assert "Visits in 90 days" in secretariat_client.get(page).content.decode()
