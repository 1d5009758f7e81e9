"""The public list of the ledger's entries (docs/adr/0017)."""

from .ledger import LEDGER

__all__ = ["LEDGER"]
