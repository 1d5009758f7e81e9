"""The canonical JSON of a statement: what its SHA-256 stands for, byte for byte, for ever.

Keys sorted, no blanks, amounts as strings with two decimals, dates and moments in ISO 8601 (UTC), rows by number.
Rows are as published: an amount that is not shown is null, but the totals include it. A change of this format is a
new FORMAT; statements issued under an earlier one are verified by the code of that format.
"""

import hashlib
import json
from datetime import UTC
from decimal import Decimal
from typing import Any

from .enums import LEDGER_CURRENCY, SUMMED, EntryKind
from .models import Entry
from .situation import Situation

FORMAT = 1
_KINDS = (*SUMMED, EntryKind.MINIMUM)


def canonical_document(found: Situation) -> str:
    """The document of a situation as of a day (not of a period)."""
    if found.since is not None:
        raise ValueError("a statement is issued as of a day, not of a period")
    document = {
        "format": FORMAT,
        "fund": "RIAL Voluntary Contributions Fund",
        "currency": LEDGER_CURRENCY,
        "as_of": found.as_of.isoformat(),
        "through": found.through,
        "totals": {term.code: _money(term.figure.amount) for term in found.terms},
        "certainty": {term.code: [term.figure.reach, term.figure.approximate] for term in found.terms},
        "rows": [_row(entry) for entry in _entries(found)],
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document: str) -> str:
    """SHA-256 of the document in UTF-8, in hexadecimal."""
    return hashlib.sha256(document.encode()).hexdigest()


def _entries(found: Situation) -> Any:
    return Entry.objects.known(found.as_of, found.through).filter(kind__in=_KINDS).order_by("id").iterator(2000)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _row(entry: Entry) -> dict[str, Any]:
    """One entry as published; only columns, so that renamed countries or translations change nothing."""
    return {
        "number": entry.pk,
        "kind": entry.kind,
        "nature": entry.nature,
        "value_date": entry.value_date.isoformat(),
        "precision": entry.date_precision,
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "pool": entry.pool_id,
        "country": entry.country_id,
        "institution": entry.institution_id,
        "contributors": entry.contributor_count,
        "amount": _money(entry.amount) if entry.amount_is_public else None,
        "published_as": entry.published_as,
        "range": [_money(entry.range_low), _money(entry.range_high)],
        "completes": _money(entry.closing_total),
        "part_of": entry.part_of_id,
        "unclear": entry.unclear,
        "category": entry.category,
        "authorization": entry.authorization_id,
        "commitment": entry.commitment_id,
        "reverses": entry.reverses_id,
    }
