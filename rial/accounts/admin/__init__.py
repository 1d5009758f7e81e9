"""People and the outbox in the Secretariat's admin."""

from . import outbox, people

__all__ = ["outbox", "people"]
