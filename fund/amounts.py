"""Amounts as people and files write them, made exact; what can be read in two ways is asked about, never guessed."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rial.core.typed import AmbiguousNumber, read_number

from .enums import LARGEST_AMOUNT

CENT = Decimal("0.01")
# Far above what one unit of any money was ever worth.
LARGEST_RATE = Decimal(1_000_000)
# As many as the ledger keeps (Entry.rate).
RATE_DECIMALS = 8
_PREFIX = re.compile(r"^\s*(?:USD|US\$|\$)\s*|\s*USD\s*$", re.IGNORECASE)
# How many US dollars one unit was worth.
_RATE = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,20})?")
_DECIMALS = re.compile(r"([.,])(\d{1,2})$")

# ISO 4217 codes of the hemisphere and of the currencies in which others contribute.
_CURRENCIES = """
ARS BBD BMD BOB BRL BSD BZD CAD CLP COP CRC CUP DOP GTQ GYD HNL HTG JMD MXN NIO PAB PEN PYG SRD TTD USD UYU VES XCD
AUD CHF CNY DKK EUR GBP ILS JPY KRW NOK NZD SEK
"""
CURRENCIES = frozenset(_CURRENCIES.split())


def checked_amount(amount: Decimal) -> Decimal:
    """The amount with two decimals; refuses zero, negative and absurd ones, and fractions of a cent."""
    if not amount.is_finite():
        raise ValidationError(_("Enter a number, such as 1250.50."), code="number")
    if amount <= 0:
        raise ValidationError(_("Enter an amount above zero. A mistake is undone by reversing its entry."), code="sign")
    if amount > LARGEST_AMOUNT:
        raise ValidationError(_("Enter an amount below 100 million: this one is larger."), code="absurd")
    exact = amount.quantize(CENT, rounding=ROUND_HALF_EVEN)
    if exact != amount:
        raise ValidationError(_("Enter at most two decimals."), code="decimals")
    return exact


def read_amount(text: str) -> Decimal | None:
    """An amount as typed ("1.234,50", "1,234.50", "USD 1 234"); None when empty.

    Refuses what is no number and what can be read in two ways, with both readings in the message.
    """
    try:
        number = read_number(_PREFIX.sub("", text))
    except AmbiguousNumber as two:
        raise ValidationError(
            _("“%(typed)s” can mean %(whole)s or %(fraction)s. Write it without a thousands sign, or with decimals."),
            code="ambiguous",
            params={"typed": text.strip(), "whole": two.whole, "fraction": two.fraction},
        ) from two
    except ValueError as error:
        raise ValidationError(_("Enter a number, such as 1250.50."), code="number") from error
    return None if number is None else checked_amount(number)


class AmountReader:
    """Reads the amounts of one file, which must all write decimals in the same way."""

    def __init__(self) -> None:
        self.sign = ""
        self.seen = ""

    def read(self, text: str) -> Decimal | None:
        """As `read_amount`; refuses a file in which decimals are written with commas here and points there."""
        amount = read_amount(text)
        found = _DECIMALS.search(_PREFIX.sub("", text).strip())
        if found is None:
            return amount
        if self.sign and found[1] != self.sign:
            raise ValidationError(
                _("“%(one)s” and “%(other)s” write decimals in two ways. Use one way in the whole file."),
                code="mixed",
                params={"one": self.seen, "other": text.strip()},
            )
        self.sign, self.seen = found[1], text.strip()
        return amount


def read_rate(text: str) -> Decimal:
    """A rate as typed, with a point or a comma; refuses what is no plain number."""
    if not _RATE.fullmatch(text.strip()):
        raise ValidationError(_("Write the rate as a number, such as 0.7305."), code="number")
    return Decimal(text.strip().replace(",", "."))


def converted(original: Decimal, currency: str, rate: Decimal | None, rate_source: str) -> Decimal:
    """The amount in the ledger's currency, rounded to the cent; refuses to convert without a rate and its source."""
    if currency not in CURRENCIES:
        raise ValidationError(
            {
                "original_currency": _("“%(code)s” is no currency known here; use its three letters, such as CAD.")
                % {"code": currency}
            }
        )
    if rate is None or not rate.is_finite() or not 0 < rate < LARGEST_RATE:
        raise ValidationError({"rate": _("Enter the rate at which it was converted to USD.")})
    if not rate_source.strip():
        raise ValidationError({"rate_source": _("Enter where the rate was taken from, with its date.")})
    return checked_amount((checked_amount(original) * rate).quantize(CENT, rounding=ROUND_HALF_EVEN))
