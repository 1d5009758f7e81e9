"""What falls due in the portfolio: the yearly confirmation of public programs (P05), the news of launches (P07)."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models.functions import Coalesce, TruncDate

from rial.core.due import due
from rial.directory.models import Institution

from . import notifications
from .enums import ProgramState
from .models import Program
from .querysets import ProgramQuerySet
from .services.launches import announce_due

# A ministry is reminded at most once in as many days, however many programs it has.
REMIND_EVERY_DAYS = 30


@due("portfolio_confirmations")
def remind_of_confirmations(today: date) -> int:
    """One message per ministry naming every published program not confirmed for a year."""
    programs: dict[int, list[Program]] = {}
    rows = _to_confirm(today).select_for_update(of=("self",)).select_related("current").order_by("code")
    for program in rows:
        programs.setdefault(program.institution_id, []).append(program)
    sent = 0
    for institution in Institution.objects.filter(pk__in=programs).with_names():
        queued = notifications.confirmation_due(institution, programs[institution.pk])
        if queued:
            keys = [program.pk for program in programs[institution.pk]]
            Program.objects.filter(pk__in=keys).update(reminded_on=today)
        sent += queued
    return sent


@due("portfolio_launches")
def tell_of_launches(today: date) -> int:
    """That a launch has come. The public reads the programs from the moment itself; only the news waits for this."""
    return announce_due()


def _to_confirm(today: date) -> ProgramQuerySet:
    limit = today - relativedelta(months=settings.PORTFOLIO_CONFIRM_MONTHS)
    reminded = Program.objects.filter(reminded_on__gt=today - timedelta(days=REMIND_EVERY_DAYS))
    last_word = Coalesce("confirmed_on", TruncDate("first_published_at"))
    return (
        Program.objects.public()
        .filter(state=ProgramState.PUBLISHED)
        .annotate(last_word=last_word)
        .filter(last_word__lte=limit)
        .exclude(institution__in=reminded.values("institution"))
    )
