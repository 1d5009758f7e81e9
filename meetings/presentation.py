"""How records of the meetings are worded for readers: how far a decision is, amounts, shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rial.core.bilingual import Text, current_language
from rial.core.dates import show_date

from .enums import DecisionKind, Progress
from .models import Decision
from .overdue import FOLLOWED, Edition, deadline_passed, due, is_overdue, noted_on


@dataclass(frozen=True)
class Tag:
    """A word with the kind of tag it stands in (look/README, "Tags")."""

    word: str
    css: str = ""


def here(text: str) -> Text:
    """A text of the interface: always in the reader's language."""
    return Text(text, current_language())


def joined(texts: Sequence[Text], sign: str = ", ") -> Text:
    """Several texts as one, in the language of the first."""
    filled = [text for text in texts if text]
    return Text(sign.join(text.value for text in filled), filled[0].language if filled else current_language())


def money(amount: Decimal | None, currency: str, *, ceiling: bool = False) -> str:
    """“USD 10,000”, “up to USD 10,000”; "" when the amount is not recorded."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    shown = number_format(amount, 0 if whole else 2, force_grouping=True)
    text = f"{currency} {shown}"
    return _("up to %(amount)s") % {"amount": text} if ceiling else text


# The last stretch, in which the days are counted.
_NEAR = 60

_TAGS = {
    Progress.UNDER_WAY: "in",
    Progress.DONE: "ok",
    Progress.STANDING: "ac",
    Progress.NOT_STARTED: "line",
    Progress.UNKNOWN: "line",
}


def decision_tag(decision: Decision, day: date, edition: Edition | None, progress: str = "") -> Tag:
    """How far a decision is on a day: “Open, 21 days left”, “Overdue since July 25, 2016”, “Done”.

    `edition`: the one that lasts on that day; `progress`: that day's, the present one unless said.
    """
    progress = Progress(progress or decision.progress)
    if is_overdue(decision, day, progress, edition):
        return Tag(_("Overdue since %(day)s") % {"day": _short(decision)}, "er")
    if deadline_passed(decision, day, progress):
        return Tag(_unreported(noted_on(decision, day)), "line")
    last = due(decision)
    if progress in FOLLOWED and last is not None and (last - day).days <= _NEAR:
        return Tag(_days_left((last - day).days), "wa")
    if progress == Progress.STANDING and decision.kind == DecisionKind.APPEAL:
        return Tag(_("Standing appeal"), "ac")
    return Tag(str(progress.label), _TAGS.get(progress, ""))


def _unreported(noted: date | None) -> str:
    if noted is None:
        return _("Deadline passed, no report")
    return _("Deadline passed, no report since %(day)s") % {"day": show_date(noted)}


def _short(decision: Decision) -> str:
    return show_date(decision.deadline, decision.deadline_precision)


def _days_left(left: int) -> str:
    if left == 0:
        return _("Open, due today")
    return ngettext("Open, %(count)d day left", "Open, %(count)d days left", left) % {"count": left}


def days_text(days: Decimal | None) -> str:
    """“3.5 days”; "" when the length is not recorded."""
    if days is None:
        return ""
    shown = number_format(days.normalize(), None if days % 1 else 0)
    # Languages have no plural of their own for halves: they take that of more than one.
    return ngettext("%(days)s day", "%(days)s days", 1 if days == 1 else 2) % {"days": shown}


def share(part: int, whole: int) -> Decimal | None:
    """Percent with one decimal; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


def percent(value: Decimal | None) -> str:
    """“14.0%” in the reader's language; "" for None."""
    return "" if value is None else pgettext("percent", "%(number)s%%") % {"number": number_format(value, 1)}
