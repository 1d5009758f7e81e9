"""The admin's common ground."""

from pghistory.admin import EventsAdmin


class HistoryAdmin(EventsAdmin):
    """The history of all tracked records."""
