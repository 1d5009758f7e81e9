"""Keeps the public list as the ledger is: in the transaction that records, one by one or many at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from fund.listing.index import INDEXER
from fund.models import Entry

_waiting: ContextVar[set[int] | None] = ContextVar("entries_to_be_listed", default=None)


def list_entry(entry: Entry) -> None:
    """Write the row of a recorded entry, and that of the entry it reverses, which is shown otherwise from now on."""
    keys = {key for key in (entry.pk, entry.reverses_id) if key is not None}
    waiting = _waiting.get()
    if waiting is None:
        INDEXER.refresh(*keys)
    else:
        waiting.update(keys)


@contextmanager
def listed_together() -> Iterator[None]:
    """What is recorded inside is listed at its end, all at once; nothing is when it fails.

    To be used inside the transaction. Inside another one it leaves the work to that one.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    if waiting:
        INDEXER.refresh(*sorted(waiting))


def list_missing() -> None:
    """Write the rows of entries that have none: those recorded before there was a list."""
    missing = list(Entry.objects.filter(index__isnull=True).values_list("pk", flat=True))
    if missing:
        INDEXER.refresh(*missing)
