"""Loading of the Fund's published situations: pools, the ledger, printed figures, budgets of the study of 2004.

The ledger is append-only, and so is content/fund_entries.yaml: an entry is recorded once, whatever is done to its
record later. A record that says something else than its entry is told in the tally and changes nothing, not even with
`--refresh`; what was wrong is corrected by appending a record that reverses it, and the right one.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override

from meetings.models import Decision, Meeting
from rial.core.content import ContentError, Record, Tally, as_date, read_records, register_loader, texts, upsert
from rial.directory.models import Institution
from rial.library.models import Document

from .enums import DatePrecision
from .models import (
    Budget,
    BudgetLine,
    BudgetPrintedFigure,
    Entry,
    FundingRule,
    Pool,
    PublishedFigure,
    PublishedSituation,
)
from .services import record as write_entry
from .services import reverse as reverse_entry
from .services.indexing import list_missing, listed_together

_TEXTS = ("description", "valuation", "conditions", "authority", "activity")
_PLAIN = ("nature", "category", "condition", "record_code", "record_path", "source_page", "pool_note")
_NUMBERS = ("contributor_count", "activities")
# References to other records of the file, by key.
_REFERENCES = ("authorization", "commitment", "pledge", "part_of")


def load_pools(refresh: bool) -> Tally:
    """content/fund_pools.yaml; a pool's kind never changes."""
    tally = Tally()
    for position, row in enumerate(read_records("fund_pools")):
        key = {"code": row["code"]}
        values = {**texts(row, "name", "terms"), "position": position}
        if not Pool.objects.filter(**key).exists():
            values["kind"] = row["kind"]
        upsert(Pool, key, values, tally, refresh=refresh)
    return tally


def load_entries(refresh: bool) -> Tally:
    """content/fund_entries.yaml; `refresh` changes nothing: see the module."""
    tally = Tally()
    reader = _EntryReader(tally)
    rows = read_records("fund_entries")
    known = {entry.natural_key: entry for entry in Entry.objects.filter(natural_key__isnull=False)}
    reader.entries.update({key: entry for key, entry in known.items() if key})
    # Messages of the portal in English, as the operator of the command reads them.
    with transaction.atomic(), override("en"), listed_together():
        for row in rows:
            key = row["key"]
            if key in known:
                tally.count(False, False)
                reader.compare(row, known[key])
                continue
            reader.entries[key] = reader.write(row)
            tally.count(True, True)
    list_missing()
    return tally


class _EntryReader:
    """Turns records into entries; keeps what was written under its key."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.entries: dict[str, Entry] = {}
        self.sources = _sources()
        self.institutions = dict(Institution.objects.values_list("code", "pk"))
        self.meetings = dict(Meeting.objects.values_list("slug", "pk"))
        self.decisions = dict(Decision.objects.values_list("code", "pk"))

    def write(self, row: Record) -> Entry:
        """Record one entry or reversal."""
        try:
            if "reverses" in row:
                return self._reverse(row)
            return write_entry(row["kind"], by=None, natural_key=row["key"], **self._columns(row))
        except ValidationError as error:
            raise ContentError(f"fund_entries.yaml: {row['key']}: {'; '.join(error.messages)}") from error

    def _reverse(self, row: Record) -> Entry:
        return reverse_entry(
            self._entry(row, "reverses"),
            by=None,
            reason=row.get("reason", ""),
            **texts(row, "reason"),
            value_date=as_date(row.get("value_date")),
            natural_key=row["key"],
            **self._source(row),
        )

    def compare(self, row: Record, entry: Entry) -> None:
        """Tell where a record says something else than the entry made from it."""
        if "reverses" in row:
            return
        different = [
            name
            for name, value in self._columns(row).items()
            if value != (getattr(entry, name) if name != "amount" else entry.amount)
        ]
        # Links to meetings, decisions and documents may have come after the entry.
        different = [name for name in different if name not in {"meeting_id", "decision_id", "document_id"}]
        if different:
            self.tally.notes.append(f"{entry.code} ({row['key']}): recorded otherwise: {', '.join(different)}; kept")

    def _columns(self, row: Record) -> dict[str, Any]:
        low, high = row.get("range") or (None, None)
        columns: dict[str, Any] = {
            **texts(row, *_TEXTS),
            **self._source(row),
            **{name: str(row.get(name) or "") for name in _PLAIN},
            **{name: row.get(name) for name in _NUMBERS},
            **{name: self._entry(row, name) if row.get(name) else None for name in _REFERENCES},
            "contributor_name_es": str(row.get("contributor_es") or ""),
            "contributor_name_en": str(row.get("contributor_en") or ""),
            "value_date": as_date(row["value_date"]),
            "date_precision": row.get("precision") or DatePrecision.DAY,
            "covers_from": as_date(row.get("covers_from")),
            "pool_id": row.get("pool"),
            "country_id": row.get("country"),
            "institution_id": self._linked(row, "institution", self.institutions),
            "meeting_id": self._linked(row, "meeting", self.meetings),
            "decision_id": self._linked(row, "decision", self.decisions),
            "amount": _amount(row.get("amount")),
            "published_as": row.get("published_as") or "amount",
            "range_low": _amount(low),
            "range_high": _amount(high),
            "per_year": bool(row.get("per_year")),
            "unclear": bool(row.get("unclear")),
            "closing_total": _amount(row.get("completes")),
            "closing_count": row.get("contributors_to_date"),
        }
        # Authorizations and commitments stand under their own number.
        own = {"authorization": "authorization", "commitment": "commitment"}.get(row["kind"])
        return {name: value for name, value in columns.items() if name != own}

    def _source(self, row: Record) -> dict[str, Any]:
        source = self.sources.get(row.get("source", ""))
        if source is None:
            raise ContentError(f"fund_entries.yaml: {row['key']} names no source of fund_sources.yaml")
        return {**_source_texts(source), "source_url": source.get("url") or "", "document_id": source["document_id"]}

    def _entry(self, row: Record, name: str) -> Entry:
        entry = self.entries.get(row[name])
        if entry is None:
            raise ContentError(f"fund_entries.yaml: {row['key']}: {name} names no record that stands before it")
        return entry

    def _linked(self, row: Record, name: str, known: dict[str, int]) -> int | None:
        code = row.get(name)
        if not code:
            return None
        if code not in known:
            # The entry says the same in words (“decided by”, description): it does not wait for the record.
            self.tally.notes.append(f"{row['key']}: {name} {code} is not in the portal; recorded without the link")
        return known.get(code)


def _sources() -> dict[str, Record]:
    """content/fund_sources.yaml by code, each with the key of its document, if that is in the portal."""
    documents = dict(Document.objects.values_list("slug", "pk"))
    rows = read_records("fund_sources")
    return {row["code"]: {**row, "document_id": documents.get(row.get("document", ""))} for row in rows}


def _source_texts(source: Record) -> dict[str, str]:
    return {"source_es": source["title_es"], "source_en": source["title_en"]}


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def load_situations(refresh: bool) -> Tally:
    """content/fund_situations.yaml: printed figures beside the computed ones."""
    tally = Tally()
    sources = _sources()
    for row in read_records("fund_situations"):
        source = sources[row["source"]]
        values = {
            **texts(row, "note"),
            "as_of": as_date(row["as_of"]),
            "title_es": source["title_es"],
            "title_en": source["title_en"],
            "source_url": source.get("url") or "",
            "document_id": source["document_id"],
            "symbol": row.get("symbol") or "",
        }
        situation = upsert(PublishedSituation, {"code": row["code"]}, values, tally, refresh=refresh)
        for position, figure in enumerate(row["figures"]):
            key = {"situation": situation, "term": figure["term"], "category": figure.get("category") or ""}
            key["pool_kind"] = figure.get("pool_kind") or ""
            cell = {
                **texts(figure, "explanation"),
                "amount": _amount(figure.get("amount")),
                "approximate": bool(figure.get("approximate")),
                "printed": figure.get("printed") or "",
                "position": position,
            }
            upsert(PublishedFigure, key, cell, Tally(), refresh=refresh)
    return tally


def load_budgets(refresh: bool) -> Tally:
    """content/fund_budgets.yaml and fund_rules.yaml: alternatives compared, and ceilings of other funds."""
    tally = Tally()
    sources = _sources()
    for position, row in enumerate(read_records("fund_budgets")):
        values = {
            **texts(row, "name", "note"),
            **_source_texts(sources[row["source"]]),
            "document_id": sources[row["source"]]["document_id"],
            "comparison": row["comparison"],
            "years": row["years"],
            "prepared_on": row["prepared_on"],
            "position": position,
        }
        budget = upsert(Budget, {"code": row["code"]}, values, tally, refresh=refresh)
        _load_budget_rows(budget, row, refresh)
    for row in read_records("fund_rules"):
        values = {
            **texts(row, "name"),
            **_source_texts(sources[row["source"]]),
            "comparison": row["comparison"],
            "max_years": row.get("max_years"),
            "max_amount": _amount(row.get("max_amount")),
        }
        upsert(FundingRule, {"code": row["code"]}, values, tally, refresh=refresh)
    return tally


def _load_budget_rows(budget: Budget, record: Record, refresh: bool) -> None:
    for position, row in enumerate(record["lines"]):
        line = {
            **texts(row, "label", "explanation"),
            "section": row["section"],
            "headcount": row.get("headcount"),
            "annual_amount": _amount(row.get("annual")),
            "first_year": row.get("from") or 1,
            "last_year": row.get("to"),
            "printed": row.get("printed") or "",
        }
        upsert(BudgetLine, {"budget": budget, "position": position}, line, Tally(), refresh=refresh)
    for position, row in enumerate(record["printed"]):
        figure = {
            **texts(row, "explanation"),
            "figure": row["figure"],
            "first_year": row.get("from") or 1,
            "last_year": row.get("to"),
            "amount": _amount(row.get("amount")),
            "printed": row["printed"],
        }
        upsert(BudgetPrintedFigure, {"budget": budget, "position": position}, figure, Tally(), refresh=refresh)


def register() -> None:
    """Called once from the app's ready()."""
    register_loader(80, "fund", "pools of the Fund", load_pools)
    register_loader(81, "fund", "ledger of the Fund", load_entries)
    register_loader(82, "fund", "published situations", load_situations)
    register_loader(83, "fund", "budgets", load_budgets)
