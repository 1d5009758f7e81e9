"""How records of the meetings are worded for readers: parties, speakers, how far a decision is, amounts."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rial.core.bilingual import Text, current_language, text_of
from rial.core.dates import Precision, show_date
from rial.directory.enums import InstitutionKind
from rial.directory.models import Institution

from .enums import DecisionKind, Progress
from .models import Decision, Financing, ProposalFunding, Speaker
from .models.base import Party


@dataclass(frozen=True)
class Name:
    """A party as it is listed; `full` spells an acronym out, `note` says more of it."""

    text: Text
    full: str = ""
    note: Text | None = None

    def __str__(self) -> str:
        return self.text.value


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


def acronym_of(institution: Institution) -> str:
    """The acronym used in the reader's language: OIT, ILO; "" when there is none."""
    return text_of(institution, "acronym").value or institution.acronym


def institution_name(institution: Institution, day: date | None) -> Name:
    """Organizations by their acronym, spelled out beside it; ministries by their name on that day."""
    name, acronym = institution.name_on(day), acronym_of(institution)
    if acronym and institution.country_id is None:
        return Name(here(acronym), "" if name.value == acronym else name.value)
    return Name(name)


def party_name(party: Party | Any, day: date | None) -> Name:
    """A state by its name; with an institution other than its ministry of labor, that too; else the printed label."""
    label, institution = text_of(party, "label"), party.institution
    if party.country is None:
        return Name(label) if label or institution is None else institution_name(institution, day)
    country = text_of(party.country, "name")
    if label:
        return Name(country, note=label)
    if institution is None or institution.kind == InstitutionKind.MINISTRY:
        return Name(country)
    return Name(country, note=institution.name_on(day))


def speaker_institution(speaker: Speaker, day: date | None) -> Text:
    """As the report names it, else the institution's name on that day."""
    printed = text_of(speaker, "institution_printed")
    if printed or speaker.institution is None:
        return printed
    return speaker.institution.name_on(day)


def payer(row: Financing | ProposalFunding, day: date | None) -> Name:
    """Who pays: a party, or the Fund."""
    if row.from_fund:
        return Name(here(_("Voluntary Contributions Fund of the RIAL")))
    return party_name(row, day)


def money(amount: Decimal | None, currency: str, *, ceiling: bool = False) -> str:
    """“USD 10,000”, “up to USD 10,000”; "" when the amount is not recorded."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    shown = number_format(amount, 0 if whole else 2, force_grouping=True)
    text = f"{currency} {shown}"
    return _("up to %(amount)s") % {"amount": text} if ceiling else text


def last_day(day: date | None, precision: str) -> date | None:
    """The last day of what is known: a deadline “in August 2013” has passed when the month has."""
    if day is None or precision == Precision.DAY:
        return day
    month = 12 if precision == Precision.YEAR else day.month
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def due(decision: Decision) -> date | None:
    """The last day on which a decision is still in time."""
    return last_day(decision.deadline, decision.deadline_precision)


FOLLOWED = (Progress.NOT_STARTED, Progress.UNDER_WAY)
# The last stretch, in which the days are counted.
_NEAR = 60

_TAGS = {
    Progress.UNDER_WAY: "in",
    Progress.DONE: "ok",
    Progress.STANDING: "ac",
    Progress.NOT_STARTED: "line",
    Progress.UNKNOWN: "line",
}


def is_overdue(decision: Decision, day: date, progress: str) -> bool:
    """Whether it was to be done before that day and is known not to be."""
    last = due(decision)
    return progress in FOLLOWED and last is not None and last < day


def decision_tag(decision: Decision, day: date, progress: str = "") -> Tag:
    """How far a decision is on a day: “Open, 21 days left”, “Overdue by 3 days”, “Done”. `progress`: that day's."""
    progress = Progress(progress or decision.progress)
    last = due(decision)
    if last is not None and progress in FOLLOWED:
        left = (last - day).days
        if left < 0:
            return Tag(_("Overdue since %(day)s") % {"day": _short(decision)}, "er")
        if left <= _NEAR:
            return Tag(_days_left(left), "wa")
    if progress == Progress.STANDING and decision.kind == DecisionKind.APPEAL:
        return Tag(_("Standing appeal"), "ac")
    return Tag(str(progress.label), _TAGS.get(progress, ""))


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
