"""Statements as a process holds them: what was added up once is not added up again until public data change.

Entries never change, so a situation is the same for ever; it is let go when the public version moves, because a new
entry may be known by then, and because a database restored from a backup may number its entries anew.
"""

from datetime import date
from threading import Lock

from .situation import Situation
from .statement import statement

_MOST = 64

_lock = Lock()
_version = ""
_held: dict[tuple[date, date | None, date | None, int | None], Situation] = {}


def held_statement(
    version: str,
    as_of: date,
    known_on: date | None = None,
    *,
    through: int | None = None,
    since: date | None = None,
) -> Situation:
    """As `statement`, kept for this public version (rial.core.http.public_version); at most 64 of them."""
    global _version  # noqa: PLW0603 - what the process holds
    key = (as_of, known_on, since, through)
    with _lock:
        if version != _version:
            _held.clear()
            _version = version
        found = _held.get(key)
    if found is None:
        found = statement(as_of, known_on, through=through, since=since)
        with _lock:
            if version == _version:
                if len(_held) >= _MOST:
                    _held.pop(next(iter(_held)))
                _held[key] = found
    return found
