"""How often strangers may send something."""

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import RequestFactory

from rial.core import limits
from rial.core.limits import allowed, client_address


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def test_the_attempt_after_the_last_one_is_refused() -> None:
    limit = [("form", "198.51.100.7", 2, 60)]
    assert [allowed(limit) for _ in range(3)] == [True, True, False]


def test_each_subject_and_scope_has_its_own_count() -> None:
    assert allowed([("form", "a", 1, 60)])
    assert allowed([("form", "b", 1, 60)])
    assert allowed([("other", "a", 1, 60)])
    assert not allowed([("form", "a", 1, 60), ("form", "c", 1, 60)])


def test_a_counter_that_expired_meanwhile_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    class Expiring(LocMemCache):
        def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
            raise ValueError(key)

    expiring = Expiring("limits", {})
    monkeypatch.setattr(limits, "cache", expiring)
    assert allowed([("form", "a", 1, 60)])
    assert allowed([("form", "a", 1, 60)])


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.8", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_who_the_visitor_is(
    settings: LazySettings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == expected
