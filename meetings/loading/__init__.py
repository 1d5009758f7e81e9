"""Loading of the real records of the meetings from content/ (format: docs/content.md)."""

from rial.core.content import register_loader

from .events import load_consultations, load_polls, load_proposals
from .framework import load_bodies, load_calendars, load_conferences, load_instruments, load_people
from .meetings import load_decision_links, load_meetings


def register() -> None:
    """Register the loaders, after institutions, topics and documents."""
    group = "meetings"
    register_loader(60, group, "conferences", load_conferences)
    register_loader(61, group, "instruments", load_instruments)
    register_loader(62, group, "bodies", load_bodies)
    register_loader(63, group, "calendars", load_calendars)
    register_loader(64, group, "people", load_people)
    register_loader(65, group, "meetings", load_meetings)
    register_loader(66, group, "decisions", load_decision_links)
    register_loader(67, group, "event proposals", load_proposals)
    register_loader(68, group, "consultations", load_consultations)
    register_loader(69, group, "polls", load_polls)
