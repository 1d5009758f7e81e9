"""Writes the index of the public list and search anew."""

from portfolio.listing.index import INDEXER
from rial.core.listing.commands import RebuildIndex


class Command(RebuildIndex):
    help = "Write the index of the public list, facets and search anew from the published programs."
    indexer = INDEXER
    plural = "programs"
