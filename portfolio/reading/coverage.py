"""Which country works on which topic: the matrix of public programs, with totals both ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from portfolio.models import Program
from rial.directory.models import Country, Topic

# Heat steps of the look: one program, two, three or more.
_STEPS = {0: "", 1: "a", 2: "b"}


@dataclass(frozen=True)
class Cell:
    """How many public programs a country has on a topic, and the list of them."""

    topic: Topic
    count: int
    url: str

    @property
    def step(self) -> str:
        """The class of the heat step; empty for none."""
        return _STEPS.get(self.count, "c")


@dataclass(frozen=True)
class Row:
    """A country: its cells in the order of the topics and its programs, each counted once."""

    country: Country
    cells: Sequence[Cell]
    total: int
    url: str

    @property
    def covered(self) -> list[Cell]:
        """Topics with programs."""
        return [cell for cell in self.cells if cell.count]

    @property
    def open(self) -> list[Cell]:
        """Topics on which nothing is published."""
        return [cell for cell in self.cells if not cell.count]


@dataclass(frozen=True)
class Coverage:
    """The matrix. A program with several topics counts in each of them, and once in the totals of its country."""

    topics: Sequence[Topic]
    rows: Sequence[Row]
    column_totals: Sequence[Cell]
    total: int


def coverage() -> Coverage:
    """The matrix of all member states and all topics of the second level, empty ones included."""
    topics = list(Topic.objects.filter(parent__isnull=False).order_by("parent__position", "parent", "position", "code"))
    countries = list(Country.objects.members().in_reading_order())
    members = Program.objects.public().filter(institution__country__active_member=True)
    counts = _counted(members, "institution__country", "current__topics")
    totals = _counted(members, "institution__country")
    rows = [
        Row(
            country,
            [_cell(topic, counts.get((country.code, topic.code), 0), country) for topic in topics],
            totals.get((country.code,), 0),
            _list_url(country=country.code),
        )
        for country in countries
    ]
    columns = [_cell(topic, sum(row.cells[place].count for row in rows)) for place, topic in enumerate(topics)]
    return Coverage(topics, rows, columns, sum(row.total for row in rows))


def _counted(programs: object, *names: str) -> dict[tuple[str, ...], int]:
    counted = programs.order_by().values_list(*names).annotate(number=Count("pk", distinct=True))  # type: ignore[attr-defined]
    return {tuple(row[:-1]): row[-1] for row in counted}


def _cell(topic: Topic, count: int, country: Country | None = None) -> Cell:
    chosen = {"country": country.code} if country else {}
    return Cell(topic, count, _list_url(**chosen, topic=topic.code) if count else "")


def _list_url(**parameters: str) -> str:
    return f"{reverse('portfolio:list')}?{urlencode(parameters)}"
