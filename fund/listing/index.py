"""What the public list of the ledger knows of each entry.

A hidden amount (published as a range or not at all) enters neither the rows nor the texts.
"""

from functools import partial
from typing import Any

from django.utils.translation import override

from fund.enums import EntryKind
from fund.models import Entry, EntryIndex, EntryText, EntryWord
from fund.wording import giver
from meetings.models import Decision, Meeting
from rial.core.bilingual import LANGUAGE_CODES, column, in_every_language, text_of
from rial.core.listing.declared import Tables
from rial.core.listing.index import Indexer, card_texts, search_texts
from rial.core.search import shorten

TABLES = Tables(EntryIndex, EntryText, EntryWord)
# Values of the facet “standing”.
IN_FORCE, REVERSED, REVERSAL = "in-force", "reversed", "reversal"
_WHO_LENGTH = 240


def build(entry: Entry) -> tuple[dict[str, Any], dict[str, str]]:
    """The row and the texts of an entry, from what `INDEXER.records` read."""
    undone = getattr(entry, "reversal", None)
    row: dict[str, Any] = {
        "code": entry.code,
        "facets": _facets(entry),
        "published_at": undone.recorded_at if undone else entry.recorded_at,
        "first_published_at": entry.recorded_at,
        "number": entry.pk,
        "kind": entry.kind,
        "value_date": entry.value_date,
        "date_precision": entry.date_precision,
        "amount": entry.amount if entry.amount_is_public else None,
        "published_as": entry.published_as,
        "range_low": entry.range_low,
        "range_high": entry.range_high,
        "country": entry.country_id or "",
        **_others(entry),
    }
    texts: dict[str, str] = {}
    kinds = in_every_language(partial(_kind, entry))
    described = bool(text_of(entry, "description"))
    for code in LANGUAGE_CODES:
        title = _text(entry, "description", code) if described else kinds[code]
        texts |= search_texts(
            code,
            # People write the number with and without its zeros.
            title=[entry.code, f"{entry.pk:06d}", str(entry.pk), title],
            summary=_text(entry, "activity", code),
            names=_names(entry, code),
            body=[_text(entry, name, code) for name in ("conditions", "authority", "source", "reason")],
        )
        row |= card_texts(code, title, texts)
    return row, texts


def _kind(entry: Entry) -> str:
    return str(EntryKind(entry.kind).label)


def _text(obj: Any, name: str, code: str) -> str:
    return str(getattr(obj, column(name, code)))


def _others(entry: Entry) -> dict[str, str]:
    """Who gives, where it is no country: in each language as far as there is a name in it."""
    if entry.country_id:
        return {column("who", code): "" for code in LANGUAGE_CODES}
    names = {}
    for code in LANGUAGE_CODES:
        with override(code):
            name = giver(entry)
        names[column("who", code)] = shorten(name.value, _WHO_LENGTH) if name.language == code else ""
    return names


def _names(entry: Entry, code: str) -> list[str]:
    """Every name under which people may look for the giver."""
    found = [_text(entry, "contributor_name", code)]
    institution = entry.institution
    if institution is not None:
        found += [_text(institution, "acronym", code), *(_text(name, "name", code) for name in institution.names.all())]
    country = entry.country or (institution.country if institution else None)
    return [*found, _text(country, "name", code)] if country else found


def _facets(entry: Entry) -> list[str]:
    institution = entry.institution
    countries = {entry.country_id, institution.country_id if institution else None}
    values = [
        ("kind", entry.kind),
        ("nature", entry.nature),
        ("category", entry.category),
        ("pool", entry.pool_id),
        ("institution", institution.code if institution else ""),
        ("published", entry.published_as),
        ("standing", _standing(entry)),
        *(("country", country) for country in countries),
        *(("meeting", meeting.slug) for meeting in _meetings(entry)),
        *(("decision", decision.code) for decision in _decisions(entry)),
    ]
    return sorted({f"{facet}:{value}" for facet, value in values if value})


def _standing(entry: Entry) -> str:
    if entry.reverses_id is not None:
        return REVERSAL
    return REVERSED if getattr(entry, "reversal", None) is not None else IN_FORCE


def _meetings(entry: Entry) -> list[Meeting]:
    """Published meetings that it paid for, or that decided on it."""
    decided = entry.decision.meeting if entry.decision else None
    return [meeting for meeting in (entry.meeting, decided) if meeting is not None and meeting.is_public]


def _decisions(entry: Entry) -> list[Decision]:
    """Decisions of published meetings: its own, and that of the authorization it stands under."""
    under = entry.authorization.decision if entry.authorization else None
    return [one for one in (entry.decision, under) if one is not None and one.meeting.is_public]


def _records() -> Any:
    return Entry.objects.visible_to(None).with_names().select_related("authorization__decision__meeting")


INDEXER = Indexer(tables=TABLES, record="entry", records=_records, build=build)


def refresh_about(**condition: Any) -> None:
    """Bring the rows of the entries that meet a condition up to date: something they name has changed."""
    keys = list(Entry.objects.filter(**condition).values_list("pk", flat=True))
    if keys:
        INDEXER.refresh(*keys)
