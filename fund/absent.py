"""Days about which the ledger says nothing: why, and which day to ask instead."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from rial.core.dates import show_date

from .enums import Reach
from .models import Entry
from .situation import Situation
from .wording import shown_day


@dataclass(frozen=True)
class Absent:
    """A heading that says what is missing, and a sentence on what to do."""

    title: str
    advice: str


def nothing_said(found: Situation, known_on: date | None) -> Absent | None:
    """None when the statement has at least one figure or entry without an amount."""
    if any(term.figure.reach != Reach.NONE for term in found.terms):
        return None
    earliest = Entry.objects.order_by("value_date", "id").first()
    if earliest is None:
        return Absent(_("Nothing is recorded as of that day"), _("The ledger has no entry yet."))
    if not found.through and known_on:
        first = Entry.objects.order_by("id").values_list("recorded_at", flat=True)[0]
        advice = _("Its first entry was recorded on %(day)s. Leave “As known on” empty to see what is known now.")
        title = _("On %(day)s this ledger knew nothing yet") % {"day": show_date(known_on)}
        return Absent(title, advice % {"day": date_format(localtime(first), "DATE_FORMAT")})
    advice = _("The ledger begins later. Its earliest entry: %(day)s.")
    return Absent(_("Nothing is recorded as of that day"), advice % {"day": shown_day(earliest)})
