"""Holds the index of the public list against the published programs, and its counts against plain SQL."""

from portfolio.listing import PROGRAMS
from portfolio.listing.index import INDEXER
from rial.core.listing.commands import CheckIndex


class Command(CheckIndex):
    help = "Check that the index of the public list is what the published programs make it; changes nothing."
    listing = PROGRAMS
    indexer = INDEXER
    rebuild = "rebuild_portfolio_index"
    plural = "programs"
