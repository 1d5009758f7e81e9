"""The benchmark of the meetings, in the database of DATABASE_URL: `… REQUESTS [fill]`."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic

import django
from django.core.management import call_command
from django.db import transaction

django.setup()

from meetings.models import (  # noqa: E402 - models need the settings
    Body,
    Conference,
    Decision,
    Meeting,
    Person,
    Point,
    PointAttribution,
    Responsible,
    Session,
    SessionDelegation,
    Speaker,
)
from meetings.services.records import publish, save_decision  # noqa: E402
from rial.directory.models import Country  # noqa: E402
from tests.benchmarks import synthetic  # noqa: E402
from tests.benchmarks.measuring import Measure, Server, serving  # noqa: E402

# The long meeting of design.md, and enough others for lists of several pages.
SESSIONS, POINTS, MEETINGS = 12, 300, 400
LONG = "/en/meetings/long-meeting/"
TEXT = (
    "Ministries of labor presented how inspection, awareness and simpler procedures work together against informal"
    " employment, and asked that the network keep what was learned."
)


@dataclass(frozen=True)
class Page:
    """A kind of page: its addresses and what it may cost in bare views."""

    name: str
    paths: Sequence[str]
    limit: float = 0


PAGES = [
    Page("bare view", ["/en/bench/bare/"]),
    Page("long meeting", [LONG], 4),
    Page("other meetings", [f"/{code}/meetings/m-{n}/" for n in range(1, 16) for code in ("en", "es")], 4),
    Page("list of meetings", ["/en/meetings/?page=2", "/en/meetings/?sort=title"], 4),
    Page("meetings, facets", ["/en/meetings/?kind=workshop&country=CR", "/en/meetings/?body=b&country=MX"], 4),
    Page("meetings, search", ["/en/meetings/?q=inspection+informal", "/en/meetings/?q=network+learned"], 5),
    Page("list of decisions", ["/en/meetings/decisions/", "/en/meetings/decisions/?progress=not_started"], 4),
]


def main(requests: int, *, fill: bool) -> int:
    """Fill if asked, serve, measure, print; 0 when every target is met."""
    begun = monotonic()

    def say(line: str) -> None:
        print(f"[{monotonic() - begun:6.1f} s] {line}", flush=True)

    if fill:
        synthetic.fill(200, say)
        say(f"writing {MEETINGS} meetings, one with {SESSIONS} sessions and {POINTS} points")
        write()
    call_command("collectstatic", "--noinput", verbosity=0)
    say(f"measuring {requests} requests of each page")
    with serving(os.environ["DATABASE_URL"]) as server:
        measured = [(page, _measure(server, page, requests)) for page in PAGES]
    return _report(measured)


@transaction.atomic
def write() -> None:
    """Synthetic meetings, published and, once all are written, indexed; never mixed with real ones."""
    conference = Conference.objects.create(edition=19, place_en="Cancún", place_es="Cancún", state="published")
    body = Body.objects.create(slug="b", kind="working_group", name_en="Working Group", name_es="Grupo de Trabajo")
    people = [Person.objects.create(full_name=f"Person {number}") for number in range(8)]
    countries = list(Country.objects.members())
    for number in range(MEETINGS):
        slug = f"m-{number}" if number else "long-meeting"
        meeting = Meeting.objects.create(
            slug=slug, kind=("workshop", "working_group")[number % 2], conference=conference, number=None,
            title_en=f"Meeting {number}: {TEXT[:60]}", title_es=f"Reunión {number}", lead_en=TEXT, lead_es=TEXT,
            description_en=TEXT, description_es=TEXT, start=date(2004, 1, 1) + timedelta(days=9 * number),
            country=countries[number % len(countries)], source="x",
        )  # fmt: skip
        meeting.bodies.add(body)
        _write_sessions(meeting, SESSIONS if not number else 2, POINTS if not number else 10, people, countries)
        decision = save_decision(Decision(meeting=meeting, text_en=TEXT, text_es=TEXT))
        Responsible.objects.create(decision=decision, country=meeting.country)
        publish(meeting, by=None, by_system=True)


def _write_sessions(
    meeting: Meeting, sessions: int, points: int, people: list[Person], countries: list[Country]
) -> None:
    for place in range(sessions):
        session = Session.objects.create(
            meeting=meeting, number=place + 1, title_en=f"Subject {place}", title_es=f"Tema {place}", position=place
        )
        for order, person in enumerate(people[:5]):
            Speaker.objects.create(
                session=session, person=person, role="presenter", post_en="Director", post_es="Directora",
                country=countries[order], position=order,
            )  # fmt: skip
            SessionDelegation.objects.create(session=session, country=countries[order + 5], position=order)
        for order in range(points // sessions):
            text = f"{order}. {TEXT}"
            point = Point.objects.create(session=session, text_en=text, text_es=text, position=order)
            PointAttribution.objects.create(point=point, country=countries[order % len(countries)])


def _measure(server: Server, page: Page, requests: int) -> Measure:
    return server.measure(page.paths, requests, {}, 200)


def _report(measured: list[tuple[Page, Measure]]) -> int:
    bare = measured[0][1]
    print("\nCPU per request of the meetings (one gunicorn worker; web + PostgreSQL)")
    print(f"{'page':<22}{'web ms':>9}{'db ms':>9}{'total ms':>10}{'× bare':>9}{'target':>9}{'KB':>8}")
    missed = 0
    for page, cost in measured:
        ratio = cost.total / bare.total
        verdict = f"≤ {page.limit:g}{'' if ratio <= page.limit else ' ✗'}" if page.limit else ""
        missed += bool(page.limit) and ratio > page.limit
        line = f"{page.name:<22}{cost.web:>9.2f}{cost.database:>9.2f}{cost.total:>10.2f}{ratio:>9.2f}{verdict:>9}"
        print(f"{line}{cost.bytes / 1024:>8.1f}")
    print(flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), fill=sys.argv[2:] == ["fill"]))
