"""Documents in the Secretariat's admin."""

from . import documents

__all__ = ["documents"]
