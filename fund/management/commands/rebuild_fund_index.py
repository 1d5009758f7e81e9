"""Writes the rows of the ledger's public list anew."""

from fund.listing.index import INDEXER
from rial.core.listing.commands import RebuildIndex


class Command(RebuildIndex):
    help = "Write the rows of the public list of the ledger anew; readers see the old ones until it is done."
    indexer = INDEXER
    plural = "entries"
