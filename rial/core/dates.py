"""Dates known to the day, the month or the year: what a source does not say stays unsaid."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext


class Precision(models.TextChoices):
    """How exactly a date is known. The stored date is the first day of what is known."""

    DAY = "day", gettext_lazy("To the day")
    MONTH = "month", gettext_lazy("To the month")
    YEAR = "year", gettext_lazy("To the year")


def show_date(day: date | None, precision: str = Precision.DAY) -> str:
    """The date as far as it is known, in the reader's language: “June 29, 2016”, “February 2012”, “2003”."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return str(day.year)
    return date_format(day, "YEAR_MONTH_FORMAT" if precision == Precision.MONTH else "DATE_FORMAT")


def show_period(start: date | None, end: date | None = None, precision: str = Precision.DAY) -> str:
    """One date, or from one to another, without repeating what both share: “June 28–29, 2016”."""
    if start is None or end is None or end == start:
        return show_date(start or end, precision)
    if precision != Precision.DAY or start.year != end.year:
        first, last = show_date(start, precision), show_date(end, precision)
        return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    if start.month == end.month:
        consecutive = (end - start).days == 1
        both = pgettext("two consecutive days", "%(month)s %(first)s–%(last)s, %(year)s")
        span = pgettext("several days", "%(month)s %(first)s–%(last)s, %(year)s")
        return (both if consecutive else span) % {
            "month": date_format(start, "F"),
            "first": start.day,
            "last": end.day,
            "year": start.year,
        }
    return _("%(first_month)s %(first)s to %(last_month)s %(last)s, %(year)s") % {
        "first_month": date_format(start, "F"),
        "first": start.day,
        "last_month": date_format(end, "F"),
        "last": end.day,
        "year": start.year,
    }


@dataclass(frozen=True)
class Known:
    """A date as read in a content file: “2016-06-29”, “2012-02”, “2003”."""

    day: date
    precision: str


def read_known(written: object) -> Known | None:
    """The date of a content file with its precision; None for nothing. Refuses what is no date with ValueError."""
    if written in (None, ""):
        return None
    if isinstance(written, date):
        return Known(written, Precision.DAY)
    parts = str(written).split("-")
    numbers = [int(part) for part in parts]
    precision = {1: Precision.YEAR, 2: Precision.MONTH, 3: Precision.DAY}[len(numbers)]
    year, month, day = [*numbers, 1, 1][:3]
    return Known(date(year, month, day), precision)
