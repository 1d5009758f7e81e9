"""Which decisions are overdue, in SQL; meetings.presentation tells the same of one decision."""

from datetime import date, timedelta

from django.db.models import Q

from rial.core.dates import Precision

from .enums import Progress

# Standing appeals and decisions whose fate nobody told have no day on which they fail.
_FOLLOWED = (Progress.NOT_STARTED, Progress.UNDER_WAY)


def due_before(day: date) -> Q:
    """Decisions whose deadline, as far as it is known, lies before the day: “in June” ends with June."""
    month, year = day.replace(day=1), day.replace(month=1, day=1)
    return (
        Q(deadline_precision=Precision.DAY, deadline__lt=day)
        | Q(deadline_precision=Precision.MONTH, deadline__lt=month)
        | Q(deadline_precision=Precision.YEAR, deadline__lt=year)
    )


def overdue(day: date) -> Q:
    """Decisions that were to be done before the day and are known not to be."""
    return Q(progress__in=_FOLLOWED) & due_before(day)


def due_soon(day: date, days: int) -> Q:
    """Decisions that fall due within so many days and are not overdue."""
    last = day + timedelta(days=days) + timedelta(days=1)
    return Q(progress__in=_FOLLOWED, deadline__isnull=False) & due_before(last) & ~due_before(day)
