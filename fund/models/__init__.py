"""The Fund's models: the ledger, statements issued from it, figures others printed, budgets."""

from .budget import Budget, BudgetLine, BudgetPrintedFigure, FundingRule
from .entry import Entry, Pool
from .index import EntryIndex, EntryText, EntryWord
from .override import Override, OverrideLog
from .published import PublishedFigure, PublishedSituation
from .statement import Statement

__all__ = [
    "Budget",
    "BudgetLine",
    "BudgetPrintedFigure",
    "Entry",
    "EntryIndex",
    "EntryText",
    "EntryWord",
    "FundingRule",
    "Override",
    "OverrideLog",
    "Pool",
    "PublishedFigure",
    "PublishedSituation",
    "Statement",
]
