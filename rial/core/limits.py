"""How often strangers may send something: counters in the shared cache, by address and by subject."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's address, as the trusted proxies of the installation (RIAL_PROXY_COUNT) report it."""
    proxies = int(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def allowed(limits: Iterable[tuple[str, str, int, int]]) -> bool:
    """Count one attempt against each (scope, subject, times, seconds); False when any is used up.

    Subjects are stored hashed: the cache keeps no addresses of readers.
    """
    results = [_count(scope, subject, seconds) <= times for scope, subject, times, seconds in limits]
    return all(results)


def _count(scope: str, subject: str, seconds: int) -> int:
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{subject}".encode()).hexdigest()[:32]
    key = f"limit:{scope}:{digest}"
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:
        # It expired between the two calls.
        cache.set(key, 1, seconds)
        return 1
