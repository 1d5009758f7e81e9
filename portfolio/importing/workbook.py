"""Reading an uploaded workbook without trusting it: what it is, which sheet, which columns, which cells (P08).

Nothing is computed and nothing outside the file is followed; sizes are checked before anything is unpacked.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.template.defaultfilters import filesizeformat
from openpyxl.utils import get_column_letter

from .columns import IDENTITY, fold, headers, import_columns
from .problems import WARNING, Problem

MOST_ROWS = 5_000
MOST_COLUMNS = 300
# Rows of the sheet that are looked at, filled or not.
FARTHEST_ROW = 20_000
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 2_000
# The row of column names stands among the first ones.
_HEADER_WITHIN = 10
_FEWEST_HEADERS = 3
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_MERGED_SHOWN = 5
_UNSAFE = (b"<!DOCTYPE", b"<!ENTITY")


class Unreadable(Exception):
    """The file cannot be imported at all; `problem` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, params=params)


@dataclass(frozen=True)
class Cell:
    """A cell with something in it: where it stands and what it holds."""

    ref: str
    value: Any
    kind: str = ""

    def as_json(self) -> dict[str, Any]:
        """For storage; dates and numbers keep their kind."""
        if isinstance(self.value, datetime | date):
            return {"ref": self.ref, "value": self.value.isoformat(), "kind": "date"}
        if isinstance(self.value, bool):
            return {"ref": self.ref, "value": self.value, "kind": "boolean"}
        if isinstance(self.value, int | float):
            # A spreadsheet's 0.1 + 0.2 is 0.30000000000000004: what people see has far fewer decimals.
            shown = Decimal(str(round(self.value, 6)))
            return {"ref": self.ref, "value": str(shown), "kind": "number"}
        return {"ref": self.ref, "value": str(self.value), "kind": self.kind or "text"}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Cell":
        """As stored: every value as text with its kind."""
        return cls(stored["ref"], stored["value"], stored["kind"])


@dataclass(frozen=True)
class Line:
    """A row of the table: its number in the sheet and its cells by column key."""

    number: int
    cells: dict[str, Cell]


@dataclass
class Table:
    """What was read: the rows, and what is to be told about the file."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """How the columns of a table are called ({folded header: key}), and which of those it needs it lacks."""

    headers: Mapping[str, str]
    missing: Callable[[set[str]], list[str]]


def read_table(stream: IO[bytes], size: int, layout: Layout | None = None) -> Table:
    """The rows of the import table; of programs unless `layout` says of what. Refuses (Unreadable) any other file."""
    if size > MOST_BYTES:
        raise Unreadable("too_big", size=filesizeformat(size), most=filesizeformat(MOST_BYTES))
    _check_package(stream)
    stream.seek(0)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        try:
            return _read_book(book, stream, layout or Layout(headers(), _missing_of_programs))
        finally:
            book.close()
    except Unreadable:
        raise
    # openpyxl answers damaged files with whatever its parsers meet.
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError, ParseError) as error:
        raise Unreadable("broken") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, SyntaxError) as error:
        raise Unreadable("broken") from error


def _check_package(stream: IO[bytes]) -> None:
    """By content: a ZIP with a workbook in it, of a sane size, without macros or XML definitions."""
    stream.seek(0)
    head = stream.read(8)
    if head.startswith(_OLD_EXCEL):
        raise Unreadable("old_excel")
    if not head.startswith(b"PK"):
        raise Unreadable("csv" if _looks_like_text(stream) else "not_xlsx")
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            _check_parts(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise Unreadable("broken") from error


def _looks_like_text(stream: IO[bytes]) -> bool:
    stream.seek(0)
    sample = stream.read(2048)
    try:
        sample.decode("utf-8", "strict" if len(sample) < 2048 else "ignore")
    except UnicodeDecodeError:
        sample.decode("latin-1")
    return bool(sample) and b"\x00" not in sample and any(sign in sample for sign in (b",", b";", b"\t"))


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable("old_excel")
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_xlsx")
    if any("vbaproject" in name.lower() or "macrosheets/" in name.lower() for name in names):
        raise Unreadable("macros")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("unpacked", most=filesizeformat(MOST_UNPACKED))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with package.open(part) as content:
                if any(sign in content.read(4096) for sign in _UNSAFE):
                    raise Unreadable("entities")


def _read_book(book: Any, stream: IO[bytes], layout: Layout) -> Table:
    table = Table()
    sheet, header_row, keys, unknown = _find_table(book, layout.headers)
    if sheet.sheet_state != "visible":
        raise Unreadable("hidden", sheet=sheet.title)
    _check_columns(keys, layout)
    merged = _merged_cells(sheet, stream)
    if merged:
        raise Unreadable("merged", cells=", ".join(merged[:_MERGED_SHOWN]))
    for letter, name in unknown:
        table.problems.append(
            Problem(
                "unknown_column", f"{letter}{header_row}", value=name[:80], level=WARNING, params={"column": name[:80]}
            )
        )
    table.lines.extend(_lines(sheet, header_row, dict(keys)))
    if not table.lines:
        raise Unreadable("empty")
    return table


def _find_table(book: Any, known: Mapping[str, str]) -> tuple[Any, int, list[tuple[int, str]], list[tuple[str, str]]]:
    """The sheet and row with the column names: (sheet, row, [(column, key)], [(letter, unknown name)])."""
    best: tuple[Any, int, list[tuple[int, str]], list[tuple[str, str]]] | None = None
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for number, row in enumerate(
            sheet.iter_rows(max_row=_HEADER_WITHIN, max_col=MOST_COLUMNS, values_only=True), start=1
        ):
            keys, unknown = _recognized(row, known)
            enough = len(keys) >= _FEWEST_HEADERS
            if enough and (best is None or _rank(sheet, keys) > _rank(best[0], best[2])):
                best = (sheet, number, keys, unknown)
    if best is None:
        raise Unreadable("no_header")
    return best


def _rank(sheet: Any, keys: list[tuple[int, str]]) -> tuple[bool, int]:
    # A visible sheet before a hidden one; then the one with most known columns.
    return (sheet.sheet_state == "visible", len(keys))


def _recognized(row: tuple[Any, ...], known: Mapping[str, str]) -> tuple[list[tuple[int, str]], list[tuple[str, str]]]:
    keys, unknown = [], []
    for place, value in enumerate(row, start=1):
        if value in (None, ""):
            continue
        key = known.get(fold(str(value).rstrip("* ")))
        if key is None:
            unknown.append((get_column_letter(place), str(value).strip()))
        else:
            keys.append((place, key))
    return keys, unknown


def _check_columns(keys: list[tuple[int, str]], layout: Layout) -> None:
    seen: dict[str, int] = {}
    for place, key in keys:
        if key in seen:
            raise Unreadable(
                "duplicate_column",
                column=key,
                first=get_column_letter(seen[key]),
                second=get_column_letter(place),
            )
        seen[key] = place
    missing = layout.missing(set(seen))
    if missing:
        raise Unreadable("missing_columns", columns=", ".join(missing))


def _missing_of_programs(seen: set[str]) -> list[str]:
    titles = {item.key for item in import_columns() if item.field == "title"}
    missing = [key for key in IDENTITY[:2] if key not in seen]
    return missing if titles & seen else [*missing, " / ".join(sorted(titles))]


def _merged_cells(sheet: Any, stream: IO[bytes]) -> list[str]:
    """The merged ranges of the sheet, which the streaming reader does not know."""
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    stream.seek(0)
    with zipfile.ZipFile(stream) as package:
        if path not in package.namelist():
            return []
        content = package.read(path)
    return [ref.decode() for ref in _MERGED.findall(content)]


def _lines(sheet: Any, header_row: int, keys: dict[int, str]) -> Iterator[Line]:
    count = 0
    rows = sheet.iter_rows(min_row=header_row + 1, max_row=FARTHEST_ROW + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, start=header_row + 1):
        cells = {}
        for place, cell in enumerate(row, start=1):
            key = keys.get(place)
            if key is None or cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
                continue
            kind = {"f": "formula", "e": "error"}.get(cell.data_type, "")
            cells[key] = Cell(f"{get_column_letter(place)}{number}", cell.value, kind)
        if not cells:
            continue
        if number > FARTHEST_ROW:
            raise Unreadable("far_row", most=FARTHEST_ROW)
        count += 1
        if count > MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        yield Line(number, cells)
