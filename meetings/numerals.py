"""Roman numerals, as editions of the Conference are written."""

_UNITS = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
_LARGE = (("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50), ("XL", 40))


def roman(number: int) -> str:
    """19 → “XIX”; refuses what is not between 1 and 3999."""
    if not 0 < number < 4000:
        raise ValueError(number)
    written = ""
    for letters, value in (*_LARGE, *_UNITS):
        count, number = divmod(number, value)
        written += letters * count
    return written


def from_roman(written: str) -> int | None:
    """“xix” → 19; None for what is no numeral written the usual way."""
    values = dict((*_LARGE, *_UNITS))
    upper = written.upper()
    if not upper or any(letter not in values for letter in upper):
        return None
    numbers = [values[letter] for letter in upper]
    pairs = zip(numbers, [*numbers[1:], 0], strict=True)
    number = sum(-value if value < following else value for value, following in pairs)
    return number if 0 < number < 4000 and roman(number) == upper else None
