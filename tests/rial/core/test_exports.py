"""Files that no spreadsheet runs as formulas, with types that survive."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from rial.core.exports import (
    About,
    Column,
    csv_response,
    in_batches,
    json_response,
    safe_cell,
    xlsx_response,
)

COLUMNS = [Column("code", "Code", "The code"), Column("name", "Name"), Column("on", "Day"), Column("n", "Number")]
ROWS: list[dict[str, Any]] = [
    {"code": "A", "name": '=HYPERLINK("x")', "on": date(2016, 6, 29), "n": 5},
    {"code": "B", "name": 'comillas "y", coma\ny línea', "on": None, "n": Decimal("2.50")},
    {"code": "C", "name": "ñandú", "on": datetime(2016, 6, 29, 12, tzinfo=UTC), "n": True},
]


def _body(response: Any) -> bytes:
    body = b"".join(response.streaming_content)
    # Not response.close(): that ends a request and closes the database connection of the tests.
    for close in response._resource_closers:
        close()
    return body


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_text_is_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (-5, -5),
        (Decimal("-1.50"), Decimal("-1.50")),
        (True, "true"),
        (date(2016, 6, 29), "2016-06-29"),
        ("a", "a"),
    ],
)
def test_other_cells_stay_as_they_are(value: Any, cell: Any) -> None:
    assert safe_cell(value) == cell


def test_csv() -> None:
    response = csv_response("rial-test", COLUMNS, ROWS)
    text = _body(response).decode("utf-8")
    assert text.startswith("\ufeffcode,name,on,n\r\n")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows[0] == {"code": "A", "name": '\'=HYPERLINK("x")', "on": "2016-06-29", "n": "5"}
    assert rows[1] == {"code": "B", "name": 'comillas "y", coma\ny línea', "on": "", "n": "2.50"}
    assert rows[2]["on"] == "2016-06-29T12:00:00+00:00"
    day = timezone.localdate().isoformat()
    assert response["Content-Disposition"] == f'attachment; filename="rial-test-{day}.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_csv_is_streamed_in_pieces() -> None:
    drawn: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(5000):
            drawn.append(number)
            yield {"code": "x" * 100}

    response: Any = csv_response("rial-test", COLUMNS, rows())
    next(iter(response.streaming_content))
    assert 100 < len(drawn) < 1000


def test_json() -> None:
    response = json_response("rial-test", {"as_of": "2016-06-29", "query": {"country": ["CR"]}}, ROWS[:2])
    found = json.loads(_body(response))
    assert list(found) == ["as_of", "query", "results"]
    assert found["results"][0] == {"code": "A", "name": '=HYPERLINK("x")', "on": "2016-06-29", "n": 5}
    assert json.loads(_body(json_response("rial-test", {}, []))) == {"results": []}


def test_xlsx() -> None:
    about = About("Programs/2016", [("Date", "June 29, 2016"), ("Address", "https://rial.example/")])
    response = xlsx_response("rial-test", COLUMNS, ROWS, about)
    book = load_workbook(io.BytesIO(_body(response)))
    assert (len(book.sheetnames), book.sheetnames[0]) == (3, "Programs2016")
    table = book.worksheets[0]
    assert [cell.value for cell in table[1]] == ["Code", "Name", "Day", "Number"]
    assert [cell.value for cell in table[2]][:2] == ["A", '=HYPERLINK("x")']
    assert (table["C2"].value.date(), table["C2"].is_date, table["D2"].value) == (date(2016, 6, 29), True, 5)
    assert table["B2"].data_type == "s"
    assert [cell.value for cell in table[3]][2:] == [None, 2.5]
    assert table["D4"].value is True
    assert [cell.value for cell in book.worksheets[1][2]] == ["code", "Code", "The code"]
    assert [[cell.value for cell in row] for row in book.worksheets[2].iter_rows()] == [
        ["Programs/2016", None],
        ["Date", "June 29, 2016"],
        ["Address", "https://rial.example/"],
    ]


def test_batches_keep_the_order_of_the_keys() -> None:
    asked: list[list[int]] = []

    def fetch(keys: Any) -> list[dict[str, Any]]:
        asked.append(list(keys))
        return [{"key": key} for key in keys]

    assert [row["key"] for row in in_batches([5, 3, 4], fetch, 2)] == [5, 3, 4]
    assert asked == [[5, 3], [4]]
