"""One size of the portfolio's benchmark, in the database of DATABASE_URL: `… SIZE REQUESTS [fill]`."""

import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from time import monotonic
from urllib.parse import quote, urlencode

import django
from django.core.management import call_command

django.setup()

from tests.benchmarks import synthetic  # noqa: E402 - models need the settings
from tests.benchmarks.measuring import Measure, Server, serving  # noqa: E402

LIST = "/en/portfolio/"
FILTERS = [
    {"country": "CR", "topic": "youth-employment"},
    {"country": "MX", "kind": "campaign"},
    {"topic": "employment", "offered": "yes"},
    {"population": "youth", "status": "in_operation"},
    {"subregion": "caribbean", "topic": "labor-inspection"},
]
# Any two words of one language, no pair twice: words come again as they do in life, searches do not.
WORDS = (
    "labor inspection minimum wage young people employment service training program portal company safety "
    "certification domestic migrant vacancies network centers",
    "inspección trabajo salario mínimo empleo jóvenes servicio infantil formación programa empresas seguridad "
    "campana migrantes vacantes certificación doméstico ministerio",
)
SEARCHES = [f"{one} {other}" for words in WORDS for one, other in combinations(words.split(), 2)]


@dataclass(frozen=True)
class Page:
    """A kind of page: its addresses, what it may cost in bare views at 10,000 and from there to 100,000 programs."""

    name: str
    paths: Sequence[str]
    at_10_000: float = 0
    at_100_000: float = 0
    conditional: bool = False

    def limit(self, size: int) -> float:
        """The target at a size."""
        return self.at_10_000 if size <= 10_000 else self.at_100_000


def _shuffled(searches: list[str]) -> list[str]:
    return random.Random(1).sample(searches, len(searches))  # noqa: S311 - the same order each time


def pages(total: int) -> list[Page]:
    """What is measured, the bare view first."""
    codes = [f"PRG-{number:04d}" for number in range(1, total, max(1, total // 50))]
    return [
        Page("bare view", ["/en/bench/bare/"]),
        Page("list", [LIST, f"{LIST}?page=2", f"{LIST}?page=7", f"{LIST}?sort=title"], 3, 4),
        Page("two facets", [f"{LIST}?{urlencode(chosen)}" for chosen in FILTERS], 3, 4),
        Page("sheet", [f"{LIST}{code}/" for code in codes], 3, 4),
        Page("search, two words", [f"{LIST}?q={quote(words)}" for words in _shuffled(SEARCHES)], 5, 10),
        Page("304 by ETag", [LIST], 1, 1, conditional=True),
    ]


def main(size: int, requests: int, *, fill: bool) -> int:
    """Fill if asked, serve, measure, print; 0 when every target is met."""
    begun = monotonic()

    def say(line: str) -> None:
        print(f"[{monotonic() - begun:6.1f} s] {line}", flush=True)

    if fill:
        synthetic.fill(size, say)
    else:
        call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    say(f"measuring {requests} requests of each page")
    with serving(os.environ["DATABASE_URL"]) as server:
        measured = [(page, _measure(server, page, requests)) for page in pages(size)]
    return _report(size, measured)


def _measure(server: Server, page: Page, requests: int) -> Measure:
    headers = {}
    if page.conditional:
        headers["If-None-Match"] = server.get(page.paths[0], {})[0]["ETag"]
    return server.measure(page.paths, requests, headers, 304 if page.conditional else 200)


def _report(size: int, measured: list[tuple[Page, Measure]]) -> int:
    bare = measured[0][1]
    print(f"\nCPU per request at {size:,} programs (one gunicorn worker; web + PostgreSQL)")
    print(f"{'page':<20}{'web ms':>9}{'db ms':>9}{'total ms':>10}{'× bare':>9}{'target':>9}{'KB':>8}")
    missed = 0
    for page, cost in measured:
        ratio = cost.total / bare.total
        limit = page.limit(size)
        verdict = ""
        if limit:
            missed += ratio > limit
            verdict = f"≤ {limit:g}{'' if ratio <= limit else ' ✗'}"
        line = f"{page.name:<20}{cost.web:>9.2f}{cost.database:>9.2f}{cost.total:>10.2f}{ratio:>9.2f}{verdict:>9}"
        print(f"{line}{cost.bytes / 1024:>8.1f}")
    print(flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), fill=sys.argv[3:] == ["fill"]))
