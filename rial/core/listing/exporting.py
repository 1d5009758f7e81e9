"""The rows of a list as files: exactly what is on screen, all pages, in its order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from rial.core.exports import About, Column, csv_response, in_batches, json_response, xlsx_response

from .labels import labels_of
from .results import Results

_SEPARATOR = "; "
Read = Callable[[Any], Any]


@dataclass(frozen=True)
class ExportColumn(Column):
    """A column with how its value is read from a record."""

    read: Read = str


def path(*names: str) -> Read:
    """Reads an attribute of an attribute…; nothing where one of them is None."""

    def read(record: Any) -> Any:
        value = record
        for name in names:
            value = None if value is None else getattr(value, name)
        return value

    return read


def as_row(record: Any, columns: Sequence[ExportColumn]) -> dict[str, Any]:
    """A record as a row of a table."""
    return {one.key: one.read(record) for one in columns}


@dataclass(frozen=True, kw_only=True)
class Export:
    """How the records of a list leave it.

    columns: the columns, labels in the reader's language. records: {slot: record} of some slots, with everything
    the columns read, in a constant number of queries. as_json: a record with lists where the table has joined
    texts. everything: the filters in words when there are none. source, reuse: whose data these are, how to cite.
    """

    file_name: str
    columns: Callable[[], Sequence[ExportColumn]]
    records: Callable[[Sequence[int]], Mapping[int, Any]]
    everything: Any
    source: Any
    reuse: Any
    as_json: Callable[[Any, Sequence[ExportColumn]], dict[str, Any]] = as_row


def export(results: Results, kind: str) -> HttpResponseBase:
    """The file of a selection: kind is csv, xlsx or json."""
    own = results.listing.export
    if own is None:
        raise ValueError(f"The list {results.listing.code} has no files.")
    columns = own.columns()
    write = own.as_json if kind == "json" else as_row

    def fetch(slots: Sequence[int]) -> list[Mapping[str, Any]]:
        # Streaming goes on after the request's language has been put down again.
        with override(results.language):
            by_slot = own.records(slots)
            return [write(by_slot[slot], columns) for slot in slots if slot in by_slot]

    rows = in_batches(results.slots(0, results.total), fetch)
    if kind == "csv":
        return csv_response(own.file_name, columns, rows)
    if kind == "json":
        return json_response(own.file_name, _head(results), rows)
    return xlsx_response(own.file_name, columns, rows, _about(results, own))


def _head(results: Results) -> dict[str, Any]:
    query: dict[str, list[str]] = {}
    for name, value in results.selection.pairs():
        query.setdefault(name, []).append(value)
    return {
        "as_of": timezone.localtime().isoformat(timespec="seconds"),
        "language": results.language,
        "source": source_address(results),
        "query": query,
        "ignored": list(results.selection.ignored),
        "total": results.total,
    }


def source_address(results: Results) -> str:
    """The list's own address, which shows the same rows."""
    return f"{settings.SITE_URL}{reverse(results.listing.url)}{results.selection.address(marks=False)}".rstrip("?")


def _about(results: Results, own: Export) -> About:
    plural = str(results.listing.words.plural)
    facts = [
        (_("Date"), date_format(timezone.localtime(), "DATETIME_FORMAT")),
        (plural, str(results.total)),
        (_("Filters"), describe(results) or str(own.everything)),
        (_("Address"), source_address(results)),
        (_("Source"), str(own.source)),
        (_("Reuse"), str(own.reuse)),
    ]
    return About(plural, facts)


def describe(results: Results) -> str:
    """The filters in words: “Country: Costa Rica, Honduras; Topic: Wages”."""
    selection, listing = results.selection, results.listing
    labels = labels_of(results.snapshot, results.language)
    parts = [f"“{selection.query.text}”"] if selection.query else []
    for code, values in selection.chosen.items():
        names = ", ".join(labels.label(code, value) for value in values)
        parts.append(f"{listing.facet_by_code[code].label}: {names}")
    if selection.has_period and listing.period:
        first, last = (
            "…" if bound is None else listing.period.shown(bound) for bound in (selection.first, selection.last)
        )
        parts.append(f"{first}–{last}")
    return _SEPARATOR.join(parts)
