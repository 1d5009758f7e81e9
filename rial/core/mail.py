"""Mail of the portal: rendered in the recipient's language, kept in the outbox, sent by `manage.py send_due`.

A message is written inside the caller's transaction: it exists if and only if what it tells about happened.
Texts live in templates/emails/<app>/<event>.subject.txt and .body.txt; the HTML part is made from the body.
"""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import make_msgid
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.core import signing
from django.core.validators import validate_email
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from post_office import mail as post_office
from post_office.models import PRIORITY, STATUS, Email

from .bilingual import current_language

logger = logging.getLogger(__name__)

# Which event a message tells about, for the outbox's filters; mail programs ignore it.
EVENT_HEADER = "X-RIAL-Event"
# RFC 2156. Marks messages with a personal link: shown to nobody in the portal, wiped once sent.
PRIVATE = {"Sensitivity": "Private"}
_UNSUBSCRIBE_SALT = "rial.core.mail.unsubscribe"
# Any constant: one process at a time sends, however many timers and servers there are.
_DELIVERY_LOCK = 7_342_101


class Recipient(Protocol):
    """A person with an account."""

    pk: Any
    email: Any
    language: Any
    receives_mail: Any
    is_active: Any


class Delivery(NamedTuple):
    """What one round of sending did."""

    sent: int
    failed: int
    requeued: int


def queue(
    to: Recipient | str,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    language: str | None = None,
    reminder: bool = False,
    urgent: bool = False,
    private: bool = False,
) -> Email | None:
    """Put a message into the outbox; returns it, or None when the person does not want it.

    `to` is a person (their language is used) or an address (with `language`, else the active one). A
    `reminder` respects the person's wish and can be stopped with one click (RFC 8058). An `urgent` message
    leaves as soon as the transaction is committed; a `private` one carries a link that is a key.
    """
    person = None if isinstance(to, str) else to
    if person is not None and (not person.is_active or (reminder and not person.receives_mail)):
        return None
    address = to if isinstance(to, str) else str(to.email)
    validate_email(address)
    headers = {EVENT_HEADER: template, "Auto-Submitted": "auto-generated", **(PRIVATE if private else {})}
    with override(language or (str(person.language) if person is not None else current_language())):
        extra: dict[str, Any] = {"recipient": person, "SITE_URL": settings.SITE_URL, "unsubscribe_url": ""}
        if reminder and person is not None:
            extra["unsubscribe_url"] = unsubscribe_url(person)
            headers["List-Unsubscribe"] = f"<{extra['unsubscribe_url']}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        subject, body, html = render_mail(template, {**(context or {}), **extra})
    email = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        subject=subject,
        message=body,
        html_message=html,
        headers=headers,
        message_id=make_msgid(domain=settings.SITE_HOST),
        priority=PRIORITY.high if urgent else PRIORITY.medium,
        status=STATUS.queued,
    )
    if urgent:
        deliver_soon()
    return email


def queue_to_all(
    people: Iterable[Recipient], template: str, context: Mapping[str, Any] | None = None, *, reminder: bool = False
) -> int:
    """The same message to several people, each in their own language; returns how many were queued."""
    return sum(queue(person, template, context, reminder=reminder) is not None for person in people)


def render_mail(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """(subject, text, HTML) of a message in the active language."""
    subject = " ".join(_plain(f"emails/{template}.subject.txt", context).split())
    body = _plain(f"emails/{template}.body.txt", context).strip() + "\n"
    html = render_to_string("emails/message.html", {"subject": subject, "body": body})
    return f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}"[:900], body, html


def _plain(name: str, context: Mapping[str, Any]) -> str:
    # Plain text: escaping would turn "Información & empleo" into "&amp;".
    text: str = get_template(name).template.render(Context(dict(context), autoescape=False))  # type: ignore[attr-defined] # the backend's own template
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept)


def unsubscribe_url(person: Recipient) -> str:
    """The address that stops a person's reminders without signing in; valid for good, for nothing else."""
    return settings.SITE_URL + reverse("people:unsubscribe", args=[signing.dumps(person.pk, salt=_UNSUBSCRIBE_SALT)])


def read_unsubscribe_token(token: str) -> int | None:
    """The key of the person a token of `unsubscribe_url` stands for; None when it was tampered with."""
    try:
        key = signing.loads(token, salt=_UNSUBSCRIBE_SALT)
    except signing.BadSignature:
        return None
    return int(key)


def messages_to(person: Recipient) -> QuerySet[Any]:
    """What was written to a person, newest first; without messages whose link is a key."""
    messages: QuerySet[Any] = Email.objects.filter(to=str(person.email)).exclude(headers__contains=PRIVATE)
    return messages.order_by("-created", "-pk")


def deliver_soon() -> None:
    """Send what is waiting as soon as the transaction is committed, without making the reader wait."""
    if settings.MAIL_AT_ONCE:
        transaction.on_commit(lambda: threading.Thread(target=_deliver_in_background, name="mail").start())


def _deliver_in_background() -> None:
    try:
        deliver()
    except Exception:
        # Nothing is lost: the message stays in the outbox and `send_due` tries again.
        logger.exception("mail could not be sent at once")
    finally:
        connections.close_all()


def deliver() -> Delivery:
    """Send what is waiting in the outbox; a message that fails is tried again later (POST_OFFICE's retries).

    Does nothing while another process is sending.
    """
    total = Delivery(0, 0, 0)
    with _alone() as alone:
        while alone and post_office.get_queued().exists():
            total = Delivery(*map(sum, zip(total, post_office.send_queued(processes=1), strict=True)))
            wipe_private()
    return total


def wipe_private() -> int:
    """Forget the text of sent messages that carried a personal link; returns how many."""
    sent = Email.objects.filter(status=STATUS.sent, headers__contains=PRIVATE).exclude(html_message="")
    with override(settings.LANGUAGE_CODE):
        return int(sent.update(message=_("Not kept: it carried a personal link."), html_message=""))


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_DELIVERY_LOCK])
        acquired = bool(cursor.fetchone()[0])
    try:
        yield acquired
    finally:
        if acquired:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_DELIVERY_LOCK])
