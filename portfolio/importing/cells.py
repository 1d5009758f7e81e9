"""Reading one cell: what it means for its column, or what is wrong with it and what is accepted."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from portfolio.models.version import FIRST_YEAR, LAST_YEAR
from rial.core.typed import AmbiguousNumber, read_number, tidy_line, tidy_text

from .columns import ImportColumn, fold
from .problems import ERROR, SHOWN, WARNING, Problem
from .workbook import Cell

_YEAR = re.compile(r"^\d{4}$")
_CURRENCY = re.compile(r"^[A-Z]{3}$")
_HTML = re.compile(r"<\s*/?\s*[a-z][^>]*>", re.IGNORECASE)
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# As many digits before the decimals as every amount of a record can hold.
_DIGITS = 14
_SMALL = 32_767
# Values of a closed list repeated in a message.
_LISTED = 20


class Wrong(Exception):
    """The cell cannot be read: the code of the problem and its parameters."""

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class CellReader:
    """Reads cells against the portal's vocabularies; collects problems.

    `vocabulary` holds, per field of codes, {folded code or label: code}.
    """

    def __init__(self, vocabulary: Mapping[str, Mapping[str, str]]) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def read(self, item: ImportColumn, cell: Cell) -> Any:
        """The value for the column; None, with a problem, when it cannot be read."""
        try:
            self._refuse_what_no_column_takes(item, cell)
            value = _READERS[item.read](self, item, cell)
        except Wrong as wrong:
            self.note(wrong.code, item, cell, **wrong.params)
            return None
        if isinstance(value, str):
            self._look_at_text(item, cell, value)
        return value

    def note(self, code: str, item: ImportColumn, cell: Cell | None, level: str = ERROR, /, **params: Any) -> None:
        """Remember a problem of a cell."""
        value = tidy_line(str(cell.value))[:SHOWN] if cell is not None else ""
        self.problems.append(Problem(code, cell.ref if cell else "", item.key, value, level, params))

    def _refuse_what_no_column_takes(self, item: ImportColumn, cell: Cell) -> None:
        if cell.kind == "formula":
            raise Wrong("formula")
        if cell.kind == "error":
            raise Wrong("error_value")
        if cell.kind == "boolean" and item.read != "choice":
            raise Wrong("boolean")
        if cell.kind == "date" and item.read != "date":
            dates = {"year": "date_in_year", "number": "date_in_number", "whole": "date_in_number"}
            raise Wrong(dates.get(item.read, "date_in_text"))

    def _look_at_text(self, item: ImportColumn, cell: Cell, value: str) -> None:
        if item.read not in {"line", "prose"}:
            return
        if item.most and len(value) > item.most:
            self.note("too_long", item, cell, most=item.most, count=len(value))
        elif item.limit and len(value) > item.limit:
            self.note("over_limit", item, cell, WARNING, most=item.limit, count=len(value))
        if _HTML.search(value):
            self.note("html", item, cell, WARNING)
        if _DIRECTION.search(str(cell.value)):
            self.note("marks", item, cell, WARNING)

    # How each kind of column is read

    def line(self, item: ImportColumn, cell: Cell) -> str:
        """One line of text; a whole number keeps no decimals."""
        return tidy_line(_text(cell))

    def prose(self, item: ImportColumn, cell: Cell) -> str:
        """Text of several lines."""
        return tidy_text(_text(cell))

    def year(self, item: ImportColumn, cell: Cell) -> int:
        """Four digits between the first and the last plausible year."""
        typed = tidy_line(_text(cell))
        if not _YEAR.match(typed) or not typed.isascii():
            raise Wrong("year_form")
        if not FIRST_YEAR <= int(typed) <= LAST_YEAR:
            raise Wrong("year_range", first=str(FIRST_YEAR), last=str(LAST_YEAR))
        return int(typed)

    def number(self, item: ImportColumn, cell: Cell) -> Decimal:
        """A number, typed as such or as text in any of the region's habits."""
        value = _decimal(cell)
        exponent = value.normalize().as_tuple().exponent
        if not isinstance(exponent, int):
            raise Wrong("number_form")
        if abs(value) >= Decimal(10) ** _DIGITS:
            raise Wrong("number_large", digits=_DIGITS)
        if exponent < -2:
            raise Wrong("number_decimals")
        if value < 0 and item.attribute == "cost_amount":
            raise Wrong("number_negative")
        return value.quantize(Decimal("0.01"))

    def whole(self, item: ImportColumn, cell: Cell) -> int:
        """A whole number that is not negative."""
        value = _decimal(cell)
        if value < 0:
            raise Wrong("number_negative")
        if value != value.to_integral_value() or value > _SMALL:
            raise Wrong("whole_number")
        return int(value)

    def choice(self, item: ImportColumn, cell: Cell) -> str:
        """A code of a closed list, or its label in any language of the portal."""
        typed = fold(_text(cell))
        if cell.kind == "boolean":
            typed = "yes" if cell.value in (True, "True", "true") else "no"
        code = self.vocabulary[item.key].get(typed)
        if code is None:
            accepted = ", ".join(code for code, _label in item.choices[:_LISTED])
            raise Wrong("choice", accepted=accepted)
        return code

    def language(self, item: ImportColumn, cell: Cell) -> str:
        """One of the portal's languages."""
        code = self.vocabulary[item.key].get(fold(_text(cell)))
        if code is None:
            raise Wrong("language", accepted=", ".join(code for code, _label in item.choices))
        return code

    def codes(self, item: ImportColumn, cell: Cell) -> list[str]:
        """Several codes or names, separated by semicolons or line ends; by commas where no name has one."""
        known = self.vocabulary[item.key]
        found = []
        for part in re.split(r"[;\n|]+", _text(cell)):
            pieces = [part] if fold(part) in known else part.split(",")
            for piece in pieces:
                if not fold(piece):
                    continue
                code = known.get(fold(piece))
                if code is None:
                    raise Wrong("codes", unknown=tidy_line(piece)[:SHOWN])
                found.append(code)
        return sorted(set(found))

    def email(self, item: ImportColumn, cell: Cell) -> str:
        """An e-mail address."""
        address = tidy_line(_text(cell))
        try:
            validate_email(address)
        except ValidationError as error:
            raise Wrong("email") from error
        if item.most and len(address) > item.most:
            raise Wrong("too_long", most=item.most, count=len(address))
        return address

    def url(self, item: ImportColumn, cell: Cell) -> str:
        """A web address; https is assumed when only the host was written."""
        typed = tidy_line(_text(cell))
        address = typed if re.match(r"^[a-z][a-z0-9+.\-]*:", typed, re.IGNORECASE) else f"https://{typed}"
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError as error:
            raise Wrong("url") from error
        if item.most and len(address) > item.most:
            raise Wrong("too_long", most=item.most, count=len(address))
        return address

    def currency(self, item: ImportColumn, cell: Cell) -> str:
        """Three letters."""
        code = tidy_line(_text(cell)).upper()
        if not _CURRENCY.match(code):
            raise Wrong("currency")
        return code

    def day(self, item: ImportColumn, cell: Cell) -> date:
        """A date, as such or written year-month-day."""
        try:
            return date.fromisoformat(tidy_line(str(cell.value))[:10])
        except ValueError as error:
            raise Wrong("date_form") from error

    def institution(self, item: ImportColumn, cell: Cell) -> int:
        """The key of an institution, by its code or its country's."""
        found = self.vocabulary[item.key].get(fold(_text(cell)))
        if found is None:
            raise Wrong("institution")
        return int(found)

    def program(self, item: ImportColumn, cell: Cell) -> int:
        """The key of a program, by its code."""
        found = self.vocabulary[item.key].get(fold(_text(cell)))
        if found is None:
            raise Wrong("program")
        return int(found)


_READERS: dict[str, Callable[[CellReader, ImportColumn, Cell], Any]] = {
    "line": CellReader.line,
    "prose": CellReader.prose,
    "year": CellReader.year,
    "number": CellReader.number,
    "whole": CellReader.whole,
    "choice": CellReader.choice,
    "language": CellReader.language,
    "codes": CellReader.codes,
    "email": CellReader.email,
    "url": CellReader.url,
    "currency": CellReader.currency,
    "date": CellReader.day,
    "institution": CellReader.institution,
    "program": CellReader.program,
}


def _text(cell: Cell) -> str:
    """The cell as text: 2012.0 is 2012."""
    if cell.kind == "number":
        number = Decimal(str(cell.value))
        return str(number.to_integral_value()) if number == number.to_integral_value() else str(number)
    return str(cell.value)


def _decimal(cell: Cell) -> Decimal:
    if cell.kind == "number":
        try:
            return Decimal(str(cell.value))
        except InvalidOperation as error:
            raise Wrong("number_form") from error
    try:
        number = read_number(str(cell.value))
    except AmbiguousNumber as two:
        raise Wrong("number_ambiguous", whole=two.whole, fraction=two.fraction) from two
    except ValueError as error:
        raise Wrong("number_form") from error
    if number is None:
        raise Wrong("number_form")
    return number
