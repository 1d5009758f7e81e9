"""Sets of rows, orders and selections of a small list."""

import random
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rial.core.http import read_public_version
from rial.core.listing.labels import known_values, labels_of
from rial.core.listing.oracle import filterset_class, wrong_counts
from rial.core.listing.results import Results
from rial.core.listing.selection import parse
from rial.core.listing.snapshot import Snapshot, snapshot_at
from tests.rial.core.listing.conftest import make_book
from tests.rial.core.listing.shelf import BOOKS, INDEXER, Book, BookIndex

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


def snapshot() -> Snapshot:
    """The list as the process holds it now."""
    return snapshot_at(BOOKS, read_public_version())


def results(query: str, language: str = "en") -> Results:
    """What a query string leads to."""
    return Results(parse(QueryDict(query), snapshot()), snapshot(), language)


def found(query: str, language: str = "en") -> list[str]:
    """Codes found, in order."""
    codes = dict(BookIndex._default_manager.values_list("pk", "code"))
    return [codes[slot] for slot in results(query, language).slots(0, 100)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("kind=novel", ["ana", "bo"]),
        ("subregion=caribbean&subregion=andean", ["ana", "bo", "di"]),
        ("subregion=caribbean&kind=essay", ["di"]),
        ("subregion=any", ["ana", "bo", "di"]),
        ("subregion=none", ["ce", "el"]),
        ("subregion=none&subregion=andean", ["bo", "ce", "el"]),
        ("from=2012-02-01&to=2012-02-01", ["ana", "bo"]),
        ("from=2021-01-02", ["di", "el"]),
        ("to=2010-01-04", []),
        ("to=2010-01-05", ["ana"]),
        ("q=empleo", ["ana", "di"]),
        ("q=fondo+acme", ["ana", "bo", "ce", "di", "el"]),
        ("q=empleo -cielo", ["ana"]),
        ('q="decent work"', ["bo"]),
        ("age=never", []),
    ],
)
def test_what_is_found(query: str, codes: list[str]) -> None:
    assert sorted(found(query)) == codes


def test_any_and_none_have_names_and_counts() -> None:
    facet = BOOKS.facet_by_code["subregion"]
    assert {"any", "none", "caribbean"} <= set(known_values(facet, snapshot()))
    assert list(labels_of(snapshot(), "es").of("subregion").items())[-2:] == [("any", "Some"), ("none", "None")]
    counts = results("kind=novel").outcome.counts["subregion"]
    assert counts == {"caribbean": 1, "andean": 1, "any": 2, "none": 0}


def test_terms_come_by_name_or_as_they_are_read() -> None:
    assert list(labels_of(snapshot(), "es").of("subregion"))[:3] == ["central-america", "north-america", "caribbean"]
    # A term without a name in that language has the other one's.
    assert dict(labels_of(snapshot(), "es").of("kind")) == {"novel": "Novela", "essay": "Essay", "other": "other"}


def test_values_that_follow_the_calendar() -> None:
    make_book("new", "Reciente", held_from=(timezone.localdate().year, 1, 1))
    assert found("age=new") == ["new"]
    later = Snapshot(BOOKS, "x", timezone.localdate() + timedelta(days=800))
    assert "age" not in later.index.totals


def test_orders() -> None:
    assert found("", "es") == ["ana", "bo", "di", "ce", "el"]  # Ñandú after Nube
    assert found("", "en") == ["ana", "el", "bo", "ce", "di"]
    assert found("sort=subregion", "en") == ["bo", "ana", "di", "ce", "el"]
    assert found("q=empleo")[0] == "ana"


def test_rows_that_nobody_may_read_yet() -> None:
    BookIndex._default_manager.filter(code="ana").update(hidden=True)
    assert found("kind=novel") == ["bo"]
    assert found("q=trabajo") == []
    assert snapshot().total == 4
    assert list(wrong_counts(BOOKS, snapshot())) == []
    assert snapshot().titles(["ana", "bo"], "es") == {"bo": "Bo and employment"}


def test_sets_follow_the_data() -> None:
    assert found("kind=novel") == ["ana", "bo"]
    Book._default_manager.filter(slug="bo").update(public=False)
    INDEXER.refresh(Book._default_manager.get(slug="bo").pk)
    assert found("kind=novel") == ["ana"]
    assert snapshot() is snapshot()


def test_lists_are_held_apart() -> None:
    from portfolio.listing import PROGRAMS  # noqa: PLC0415 - the other list, for this test alone

    version = read_public_version()
    assert snapshot_at(BOOKS, version).total == 5
    assert snapshot_at(PROGRAMS, version).total == 0
    assert snapshot_at(BOOKS, version).total == 5


def _random_query(chance: random.Random) -> str:
    parts = []
    for facet in chance.sample(BOOKS.facets, chance.randint(0, 3)):
        values = sorted(known_values(facet, snapshot()))
        parts += [f"{facet.code}={value}" for value in chance.sample(values, chance.randint(1, 2))]
    if chance.random() < 0.4:
        parts.append(f"from={date(chance.randint(2009, 2021), 2, 1)}")
    if chance.random() < 0.4:
        parts.append(f"to={date(chance.randint(2021, 2022), 2, 1)}")
    if chance.random() < 0.4:
        parts.append(f"q={chance.choice(['empleo', 'work', 'fondo -cielo'])}")
    return "&".join(parts)


@pytest.mark.parametrize("seed", range(30))
def test_sets_and_sql_agree(seed: int) -> None:
    query = _random_query(random.Random(seed))  # noqa: S311 - the same selections each time
    rows = filterset_class(snapshot())(QueryDict(query), queryset=BookIndex._default_manager.all()).qs
    assert sorted(results(query).slots(0, 100)) == sorted(rows.values_list("pk", flat=True)), query
    assert list(wrong_counts(BOOKS, snapshot())) == []


def test_values_that_nobody_can_ask_for_are_told() -> None:
    BookIndex._default_manager.filter(code="el").update(facets=["kind:poem", "size:big"])
    assert sorted(wrong_counts(BOOKS, snapshot())) == [
        "kind=poem: in 1 rows, but no value of a filter",
        "size=big: in 1 rows, but no value of a filter",
    ]


def test_nothing_is_asked_while_nothing_changes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    held = snapshot()
    found("q=empleo&kind=novel")
    selection = parse(QueryDict("q=empleo&kind=novel&subregion=any&from=2011-01-01"), held)
    with django_assert_num_queries(0):
        assert Results(selection, held, "en").slots(0, 10) != []
