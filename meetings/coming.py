"""What comes next and what was last: for the home of the meetings, the calendar and the portal's home."""

from datetime import date

from django.db.models import F, Q
from django.utils import timezone

from .enums import Standing
from .models import Meeting

_EXPECTED = (Standing.ANNOUNCED, Standing.CONFIRMED, Standing.POSTPONED)


def coming_meetings(day: date | None = None) -> list[Meeting]:
    """Public meetings that are not over on a day (today), the next first; cancelled ones are left out."""
    day = day or timezone.localdate()
    running = Q(start__gte=day) | Q(end__gte=day)
    # A meeting of which the month or the year is known lies ahead until that has passed; of a year, `start` is its
    # first day.
    running |= Q(precision="month", start__year=day.year, start__month=day.month)
    running |= Q(precision="year", start__year=day.year)
    expected = Meeting.objects.public().filter(running).exclude(standing=Standing.CANCELLED)
    still = expected.filter(Q(standing__in=_EXPECTED) | Q(start__gte=day) | Q(end__gte=day))
    return list(still.select_related("conference", "country").prefetch_related("bodies").order_by("start", "slug"))


def last_meetings(count: int, day: date | None = None) -> list[Meeting]:
    """The public meetings that were held last."""
    day = day or timezone.localdate()
    held = Meeting.objects.public().filter(standing=Standing.HELD, start__lte=day)
    named = held.select_related("conference", "country").prefetch_related("bodies")
    return list(named.order_by(F("start").desc(), "slug")[:count])
