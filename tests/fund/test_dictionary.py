"""The data dictionary of the Fund: nothing in its files that it does not explain, and nothing explained that is not."""

import csv
import html
import io
import json
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from fund.dictionary import DOCUMENT_KEYS, ROW_KEYS, File, files
from fund.listing import LEDGER
from fund.services import issue_statement
from fund.tables import TABLES
from fund.views import budgets, contributors
from rial.accounts.models import User
from tests.fund.ledger import give

pytestmark = pytest.mark.django_db
PAGE = "/en/fund/dictionary/"


def text(url: str) -> str:
    response = Client().get(url)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return html.unescape(body.decode("utf-8-sig"))


def declared() -> list[File]:
    return files(contributors.COLUMNS, budgets.COLUMNS)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_column_says_what_it_means(language: str) -> None:
    with override(language):
        for file in declared():
            assert file.title
            for column in file.columns:
                assert str(column.label), (file.code, column.key)
                assert str(column.description), (file.code, column.key)


@pytest.mark.parametrize(
    ("code", "path"), [("ledger", "rows/"), *((code, "") for code in (*TABLES, "ledger", "contributors", "budgets"))]
)
def test_the_files_have_the_columns_of_the_dictionary(elena: User, code: str, path: str) -> None:
    give(elena, "10")
    with override("en"):
        wanted = next(file for file in declared() if file.code == code)
    address = f"/en/fund/{path}?" if path else wanted.address
    head = next(csv.reader(io.StringIO(text(f"{address}format=csv"))))
    assert head == [column.key for column in wanted.columns]


def test_an_issued_statement_has_the_keys_of_the_dictionary(elena: User) -> None:
    give(elena, "10")
    document = json.loads(issue_statement(as_of=date(2020, 12, 31), by=elena).document)
    assert set(document) == {column.key for column in DOCUMENT_KEYS}
    assert set(document["rows"][0]) == {column.key for column in ROW_KEYS}


def test_the_page_and_its_file_name_every_column_code_and_filter(vocabulary: None) -> None:
    page = text(PAGE)
    rows = list(csv.DictReader(io.StringIO(text(f"{PAGE}?format=csv"))))
    expected = [(file.code, column.key) for file in declared() for column in file.columns]
    assert {code for code, _key in expected} >= {*TABLES, "ledger", "contributors", "budgets"}
    assert [(row["file"], row["key"]) for row in rows] == expected
    for row in rows:
        assert f"<code>{row['key']}</code></th><td>{row['label']}</td><td>{row['description']}</td>" in page
    kinds = next(row["description"] for row in rows if row["file"] == "ledger" and row["key"] == "kind")
    assert kinds.startswith("What the entry records: contribution (Contribution); authorization (Authorization); ")
    assert all(f"<code>{facet.code}</code></summary>" in page for facet in LEDGER.facets)


def test_it_is_found_from_the_ledger_the_fund_and_the_portfolio(vocabulary: None) -> None:
    for path in ("/en/fund/ledger/", "/en/fund/", "/en/portfolio/dictionary/"):
        assert f'href="{PAGE}"' in text(path), path
    assert 'href="/en/portfolio/dictionary/"' in text(PAGE)
    assert PAGE in text("/sitemap.xml")
