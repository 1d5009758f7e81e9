"""What falls due for people: the Secretariat's digest of what has waited too long."""

from datetime import date, timedelta

from django.utils.translation import override

from rial.core import mail
from rial.core.due import due
from rial.core.waiting import secretariat_items

from .models import User
from .notifications import secretariat_people

# A matter is named in the digest once it has waited longer than this; a person gets one digest in as many days.
DIGEST_DAYS = 7
DIGEST_ITEMS = 20


@due("secretariat_digest")
def secretariat_digest(today: date) -> int:
    """One message a week to each member of the Secretariat while something has waited for more than a week."""
    recent = today - timedelta(days=DIGEST_DAYS)
    people = [person for person in secretariat_people() if person.digest_on is None or person.digest_on <= recent]
    return sum(_digest(person, today) for person in people)


def _digest(person: User, today: date) -> bool:
    with override(person.language):
        items = [item for item in secretariat_items(person) if item.age_days > DIGEST_DAYS]
        if not items:
            return False
        context = {"items": items[:DIGEST_ITEMS], "more": max(0, len(items) - DIGEST_ITEMS)}
        queued = mail.queue(person, "accounts/digest", context, reminder=True)
    User.objects.filter(pk=person.pk).update(digest_on=today)
    return queued is not None
