"""The same filters as plain SQL: what `check_portfolio_index` and the tests hold the sets of rows against."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import CharFilter, FilterSet, MultipleChoiceFilter, NumberFilter

from rial.core.search import CONFIGS, tsquery_expression

from .filters import FACETS, FIRST_YEAR, LAST_YEAR, Facet, known_values
from .models import ProgramIndex
from .snapshot import Snapshot

Programs = QuerySet[ProgramIndex]


def _by_facet(code: str) -> Any:
    def narrow(queryset: Programs, name: str, values: list[str]) -> Programs:
        return queryset.filter(facets__overlap=[f"{code}:{value}" for value in values]) if values else queryset

    return narrow


def by_confirmation(queryset: Programs, name: str, values: list[str]) -> Programs:
    """Confirmed in the last 12 months; not for 18 months or never (P05)."""
    today = timezone.localdate()
    recent = Q(confirmed_on__gte=today - relativedelta(months=settings.PORTFOLIO_CONFIRM_MONTHS))
    stale = Q(confirmed_on__lt=today - relativedelta(months=settings.PORTFOLIO_STALE_MONTHS))
    conditions = {"year": recent, "stale": stale | Q(confirmed_on__isnull=True)}
    wanted = Q(pk__in=[])
    for value in values:
        wanted |= conditions[value]
    return queryset.filter(wanted) if values else queryset


def by_words(queryset: Programs, name: str, typed: str) -> Programs:
    """Every word somewhere in the texts of one language."""
    found = Q(pk__in=[])
    for code in CONFIGS:
        found |= Q(**{f"text__in_all_{code}": tsquery_expression(typed, code)})
    return queryset.filter(found)


def _choices(facet: Facet, snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(value, value) for value in sorted(known_values(facet, snapshot))]


def filterset_class(snapshot: Snapshot) -> type[FilterSet]:
    """A FilterSet over ProgramIndex with the parameters of the public list."""
    filters: dict[str, Any] = {
        facet.code: MultipleChoiceFilter(
            choices=_choices(facet, snapshot),
            method=by_confirmation if facet.code == "confirmed" else _by_facet(facet.code),
        )
        for facet in FACETS
    }
    years = {"min_value": FIRST_YEAR, "max_value": LAST_YEAR}
    filters["from"] = NumberFilter(field_name="last_year", lookup_expr="gte", **years)
    filters["to"] = NumberFilter(field_name="first_year", lookup_expr="lte", **years)
    filters["q"] = CharFilter(method=by_words)
    filters["Meta"] = type("Meta", (), {"model": ProgramIndex, "fields": []})
    return type("ProgramFilter", (FilterSet,), filters)
