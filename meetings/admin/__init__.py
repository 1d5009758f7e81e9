"""The Secretariat's pages of the meetings: entering a whole meeting, decisions, proposals, consultations, polls."""

from . import decisions, framework, meetings, sessions

__all__ = ["decisions", "framework", "meetings", "sessions"]
