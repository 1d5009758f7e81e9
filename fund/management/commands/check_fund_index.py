"""Holds the rows of the ledger's public list against the ledger, and its counts against plain SQL."""

from fund.listing import LEDGER
from fund.listing.index import INDEXER
from rial.core.listing.commands import CheckIndex


class Command(CheckIndex):
    help = "Check that the rows of the public list are what the entries of the ledger make them; changes nothing."
    listing = LEDGER
    indexer = INDEXER
    rebuild = "rebuild_fund_index"
    plural = "entries"
