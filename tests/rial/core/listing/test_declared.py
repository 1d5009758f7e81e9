"""A declaration says what it means, and refuses what cannot work."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from rial.core.listing.declared import Days, Facet, Years, choices
from tests.rial.core.listing.shelf import BOOKS

YEARS = Years(label="", between="", since="", until="")
DAYS = Days(label="", between="", since="", until="")


@pytest.mark.parametrize(
    ("typed", "year"), [("1900", 1900), ("2100", 2100), ("1899", None), ("20", None), ("٢٠١٢", None)]
)
def test_years(typed: str, year: int | None) -> None:
    assert YEARS.parse(typed) == year


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2016-06-29", date(2016, 6, 29)), ("2016-02-30", None), ("20160629", None), ("2016-W26-3", None), ("x", None)],
)
def test_days(typed: str, day: date | None) -> None:
    assert DAYS.parse(typed) == day


def test_a_day_is_shown_in_the_readers_language() -> None:
    with translation.override("es"):
        assert DAYS.shown(date(2016, 6, 29)) == "29 de junio de 2016"
    assert YEARS.shown(2016) == "2016"


def test_closed_values_are_codes() -> None:
    assert choices(("a", "One"), ("b", "Two")) == (("a", "One"), ("b", "Two"))


@pytest.mark.parametrize("code", ["q", "from", "page", "p", "kind"])
def test_a_facet_needs_a_name_of_its_own(code: str) -> None:
    with pytest.raises(ValueError, match=f"facets need names of their own: .*{code}"):
        replace(BOOKS, facets=(*BOOKS.facets, Facet(code=code, label="", values=())))


def test_what_a_list_offers() -> None:
    assert BOOKS.default_sort == "title"
    assert list(BOOKS.sort_labels) == ["relevance", "title", "subregion"]
    assert BOOKS.formats == ("csv", "xlsx", "json", "atom")
    assert replace(BOOKS, export=None).formats == ("atom",)
    assert replace(BOOKS, feed_sort="").formats == ("csv", "xlsx", "json")
