"""Sets of rows as bits: the same answers as the obvious way, whatever the data."""

import struct
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rial.core.listing.sets import (
    FacetIndex,
    Order,
    bits_from_int4,
    bits_of,
    page_of_tiers,
    slots_from_int4,
    slots_in,
)

SIZE = 60
slot_sets = st.sets(st.integers(0, SIZE - 1))


@given(st.permutations(range(SIZE)), slot_sets)
def test_postgresql_packs_and_python_unpacks(order: list[int], members: set[int]) -> None:
    slots = [slot for slot in order if slot in members]
    packed = b"".join(struct.pack(">i", slot) for slot in slots)
    assert list(slots_from_int4(packed)) == slots
    assert bits_from_int4(packed) == bits_of(members)
    assert slots_in(bits_of(members)) == sorted(members)


def test_nothing() -> None:
    assert bits_from_int4(None) == 0
    assert slots_in(0) == []


@given(st.permutations(range(SIZE)), slot_sets, st.integers(0, 70), st.integers(1, 25))
def test_a_page_is_a_slice_of_the_members_in_order(
    order: list[int], members: set[int], offset: int, limit: int
) -> None:
    expected = [slot for slot in order if slot in members][offset : offset + limit]
    assert Order.of(order, SIZE).page(bits_of(members), offset, limit) == expected


def test_a_few_among_many_are_sorted_not_walked_to() -> None:
    order = Order.of(list(range(9_999, -1, -1)), 10_000)
    assert order.page(bits_of([5, 9_000, 77]), 1, 2) == [77, 5]


@given(st.permutations(range(SIZE)), st.lists(slot_sets, max_size=3), st.integers(0, 70), st.integers(1, 25))
def test_tiers_follow_one_another_without_repetition(
    order: list[int], tiers: list[set[int]], offset: int, limit: int
) -> None:
    expected: list[int] = []
    for tier in tiers:
        expected += [slot for slot in order if slot in tier and slot not in expected]
    found = page_of_tiers(Order.of(order, SIZE), [bits_of(tier) for tier in tiers], offset, limit)
    assert found == expected[offset : offset + limit]


FACETS = {"country": ["CR", "MX", "PY"], "topic": ["wages", "youth"], "kind": ["plan"]}
rows = st.lists(
    st.fixed_dictionaries({facet: st.sets(st.sampled_from(values)) for facet, values in FACETS.items()}), max_size=30
)
choices = st.fixed_dictionaries({facet: st.sets(st.sampled_from(values)) for facet, values in FACETS.items()})


@given(rows, choices, st.none() | slot_sets)
def test_counts_leave_out_the_facets_own_choice(
    data: list[dict[str, set[str]]], chosen: dict[str, set[str]], within: set[int] | None
) -> None:
    def matches(number: int, but: str = "") -> bool:
        row = data[number]
        inside = within is None or number in within
        return inside and all(not chosen[facet] or facet == but or row[facet] & chosen[facet] for facet in FACETS)

    index = FacetIndex(bits_of(range(len(data))), _values(data))
    outcome = index.select(chosen, None if within is None else bits_of(within))
    assert slots_in(outcome.rows) == [number for number in range(len(data)) if matches(number)]
    assert outcome.total == outcome.rows.bit_count()
    for facet, values in FACETS.items():
        others = [number for number in range(len(data)) if matches(number, but=facet)]
        assert outcome.counts[facet] == {
            value: sum(value in data[number][facet] for number in others) for value in values
        }
        assert outcome.without.get(facet) == (len(others) if chosen[facet] else None)


def test_a_facet_that_no_row_has_finds_nothing() -> None:
    outcome = FacetIndex(0b111, {"country": {"CR": 0b1}}).select({"practice": ["recognized"]})
    assert (outcome.total, outcome.without) == (0, {"practice": 3})


def _values(data: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    return {
        facet: {value: bits_of(n for n, row in enumerate(data) if value in row[facet]) for value in values}
        for facet, values in FACETS.items()
    }
