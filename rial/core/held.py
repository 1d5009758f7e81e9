"""What a process has computed from public data, held until public data change.

A key names everything the result depends on besides the data: what it is, the day, the language of its texts. Held are
values for visitors, who all may see the same; nothing that depends on a person. A new public version
(rial.core.http.public_version) lets everything go.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
_MOST = 400

_lock = Lock()
_version = ""
_held: dict[Hashable, Any] = {}


def held(version: str, key: Hashable, compute: Callable[[], T]) -> T:
    """What `compute` gave for this key at this public version; at most 400 values are kept, the oldest go first."""
    global _version  # noqa: PLW0603 - what the process holds
    with _lock:
        if version != _version:
            _held.clear()
            _version = version
        if key in _held:
            found: T = _held[key]
            return found
    computed = compute()
    with _lock:
        if version == _version:
            if len(_held) >= _MOST:
                _held.pop(next(iter(_held)))
            _held[key] = computed
    return computed


def forget() -> None:
    """Let everything go: for tests, whose data are rolled back."""
    with _lock:
        _held.clear()
