"""What the Fund adds to pages of other rooms: a country's contributions, a meeting's costs, money decided on."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.models import Decision, Meeting
from rial.core.panels import Panel, add_panel
from rial.directory.models import Country

from . import ledger
from .beside import years
from .enums import DatePrecision, EntryKind, Nature, PublishedAs
from .models import Entry
from .presentation import rows_of
from .querysets import EntryQuerySet
from .statement import today

_SHOWN = 20
_GIVEN = (EntryKind.CONTRIBUTION, EntryKind.PLEDGE, EntryKind.SUPPORT)
_WHEN = ("nature", "value_date__year", "date_precision")


def _in_force() -> EntryQuerySet:
    return Entry.objects.in_force(today(), ledger.through_on(None))


def contributions_of(country: Country, user: Any) -> Panel | None:
    """When a country contributed, and how much where that is published (F29); None when nothing is on record."""
    own = _in_force().filter(Q(country=country) | Q(institution__country=country), kind__in=_GIVEN)
    # A contribution whose amount is not published is told by its year alone.
    told = own.exclude(kind=EntryKind.CONTRIBUTION, published_as=PublishedAs.UNDISCLOSED)
    rows = rows_of(told.with_names().order_by("-value_date", "-id")[:_SHOWN])
    given = _years_by_nature(own.filter(kind=EntryKind.CONTRIBUTION))
    if not rows and not given:
        return None
    return Panel(
        title=_("Contributions to the Fund"),
        template="fund/panels/country.html",
        context={"years": given, "rows": rows, "url": f"{reverse('fund:ledger')}?country={country.pk}"},
    )


def _years_by_nature(contributions: EntryQuerySet) -> dict[str, str]:
    """Years joined by nature; "" where no year is recorded."""
    known: dict[str, set[int]] = {}
    for nature, year, precision in contributions.order_by().values_list(*_WHEN).distinct():
        known.setdefault(nature, set()).update([] if precision == DatePrecision.BY else [year])
    return {str(nature.label): years(known[nature]) for nature in Nature if nature in known}


def money_of_meeting(meeting: Meeting, user: Any) -> Panel | None:
    """What the Fund and others paid for a meeting, and what was authorized there; None when nothing is recorded."""
    decided = _in_force().filter(kind=EntryKind.AUTHORIZATION, decision__meeting=meeting)
    paid = _in_force().filter(meeting=meeting)
    return _money_panel(list(paid.with_names().order_by("value_date", "id")[:_SHOWN]), decided)


def money_of_decision(decision: Decision, user: Any) -> Panel | None:
    """What a decision authorized, and what was spent under it; None when it moved no money."""
    entries = _in_force()
    decided = entries.filter(decision=decision)
    drawn = entries.filter(authorization__decision=decision).exclude(kind=EntryKind.AUTHORIZATION)
    return _money_panel(list(drawn.with_names().order_by("value_date", "id")[:_SHOWN]), decided)


def _money_panel(paid: list[Entry], decided: EntryQuerySet) -> Panel | None:
    context = {
        "paid": rows_of(paid),
        "decided": rows_of(decided.with_names().order_by("value_date", "id")[:_SHOWN]),
    }
    if not any(context.values()):
        return None
    return Panel(title=_("Voluntary Contributions Fund"), template="fund/panels/money.html", context=context)


def register() -> None:
    """Called once from the app's ready()."""
    add_panel("country", contributions_of, order=80)
    add_panel("meeting", money_of_meeting, order=80)
    add_panel("decision", money_of_decision, order=80)
