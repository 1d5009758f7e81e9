"""The data dictionary of the Fund: every column of its files with its meaning and the codes it may hold.

Derived from the columns as the files declare them. The keys of an issued statement's JSON are declared here; a test
holds them against `canonical`, whose FORMAT they describe.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rial.core.exports import Column

from .enums import Category, DatePrecision, EntryKind, LineSection, Nature, PoolKind, PublishedAs, Reach, TermCode
from .exporting import CURRENCY, ENTRY_COLUMNS
from .tables import STATEMENT, TABLES

_AMOUNT = gettext_lazy("In US dollars with two decimals; null where it is not recorded or not published")

DOCUMENT_KEYS = (
    Column("format", gettext_lazy("Format"), gettext_lazy("Version of this document’s form")),
    Column("fund", gettext_lazy("Fund"), gettext_lazy("Name of the Fund")),
    CURRENCY,
    Column("as_of", gettext_lazy("As of"), gettext_lazy("Entries with a value date up to this day are in it")),
    Column("through", gettext_lazy("Last entry known"), gettext_lazy("Number of the last entry of the ledger then")),
    Column("totals", gettext_lazy("Totals"), gettext_lazy("Amount of each line, by the code of its term")),
    Column(
        "certainty",
        gettext_lazy("Certainty"),
        gettext_lazy("For each line: how far it is known, and whether it is approximate"),
    ),
    Column("rows", gettext_lazy("Rows"), gettext_lazy("Every entry behind the totals, by number; its keys are below")),
)
ROW_KEYS = (
    Column("number", gettext_lazy("Number"), gettext_lazy("Number of the entry: 123 for LED-000123")),
    Column("kind", gettext_lazy("Kind"), gettext_lazy("What the entry records")),
    Column("nature", gettext_lazy("In money or in kind"), gettext_lazy("Empty where it is neither")),
    Column("value_date", gettext_lazy("Value date"), gettext_lazy("The day, or the last day of the period known")),
    Column("precision", gettext_lazy("How exactly the date is known"), gettext_lazy("What the value date stands for")),
    Column("recorded_at", gettext_lazy("Recorded"), gettext_lazy("Moment of recording, in UTC")),
    Column("pool", gettext_lazy("Pool"), gettext_lazy("Code of the part of the Fund’s money; null when not recorded")),
    Column("country", gettext_lazy("Country"), gettext_lazy("ISO 3166-1 code of the country that gives")),
    Column(
        "institution",
        gettext_lazy("Institution"),
        gettext_lazy("Number by which the portal keeps the institution that gives"),
    ),
    Column("contributors", gettext_lazy("Contributors not named"), gettext_lazy("How many, where they are not named")),
    Column("amount", gettext_lazy("Amount"), _AMOUNT),
    Column("published_as", gettext_lazy("Published as"), gettext_lazy("How the amount is shown to the public")),
    Column("range", gettext_lazy("Range"), gettext_lazy("What each contributor gave at least and at most")),
    Column(
        "completes",
        gettext_lazy("Completes the published total of"),
        gettext_lazy("A total to date that the ledger reaches with this entry; nothing is added before its date"),
    ),
    Column("part_of", gettext_lazy("Part of"), gettext_lazy("Number of the entry that holds its amount already")),
    Column(
        "unclear",
        gettext_lazy("Unclear"),
        gettext_lazy("true: it may be part of a larger published amount, so it is listed and not added"),
    ),
    Column("category", gettext_lazy("Category"), gettext_lazy("What the money is used for")),
    Column("authorization", gettext_lazy("Under authorization"), gettext_lazy("Number of the authorization")),
    Column("commitment", gettext_lazy("Pays commitment"), gettext_lazy("Number of the commitment")),
    Column("reverses", gettext_lazy("Reverses"), gettext_lazy("Number of the entry that it undoes")),
)
# The codes a column may hold, by its key.
_CODES: Mapping[str, type[TextChoices]] = {
    "kind": EntryKind,
    "nature": Nature,
    "date_precision": DatePrecision,
    "precision": DatePrecision,
    "published_as": PublishedAs,
    "category": Category,
    "section": LineSection,
    "certainty": Reach,
    "line": TermCode,
    "totals": TermCode,
}


@dataclass(frozen=True)
class File:
    """A file of the Fund: its code, what it is, its address up to the format ("" for what has none), its columns."""

    code: str
    title: str
    address: str
    columns: tuple[Column, ...]


def files(contributors: Iterable[Column], budgets: Iterable[Column]) -> list[File]:
    """All files in reading order; those of contributors and budgets are declared beside their pages."""
    return [
        *_of_the_statement(),
        File("ledger", _("Ledger, and entries behind a figure"), _at("ledger"), _explained(ENTRY_COLUMNS)),
        File("contributors", _("Contributors by year"), _at("contributors"), _explained(contributors)),
        File("budgets", _("Budgets compared"), _at("budgets"), _explained(budgets, line=None)),
        File("document", _("Issued statement, as it was hashed (JSON)"), "", _explained(DOCUMENT_KEYS)),
        File("document-rows", _("Rows of an issued statement (JSON)"), "", _explained(ROW_KEYS)),
    ]


def _of_the_statement() -> Iterator[File]:
    titles = {
        STATEMENT: _("Statement of the Fund"),
        "matrix": _("Expenditure by category and source"),
        "received": _("Contributions in money, when they came in"),
        "authorizations": _("Decisions on use"),
        "printed": _("Printed and computed figures"),
    }
    for code, table in TABLES.items():
        own = "" if code == STATEMENT else f"table={code}&"
        yield File(code, titles[code], _at("home") + own, _explained(table.columns, source=PoolKind))


def _at(name: str) -> str:
    return f"{reverse(f'fund:{name}')}?"


def _explained(columns: Iterable[Column], **other: type[TextChoices] | None) -> tuple[Column, ...]:
    """Columns whose meaning names the codes they may hold; `other` for a key that means something else here."""
    codes = {**_CODES, **other}
    return tuple(_with_codes(one, found.choices) if (found := codes.get(one.key)) else one for one in columns)


def _with_codes(column: Column, choices: Sequence[tuple[str, Any]]) -> Column:
    codes = "; ".join(f"{code} ({label})" for code, label in choices if code)
    # What explains two codes already goes on with the others.
    sign = ";" if ":" in str(column.description) else ":"
    return replace(column, description=f"{column.description}{sign} {codes}")
