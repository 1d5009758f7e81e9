"""What people type, made fit to be stored: text without invisible traps, numbers in any of the region's habits."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.formats import get_format
from django.utils.translation import get_language

# Marks that change the reading direction of what follows: a text could show something else than it says.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Control characters but tab and line feed; PostgreSQL refuses the first of them (null).
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0\u202f\u2009]")
_NUMBER = re.compile(r"^[+\-−]?[0-9][0-9.,'’]*$")
# One separator with exactly three digits after it: a thousand here, a decimal there.
_TWO_READINGS = re.compile(r"^[1-9][0-9]{0,2}([.,])[0-9]{3}$")


class AmbiguousNumber(ValueError):
    """A number such as 1.200, which is twelve hundred in one country and one point two in another."""

    def __init__(self, whole: str, fraction: str) -> None:
        super().__init__(whole, fraction)
        self.whole = whole
        self.fraction = fraction


def tidy_text(text: str) -> str:
    """Prose as stored: NFC, line feeds only, no control or direction marks, no blanks at the ends.

    HTML is kept as typed: it is escaped wherever it is shown.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DIRECTION.sub("", _CONTROL.sub("", text))
    return unicodedata.normalize("NFC", text).strip()


def tidy_line(text: str) -> str:
    """One line as stored: as `tidy_text`, with every run of blanks and line ends as one space."""
    return " ".join(tidy_text(text).split())


def read_number(text: str) -> Decimal | None:
    """A number as people of the region write it: "9,2", "9.2", "674 800", "1.200.000", "1,234.50"; None when empty.

    Refuses with AmbiguousNumber what can be read in two ways ("1.200"), with ValueError what is no number.
    In English, where the interface itself writes 1,200, a comma before three digits is a thousand.
    """
    typed = _SPACES.sub("", tidy_line(text)).replace("−", "-").replace("’", "'")
    if not typed:
        return None
    if not _NUMBER.match(typed):
        raise ValueError(text)
    sign, digits = ("-", typed[1:]) if typed[0] == "-" else ("", typed.lstrip("+"))
    digits = digits.replace("'", "")
    ambiguous = _TWO_READINGS.match(digits)
    if ambiguous and not (ambiguous[1] == "," and (get_language() or "").startswith("en")):
        whole, fraction = digits.split(ambiguous[1])
        # The fraction as the reader writes it: 1,2 in Spanish, whichever sign was typed. Three decimals would be
        # asked about again, four are not.
        decimals = fraction.rstrip("0") or "0"
        decimals = decimals if len(decimals) < len(fraction) else f"{decimals}0"
        raise AmbiguousNumber(f"{sign}{whole}{fraction}", f"{sign}{whole}{get_format('DECIMAL_SEPARATOR')}{decimals}")
    try:
        return Decimal(sign + _plain_digits(digits, bool(ambiguous)))
    except InvalidOperation as error:
        raise ValueError(text) from error


def _plain_digits(digits: str, is_thousand: bool) -> str:
    """Digits with a point as the only sign; refuses groups that are not of three."""
    if is_thousand:
        return digits.replace(",", "").replace(".", "")
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    if marks.count(last) > 1:
        return _joined_groups(digits, last)
    whole, fraction = digits.rsplit(last, 1)
    other = "," if last == "." else "."
    return f"{_joined_groups(whole, other)}.{fraction}" if fraction else _joined_groups(whole, other)


def _joined_groups(digits: str, separator: str) -> str:
    first, *others = digits.split(separator)
    if not first or any(len(group) != 3 or not group.isdigit() for group in others) or not first.isdigit():
        raise ValueError(digits)
    if others and len(first) > 3:
        raise ValueError(digits)
    return "".join([first, *others])
