"""What waits for whom: every domain says it, the desk and the admin's first page show it, oldest first.

A domain registers a source in its `apps.ready()`; a source answers for one person (and, on a desk, one
institution). Items carry their age, so that nobody has to remember.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

# (user, institution) for a ministry's desk; (user,) for the Secretariat.
DeskSource = Callable[[Any, Any], Iterable["WaitingItem"]]
SecretariatSource = Callable[[Any], Iterable["WaitingItem"]]

_desk_sources: list[DeskSource] = []
_secretariat_sources: list[SecretariatSource] = []


@dataclass(frozen=True, kw_only=True)
class WaitingItem:
    """One thing that waits: what to do, where, from whom, since when, until when (if there is a date)."""

    title: str
    url: str
    since: datetime
    detail: str = ""
    source: str = ""
    kind: str = ""
    due: date | None = None
    count: int = field(default=1)

    @property
    def age_days(self) -> int:
        """Whole days it has waited."""
        return max(0, (timezone.now() - self.since).days)

    @property
    def overdue(self) -> bool:
        """Whether its date has passed."""
        return self.due is not None and self.due < timezone.localdate()


def waits_at_desk(source: DeskSource) -> DeskSource:
    """Register a source of items for a ministry's desk (usable as a decorator)."""
    _desk_sources.append(source)
    return source


def waits_for_secretariat(source: SecretariatSource) -> SecretariatSource:
    """Register a source of items for the Secretariat's first page (usable as a decorator)."""
    _secretariat_sources.append(source)
    return source


def desk_items(user: Any, institution: Any) -> list[WaitingItem]:
    """All that waits for the institution's people, oldest first."""
    return _sorted(item for source in _desk_sources for item in source(user, institution))


def secretariat_items(user: Any) -> list[WaitingItem]:
    """All that waits for the Secretariat, oldest first."""
    return _sorted(item for source in _secretariat_sources for item in source(user))


def _sorted(items: Iterable[WaitingItem]) -> list[WaitingItem]:
    return sorted(items, key=lambda item: (item.since, item.title))
