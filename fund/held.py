"""What a process has computed from the ledger, held until public data change: 100,000 entries are added up once.

A situation is the same for ever, because entries never change. It is let go when the public version moves: a new entry
may be known by then, and a database restored from a backup may number its entries anew.
"""

from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from .situation import Situation
from .statement import statement, today

T = TypeVar("T")
_MOST = 200

_lock = Lock()
_version = ""
_held: dict[Hashable, Any] = {}


def held(version: str, key: Hashable, compute: Callable[[], T]) -> T:
    """What `compute` gave for this key at this public version (rial.core.http.public_version); at most 200 kept.

    The key names everything the result depends on besides the data: what it is, the days, and the language of texts.
    """
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


def held_statement(
    version: str,
    as_of: date,
    known_on: date | None = None,
    *,
    through: int | None = None,
    since: date | None = None,
) -> Situation:
    """As `statement`, held. What was known on a day that is not over is asked anew each day."""
    key = ("statement", as_of, known_on, since, through, today())
    return held(version, key, lambda: statement(as_of, known_on, through=through, since=since))
