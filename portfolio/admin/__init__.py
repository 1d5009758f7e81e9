"""The Secretariat's pages of the portfolio: lists, review, translation, currency, history."""

from . import good_practice, imports, intake, launches, program, reports, version, vocabulary

__all__ = ["good_practice", "imports", "intake", "launches", "program", "reports", "version", "vocabulary"]
