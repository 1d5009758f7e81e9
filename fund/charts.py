"""Charts drawn by the server as SVG: every figure of a chart stands in the table beside it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .enums import TermCode
from .situation import Situation
from .wording import has_number, shown_number

# A row holds a line of text above its bar: legible on a phone, where the drawing is as wide as the screen.
_WIDTH, _ROW, _TEXT, _BAR, _GAP, _INSET = 420, 40, 15, 14, 4, 8


@dataclass(frozen=True)
class Bar:
    """A bar of the waterfall: from where to where, and how it is meant."""

    label: str
    start: Decimal
    end: Decimal
    # “in” adds, “out” subtracts, “sum” is a total, “short” a shortfall.
    look: str
    number: str


def waterfall_bars(found: Situation) -> list[Bar]:
    """Money, in kind, total, spent, available, authorized, balance; empty when a term has no number to draw."""
    order = [TermCode.CASH, TermCode.IN_KIND, TermCode.RECEIVED, TermCode.SPENT, TermCode.AVAILABLE]
    order += [TermCode.AUTHORIZED, TermCode.BALANCE]
    amounts = {code: found.figure(code).amount for code in order}
    if not has_number(found.figure(TermCode.RECEIVED)):
        return []
    zero, cash, received, available = Decimal(0), amounts[order[0]], amounts[order[2]], amounts[order[4]]
    ends = {
        TermCode.CASH: (zero, cash, "in"),
        TermCode.IN_KIND: (cash, received, "in"),
        TermCode.RECEIVED: (zero, received, "sum"),
        TermCode.SPENT: (available, received, "out"),
        TermCode.AVAILABLE: (zero, available, "sum"),
        TermCode.AUTHORIZED: (amounts[TermCode.BALANCE], available, "out"),
        TermCode.BALANCE: (zero, amounts[TermCode.BALANCE], "short" if amounts[TermCode.BALANCE] < 0 else "sum"),
    }
    return [
        Bar(str(code.label), *ends[code], shown_number(-amounts[code] if ends[code][2] == "out" else amounts[code]))
        for code in order
        if has_number(found.figure(code))
    ]


def waterfall(found: Situation, title: str) -> SafeString:
    """The composition of the balance as a waterfall, a row to each term; empty when there is nothing to draw."""
    bars = waterfall_bars(found)
    if not bars:
        return SafeString("")
    scale = _Scale(
        min(Decimal(0), *(min(bar.start, bar.end) for bar in bars)),
        max(Decimal(1), *(max(bar.start, bar.end) for bar in bars)),
    )
    height = _ROW * len(bars)
    return format_html(
        '<svg class="chart rows" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        _WIDTH,
        height,
        title,
        format_html_join("", "{}", ((_bar(bar, place, scale),) for place, bar in enumerate(bars))),
        _zero_line(scale, height),
    )


@dataclass(frozen=True)
class _Scale:
    """Amounts along the width of the drawing."""

    low: Decimal
    high: Decimal

    def x(self, amount: Decimal) -> float:
        return round(_WIDTH * float(amount - self.low) / float(self.high - self.low), 1)


def _zero_line(scale: _Scale, height: int) -> SafeString:
    x = scale.x(Decimal(0))
    return format_html('<line class="axis" x1="{}" x2="{}" y1="0" y2="{}"/>', x, x, height)


def _bar(bar: Bar, place: int, scale: _Scale) -> SafeString:
    top = _ROW * place
    left, right = sorted((scale.x(bar.start), scale.x(bar.end)))
    return format_html(
        '<text class="name" x="{}" y="{}">{}</text><text class="value" x="{}" y="{}">{}</text>'
        '<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"/>',
        _INSET,
        top + _TEXT,
        bar.label,
        _WIDTH,
        top + _TEXT,
        bar.number,
        bar.look,
        left,
        top + _ROW - _BAR - _GAP,
        max(1.5, round(right - left, 1)),
        _BAR,
    )
