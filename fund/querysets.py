"""Who sees what of the Fund, and which entries a question is about."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from .enums import SUMMED

if TYPE_CHECKING:
    from .models import Entry, Statement


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Any) -> Self:
        """The whole ledger is public; amounts published as a range or not at all are hidden by `Entry`."""
        return self.all()

    def known(self, as_of: date, through: int) -> Self:
        """Entries that concern a situation as of a day, of those the ledger held up to a number."""
        return self.filter(value_date__lte=as_of, id__lte=through)

    def in_force(self, as_of: date, through: int) -> Self:
        """As `known`, without reversals and what they undo."""
        undone = Q(reversal__value_date__lte=as_of, reversal__id__lte=through)
        return self.known(as_of, through).filter(reverses__isnull=True).exclude(undone)

    def counted(self) -> Self:
        """Entries that are added up: no parts of others, none of which that is unclear, no pledges or support."""
        return self.filter(part_of__isnull=True, unclear=False, kind__in=SUMMED)

    def about(self, record_code: str) -> Self:
        """Entries of one record of the portal, such as a meeting or an activity."""
        return self.filter(record_code=record_code)

    def with_names(self) -> Self:
        """With what a list of rows shows of each."""
        return self.select_related(
            "country", "institution__country", "pool", "meeting", "decision__meeting", "document", "reversal"
        ).prefetch_related("institution__names")


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: Any) -> Self:
        """Issued statements are public."""
        return self.all()

    def for_lists(self) -> Self:
        """Without the rows, which only the statement's own page needs."""
        return self.defer("document")
