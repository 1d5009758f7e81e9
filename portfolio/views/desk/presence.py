"""Who has a section open right now, so that two people are warned before they write."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from portfolio.models import Version
from portfolio.scheme import Section
from rial.accounts.models import User

# A page that is open says so every minute; without a sign for two minutes it counts as closed.
SECONDS = 120


def note_presence(version: Version, section: Section, user: User) -> list[str]:
    """Remember that this person has the section open; returns the names of the others who have."""
    key = f"desk.editing.{version.pk}.{section.code}"
    now = timezone.now()
    seen: dict[int, tuple[str, datetime]] = cache.get(key) or {}
    seen = {pk: entry for pk, entry in seen.items() if (now - entry[1]).total_seconds() < SECONDS}
    seen[user.pk] = (str(user), now)
    cache.set(key, seen, SECONDS)
    return [name for pk, (name, _at) in sorted(seen.items()) if pk != user.pk]


def forget_presence(version: Version, section: Section, user: Any) -> None:
    """This person left the section."""
    key = f"desk.editing.{version.pk}.{section.code}"
    seen: dict[int, tuple[str, datetime]] = cache.get(key) or {}
    if seen.pop(user.pk, None) is not None:
        cache.set(key, seen, SECONDS)
