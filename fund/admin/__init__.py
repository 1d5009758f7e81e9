"""The Fund in the Secretariat's admin: the ledger, recording, reversals, overrides, statements."""

from . import entries, overrides, published, statements

__all__ = ["entries", "overrides", "published", "statements"]
