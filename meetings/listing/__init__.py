"""The public lists of meetings and of decisions (docs/adr/0017)."""

from .decisions import DECISIONS
from .meetings import MEETINGS

__all__ = ["DECISIONS", "MEETINGS"]
