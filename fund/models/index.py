"""Entries of the ledger as the public list reads them; written by fund.listing.index alone."""

from django.db import models

from rial.core.listing import models as listing

from .entry import Entry


class EntryIndex(listing.Entry):
    """One row per entry, with nothing in it that the public may not see."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="index")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=14)
    value_date = models.DateField()
    date_precision = models.CharField(max_length=6)
    # As published: empty where the amount is not, so that no order and no card can tell a hidden one.
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    published_as = models.CharField(max_length=12)
    range_low = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    range_high = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    # Who gives: a country by its code, whose name may change; others by the name of that day.
    country = models.CharField(max_length=2, blank=True)
    who_es = models.CharField(max_length=250, blank=True)
    who_en = models.CharField(max_length=250, blank=True)


class EntryText(listing.EntryText):
    """Its texts for searching."""

    index = models.OneToOneField(EntryIndex, models.CASCADE, primary_key=True, related_name="text")


class EntryWord(listing.Word):
    """Words of descriptions and activities, for “did you mean”."""
