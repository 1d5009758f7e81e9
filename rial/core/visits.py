"""How often the pages of public records are read: no cookie, nothing about the reader, no write per request.

A view of a record says so above `public_page`, so that answers of 304 count as well:

    @counted("portfolio", "code")
    @public_page
    def program(request, code): ...

Each process counts in memory and adds its counts to the table `core_visit` once a minute, in a thread of its own
with one statement (docs/adr/0018). What is counted when a process is killed is lost. An app that wants its records
named in the Secretariat's list registers a namer; a list sorts by `visits_of(expression)`.
"""

import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from threading import Lock, Timer
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Func, IntegerField, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from .bilingual import current_language
from .due import due

logger = logging.getLogger(__name__)

# Counts wait in memory this long, in seconds.
EVERY = 60
# Distinct (record, language, day) a process holds between two writes; more are not counted.
MOST_KEYS = 20_000
# "Most visited" looks back this many days; days are kept as long as a year and a month.
RECENT_DAYS = 90
KEPT_DAYS = 396
_LONGEST_NAME = 120

# Programs that announce themselves (Cubot is a maker of telephones). Others are taken for people.
_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|archiver|preview|monitor|uptime|pingdom|lighthouse|headless|facebookexternalhit"
    r"|feed|rss|curl|wget|python|aiohttp|httpx|okhttp|go-http|java/|libwww|perl|ruby|php|scrapy|axios|node-fetch",
    re.IGNORECASE,
)

Key = tuple[str, str, date]
View = Callable[..., HttpResponseBase]


class Tally:
    """The counts of one process; they are written by a timer that runs only while there is something to write."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[Key] = Counter()
        self._timer: Timer | None = None

    def add(self, key: Key) -> None:
        """Count one visit; returns at once, whatever the database does."""
        with self._lock:
            if key not in self._counts and len(self._counts) >= MOST_KEYS:
                return
            self._counts[key] += 1
            if self._timer is None:
                self._timer = Timer(EVERY, self._write_alone)
                self._timer.daemon = True
                self._timer.start()

    def _write_alone(self) -> None:
        """What the timer runs: a connection of its own, closed afterwards."""
        try:
            self.write()
        finally:
            connection.close()

    def write(self) -> int:
        """Add the counts to the table; how many visits. What could not be written waits for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._timer = None
        try:
            _store(counts)
        except DatabaseError:
            logger.warning("visits could not be written", exc_info=True)
            with self._lock:
                self._counts.update(counts)
            return 0
        return counts.total()


tally = Tally()

# In the order of their keys: two processes that write the same rows never wait for each other in a circle.
_STORE = """
    INSERT INTO core_visit (record, language, day, visits)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::date[], %s::int[])
    ON CONFLICT (record, language, day) DO UPDATE SET visits = core_visit.visits + EXCLUDED.visits
"""


def _store(counts: Mapping[Key, int]) -> None:
    rows = sorted((*key, visits) for key, visits in counts.items())
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [list(column) for column in zip(*rows, strict=True)])


def counted(kind: str, argument: str = "code") -> Callable[[View], View]:
    """Count the visits of a view that shows one record, named by one argument of the address (decorator)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if settings.COUNT_VISITS and is_visit(request, response):
                name = record_name(kind, kwargs.get(argument, args[0] if args else ""))
                tally.add((name, current_language(), timezone.localdate()))
            return response

        return answer

    return decorate


def is_visit(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether someone read the page: not a signed-in person at work, a program, a prefetch, or a file of it."""
    return (
        request.method == "GET"
        and "format" not in request.GET
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and (response.status_code == 200 or _still_valid(request, response))
        and "prefetch" not in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
        and is_person(request.headers.get("User-Agent", ""))
    )


def _still_valid(request: HttpRequest, response: HttpResponseBase) -> bool:
    # `*` is answered with 304 for any address, also of records that do not exist.
    return response.status_code == 304 and request.headers.get("If-None-Match", "").strip() != "*"


def is_person(user_agent: str) -> bool:
    """Whether a browser calls itself so; honest programs do not."""
    return bool(user_agent) and _MACHINES.search(user_agent) is None


def record_name(kind: str, key: Any) -> str:
    """How a record is called in the table: "portfolio/PRG-0042"."""
    return f"{kind}/{key}"[:_LONGEST_NAME]


def recent(today: date | None = None) -> date:
    """The first of the last 90 days."""
    return (today or timezone.localdate()) - timedelta(days=RECENT_DAYS - 1)


def visits_of(kind: str, key: Any, since: date | None = None) -> Func:
    """An expression for lists: the visits of the record with this key ("program__code") in the last 90 days."""
    return Func(
        Concat(Value(f"{kind}/"), key),
        Value(since or recent()),
        function="visits_since",
        output_field=IntegerField(),
    )


# --- The Secretariat's list ----------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A record as people know it."""

    title: str
    url: str


# {key: what it is called}, for keys that still lead to something.
Namer = Callable[[Iterable[str]], Mapping[str, Named]]
_namers: dict[str, tuple[Any, Namer]] = {}


@dataclass(frozen=True)
class Visited:
    """A line of the list: kind, record, visits in all and by language."""

    kind: str
    record: Named
    visits: int
    by_language: Mapping[str, int]


def name_visited(kind: str, label: Any, namer: Namer) -> None:
    """Register how records of a kind are called; in the app's `ready()`."""
    _namers[kind] = (label, namer)


_MOST = """
    SELECT record, sum(visits), jsonb_object_agg(language, visits)::text FROM (
      SELECT record, language, sum(visits)::int AS visits FROM core_visit WHERE day >= %s GROUP BY record, language
    ) AS by_language GROUP BY record ORDER BY 2 DESC, record LIMIT %s
"""


def most_visited(limit: int, since: date | None = None) -> list[Visited]:
    """The records read most in the last 90 days; those without a name are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_MOST, [since or recent(), limit])
        rows = [(*name.split("/", 1), visits, by_language) for name, visits, by_language in cursor.fetchall()]
    found = []
    names = {
        kind: namer([key for other, key, _visits, _by in rows if other == kind])
        for kind, (_label, namer) in _namers.items()
    }
    for kind, key, visits, by_language in rows:
        named = names.get(kind, {}).get(key)
        if named is not None:
            found.append(Visited(str(_namers[kind][0]), named, visits, json.loads(by_language)))
    return found


@due("core_visits")
def forget_old_visits(today: date) -> int:
    """Days older than a year and a month are deleted; queues no message."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_visit WHERE day < %s", [today - timedelta(days=KEPT_DAYS)])
    return 0
