"""A whole record in one statement: the record's rows of many tables, as instances, with their relations joined.

A page that shows twenty kinds of rows would ask twenty questions, each of which costs more to write than to answer.
Here every table gives its rows as JSON and all tables are asked at once; what arrives are ordinary instances.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, models


@dataclass(frozen=True)
class Part:
    """Rows of a model: `where` is SQL over its table `t` and names its parameters, as in `t.meeting_id = %(key)s`."""

    model: type[models.Model]
    where: str
    order: str = "t.position, t.id"


def read_whole(parts: Mapping[str, Part], **values: Any) -> dict[str, list[Any]]:
    """{name: instances in order} of every part, in one query. The values are parameters, never SQL."""
    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(parts.items())), values)
        for name, rows in cursor.fetchall():
            model = parts[name].model
            found[name] = [_instance(model, row) for row in json.loads(rows, parse_float=Decimal)] if rows else []
    return found


@lru_cache(maxsize=64)
def _statement(parts: tuple[tuple[str, Part], ...]) -> str:
    # Names of tables and conditions are this project's own.
    return " UNION ALL ".join(
        f"SELECT '{name}', (SELECT json_agg(t ORDER BY {part.order}) "  # noqa: S608
        f"FROM {part.model._meta.db_table} t WHERE {part.where})::text"
        for name, part in parts
    )


@lru_cache(maxsize=128)
def _fields(model: type[models.Model]) -> Sequence[tuple[str, str, Any]]:
    """(attribute, column, conversion or None) of the model's fields."""
    converted = (models.DateField, models.TimeField, models.DecimalField)
    return [
        (field.attname, str(field.column), field.to_python if isinstance(field, converted) else None)
        for field in model._meta.concrete_fields
    ]


def _instance(model: type[models.Model], row: Mapping[str, Any]) -> Any:
    fields = _fields(model)
    values = [convert(row[name]) if convert else row[name] for _attribute, name, convert in fields]
    return model.from_db(connection.alias, [attribute for attribute, _name, _convert in fields], values)


def join(rows: Iterable[Any], name: str, others: Mapping[Any, Any]) -> None:
    """Fill a foreign key of the rows from {key: instance}; a key that is not there leaves the row as it is."""
    attribute = f"{name}_id"
    for row in rows:
        key = getattr(row, attribute)
        if key in others:
            row._state.fields_cache[name] = others[key]


def hold(owner: models.Model, name: str, rows: list[Any]) -> None:
    """Make `owner.name.all()` these rows, as a prefetch would."""
    queryset = _nothing(type(owner), name)._chain()  # type: ignore[attr-defined]
    queryset._result_cache = rows
    cache: dict[str, Any] = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = queryset


@lru_cache(maxsize=64)
def _nothing(owner: type[models.Model], name: str) -> "models.QuerySet[Any]":
    related: Any = owner._meta.get_field(name).related_model
    return related._default_manager.none()  # type: ignore[no-any-return]


def by_key(rows: Iterable[Any]) -> dict[Any, Any]:
    """{primary key: row}."""
    return {row.pk: row for row in rows}


def grouped(rows: Iterable[Any], attribute: str) -> dict[Any, list[Any]]:
    """{value of the attribute: its rows, in order}."""
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, attribute), []).append(row)
    return found
