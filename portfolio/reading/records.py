"""Reading whole records cheaply: one statement for a sheet, one for the rows of any number of versions.

The sheet is the page most read, and an ORM query over Version's many columns costs more to write than to
answer. Rows arrive as JSON from two functions of the database (migration 0003), whose plans each connection
keeps, and become ordinary instances; who may see them is still decided by querysets, whose SQL gives the keys.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import F, QuerySet

from portfolio.enums import CandidateState
from portfolio.models import Candidate, FieldTranslation, Program, Version
from portfolio.scheme import CODE_FIELDS, ROW_FIELDS
from rial.core.bilingual import LANGUAGE_CODES, Text, first_text
from rial.directory.models import Country, Institution, InstitutionName


@dataclass(frozen=True)
class Relative:
    """A program this one was modeled on, or one modeled on it."""

    pk: int
    code: str
    title: Text
    country: Text


@dataclass(frozen=True)
class Reading:
    """A version with all its rows, its program and institution loaded, and its relations to other records."""

    version: Version
    models: Sequence[Relative]
    adaptations: Sequence[Relative]
    practice: Candidate | None


@dataclass(frozen=True)
class SheetKeys:
    """SQL that gives the keys of program and version, and the code, of every sheet a reader may see."""

    statement: str
    parameters: Sequence[Any]


def current_sheets(programs: "QuerySet[Program]") -> SheetKeys:
    """The current version of each of these programs; the queryset says who may see what: `visible_to(user)`."""
    return _keys(programs, program="pk", version="current_id", code="code")


def sheets_of(versions: "QuerySet[Version]") -> SheetKeys:
    """These versions, whatever their program shows now; the queryset says who may see what."""
    return _keys(versions, program="program_id", version="pk", code="program__code")


def read_sheet(code: str, keys: SheetKeys) -> Reading | None:
    """The one sheet of this code among the keys; None if there is none."""
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SHEET.format(keys=keys.statement), [*keys.parameters, code])
        for name, row in cursor.fetchall():
            found[name].append(row)
    if not found["program"] or not found["version"]:
        return None
    version = _assembled(found)
    adapted = {int(key) for key in found["adaptation"]}
    related = _relatives({*adapted, version.modelled_on_id} - {None})
    return Reading(
        version=version,
        models=[relative for relative in related if relative.pk == version.modelled_on_id],
        adaptations=[relative for relative in related if relative.pk in adapted],
        practice=_recognition(version.program) if found["candidacy"] else None,
    )


def attach_rows(versions: Iterable[Version]) -> list[Version]:
    """Fill topics, populations, figures, files… and translation states of the versions, as a prefetch would."""
    by_id = {version.pk: version for version in versions}
    if not by_id:
        return []
    found: dict[tuple[str, int], list[Any]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(by_id)])
        for version_id, name, row in cursor.fetchall():
            found[name, version_id].append(_instance(_sources()[name], row))
    for version in by_id.values():
        for name, model in _sources().items():
            _attach(version, name, model, found[name, version.pk])
    return list(by_id.values())


def _assembled(found: dict[str, list[str]]) -> Version:
    program: Program = _instance(Program, found["program"][0])
    version: Version = _instance(Version, found["version"][0])
    institution: Institution = _instance(Institution, found["institution"][0])
    institution.country = _instance(Country, found["country"][0]) if found["country"] else None
    _attach(institution, "names", InstitutionName, [_instance(InstitutionName, row) for row in found["names"]])
    program.institution = institution
    if program.current_id == version.pk:
        program.current = version
    version.program = program
    for name, model in _sources().items():
        _attach(version, name, model, [_instance(model, row) for row in found[name]])
    return version


def _relatives(keys: set[int | None]) -> list[Relative]:
    """Those of these programs that are public, by code."""
    if not keys:
        return []
    columns = [f"{path}_{code}" for path in ("current__title", "institution__country__name") for code in LANGUAGE_CODES]
    rows = Program.objects.public().filter(pk__in=keys).order_by("code").values("pk", "code", *columns)
    return [
        Relative(
            row["pk"], row["code"], first_text(row, "current__title"), first_text(row, "institution__country__name")
        )
        for row in rows
    ]


def _recognition(program: Program) -> Candidate | None:
    recognized = Candidate.objects.public().filter(program=program, state=CandidateState.RECOGNIZED)
    return recognized.order_by("-decided_on", "-pk").first()


# --- The statements ------------------------------------------------------------------------------

_SHEET = (
    "SELECT s.name, s.content FROM ({keys}) AS k, portfolio_sheet(k.key_program, k.key_version) AS s "
    "WHERE k.key_code = %s"
)
_ROWS = (
    "SELECT k.version, r.name, r.content FROM unnest(%s::bigint[]) AS k (version), portfolio_version_rows(version) r"
)


def _keys(queryset: "QuerySet[Any]", **paths: str) -> SheetKeys:
    # Named, for the ORM does not keep the order of columns; with a prefix, for names of fields may not be taken.
    columns = {f"key_{name}": F(path) for name, path in paths.items()}
    statement, parameters = queryset.order_by().values(**columns).query.sql_with_params()
    return SheetKeys(statement, parameters)


@lru_cache(maxsize=1)
def _sources() -> dict[str, type[models.Model]]:
    """{related name, as the function calls its rows: model of the rows}."""
    names = [*CODE_FIELDS, *ROW_FIELDS]
    found = {name: Version._meta.get_field(name).related_model for name in names}
    return {**found, "translations": FieldTranslation}  # type: ignore[dict-item]


# --- From rows to instances ----------------------------------------------------------------------


@lru_cache(maxsize=32)
def _fields(model: type[models.Model]) -> Sequence[tuple[str, str, Any]]:
    """(attribute, column, conversion or None) of the model's fields."""
    converted = (models.DateField, models.DecimalField)
    return [
        (field.attname, str(field.column), field.to_python if isinstance(field, converted) else None)
        for field in model._meta.concrete_fields
    ]


def _instance(model: type[models.Model], row: str) -> Any:
    values = json.loads(row, parse_float=Decimal)
    fields = _fields(model)
    read = [to_python(values[name]) if to_python else values[name] for _attribute, name, to_python in fields]
    return model.from_db(connection.alias, [attribute for attribute, _name, _convert in fields], read)


def _attach(owner: models.Model, name: str, model: type[models.Model], rows: list[Any]) -> None:
    order = [str(key) for key in model._meta.ordering or () if key not in {"version", "institution"}]
    rows.sort(key=lambda row: [_sortable(getattr(row, key)) for key in order])
    queryset = _empty(model)._chain()  # type: ignore[attr-defined]
    queryset._result_cache = rows
    queryset._prefetch_done = True
    cache: dict[str, Any] = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = queryset


@lru_cache(maxsize=32)
def _empty(model: type[models.Model]) -> "QuerySet[Any]":
    return model._default_manager.all()


def _sortable(value: Any) -> tuple[bool, Any]:
    """As PostgreSQL sorts: nulls last."""
    return (value is None, value if value is not None else 0)
