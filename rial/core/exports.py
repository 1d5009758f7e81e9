"""Tables as files: CSV that no spreadsheet takes for formulas, XLSX with typed cells, JSON with stable keys.

All three are written row by row, so that a large table needs no more memory than a small one.
"""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

# OWASP: a cell that begins with one of these is run as a formula by spreadsheets.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_XLSX_CELL_LIMIT = 32_767
_CHUNK = 64 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """A column: its stable key, its label in the reader's language, what it means."""

    key: str
    label: Any
    description: Any = ""
    width: int = 18


@dataclass(frozen=True)
class About:
    """What a file says of itself: (label, value) pairs such as date, filters and source address."""

    title: str
    facts: Sequence[tuple[str, str]]


class _Echo:
    """A file that gives back what is written: csv.writer then makes lines one by one."""

    def write(self, text: str) -> str:
        return text


def safe_cell(value: Any) -> Any:
    """A value for a CSV cell: nothing for None, ISO dates, numbers as they are, text that is no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_lines(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """RFC 4180 with a byte order mark, so that every spreadsheet reads the accents; keys in the first line."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([column.key for column in columns])
    for row in rows:
        yield writer.writerow([safe_cell(row.get(column.key)) for column in columns])


def json_lines(head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One object: the keys of `head`, then `results` with a row per line."""
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    opening = encode(dict(head))
    yield f'{opening[:-1]}{", " if head else ""}"results": ['
    separator = "\n"
    for row in rows:
        yield f"{separator}{encode(dict(row))}"
        separator = ",\n"
    yield "\n]}\n"


def write_xlsx(target: Any, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], about: About) -> None:
    """A workbook with the table, what its columns mean, and where it comes from."""
    # Strings are written as strings: never as formulas, links or numbers, whatever they look like.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        _write_table(book.add_worksheet(_sheet_name(about.title)), columns, rows, head)
        _write_columns(book.add_worksheet(_sheet_name(_("Columns"))), columns, head, wrap)
        _write_about(book.add_worksheet(_sheet_name(_("About these data"))), about, head, wrap)


def _sheet_name(name: str) -> str:
    return "".join(char for char in name if char not in "[]:*?/\\'")[:31]


def _write_table(sheet: Any, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], head: Any) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.write_row(0, 0, [str(column.label) for column in columns], head)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write_cell(sheet, line, place, row.get(column.key))


def _write_cell(sheet: Any, line: int, place: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, float(value) if isinstance(value, Decimal) else value)
    elif isinstance(value, date | datetime):
        sheet.write_datetime(line, place, value)
    else:
        sheet.write_string(line, place, str(value)[:_XLSX_CELL_LIMIT])


def _write_columns(sheet: Any, columns: Sequence[Column], head: Any, wrap: Any) -> None:
    sheet.set_column(0, 1, 30)
    sheet.set_column(2, 2, 80)
    sheet.write_row(0, 0, [_("Key"), _("Column"), _("Meaning")], head)
    for line, column in enumerate(columns, start=1):
        sheet.write_row(line, 0, [column.key, str(column.label), str(column.description)], wrap)


def _write_about(sheet: Any, about: About, head: Any, wrap: Any) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, about.title, head)
    for line, fact in enumerate(about.facts, start=1):
        sheet.write_row(line, 0, fact, wrap)


def filename(base: str, extension: str) -> str:
    """“rial-programs-2026-11-22.csv”: what it holds and of which day it is."""
    return f"{base}-{timezone.localdate().isoformat()}.{extension}"


def csv_response(base: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> StreamingHttpResponse:
    """The table as a CSV download, streamed."""
    return _download(csv_lines(columns, rows), filename(base, "csv"), "text/csv; charset=utf-8")


def json_response(base: str, head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> StreamingHttpResponse:
    """The table as JSON, streamed and shown in place."""
    response = _download(json_lines(head, rows), filename(base, "json"), "application/json; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename(base, "json")}"'
    return response


def xlsx_response(
    base: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], about: About
) -> FileResponse:
    """The table as a workbook, written to a temporary file that ends with the response."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_xlsx(file, columns, rows, about)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename(base, "xlsx"), content_type=XLSX_TYPE)


def _download(lines: Iterable[str], name: str, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_in_chunks(lines), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _in_chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Fewer, larger pieces: each costs a write to the socket."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        piece = line.encode()
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def in_batches(
    keys: Sequence[int], fetch: Callable[[Sequence[int]], Iterable[Mapping[str, Any]]], size: int = 200
) -> Iterator[Mapping[str, Any]]:
    """Rows of many keys, read a batch at a time."""
    for start in range(0, len(keys), size):
        yield from fetch(keys[start : start + size])
