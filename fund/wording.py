"""Figures, dates and givers in words, for pages, exports and reports alike."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import Text, current_language, text_of
from rial.core.dates import Precision, show_date

from .enums import LEDGER_CURRENCY, DatePrecision, Reach
from .figures import Figure
from .models import Entry

MINUS = "\u2212"


def shown_number(amount: Decimal) -> str:
    """An amount as a table writes it: grouped, a true minus, decimals only where there are any."""
    places = 0 if amount == amount.to_integral_value() else 2
    number = formats.number_format(abs(amount), places, force_grouping=True)
    return f"{MINUS}{number}" if amount < 0 else number


def shown_money(amount: Decimal) -> str:
    """An amount with its currency, as sentences write it."""
    return f"{LEDGER_CURRENCY} {shown_number(amount)}"


def qualified(figure: Figure) -> str:
    """What stands before the number or instead of it: “about”, “at least”, “not recorded”; empty when exact."""
    about = figure.approximate
    if figure.reach == Reach.UNKNOWN:
        return _("Not recorded")
    if figure.reach == Reach.NONE:
        return _("None recorded")
    if figure.reach == Reach.AT_LEAST:
        return _("at least about") if about else _("at least")
    if figure.reach == Reach.AT_MOST:
        return _("at most about") if about else _("at most")
    return _("about") if about else ""


def has_number(figure: Figure) -> bool:
    """Whether a number can be shown: not for what is unknown, nor where nothing is recorded."""
    return figure.reach not in {Reach.UNKNOWN, Reach.NONE}


def in_words(figure: Figure) -> str:
    """The whole figure in words: “at most about USD 305,000”, “not recorded”."""
    before = qualified(figure)
    if not has_number(figure):
        return before
    money = shown_money(figure.amount)
    return f"{before} {money}" if before else money


def said(figure: Figure) -> str:
    """The whole figure inside a sentence: a number is written the same, “not recorded” begins small."""
    words = in_words(figure)
    return words if has_number(figure) else words[:1].lower() + words[1:]


def missing(figure: Figure) -> str:
    """What the figure leaves out, as a sentence; empty when nothing is known to be missing."""
    if not figure.undisclosed:
        return ""
    return ngettext(
        "%(count)s entry without a published amount is not in it.",
        "%(count)s entries without a published amount are not in it.",
        figure.undisclosed,
    ) % {"count": figure.undisclosed}


class Dated(Protocol):
    """What has a value date that is known to some precision."""

    @property
    def value_date(self) -> date: ...
    @property
    def date_precision(self) -> str: ...


def shown_day(entry: Dated) -> str:
    """The value date as far as it is known: “June 29, 2016”, “February 2012”, “2011”, “by June 29, 2016”."""
    if entry.date_precision == DatePrecision.BY:
        return _("by %(day)s") % {"day": show_date(entry.value_date)}
    precisions = {DatePrecision.MONTH: Precision.MONTH, DatePrecision.YEAR: Precision.YEAR}
    return show_date(entry.value_date, precisions.get(DatePrecision(entry.date_precision), Precision.DAY))


def shown_amount(entry: Entry) -> str:
    """The amount as it may be published: number, “about …”, range, or “not disclosed”."""
    if entry.amount_is_public and entry.amount is not None:
        number = shown_number(entry.amount)
        return _("about %(amount)s") % {"amount": number} if entry.published_as == "approximate" else number
    if entry.range_low is not None and entry.range_high is not None:
        bounds = {"low": shown_number(entry.range_low), "high": shown_number(entry.range_high)}
        return _("%(low)s to %(high)s") % bounds
    return _("not disclosed")


def giver(entry: Entry) -> Text:
    """Who gives: the country, the institution as called on that day, the name, or how many are not named."""
    if entry.country_id:
        return text_of(entry.country, "name")
    if entry.institution is not None:
        return entry.institution.name_on(entry.value_date)
    named = text_of(entry, "contributor_name")
    if named or not entry.contributor_count:
        return named
    count = entry.contributor_count
    words = ngettext("%(count)s contributor, not named", "%(count)s contributors, not named", count)
    return Text(words % {"count": count}, current_language())
