"""The report of a meeting with the sections of the network's own reports, in either language (M28, M29)."""

from .report import report_of

__all__ = ["report_of"]
