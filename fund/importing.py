"""Entries from a workbook: one sheet, one row per entry; checked row by row, then written all or none.

Columns are those of `Entry`, named by their key or their label in either language. Amounts are read as people of the
region write them, one way in the whole file (fund.amounts). Reversals are never imported: they need their own page.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portfolio.importing.columns import fold
from portfolio.importing.workbook import Cell, Layout, Line, read_table
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.typed import tidy_line, tidy_text
from rial.directory.models import Country, Institution

from . import ledger, services
from .amounts import RATE_DECIMALS, AmountReader, checked_amount, read_rate
from .both_languages import missing_languages
from .enums import LEDGER_CURRENCY, EntryKind
from .importing_columns import COLUMNS, NEEDED, headings
from .models import Entry, Pool
from .wording import shown_money

# A year of the Fund is a few hundred entries; a dry run holds the ledger while it checks them.
MOST_ROWS = 1_000
MOST_BYTES = 512 * 1024
_REFUSED_CELLS = {"formula", "error", "boolean"}


@dataclass(frozen=True)
class Problem:
    """What is wrong (or only doubtful) with a row, by the column it stands in."""

    column: str
    message: str
    doubt: bool = False


@dataclass
class Row:
    """A row of the file: what it would record, and what is wrong with it."""

    line: int
    columns: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    entry: Entry | None = None

    @property
    def refused(self) -> bool:
        """Whether something is wrong, not only doubtful."""
        return any(not problem.doubt for problem in self.problems)

    @property
    def kind(self) -> str:
        """The kind in the reader's language, as far as it is known."""
        kind = self.columns.get("kind", "")
        return str(EntryKind(kind).label) if kind else ""

    @property
    def amount(self) -> str:
        """The amount that would be recorded."""
        amount = self.entry.amount if self.entry else self.columns.get("amount")
        return shown_money(amount) if amount is not None else ""


@dataclass(frozen=True)
class Report:
    """What the check found, row by row; `remarks` are about the file."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...]
    # The last entry of the ledger that the rows were checked against.
    through: int
    written: bool = False
    grown: bool = False

    @property
    def refused(self) -> int:
        """How many rows cannot be recorded."""
        return sum(row.refused for row in self.rows)

    @property
    def doubtful(self) -> int:
        """How many could be recorded and look like a mistake."""
        return sum(bool(row.problems) and not row.refused for row in self.rows)


def check(content: bytes, *, by: Any) -> Report:
    """What would be recorded, row by row; nothing is written. Refuses (Unreadable) what is no such workbook."""
    return _run(content, by, dry_run=True)


@transaction.atomic
def record(content: bytes, *, by: Any, through: int) -> Report:
    """Record every row, or none when one is refused; the report says which.

    `through` is the last entry when the file was checked: when the ledger has grown since, nothing is recorded
    (`grown`), so that a form sent twice records once.
    """
    ledger.lock()
    if ledger.through_on(None) != through:
        return replace(_run(content, by, dry_run=True), grown=True)
    return _run(content, by, dry_run=False)


def _run(content: bytes, by: Any, *, dry_run: bool) -> Report:
    table = read_table(io.BytesIO(content), len(content), Layout(headings(), _missing))
    if len(table.lines) > MOST_ROWS:
        message = _("The table has more than %(most)s rows. Split it into several files.") % {"most": MOST_ROWS}
        raise ValidationError(message, code="too_many_rows")
    through = ledger.through_on(None)
    reader = _Reader()
    rows = [reader.row(line) for line in table.lines]
    readable = [row for row in rows if not row.refused]
    dry_run = dry_run or len(readable) < len(rows)
    outcomes = services.record_many([dict(row.columns) for row in readable], by=by, dry_run=dry_run)
    for row, outcome in zip(readable, outcomes, strict=True):
        row.entry = outcome.entry
        row.problems += [
            Problem(_label(name), message) for name, messages in outcome.problems.items() for message in messages
        ]
    written = not dry_run and not any(row.refused for row in rows)
    if not written:
        _doubt(rows)
    return Report(tuple(rows), tuple(problem.message for problem in table.problems), through, written)


def _missing(seen: set[str]) -> list[str]:
    return [name for name in NEEDED if name not in seen]


def _label(name: str) -> str:
    found = next((item for item in COLUMNS if name in (item.key, item.field)), None)
    return found.title if found else ""


def _doubt(rows: Sequence[Row]) -> None:
    """Say which rows look like an entry the ledger has, or like an earlier row of the file."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        entry = row.entry
        if entry is None or row.refused:
            continue
        who = (entry.country_id, entry.institution_id, entry.contributor_name, entry.authorization_id)
        same = (entry.kind, entry.nature, entry.value_date, entry.amount, *who)
        if same in seen:
            row.problems.append(Problem("", _("The same as row %(line)s.") % {"line": seen[same]}, doubt=True))
        seen.setdefault(same, row.line)
        there = _alike(entry)
        if there is not None:
            text = _("%(code)s records the same kind, day, amount and giver. Record it again only if it came twice.")
            row.problems.append(Problem("", text % {"code": there.code}, doubt=True))


def _alike(entry: Entry) -> Entry | None:
    same = {
        name: getattr(entry, name)
        for name in ("kind", "nature", "value_date", "amount", "country_id", "institution_id", "authorization_id")
    }
    found: Entry | None = (
        Entry.objects.filter(**same, reverses__isnull=True, reversal__isnull=True).order_by("id").first()
    )
    return found


class _Reader:
    """Reads the rows of one file against the portal's vocabularies."""

    def __init__(self) -> None:
        self.amounts = AmountReader()
        self.pools = {pool.pk: pool for pool in Pool.objects.all()}
        self.countries = _by_name(Country.objects.all())
        self.readers: Mapping[str, Callable[[Any, Cell], Any]] = {
            "amount": self._amount,
            "choice": _choice,
            "country": self._country,
            "countries": self._codes,
            "date": _day,
            "entry": _entry,
            "institution": _institution,
            "line": lambda _item, cell: tidy_line(_text(cell)),
            "pool": self._pool,
            "prose": lambda _item, cell: tidy_text(_text(cell)),
            "rate": _rate,
        }

    def row(self, line: Line) -> Row:
        """The columns of a row, with what cannot be read."""
        row = Row(line.number)
        for item in COLUMNS:
            cell = line.cells.get(item.key)
            if cell is None:
                if item.key in NEEDED:
                    row.problems.append(Problem(item.title, _("Complete this cell: it is needed.")))
                continue
            try:
                if cell.as_json()["kind"] in _REFUSED_CELLS:
                    raise ValidationError(_("The cell holds a formula or an error. Paste it as a value."))
                row.columns[item.field or item.key] = self.readers[item.read](item, cell)
            except ValidationError as error:
                row.problems += [Problem(f"{item.title} ({cell.ref})", message) for message in error.messages]
        titles = {item.field or item.key: item.title for item in COLUMNS}
        row.problems += [Problem(titles[name], text) for name, text in missing_languages(row.columns).items()]
        _put_currency(row.columns)
        return row

    def _amount(self, _item: Any, cell: Cell) -> Decimal | None:
        stored = cell.as_json()
        if stored["kind"] == "number":
            return checked_amount(Decimal(stored["value"]))
        if stored["kind"] == "date":
            raise ValidationError(_("The cell holds a date. Write a number, and set the cell’s format to number."))
        return self.amounts.read(stored["value"])

    def _country(self, _item: Any, cell: Cell) -> Country:
        found: Country | None = self.countries.get(fold(_text(cell)))
        if found is None:
            raise ValidationError(_("There is no such country. Write its ISO code, such as CR."))
        return found

    def _codes(self, item: Any, cell: Cell) -> list[str]:
        parts = [part for part in _text(cell).replace(";", ",").split(",") if part.strip()]
        return [self._country(item, Cell(cell.ref, part)).pk for part in parts]

    def _pool(self, _item: Any, cell: Cell) -> Pool:
        found = self.pools.get(_text(cell).casefold())
        if found is None:
            accepted = ", ".join(self.pools)
            raise ValidationError(_("This value is not known. Accepted: %(accepted)s.") % {"accepted": accepted})
        return found


def _put_currency(columns: dict[str, Any]) -> None:
    """An amount in another currency is the original one; the service converts it."""
    currency = str(columns.pop("currency", "") or LEDGER_CURRENCY).upper()
    if currency == LEDGER_CURRENCY:
        columns.pop("rate", None)
        columns.pop("rate_source", None)
    else:
        columns |= {"original_amount": columns.pop("amount", None), "original_currency": currency}


def _by_name(rows: Any) -> dict[str, Any]:
    """{folded code or name in any language: record}."""
    found = {fold(getattr(row, column("name", code))): row for row in rows for code in LANGUAGE_CODES}
    return found | {fold(row.pk): row for row in rows}


def _text(cell: Cell) -> str:
    return str(cell.as_json()["value"]).strip()


def _choice(item: Any, cell: Cell) -> str:
    names = item.accepted()
    found: str | None = names.get(fold(_text(cell)))
    if found is None:
        accepted = ", ".join(value for value, _label in item.choices)
        raise ValidationError(_("This value is not known. Accepted: %(accepted)s.") % {"accepted": accepted})
    return found


def _day(_item: Any, cell: Cell) -> date:
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    try:
        return date.fromisoformat(_text(cell))
    except ValueError as error:
        raise ValidationError(_("Write the date as year-month-day, such as 2012-06-29.")) from error


def _entry(_item: Any, cell: Cell) -> Entry:
    number = _text(cell).upper().removeprefix("LED-").lstrip("0")
    short = number.isascii() and number.isdigit() and len(number) < 12
    found = Entry.objects.filter(pk=int(number)).first() if short else None
    if found is None:
        raise ValidationError(_("There is no entry with this number. Write it as LED-000123."))
    return found


def _institution(_item: Any, cell: Cell) -> Institution:
    found: Institution | None = Institution.objects.filter(code=_text(cell).casefold()).first()
    if found is None:
        raise ValidationError(_("There is no institution with this code."))
    return found


def _rate(_item: Any, cell: Cell) -> Decimal:
    if isinstance(cell.value, float):
        # A cell's number is rounded to six decimals elsewhere: too few for what one peso is worth in dollars.
        return read_rate(f"{cell.value:.{RATE_DECIMALS}f}")
    return read_rate(_text(cell))
