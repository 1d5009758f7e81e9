"""What of people and mail waits for the Secretariat; registered in apps.ready()."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from rial.core.waiting import WaitingItem, waits_for_secretariat

from .models import Invitation

# An invitation nobody accepted is brought to mind this long before it expires.
EXPIRING_AHEAD = timedelta(days=3)


@waits_for_secretariat
def failed_mails(user: Any) -> Iterator[WaitingItem]:
    """Messages given up after all attempts."""
    for email in Email.objects.filter(status=STATUS.failed).order_by("last_updated", "pk"):
        yield WaitingItem(
            title=Truncator(email.subject).chars(90),
            url=reverse("admin:post_office_email_change", args=[email.pk]),
            since=email.last_updated,
            source=", ".join(email.to),
            kind=_("Messages that could not be sent"),
        )


@waits_for_secretariat
def expiring_invitations(user: Any) -> Iterator[WaitingItem]:
    """Invitations about to expire that nobody accepted."""
    limit = timezone.now() + EXPIRING_AHEAD
    invitations = Invitation.objects.open().filter(expires_at__lte=limit).select_related("institution__country")
    for invitation in invitations.prefetch_related("institution__names"):
        yield WaitingItem(
            title=invitation.full_name or invitation.email,
            url=reverse("admin:accounts_invitation_change", args=[invitation.pk]),
            since=invitation.created_at,
            detail=str(invitation.get_role_display()),
            source=str(invitation.institution.current_name),
            kind=_("Invitations about to expire"),
            due=timezone.localdate(invitation.expires_at),
        )
