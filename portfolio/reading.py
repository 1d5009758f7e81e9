"""Reading whole records cheaply: one statement for a sheet, one for the rows of any number of versions.

The sheet is the page most read, and an ORM query over Version's many columns costs more to write than to
answer. Rows arrive as JSON and become ordinary instances; who may see them is still decided by querysets,
whose SQL is put into the statement as it is.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from portfolio.enums import CandidateState, VersionState
from portfolio.models import Candidate, FieldTranslation, Program, Version, VersionPopulation, VersionTopic
from portfolio.scheme import CODE_FIELDS, ROW_FIELDS
from rial.core.bilingual import LANGUAGE_CODES, Text, first_text
from rial.directory.models import Country, Institution, InstitutionName

_LINKS: dict[str, type[models.Model]] = {"topics": VersionTopic, "populations": VersionPopulation}


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


def read_sheet(programs: "QuerySet[Program]", versions: "QuerySet[Version] | None" = None) -> Reading | None:
    """The one version to show of the one program given: the current one, or that of `versions`; None if there is none.

    Both querysets say who may see what: `visible_to(user).filter(code=…)`.
    """
    chosen, parameters = _keys(programs)
    if versions is None:
        wanted = "SELECT current_id FROM p"
    else:
        wanted, more = _keys(versions)
        parameters += more
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_sheet_statement(chosen, wanted), parameters)
        for name, _version, row in cursor.fetchall():
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
        cursor.execute(_rows_statement("SELECT unnest(%s::bigint[])"), [list(by_id)] * len(_sources()))
        for name, version_id, row in cursor.fetchall():
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


def _keys(queryset: "QuerySet[Any]") -> tuple[str, list[Any]]:
    statement, parameters = queryset.order_by().values("pk").query.sql_with_params()
    return statement, list(parameters)


@lru_cache(maxsize=1)
def _sources() -> dict[str, type[models.Model]]:
    """{related name: model of its rows}."""
    names = [*CODE_FIELDS, *ROW_FIELDS]
    found = {name: Version._meta.get_field(name).related_model for name in names}
    return {**found, "translations": FieldTranslation}  # type: ignore[dict-item]


# All names put into these statements are those of models of this project.
def _rows_branches(versions: str) -> Iterator[str]:
    for name, model in _sources().items():
        table = model._meta.db_table
        if name in _LINKS:
            through, key = _LINKS[name]._meta.db_table, name.removesuffix("s")
            yield (
                f"SELECT '{name}', l.version_id, to_jsonb(r)::text FROM {through} l "  # noqa: S608
                f"JOIN {table} r ON r.code = l.{key}_id WHERE l.version_id IN ({versions})"
            )
        else:
            yield (
                f"SELECT '{name}', r.version_id, to_jsonb(r)::text FROM {table} r "  # noqa: S608
                f"WHERE r.version_id IN ({versions})"
            )


def _rows_statement(versions: str) -> str:
    return " UNION ALL ".join(_rows_branches(versions))


@lru_cache(maxsize=64)
def _sheet_statement(programs: str, version: str) -> str:
    program, text, institution, country, name = (
        model._meta.db_table for model in (Program, Version, Institution, Country, InstitutionName)
    )
    owners = "SELECT institution_id FROM p"
    return (
        f"WITH p AS (SELECT * FROM {program} WHERE id IN ({programs})), "  # noqa: S608
        f"v AS (SELECT * FROM {text} WHERE id IN ({version}) AND program_id IN (SELECT id FROM p)) "
        "SELECT 'program', NULL::bigint, to_jsonb(p)::text FROM p "
        "UNION ALL SELECT 'version', NULL, to_jsonb(v)::text FROM v "
        f"UNION ALL SELECT 'institution', NULL, to_jsonb(i)::text FROM {institution} i WHERE i.id IN ({owners}) "
        f"UNION ALL SELECT 'country', NULL, to_jsonb(c)::text FROM {country} c "
        f"JOIN {institution} i ON i.country_id = c.code WHERE i.id IN ({owners}) "
        f"UNION ALL SELECT 'names', NULL, to_jsonb(n)::text FROM {name} n WHERE n.institution_id IN ({owners}) "
        f"UNION ALL {_rows_statement('SELECT id FROM v')} "
        f"UNION ALL {' UNION ALL '.join(_hint_branches())}"
    )


def _hint_branches() -> Iterator[str]:
    """Keys of what may be related; most programs have none, and then no further query is asked."""
    yield (
        f"SELECT 'adaptation', NULL, program_id::text FROM {Version._meta.db_table} "  # noqa: S608
        f"WHERE modelled_on_id IN (SELECT id FROM p) AND state = '{VersionState.PUBLISHED.value}'"
    )
    yield f"SELECT 'candidacy', NULL, id::text FROM {Candidate._meta.db_table} WHERE program_id IN (SELECT id FROM p)"  # noqa: S608


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
    queryset = model._default_manager.all()
    queryset._result_cache = rows
    queryset._prefetch_done = True  # type: ignore[attr-defined]
    cache: dict[str, Any] = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = queryset


def _sortable(value: Any) -> tuple[bool, Any]:
    """As PostgreSQL sorts: nulls last."""
    return (value is None, value if value is not None else 0)
