"""The Secretariat's pages of the meetings: entering a whole meeting, decisions, proposals, consultations, polls."""

from . import framework

__all__ = ["framework"]
