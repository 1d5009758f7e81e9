"""A meeting changes when its rows do: content/ never overwrites what people wrote, and lists show the last change."""

from meetings.models import Meeting


def touch(meeting: Meeting) -> None:
    """Mark the meeting as changed now."""
    meeting.save(update_fields=["updated_at"])
