"""What both lists share: editions as terms, names of parties for searching."""

from collections.abc import Iterable, Sequence
from typing import Any

from meetings.models import Conference
from rial.core.bilingual import column, in_every_language
from rial.core.listing.declared import Term

SEPARATOR = "; "


def editions() -> list[Term]:
    """The published editions of the Conference, the latest first."""
    found = Conference.objects.public().order_by("-edition")
    return [Term(str(one.edition), "", in_every_language(one.__str__)) for one in found]


def written(rows: Iterable[Any], code: str, *names: str) -> list[str]:
    """The texts of some fields of the rows, in one language."""
    return [text for row in rows for name in names if (text := getattr(row, column(name, code)))]


def party_words(rows: Iterable[Any], code: str) -> list[str]:
    """Every name of the parties: countries, institutions with acronym and all their names, labels."""
    found: list[str] = []
    for row in rows:
        found += written([row], code, "label") if hasattr(row, column("label", code)) else []
        if row.country is not None:
            found.append(getattr(row.country, column("name", code)))
        if row.institution is not None:
            found += [row.institution.acronym, getattr(row.institution, column("acronym", code), "")]
            found += written(row.institution.names.all(), code, "name")
    return list(dict.fromkeys(filter(None, found)))


def joined(texts: Sequence[Any]) -> str:
    """A cell of a table: several texts as one."""
    return SEPARATOR.join(str(text) for text in texts if text)
