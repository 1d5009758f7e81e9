"""Words joined in the process find what PostgreSQL finds with the whole query."""

import random
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from portfolio.listing import PROGRAMS
from rial.core.http import read_public_version
from rial.core.listing import matching
from rial.core.listing.matching import PlainWords, by_query, matches
from rial.core.listing.snapshot import Snapshot, snapshot_at
from rial.core.search import Query

pytestmark = pytest.mark.django_db

TEXT = (
    "empleo jóvenes jovenes trabajo inspección inspecciones salario mínimo capacitación programa ministerio red "
    "campaña México servicio de la employment youth labor labour inspection wage program programmes training the of "
    "xyzxyz child network company information"
)
WORDS = TEXT.split()


@pytest.fixture(scope="module", autouse=True)
def _real_programs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def snapshot() -> Snapshot:
    """The portfolio as the process holds it."""
    return snapshot_at(PROGRAMS, read_public_version())


@pytest.mark.parametrize("seed", range(60))
def test_words_joined_here_find_what_postgresql_finds(snapshot: Snapshot, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same searches each time
    words = chance.sample(WORDS, chance.randint(1, 3))
    words += [f"-{word}" for word in chance.sample(WORDS, chance.choice([0, 0, 1]))]
    query = Query.parse(" ".join(words))
    plain = PlainWords.of(query)
    assert plain is not None
    assert plain.matches(snapshot) == by_query(query, snapshot)


@pytest.mark.parametrize("typed", ['"salario mínimo"', "empleo OR wage", "PRG-0007", "800", "-empleo", "co-operation"])
def test_what_goes_to_postgresql_whole(typed: str) -> None:
    assert PlainWords.of(Query.parse(typed)) is None


def test_each_set_holds_the_one_before(snapshot: Snapshot) -> None:
    title, card, everywhere = matches(Query.parse("empleo -jóvenes"), snapshot)
    assert (title & ~card, card & ~everywhere) == (0, 0)
    assert 0 < title.bit_count() < everywhere.bit_count()


def test_a_word_is_read_once_until_the_data_change(
    snapshot: Snapshot, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    matches(Query.parse("empleo salario"), snapshot)
    with django_assert_num_queries(0):
        matches(Query.parse("salario empleo"), snapshot)


def test_words_are_forgotten_rather_than_kept_without_limit(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST_WORDS", 4)
    monkeypatch.setattr(snapshot, "words", {})
    for word in WORDS:
        matches(Query.parse(word), snapshot)
    assert len(snapshot.words) <= 4
