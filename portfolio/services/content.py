"""Reading and writing the content of a version as plain values: for forms, clones, imports and the content loader."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from portfolio.models import Version
from portfolio.scheme import CODE_FIELDS, CONTENT_COLUMNS, ROW_FIELDS, Section, Shape, row_columns

Row = dict[str, Any]


@dataclass
class Content:
    """The content of a version, or the part of it that is to be written: absent names stay as they are."""

    columns: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def as_json(self) -> str:
        """A stable text of it all, for comparing."""
        parts = {"columns": self.columns, "codes": self.codes, "rows": self.rows}
        return json.dumps(parts, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def read_content(version: Version, section: Section | None = None) -> Content:
    """The stored content of a version, or of one section of it."""
    if section is None:
        columns, codes, rows = CONTENT_COLUMNS, CODE_FIELDS, ROW_FIELDS
    else:
        columns = tuple(name for item in section.fields for name in item.columns)
        codes = tuple(item.name for item in section.fields if item.shape is Shape.CODES)
        rows = tuple(item.name for item in section.fields if item.shape is Shape.ROWS)
    return Content(
        columns={name: getattr(version, _attribute(name)) for name in columns},
        codes={name: sorted(item.pk for item in getattr(version, name).all()) for name in codes},
        rows={name: [_read_row(name, row) for row in getattr(version, name).all()] for name in rows},
    )


def _attribute(name: str) -> str:
    return "modelled_on_id" if name == "modelled_on" else name


def _read_row(name: str, row: Any) -> Row:
    values = {column: getattr(row, column) for column in row_columns(name)}
    if name == "attachments":
        values |= {"file": row.file.name, "uploaded_at": row.uploaded_at, "uploaded_by_id": row.uploaded_by_id}
    return values


def stamp_of(version: Version, section: Section) -> str:
    """A mark of what the section held when a form was drawn; another mark at saving means someone saved meanwhile."""
    text = read_content(version, section).as_json()
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def write_content(version: Version, content: Content, by: Any) -> list[str]:
    """Write the given parts into an open version, each by its name; returns the written column names.

    The caller holds the lock and has checked who may. Rows are replaced as a whole, in the given order.
    """
    for name, value in content.columns.items():
        setattr(version, _attribute(name), value)
    version.updated_by = by
    version.save(update_fields=[*content.columns, "updated_by", "updated_at"])
    for name, codes in content.codes.items():
        getattr(version, name).set(codes)
    for name, rows in content.rows.items():
        _replace_rows(version, name, rows)
    if hasattr(version, "_prefetched_objects_cache"):
        version._prefetched_objects_cache.clear()
    return list(content.columns)


def _replace_rows(version: Version, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the table hold these rows; those that were there keep their key, so that links to files go on working."""
    manager = getattr(version, name)
    stored = list(manager.all().order_by("position", "pk"))
    matched = _matched(name, stored, rows)
    manager.exclude(pk__in=[row.pk for row in matched if row is not None]).delete()
    for position, (row, values) in enumerate(zip(matched, rows, strict=True)):
        if row is None:
            manager.create(position=position, **values)
        elif row.position != position or _read_row(name, row) != {**_read_row(name, row), **values}:
            for attribute, value in {**values, "position": position}.items():
                setattr(row, attribute, value)
            row.save(update_fields=[*(key.removesuffix("_id") for key in values), "position"])


def _matched(name: str, stored: list[Any], rows: Sequence[Mapping[str, Any]]) -> list[Any | None]:
    """For each row to hold the stored one it continues: the same file, else the one at the same place."""
    if name == "attachments":
        by_file = {row.file.name: row for row in stored}
        return [by_file.pop(values.get("file"), None) for values in rows]
    return [stored[index] if index < len(stored) else None for index in range(len(rows))]
