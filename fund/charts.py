"""Charts drawn by the server as SVG: every figure of a chart stands in the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .enums import TermCode
from .situation import Situation
from .wording import has_number, shown_number

_WIDTH, _HEIGHT, _BOTTOM, _TOP = 640, 250, 46, 26


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
    """The composition of the balance as a waterfall; empty when there is nothing to draw."""
    bars = waterfall_bars(found)
    if not bars:
        return SafeString("")
    low = min(Decimal(0), *(min(bar.start, bar.end) for bar in bars))
    high = max(Decimal(1), *(max(bar.start, bar.end) for bar in bars))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        _WIDTH,
        _HEIGHT,
        title,
        _zero_line(low, high),
        format_html_join("", "{}", ((_bar(bar, place, len(bars), low, high),) for place, bar in enumerate(bars))),
    )


def _y(amount: Decimal, low: Decimal, high: Decimal) -> float:
    span = float(high - low)
    return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * float(high - amount) / span, 1)


def _zero_line(low: Decimal, high: Decimal) -> SafeString:
    y = _y(Decimal(0), low, high)
    return format_html('<line class="axis" x1="0" x2="{}" y1="{}" y2="{}"/>', _WIDTH, y, y)


def _bar(bar: Bar, place: int, count: int, low: Decimal, high: Decimal) -> SafeString:
    step = _WIDTH / count
    width, left = round(step * 0.62, 1), round(step * place + step * 0.19, 1)
    top, bottom = sorted((_y(bar.start, low, high), _y(bar.end, low, high)))
    middle = round(left + width / 2, 1)
    return format_html(
        '<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"/><text class="value" x="{}" y="{}">{}</text>{}',
        bar.look,
        left,
        top,
        width,
        max(1.5, round(bottom - top, 1)),
        middle,
        round(top - 6, 1),
        bar.number,
        _label(bar.label, middle),
    )


def _label(text: str, x: float) -> SafeString:
    lines = _wrapped(text)
    rows = ((x, _HEIGHT - _BOTTOM + 16 + 13 * place, line) for place, line in enumerate(lines))
    return format_html_join("", '<text class="name" x="{}" y="{}">{}</text>', rows)


def _wrapped(text: str, most: int = 14) -> Sequence[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= most or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines[:3]
