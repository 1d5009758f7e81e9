"""The statement as a file: the lines of the page, then every entry behind them (F19)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rial.core.bilingual import columns
from rial.core.dates import show_date
from rial.core.exports import About, Column, csv_response, json_response, xlsx_response

from .enums import LEDGER_CURRENCY
from .models import Entry
from .presentation import amount_of, behind_address
from .situation import Situation, Term
from .wording import qualified

FORMATS = ("csv", "xlsx", "json")

AMOUNT = Column("amount", gettext_lazy("Amount"), gettext_lazy("Empty where it is not recorded: unknown is not zero."))
CURRENCY = Column(
    "currency", pgettext_lazy("money", "Currency"), gettext_lazy("ISO 4217 code; the ledger is kept in US dollars")
)
CERTAINTY = (
    Column("certainty", gettext_lazy("Certainty"), gettext_lazy("How far the amount is known")),
    Column(
        "approximate", gettext_lazy("Approximate"), gettext_lazy("true: some of it was published as an approximation")
    ),
    Column("in_words", gettext_lazy("As shown"), gettext_lazy("What stands before the amount or in its place")),
)


def in_languages(name: str, meaning: Any) -> tuple[Column, ...]:
    """The columns of a bilingual text, one per language."""
    return tuple(Column(key, key, meaning) for key in columns(name))


STATEMENT_COLUMNS = (
    Column("line", gettext_lazy("Line"), gettext_lazy("Code of the term")),
    Column("label", gettext_lazy("Term"), gettext_lazy("Name of the line, in the reader’s language")),
    AMOUNT,
    CURRENCY,
    *CERTAINTY,
    Column("entries", gettext_lazy("Entries"), gettext_lazy("How many entries of the ledger stand behind the amount")),
    Column("entries_url", gettext_lazy("Address of the entries"), gettext_lazy("The page that lists them")),
)

ENTRY_COLUMNS = (
    Column("code", gettext_lazy("Entry"), gettext_lazy("Permanent number of the entry")),
    Column("kind", gettext_lazy("Kind"), gettext_lazy("What the entry records")),
    Column("nature", gettext_lazy("In money or in kind"), gettext_lazy("Empty where it is neither")),
    Column("value_date", gettext_lazy("Value date"), gettext_lazy("The day, or the last day of the period known")),
    Column(
        "date_precision", gettext_lazy("How exactly the date is known"), gettext_lazy("What the value date stands for")
    ),
    Column("country", gettext_lazy("Country"), gettext_lazy("ISO 3166-1 code of the country that gives")),
    Column("institution", gettext_lazy("Institution"), gettext_lazy("Code of the institution that gives")),
    Column("pool", gettext_lazy("Pool"), gettext_lazy("Code of the part of the Fund’s money; empty when not recorded")),
    Column("amount", gettext_lazy("Amount"), gettext_lazy("Empty where it is not recorded or not published.")),
    CURRENCY,
    Column("published_as", gettext_lazy("Published as"), gettext_lazy("How the amount is shown to the public")),
    Column("range_low", gettext_lazy("Each from"), gettext_lazy("What each contributor gave at least")),
    Column("range_high", gettext_lazy("Each to"), gettext_lazy("What each contributor gave at most")),
    Column("category", gettext_lazy("Category"), gettext_lazy("What the money is used for")),
    *in_languages("description", gettext_lazy("What it is, in the language of the key’s ending")),
    Column("authorization", gettext_lazy("Under authorization"), gettext_lazy("The authorization it is, or draws on")),
    Column("reverses", gettext_lazy("Reverses"), gettext_lazy("The entry that it undoes")),
    Column(
        "source", gettext_lazy("Source"), gettext_lazy("Where it is written, in the reader’s language if it can be")
    ),
    Column("source_url", gettext_lazy("Address of the source"), gettext_lazy("Where the source can be read")),
    Column("recorded_at", gettext_lazy("Recorded"), gettext_lazy("Moment at which it entered the ledger")),
)


def statement_rows(found: Situation) -> Iterator[dict[str, Any]]:
    """One row per line of the statement."""
    for term in found.terms:
        yield {
            "line": str(term.code),
            "label": term.label,
            "amount": amount_of(term.figure),
            "currency": LEDGER_CURRENCY,
            "certainty": str(term.figure.reach),
            "approximate": term.figure.approximate,
            "in_words": qualified(term.figure),
            "entries": term.entries,
            "entries_url": _entries_address(term),
        }


def _entries_address(term: Term) -> str:
    return settings.SITE_URL + behind_address(term.scope, line=str(term.code)) if term.scope and term.entries else ""


def entry_rows(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """Entries as published: an amount that is not to be shown is empty."""
    for entry in entries:
        yield {
            "code": entry.code,
            "kind": entry.kind,
            "nature": entry.nature,
            "value_date": entry.value_date,
            "date_precision": entry.date_precision,
            "country": entry.country_id or "",
            "institution": entry.institution.code if entry.institution else "",
            "pool": entry.pool_id or "",
            "amount": entry.amount if entry.amount_is_public else None,
            "currency": LEDGER_CURRENCY,
            "published_as": entry.published_as,
            "range_low": entry.range_low,
            "range_high": entry.range_high,
            "category": entry.category,
            **{name: getattr(entry, name) for name in columns("description")},
            "authorization": f"LED-{entry.authorization_id:06d}" if entry.authorization_id else "",
            "reverses": f"LED-{entry.reverses_id:06d}" if entry.reverses_id else "",
            "source": entry.source,
            "source_url": entry.source_url,
            "recorded_at": entry.recorded_at.isoformat(),
        }


def statement_address(found: Situation) -> str:
    """The page of a situation, in the reader's language."""
    return f"{settings.SITE_URL}{reverse('fund:home')}?as_of={found.as_of.isoformat()}"


def table_file(
    base: str,
    table: tuple[Column, ...],
    rows: Iterable[Mapping[str, Any]],
    wanted: str,
    address: str,
    found: Situation | None = None,
) -> HttpResponseBase:
    """A table of the Fund in one of FORMATS."""
    if wanted == "csv":
        return csv_response(base, table, rows)
    facts = [(_("Address"), address)]
    facts += [(_("As of"), show_date(found.as_of)), (_("Last entry known"), str(found.through))] if found else []
    if wanted == "xlsx":
        return xlsx_response(base, table, rows, About(_("Voluntary Contributions Fund"), facts))
    head: dict[str, Any] = {"address": address, "currency": LEDGER_CURRENCY}
    head |= {"as_of": found.as_of.isoformat(), "through": found.through} if found else {}
    return json_response(base, head, rows)
