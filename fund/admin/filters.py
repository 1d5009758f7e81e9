"""Filters of the ledger's list in the admin: in force or not, and two to choose from a list that may be long."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund.enums import EntryKind
from fund.models import Entry
from fund.wording import shown_day
from rial.core.bilingual import text_of
from rial.core.search import shorten
from rial.directory.models import Institution

_DESCRIPTION_LENGTH = 50


class ReversedFilter(admin.SimpleListFilter):
    """In force, reversed, or a reversal itself."""

    title = gettext_lazy("in force")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("force", _("In force")), ("undone", _("Reversed")), ("reversal", _("Reversals"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen: dict[str, dict[str, bool]] = {
            "force": {"reverses__isnull": True, "reversal__isnull": True},
            "undone": {"reversal__isnull": False},
            "reversal": {"reverses__isnull": False},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


class DropdownFilter(admin.SimpleListFilter):
    """One of many values, chosen from a list instead of as many links; works without script."""

    template = "admin/dropdown_filter.html"
    # What else is asked of the list, carried along by the form.
    kept: list[tuple[str, str]]

    # Its template needs values, not addresses.
    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        """The values, the first one for all of them."""
        asked = changelist.filter_params.items()
        self.kept = [(name, value) for name, values in asked if name != self.parameter_name for value in values]
        yield {"value": "", "display": _("All"), "selected": not self.value()}
        for value, display in self.lookup_choices:
            yield {"value": value, "display": display, "selected": self.value() == str(value)}


class InstitutionFilter(DropdownFilter):
    """The institution that gives, of those that stand in the ledger."""

    title = gettext_lazy("institution")
    parameter_name = "institution"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By name."""
        found = Institution.objects.filter(pk__in=Entry.objects.values("institution")).with_names()
        return sorted(((one.code, str(one.current_name)) for one in found), key=lambda pair: pair[1].casefold())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Its entries."""
        return queryset.filter(institution__code=self.value()) if self.value() else queryset


class AuthorizationFilter(DropdownFilter):
    """The authorization under which an entry stands; an authorization stands under itself."""

    title = gettext_lazy("authorization")
    parameter_name = "under"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Latest first."""
        found = Entry.objects.filter(kind=EntryKind.AUTHORIZATION, reverses__isnull=True).order_by("-value_date", "-id")
        return [(str(one.pk), _named(one)) for one in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """What it authorized and what was drawn on it."""
        typed = self.value() or ""
        known = typed.isascii() and typed.isdigit() and len(typed) < 12
        return queryset.filter(authorization=int(typed)) if known else queryset


def _named(authorization: Entry) -> str:
    what = shorten(text_of(authorization, "description").value, _DESCRIPTION_LENGTH)
    return f"{authorization.code}, {shown_day(authorization)}: {what}"
