"""The appeal to delegations: the gap as the statement has it, as a page and as files (F08)."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fund.appeal import appeal
from fund.services import set_minimum
from fund.statement import statement
from rial.accounts.models import User
from rial.core.paper import Table, plain
from tests.fund.ledger import allow, give

DAY = date(2020, 12, 31)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def short(elena: User) -> User:
    """20,000 received, 25,416 authorized, 120,000 needed a year."""
    give(elena, "20000")
    allow(elena, "25416")
    set_minimum(by=elena, value_date=DAY, amount=Decimal(120000), description_en="Minimum")
    return elena


def need_rows() -> list[list[str]]:
    tables = [block for block in appeal(statement(DAY)).blocks if isinstance(block, Table)]
    return [["".join(run.text for run in cell) for cell in row] for row in tables[-1].rows]


def test_the_shortfall_is_added_to_what_a_year_needs(short: User) -> None:
    assert need_rows() == [
        ["Minimum annual budget", "120,000"],
        ["Plus the shortfall", "5,416"],
        ["To raise before the next year starts", "125,416"],
    ]
    words = plain(appeal(statement(DAY)))
    assert "The Fund is USD 5,416 short of what has been authorized. " in words
    assert "• Mexico (2020)" in words


def test_what_is_left_lowers_what_is_to_be_raised(short: User) -> None:
    give(short, "15416")
    assert need_rows()[1:] == [["Less what is not yet authorized", "−10,000"],
                               ["To raise before the next year starts", "110,000"]]  # fmt: skip


def test_without_a_minimum_there_is_no_amount_to_raise(elena: User) -> None:
    give(elena, "20000")
    assert "No minimum annual budget is recorded as of that day" in plain(appeal(statement(DAY)))


def test_it_is_written_in_the_language_of_the_reader(short: User) -> None:
    with override("es"):
        paper = appeal(statement(DAY))
    assert paper.language == "es"
    assert "• México (2020)" in plain(paper)


def test_the_secretariat_reads_it_and_takes_both_files(short: User, secretariat_client: Client) -> None:
    page = secretariat_client.get(reverse("admin:fund_statement_appeal"), {"as_of": "2020-12-31"})
    assert "125,416" in page.content.decode()
    address = "admin:fund_statement_appeal_file"
    word = secretariat_client.get(reverse(address, args=["docx"]), {"as_of": "2020-12-31"})
    assert word["Content-Disposition"] == 'attachment; filename="rial-fund-appeal-2020-12-31-en.docx"'
    assert "125,416" in zipfile.ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
    assert secretariat_client.get(reverse(address, args=["pdf"])).content.startswith(b"%PDF-")
    assert secretariat_client.get(reverse(address, args=["exe"])).status_code == 404


def test_nobody_else_reads_it_in_the_admin(short: User, as_persona: Any) -> None:
    assert as_persona("authority").get(reverse("admin:fund_statement_appeal")).status_code == 403
