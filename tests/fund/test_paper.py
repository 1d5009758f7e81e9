"""The statement as a paper: the figures of the page, in both languages, as DOCX and PDF, of any day and as issued."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pypdf import PdfReader

from fund.models import Entry, Statement
from fund.paper import issued_paper, statement_paper
from fund.services import issue_statement, record_pledge, set_minimum, verify
from fund.statement import statement
from rial.accounts.models import User
from rial.core.paper import Paper, Table, plain
from tests.fund.ledger import DAY, allow, give, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def published(vocabulary: None) -> None:
    """The ledger as the documents allow to write it."""
    call_command("load_content", "--only", "fund", verbosity=0)


@pytest.fixture
def ledger(elena: User) -> User:
    """1,000 given, one amount not disclosed, 300 authorized and 120 of it spent, a pledge, a minimum."""
    give(elena, "1000")
    give(elena, None, country_id="CL")
    pay(elena, allow(elena, "300", authority_en="Planning Meeting"), "120")
    record_pledge(
        by=elena, nature="cash", value_date=DAY, amount=Decimal(55), country_id="BR", description_en="Next year"
    )
    set_minimum(by=elena, value_date=DAY, amount=Decimal(2000), description_en="Minimum")
    return elena


def tables(paper: Paper) -> dict[str, list[list[str]]]:
    """{head of the first column: rows of words} of each table."""
    return {
        block.head[0]: [["".join(run.text for run in cell) for cell in row] for row in block.rows]
        for block in paper.blocks
        if isinstance(block, Table)
    }


def pdf_words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def test_june_2016_is_told_as_published(published: None) -> None:
    paper = statement_paper(statement(date(2016, 6, 29)))
    found = tables(paper)
    assert found["Term"] == [
        ["Contributions in money", "512,800"],
        ["Contributions in kind", "162,000"],
        ["Total received", "674,800"],
        ["Spent", "−600,216"],
        ["Available", "74,584"],
        ["Authorized, not yet spent", "−80,000"],
        ["Balance (shortfall)", "−5,416"],
    ]
    assert found["One year"][-1] == ["To raise before the next year starts", "125,416"]
    assert found["Category"][-1] == ["Total", "600,216", "600,216"]
    assert found["Decision on use"][-1] == ["Total, not yet spent", "", "", "80,000"]
    assert found["Figure"][0][2:] == ["USD 512,800", "–"]
    words = plain(paper)
    assert "18 contributors. 18 are recorded by name." in words
    assert "Bahamas | 2011–2012\n" in words
    assert "Peru | year not recorded\n" in words
    assert "674,800 − 600,216 = 74,584" in words
    assert "Pledged, not yet received" in words
    assert paper.footer.endswith("/en/fund/?as_of=2016-06-29 · from the ledger up to entry LED-000054")


def test_october_2012_says_about(published: None) -> None:
    found = tables(statement_paper(statement(date(2012, 10, 10))))
    assert found["Term"][0] == ["Contributions in money", "about 305,000"]


def test_every_part_is_there_and_what_is_unknown_is_named(ledger: User) -> None:
    paper = statement_paper(statement(DAY))
    found = tables(paper)
    assert found["Term"][0] == ["Contributions in money", "at least 1,000"]
    assert found["One year"][-1] == ["To raise before the next year starts", "at most 1,300"]
    assert found["Contributor"] == [["Chile", "2020"], ["Mexico", "2020"]]
    assert found["Category"] == [["Workshops", "120", "120"], ["Total", "120", "120"]]
    assert found["Decision on use"] == [
        ["LED-000003, June 30, 2020. Workshops. Planning Meeting", "300", "120", "180"],
        ["Total, not yet spent", "", "", "180"],
    ]
    words = plain(paper)
    for sentence in (
        "2 are recorded by name. Of 1 contribution the amount is not published.",
        "1 entry without a published amount is not in it.",
        "Never counted as received.",
        "This is no issued statement",
    ):
        assert sentence in words, sentence
    assert "Brazil, Next year: 55" in words


def test_an_amount_that_is_not_published_is_not_in_the_paper(elena: User) -> None:
    give(elena, "1000")
    give(elena, "98765", published_as="undisclosed")
    assert "98,765" not in plain(statement_paper(statement(DAY)))


def test_a_day_before_anything_was_recorded_has_a_paper_too(ledger: User) -> None:
    words = plain(statement_paper(statement(date(1999, 1, 1))))
    assert "No minimum annual budget is recorded as of that day" in words


def test_what_was_issued_stays_what_it_was(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger, note_en="For the meeting")
    give(ledger, "500")
    found = statement(DAY, through=issued.through)
    paper = issued_paper(issued, found, verify(issued))
    assert tables(paper)["Term"][0] == ["Contributions in money", "at least 1,000"]
    words = plain(paper)
    assert paper.kind == "Statement FND-0001 · Voluntary Contributions Fund"
    assert paper.changed == issued.issued_at
    assert f"SHA-256: {issued.sha256}" in words
    assert "For the meeting" in words
    assert f"/en/fund/statements/{issued.pk}/rows.json" in words
    assert "does not follow from the ledger" not in words


def test_a_statement_that_no_longer_holds_says_so_with_what_was_issued(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    issued.cash = Decimal(7)
    words = plain(issued_paper(issued, statement(DAY, through=issued.through), verify(issued)))
    assert "This statement does not follow from the ledger. The figures below are the ledger’s." in words
    assert "Contributions in money: 7; " in words


@pytest.mark.parametrize("language", ["es", "en"])
def test_visitors_take_it_along_in_their_language(ledger: User, language: str) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    for path, base in (
        ("statement", "rial-fund-2020-06-30"),
        (f"statements/{issued.pk}", "rial-fund-FND-0001"),
    ):
        word = Client().get(f"/{language}/fund/{path}.docx?as_of=2020-06-30")
        assert word["Content-Disposition"] == f'attachment; filename="{base}-{language}.docx"'
        document = Document(BytesIO(word.content))
        assert document.core_properties.language == language
        table = document.tables[0]
        head, first = table.rows[0].cells, table.rows[1].cells
        assert [cell.paragraphs[0].alignment for cell in head] == [None, WD_ALIGN_PARAGRAPH.RIGHT]
        assert [cell.paragraphs[0].alignment for cell in first] == [None, WD_ALIGN_PARAGRAPH.RIGHT]
        printed = Client().get(f"/{language}/fund/{path}.pdf?as_of=2020-06-30")
        assert printed["Content-Type"] == "application/pdf"
        with override(language):
            name = str(statement(DAY).term("cash").label)
        for words in (pdf_words(printed.content), "\n".join(cell.text for row in table.rows for cell in row.cells)):
            assert name in words
        assert not printed.cookies


def test_the_same_statement_is_the_same_file(ledger: User) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    address = f"/en/fund/statements/{issued.pk}.pdf"
    first = Client().get(address).content
    give(ledger, "500")
    assert Client().get(address).content == first
    assert issued.sha256 in pdf_words(first).replace(" ", "")


def test_known_on_is_asked_and_said(ledger: User) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    words = pdf_words(Client().get(f"/en/fund/statement.pdf?as_of=2020-06-30&known_on={yesterday}").content)
    assert "As known on" in words
    assert "1,000" not in words


def test_there_is_no_file_of_what_was_not_issued() -> None:
    assert not Statement.objects.exists()
    for kind in ("docx", "pdf"):
        assert Client().get(f"/en/fund/statements/9.{kind}").status_code == 404


def test_pages_lead_to_the_files(ledger: User, secretariat_client: Client) -> None:
    issued = issue_statement(as_of=DAY, by=ledger)
    page = Client().get("/en/fund/?as_of=2020-06-30").content.decode()
    for kind in ("pdf", "docx"):
        assert f'href="/en/fund/statement.{kind}?as_of=2020-06-30"' in page
        link = f'href="/en/fund/statements/{issued.pk}.{kind}"'
        assert link in Client().get(f"/en/fund/statements/{issued.pk}/").content.decode()
        address = reverse("admin:fund_statement_change", args=[issued.pk])
        assert link in secretariat_client.get(address).content.decode()


def test_many_authorizations_are_counted_after_the_latest(elena: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("fund.paper.MOST_AUTHORIZATIONS", 2)
    give(elena, "1000")
    for amount in ("10", "20", "30"):
        allow(elena, amount)
    paper = statement_paper(statement(DAY))
    assert [row[1:] for row in tables(paper)["Decision on use"]] == [["30", "None recorded", "30"],
        ["20", "None recorded", "20"], ["", "", "60"]]  # fmt: skip
    assert "1 more is in the ledger." in plain(paper)
    assert Entry.objects.count() == 4
