"""What columns of files and filters of addresses mean, from what lists and files declare of themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from rial.core.bilingual import current_language
from rial.core.exports import Column, csv_response

from .labels import known_values, labels_of
from .snapshot import Snapshot


@dataclass(frozen=True)
class Filter:
    """A filter of a list: its parameter, its label, its values with their names."""

    code: str
    label: Any
    values: Sequence[tuple[str, str]]


def filters_of(snapshot: Snapshot) -> list[Filter]:
    """The filters of a list, in the reader's language."""
    labels = labels_of(snapshot, current_language())
    return [
        Filter(
            facet.code,
            facet.label,
            [(code, label) for code, label in labels.of(facet.code).items() if code in known],
        )
        for facet in snapshot.listing.facets
        for known in [set(known_values(facet, snapshot))]
    ]


def dictionary_file(base: str, tables: Mapping[str, Iterable[Column]]) -> StreamingHttpResponse:
    """The columns as a CSV: key, label, description, and the file they are of where there are several."""
    head = [Column("key", _("Key")), Column("label", _("Column")), Column("description", _("Meaning"))]
    if len(tables) > 1:
        head.insert(0, Column("file", _("File")))
    return csv_response(base, head, _described(tables))


def _described(tables: Mapping[str, Iterable[Column]]) -> Iterator[dict[str, str]]:
    for file, columns in tables.items():
        for one in columns:
            yield {"file": file, "key": one.key, "label": str(one.label), "description": str(one.description)}
