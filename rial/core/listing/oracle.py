"""The same filters as plain SQL: what the commands and the tests hold the sets of rows against."""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django_filters import CharFilter, DateFilter, FilterSet, MultipleChoiceFilter, NumberFilter

from rial.core.search import CONFIGS, tsquery_expression

from .declared import Facet, Listing
from .labels import known_values
from .models import Entry
from .snapshot import Snapshot

Rows = QuerySet[Entry]


def filterset_class(snapshot: Snapshot) -> type[FilterSet]:
    """A FilterSet over the rows of a list with the parameters of its page."""
    listing = snapshot.listing
    filters: dict[str, Any] = {
        facet.code: MultipleChoiceFilter(
            choices=[(value, value) for value in sorted(known_values(facet, snapshot))],
            method=_narrow(facet, snapshot),
        )
        for facet in listing.facets
    }
    if listing.period:
        bound = NumberFilter if listing.period.unit == "year" else DateFilter
        filters["from"] = bound(field_name=listing.period.last, lookup_expr="gte")
        filters["to"] = bound(field_name=listing.period.first, lookup_expr="lte")
    filters["q"] = CharFilter(method=_by_words(listing))
    filters["Meta"] = type("Meta", (), {"model": listing.tables.entry, "fields": []})
    return type("ListingFilter", (FilterSet,), filters)


def _narrow(facet: Facet, snapshot: Snapshot) -> Callable[[Rows, str, list[str]], Rows]:
    def narrow(queryset: Rows, name: str, values: list[str]) -> Rows:
        conditions = [_condition(facet, value, snapshot) for value in values]
        return queryset.filter(reduce(or_, conditions)) if conditions else queryset

    return narrow


def _condition(facet: Facet, value: str, snapshot: Snapshot) -> Q:
    if facet.moving:
        return facet.moving(snapshot.day)[value]
    if value in dict(facet.derived):
        some = Q(facets__overlap=[f"{facet.code}:{known}" for known in known_values(facet, snapshot)])
        return some if value == "any" else ~some
    return Q(facets__contains=[f"{facet.code}:{value}"])


def _by_words(listing: Listing) -> Callable[[Rows, str, str], Rows]:
    """Every word somewhere in the texts of one language."""

    def narrow(queryset: Rows, name: str, typed: str) -> Rows:
        found = Q(pk__in=[])
        for code in CONFIGS:
            found |= Q(**{f"in_all_{code}": tsquery_expression(typed, code)})
        return queryset.filter(pk__in=listing.tables.text._default_manager.filter(found).values("pk"))

    return narrow


def shown_rows(listing: Listing) -> Rows:
    """The rows that may be read."""
    rows: Rows = listing.tables.entry._default_manager.all()
    return rows.exclude(pk__in=listing.held()) if listing.held else rows


def wrong_counts(listing: Listing, snapshot: Snapshot) -> Iterator[str]:
    """Facet values that nobody can ask for, and those whose count in the sets is not what SQL counts."""
    filters = filterset_class(snapshot)
    for facet, counts in snapshot.index.totals.items():
        known = set(known_values(listing.facet_by_code[facet], snapshot)) if facet in listing.facet_by_code else set()
        for value, count in counts.items():
            if value not in known:
                yield f"{facet}={value}: in {count} rows, but no value of a filter"
                continue
            found = filters(QueryDict(f"{facet}={value}"), queryset=shown_rows(listing)).qs.count()
            if found != count:
                yield f"{facet}={value}: {count} in the sets, {found} in the database"
