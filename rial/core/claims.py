"""Who is reading a record just now: a soft claim that warns a colleague and locks nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

# A claim that is not renewed by opening the page again ends by itself.
CLAIM_SECONDS = 20 * 60


@dataclass(frozen=True)
class Claim:
    """A person who opened the record and the moment they did."""

    user_id: int
    name: str
    since: datetime


def claim(key: str, user: Any) -> Claim | None:
    """Say that this person reads the record; answers the claim of someone else who was there before, if any."""
    mine = Claim(user.pk, str(user), timezone.now())
    if cache.add(_key(key), mine, CLAIM_SECONDS):
        return None
    held: Claim | None = cache.get(_key(key))
    if held is None or held.user_id == user.pk:
        cache.set(_key(key), held or mine, CLAIM_SECONDS)
        return None
    return held


def take_over(key: str, user: Any) -> None:
    """The colleague left: this person reads the record from now on."""
    cache.set(_key(key), Claim(user.pk, str(user), timezone.now()), CLAIM_SECONDS)


def release(key: str) -> None:
    """The record was dealt with."""
    cache.delete(_key(key))


def _key(key: str) -> str:
    return f"claim:{key}"
