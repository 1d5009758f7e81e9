"""Where a contribution went: what is on record, and honestly where the records end (F13)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rial.core.bilingual import text_of

from .enums import EntryKind, PoolKind
from .models import Entry
from .presentation import Row, rows_of
from .situation import Situation
from .wording import in_words

_SHOWN = 50


@dataclass(frozen=True)
class Followed:
    """What became of a contribution, in words, with the expenditures that can be tied to it."""

    text: str
    rows: tuple[Row, ...]


def where_it_went(entry: Entry, now: Situation) -> Followed | None:
    """None for what is no contribution. Only a pool kept apart leads from a gift to what it paid."""
    if entry.kind != EntryKind.CONTRIBUTION or entry.reverses_id is not None:
        return None
    if entry.pool is None:
        return Followed(_("The records do not say which pool it went to, so it cannot be followed further."), ())
    name = text_of(entry.pool, "name").value
    if entry.pool.kind != PoolKind.SPECIAL:
        text = _("It went into “%(pool)s”, where all contributions pay together: what this one paid is not recorded.")
        return Followed(text % {"pool": name}, ())
    spent = Entry.objects.in_force(now.as_of, now.through).filter(kind=EntryKind.EXPENDITURE, pool=entry.pool)
    rows = tuple(rows_of(spent.with_names().order_by("value_date", "id")[:_SHOWN]))
    if not rows:
        text = _("It is kept apart as “%(pool)s”. No expenditure from it is recorded, so what it paid is not known.")
        return Followed(text % {"pool": name}, ())
    line = next((line for line in now.pools if line.code == entry.pool_id), None)
    text = _("It is kept apart as “%(pool)s”. From it were spent: %(spent)s.")
    return Followed(text % {"pool": name, "spent": in_words(line.spent) if line else "–"}, rows)
