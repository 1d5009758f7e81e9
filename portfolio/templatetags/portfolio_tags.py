"""How the portfolio's rows are written in templates; the wording is that of portfolio/reading/presentation.py."""

from pathlib import PurePath

from django import template

from portfolio.models import Launch, Result, Source
from portfolio.reading import presentation
from rial.core.bilingual import text_of

register = template.Library()


@register.simple_tag
def portfolio_opening(public: int) -> Launch | None:
    """The launch of the whole portfolio if it is ahead (P07); asked only where nothing is public yet."""
    return None if public else Launch.objects.of_portfolio().ahead().first()


@register.filter
def figure(row: Result) -> str:
    """“more than 17,000”, or that it was not reported."""
    return presentation.qualified(row) or presentation.not_reported()


@register.filter
def period(row: Result) -> str:
    """“2010–2013” or “2012”; years are never grouped by thousands."""
    return presentation.years(row.year_from, row.year)


@register.filter
def file_kind(filename: str) -> str:
    """“PDF” for report.pdf."""
    return PurePath(filename).suffix.lstrip(".").upper()


@register.filter
def undated(row: Source) -> bool:
    """Whether the source has a date that its citation does not already name."""
    return row.dated is not None and str(row.dated.year) not in text_of(row, "citation").value
