"""A workbook of entries: checked row by row, recorded all or none, once; the export can be read again."""

import base64
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fund.importing import check, record
from fund.importing_columns import COLUMNS, write_template
from fund.models import Entry
from portfolio.importing.workbook import Unreadable
from rial.accounts.models import User
from tests.fund.ledger import allow, give

HEAD = [
    "kind",
    "nature",
    "value_date",
    "country",
    "pool",
    "amount",
    "published_as",
    "description_es",
    "authorization",
    "description_en",
]
GIFT = ["contribution", "cash", "2020-06-30", "CL", "common", "1250,50", "amount", "Aporte", "", "Contribution"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def workbook(*rows: list[Any], head: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (head or HEAD, *rows):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(**values: Any) -> list[Any]:
    return [values.get(name, value) for name, value in zip(HEAD, GIFT, strict=True)]


def problems(content: bytes, by: User) -> dict[int, list[tuple[str, str]]]:
    report = check(content, by=by)
    return {row.line: [(one.column, one.message) for one in row.problems] for row in report.rows}


def test_a_check_writes_nothing_and_a_recording_writes_every_row(elena: User) -> None:
    content = workbook(GIFT, changed(amount=99.99, value_date=date(2020, 7, 1), country="México"))
    report = check(content, by=elena)
    assert [(row.line, row.kind, row.amount, row.problems) for row in report.rows] == [
        (2, "Contribution", "USD 1,250.50", []),
        (3, "Contribution", "USD 99.99", []),
    ]
    assert not Entry.objects.exists()
    assert record(content, by=elena, through=report.through).written
    assert list(Entry.objects.values_list("amount", "value_date", "country_id", "recorded_by")) == [
        (Decimal("1250.50"), date(2020, 6, 30), "CL", elena.pk),
        (Decimal("99.99"), date(2020, 7, 1), "MX", elena.pk),
    ]


def test_each_row_says_what_is_wrong_with_it_and_none_is_written(elena: User) -> None:
    content = workbook(
        GIFT,
        changed(amount="-5"),
        changed(amount="1250.50"),
        changed(value_date="2999-01-01"),
        changed(kind="gift", country="Atlantis"),
        changed(value_date=""),
        changed(amount="=1+1"),
    )
    found = problems(content, elena)
    assert found == {
        2: [],
        3: [("Amount in USD (F3)", "Enter an amount above zero. A mistake is undone by reversing its entry.")],
        4: [
            (
                "Amount in USD (F4)",
                "“1250,50” and “1250.50” write decimals in two ways. Use one way in the whole file.",
            )
        ],
        5: [("Value date", "This day has not come yet. Record a pledge instead, or wait.")],
        6: [
            (
                "Kind (A6)",
                "This value is not known. Accepted: contribution, authorization, commitment, expenditure, closure, "
                "pledge, sought, support, minimum.",
            ),
            ("Country (D6)", "There is no such country. Write its ISO code, such as CR."),
        ],
        7: [("Value date", "Complete this cell: it is needed.")],
        8: [("Amount in USD (F8)", "The cell holds a formula or an error. Paste it as a value.")],
    }
    report = record(content, by=elena, through=0)
    assert (report.written, report.refused, Entry.objects.count()) == (False, 6, 0)


def test_rows_are_checked_as_if_those_before_were_written(elena: User) -> None:
    authorization = allow(elena, "1000")
    spent = ["expenditure", "", "2020-07-01", "", "common", 600, "amount", "Taller", authorization.code, "Workshop"]
    found = problems(workbook(spent, spent), elena)
    assert found[2] == []
    assert found[3] == [
        (
            "Amount in USD",
            f"{authorization.code} leaves USD 400; this is USD 200 more. Lower the amount, or ask a second person for "
            "an override.",
        )
    ]


def test_a_text_in_one_language_alone_is_refused(elena: User) -> None:
    told = "Write it in this language too: an entry never changes, so it cannot be translated later."
    (found,) = problems(workbook(changed(description_en="")), elena).values()
    assert [message for _column, message in found] == [told]


def test_what_looks_like_the_same_entry_is_pointed_out(elena: User) -> None:
    there = give(elena, "1250.50", date(2020, 6, 30), country_id="CL")
    text = f"{there.code} records the same kind, day, amount and giver. Record it again only if it came twice."
    assert problems(workbook(GIFT, GIFT), elena) == {2: [("", text)], 3: [("", "The same as row 2."), ("", text)]}


def test_a_file_checked_before_the_ledger_grew_is_not_recorded(elena: User) -> None:
    content = workbook(GIFT)
    through = check(content, by=elena).through
    assert record(content, by=elena, through=through).written
    again = record(content, by=elena, through=through)
    assert (again.written, again.grown, Entry.objects.count()) == (False, True, 1)


def test_labels_in_either_language_name_the_columns(elena: User) -> None:
    with override("es"):
        head = [str(item.label) for item in COLUMNS if item.key in HEAD]
    order = [item.key for item in COLUMNS if item.key in HEAD]
    row = [GIFT[HEAD.index(key)] for key in order]
    assert problems(workbook(row, head=head), elena) == {2: []}


def test_what_is_no_table_of_entries_is_refused(elena: User) -> None:
    with pytest.raises(Unreadable) as refused:
        check(b"kind;amount\ncontribution;5\n", by=elena)
    assert "CSV" in refused.value.problem.message
    with pytest.raises(Unreadable) as refused:
        check(workbook(GIFT[3:], head=HEAD[3:]), by=elena)
    assert refused.value.problem.message == "These columns are missing: kind, value_date."


def test_the_template_has_every_column_and_what_it_accepts(pools: None) -> None:
    target = io.BytesIO()
    write_template(target)
    book = openpyxl.load_workbook(target)
    assert [cell.value for cell in book.worksheets[0][1]] == [item.key for item in COLUMNS]
    meanings = {row[0]: row[3] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)}
    assert meanings["nature"] == "cash (In money); in_kind (In kind)"


def test_the_page_checks_then_records_what_was_checked_once(secretariat_client: Client, pools: None) -> None:
    address = reverse("admin:fund_entry_import")
    page = secretariat_client.post(address, {"file": SimpleUploadedFile("a.xlsx", workbook(GIFT))})
    assert not Entry.objects.exists()
    text = page.content.decode()
    held = {name: re.search(f'name="{name}" value="([^"]+)"', text)[1] for name in ("checked", "file")}  # type: ignore[index]  # both are there
    other = base64.b64encode(workbook(GIFT, GIFT)).decode()
    assert secretariat_client.post(address, held | {"file": other}).status_code == 400
    assert secretariat_client.post(address, held | {"checked": "x"}).status_code == 400
    assert secretariat_client.post(address, held).url == reverse("admin:fund_entry_changelist")
    assert secretariat_client.post(address, held).context["report"].grown
    assert Entry.objects.count() == 1


def test_the_export_holds_what_the_import_reads(secretariat_client: Client, elena: User) -> None:
    give(elena, "40", original_amount=Decimal(50), original_currency="CAD", rate=Decimal("0.8"), rate_source="Bank",
         published_as="undisclosed", description_es="Aporte")  # fmt: skip
    response = secretariat_client.get(reverse("admin:fund_entry_export"))
    content = b"".join(response.streaming_content)
    report = check(content, by=elena)
    assert [(row.amount, row.refused) for row in report.rows] == [("USD 40", False)]


@pytest.mark.parametrize("name", ["import", "import_template", "export"])
def test_only_the_secretariat_comes_here(as_persona: Any, pools: None, name: str) -> None:
    assert as_persona("authority").get(reverse(f"admin:fund_entry_{name}")).status_code == 403


_RATED = ["kind", "nature", "value_date", "country", "pool", "amount", "currency", "rate", "rate_source",
          "published_as", "description_es", "description_en"]  # fmt: skip


def rated(rate: Any, amount: Any = "1000", currency: str = "CAD") -> bytes:
    row = ["contribution", "cash", "2020-06-30", "CL", "common", amount, currency, rate, "Bank", "amount", "x", "x"]
    return workbook(row, head=_RATED)


@pytest.mark.parametrize("rate", ["NaN", "sNaN", "Infinity", "1e999", "1_0", "０．７", "-1", "0.7.3"])
def test_a_rate_is_a_plain_number(elena: User, rate: str) -> None:
    assert problems(rated(rate), elena) == {2: [("Rate to USD (H2)", "Write the rate as a number, such as 0.7305.")]}


@pytest.mark.parametrize("rate", [1e300, "9999999", 0, "0"])
def test_a_rate_that_cannot_be(elena: User, rate: Any) -> None:
    found = problems(rated(rate), elena)[2]
    assert found[0][1].startswith(("Enter the rate at which", "Write the rate"))


@pytest.mark.parametrize("rate", [0.00024691, "0.00024691", "0,00024691"])
def test_every_decimal_of_a_rate_counts(elena: User, rate: Any) -> None:
    """Ten million pesos: a rate cut to six decimals would make 2,470.00 of 2,469.10."""
    content = rated(rate, amount=10_000_000, currency="COP")
    assert record(content, by=elena, through=check(content, by=elena).through).written
    entry = Entry.objects.get()
    assert (entry.amount, entry.rate) == (Decimal("2469.10"), Decimal("0.00024691"))
