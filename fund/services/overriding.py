"""Overrides: one person asks to go beyond an authorization, another decides (F26)."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fund.amounts import checked_amount
from fund.enums import EntryKind
from fund.models import Entry, Override
from fund.workflow import OVERRIDE
from rial.accounts.permissions import is_secretariat


def request_override(*, by: Any, authorization: Entry | None, amount: Decimal, reason: str) -> Override:
    """Ask to spend or commit up to `amount` beyond an authorization, or (None) without one."""
    if not is_secretariat(by):
        raise PermissionDenied("request an override")
    if authorization is not None and authorization.kind != EntryKind.AUTHORIZATION:
        raise ValidationError({"authorization": _("This entry is no authorization.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Write why more than authorized has to be spent.")})
    return Override.objects.create(
        authorization=authorization, amount=checked_amount(amount), reason=reason.strip(), requested_by=by
    )


def approve_override(override: Override, *, by: Any, note: str = "") -> Override:
    """Approve as the second person; the one who asked is refused with PermissionDenied."""
    return OVERRIDE.perform(override, "approve", by=by, note=note, decided_by=by, decided_at=timezone.now())


def refuse_override(override: Override, *, by: Any, note: str) -> Override:
    """Refuse as the second person, with the reason."""
    return OVERRIDE.perform(override, "refuse", by=by, note=note, decided_by=by, decided_at=timezone.now())
