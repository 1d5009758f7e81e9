"""The rule of the yearly confirmation in SQL (W13); Program.confirmation_due_on says the same of one program."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .enums import ProgramState
from .querysets import public_now


def confirmation_limit() -> date:
    """Texts confirmed (or, never confirmed, first published) before this day are overdue."""
    return timezone.localdate() - relativedelta(months=settings.PORTFOLIO_CONFIRM_MONTHS)


def confirmation_overdue() -> Q:
    """Published programs that the public reads and whose yearly confirmation is overdue."""
    limit = confirmation_limit()
    never = Q(confirmed_on__isnull=True, first_published_at__date__lt=limit)
    return public_now() & Q(state=ProgramState.PUBLISHED) & (Q(confirmed_on__lt=limit) | never)
