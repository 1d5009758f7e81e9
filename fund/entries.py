"""One entry in words: its facts in reading order, and the entries tied to it."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from meetings.naming import meeting_name
from rial.core.bilingual import Text, current_language, text_of

from .enums import LEDGER_CURRENCY
from .models import Entry
from .presentation import Row, rows_of
from .wording import giver, shown_amount, shown_day, shown_number


@dataclass(frozen=True)
class Fact:
    """A name and its value; `url` leads to the record it names."""

    name: str
    value: Text
    url: str = ""


def entry_facts(entry: Entry, *, unpublished: bool = False) -> list[Fact]:
    """What the entry records, as published or with what is not; empty things are left out.

    Drafts that it names (a meeting, its decision, a document) are among what is not published.
    """
    meeting = entry.meeting if unpublished else entry.public_meeting
    decision = entry.decision if unpublished else entry.public_decision
    document = entry.document if unpublished else entry.public_document
    given = _given(entry) if entry.amount_is_public or unpublished else ""
    pairs: list[tuple[str, Any, str]] = [
        (_("Kind"), entry.get_kind_display(), ""),
        (_("In money or in kind"), entry.get_nature_display() if entry.nature else "", ""),
        (_("Amount in US dollars"), _amount(entry), ""),
        (_("As given"), given, ""),
        (_("Basis of the amount"), text_of(entry, "valuation"), ""),
        (_("By"), giver(entry), ""),
        (_("Value date"), shown_day(entry), ""),
        (_("Pool"), text_of(entry.pool, "name") if entry.pool else "", ""),
        (_("Category"), entry.get_category_display() if entry.category else "", ""),
        (_("Activity or event"), text_of(entry, "activity"), ""),
        (_("Meeting"), meeting_name(meeting) if meeting else "", _address(meeting)),
        (_("Decided by"), text_of(entry, "authority"), ""),
        (_("Decision"), decision.code if decision else "", _address(decision)),
        (_("Conditions"), text_of(entry, "conditions") or _condition(entry), ""),
        (_("Document"), text_of(document, "title") if document else "", _address(document)),
        (_("Reason"), text_of(entry, "reason"), ""),
        (_("Source"), text_of(entry, "source"), entry.source_url),
        (_("Recorded"), date_format(localtime(entry.recorded_at), "DATETIME_FORMAT"), ""),
    ]
    language = current_language()
    return [
        Fact(name, value if isinstance(value, Text) else Text(str(value), language), url)
        for name, value, url in pairs
        if value
    ]


def _amount(entry: Entry) -> str:
    shown = shown_amount(entry)
    return f"{shown} {_('each year')}" if entry.per_year else shown


def _given(entry: Entry) -> str:
    if entry.original_amount is None or entry.original_currency == LEDGER_CURRENCY:
        return ""
    return f"{entry.original_currency} {shown_number(entry.original_amount)} × {entry.rate} ({entry.rate_source})"


def _condition(entry: Entry) -> str:
    return str(entry.get_condition_display()) if entry.condition else ""


def _address(record: Any) -> str:
    return str(record.get_absolute_url()) if record is not None else ""


@dataclass(frozen=True)
class Related:
    """Entries tied to one entry, under one heading."""

    title: str
    rows: tuple[Row, ...]


def related_entries(entry: Entry) -> list[Related]:
    """Where it belongs and what followed: authorization, what was spent under it, parts, reversal."""
    ties: list[tuple[str, Any]] = [
        (_("Under authorization"), {"pk": entry.authorization_id}),
        (_("Drawn on this authorization"), {"authorization": entry.pk}),
        (_("Pays the commitment"), {"pk": entry.commitment_id}),
        (_("Paid under this commitment"), {"commitment": entry.pk}),
        (_("Fulfills the pledge"), {"pk": entry.pledge_id}),
        (_("Received from this pledge"), {"pledge": entry.pk}),
        (_("Part of"), {"pk": entry.part_of_id}),
        (_("Its parts"), {"part_of": entry.pk}),
        (_("Reverses"), {"pk": entry.reverses_id}),
        (_("Reversed by"), {"reverses": entry.pk}),
    ]
    found = []
    for title, key in ties:
        if next(iter(key.values())) is None:
            continue
        rows = rows_of(Entry.objects.filter(**key).exclude(pk=entry.pk).with_names().order_by("id")[:200])
        found += [Related(title, tuple(rows))] if rows else []
    return found
