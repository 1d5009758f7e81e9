"""What a reader asks of the Fund in the address: as of which day, as known on which day; what is no day is named."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from rial.core.dates import show_date
from rial.core.search import quoted

from .statement import today


@dataclass(frozen=True)
class Question:
    """The days asked for, and what was wrong with what was typed."""

    as_of: date
    known_on: date | None
    problems: tuple[str, ...]
    # Whether the reader named a day; without one the page is about today.
    dated: bool

    @property
    def query(self) -> str:
        """The query string that asks the same, "" for today."""
        parts = [f"as_of={self.as_of.isoformat()}"] if self.dated else []
        parts += [f"known_on={self.known_on.isoformat()}"] if self.known_on else []
        return "&".join(parts)


def read_question(request: HttpRequest) -> Question:
    """as_of and known_on of an address; a day to come counts as today, what is no day is left out, both are said."""
    problems: list[str] = []
    as_of = _day(request.GET.get("as_of", ""), problems)
    known_on = _day(request.GET.get("known_on", ""), problems)
    if known_on == today():
        known_on = None
    return Question(as_of or today(), known_on, tuple(problems), as_of is not None and as_of != today())


def _day(typed: str, problems: list[str]) -> date | None:
    written = typed.strip()
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        message = _("“%(typed)s” is not a date. Write it as year-month-day, such as 2016-06-29.")
        problems.append(message % {"typed": quoted(written)})
        return None
    if day > today():
        message = _("%(day)s has not come yet: this is the situation of today.")
        problems.append(message % {"day": show_date(day)})
        return today()
    return day
