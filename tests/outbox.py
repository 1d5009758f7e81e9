"""Reading the outbox in tests."""

import re
from datetime import UTC, datetime
from typing import Any

from post_office.models import Email

from rial.core.mail import EVENT_HEADER

# What allauth tells about a change of an account, besides the change itself.
CIRCUMSTANCES: dict[str, Any] = {
    "ip": "203.0.113.5",
    "timestamp": datetime(2026, 11, 22, 12, tzinfo=UTC),
    "from_email": "",
    "to_email": "",
}


def outbox(event: str = "") -> list[Any]:
    """Queued messages in order, of one event or of all."""
    rows = Email.objects.order_by("pk")
    return list(rows.filter(headers__contains={EVENT_HEADER: event}) if event else rows)


def recipients(event: str) -> list[str]:
    """Who gets messages about an event, in alphabetical order."""
    return sorted(address for email in outbox(event) for address in email.to)


def link_in(email: Any) -> str:
    """The path of the first link of a message."""
    found = re.search(r"https?://[^/\s]+(/\S+)", email.message)
    assert found is not None, email.message
    return found.group(1)
