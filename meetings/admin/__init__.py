"""The Secretariat's pages of the meetings: entering a whole meeting, decisions, proposals, consultations, polls."""

from . import consultations, decisions, framework, meetings, polls, proposals, sessions

__all__ = ["consultations", "decisions", "framework", "meetings", "polls", "proposals", "sessions"]
