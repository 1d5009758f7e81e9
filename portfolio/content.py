"""Loading of the portfolio's real content: programs compiled from the network's documents, criteria, stored texts.

A program is entered once. When its record in content/ changes and no person has touched the program since,
the new text is published as its next version; what people wrote in the portal is never overwritten.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction

from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.content import ContentError, Record, Tally, as_date, read_records, register_loader, texts, upsert
from rial.directory.models import Institution

from .enums import Operation, Origin
from .models import Collection, Criterion, Program, ReturnSnippet, Version
from .scheme import BILINGUAL_FIELDS
from .services.content import Content, Row, read_content, write_content
from .services.moderation import register_record
from .services.translations import record_translations

_PLAIN = ("acronym", "original_name", "kind", "coverage", "start_year", "end_year", "stage", "tripartite", "offered")
_YEARS = {"start_year", "end_year"}


def load_programs(refresh: bool) -> Tally:
    """content/programs.yaml; `refresh` changes nothing here: see the module."""
    tally = Tally()
    records = read_records("programs")
    institutions = {institution.code: institution for institution in Institution.objects.all()}
    for record in records:
        if record["institution"] not in institutions:
            raise ContentError(f"programs.yaml: {record['code']} names no institution of institutions.yaml")
        _load_program(record, institutions[record["institution"]], tally)
    return tally


@transaction.atomic
def _load_program(record: Record, institution: Institution, tally: Tally) -> None:
    content = _content_of(record)
    program = Program.objects.filter(code=record["code"]).select_related("current").first()
    if program is None:
        program = Program.objects.create(code=record["code"], institution=institution, origin=Origin.SECRETARIAT)
        _publish(program, record, content)
        tally.count(True, True)
        return
    changed = _differs(program, content)
    if changed and not _untouched(program):
        tally.notes.append(f"{program.code}: edited in the portal since; left as it is")
        changed = False
    elif changed:
        _publish(program, record, content)
    tally.count(False, changed)


def _differs(program: Program, content: Content) -> bool:
    if program.current is None:
        return False
    return read_content(program.current).as_json() != content.as_json()


def _untouched(program: Program) -> bool:
    """Whether every version came from content/: no person wrote or reviewed one."""
    return not program.versions.filter(updated_by__isnull=False).exists() and program.origin == Origin.SECRETARIAT


def _publish(program: Program, record: Record, content: Content) -> None:
    version = Version.objects.create(program=program, original_language=_language(record))
    before = {column(name, code): "" for name in BILINGUAL_FIELDS for code in LANGUAGE_CODES}
    write_content(version, content, by=None)
    record_translations(version, before, by=None)
    register_record(version)


def _language(record: Record) -> str:
    language = str(record.get("original_language") or "es")
    return language if language in LANGUAGE_CODES else "es"


def _content_of(record: Record) -> Content:
    columns: dict[str, Any] = texts(record, *BILINGUAL_FIELDS)
    for name in _PLAIN:
        columns[name] = record.get(name) or (None if name in _YEARS else "")
    columns["offered"] = _yes_no(record.get("offered"))
    columns["tripartite"] = _yes_no(record.get("tripartite"))
    status = record.get("status")
    columns["operation"] = status if status in Operation.values else ""
    columns["cost_amount"] = _decimal(record.get("cost_amount"))
    columns["cost_currency"] = record.get("cost_currency") or ""
    columns["cost_year"] = record.get("cost_year")
    columns["offer_capacity"] = record.get("offer_capacity")
    columns["contact_email"] = record.get("contact_email") or ""
    columns["modelled_on"] = _program_id(record.get("modelled_on"))
    return Content(
        columns=columns,
        codes={name: sorted(record.get(name) or []) for name in ("topics", "populations")},
        rows={
            "results": [_result(row) for row in record.get("results") or []],
            "evaluations": [_evaluation(row) for row in record.get("evaluations") or []],
            "sources": [_source(row) for row in record.get("sources") or []],
            "links": [_link(row) for row in record.get("links") or []],
            "attachments": [],
        },
    )


def _yes_no(value: Any) -> str:
    # YAML reads a bare yes/no as a truth value.
    if value is True:
        return "yes"
    if value is False:
        return "no"
    return str(value or "")


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def _program_id(code: Any) -> int | None:
    if not code:
        return None
    found = Program.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise ContentError(f"programs.yaml: modelled_on names {code}, which does not stand before it")
    return found


def _result(row: Record) -> Row:
    return {
        **texts(row, "indicator", "unit", "source"),
        "value": _decimal(row.get("value")),
        "qualifier": row.get("qualifier") or "",
        "year_from": row.get("year_from"),
        "year": row.get("year"),
        "url": row.get("url") or "",
    }


def _evaluation(row: Record) -> Row:
    return {
        **texts(row, "evaluator", "findings"),
        "kind": row["kind"],
        "year": row.get("year"),
        "url": row.get("url") or "",
    }


def _source(row: Record) -> Row:
    return {**texts(row, "citation"), "dated": as_date(row.get("date")), "url": row.get("url") or ""}


def _link(row: Record) -> Row:
    return {**texts(row, "label"), "kind": row.get("kind") or "other", "url": row["url"]}


def load_collections(refresh: bool) -> Tally:
    """content/collections.yaml"""
    tally = Tally()
    for position, record in enumerate(read_records("collections")):
        upsert(
            Collection,
            {"code": record["code"]},
            {**texts(record, "name", "intro"), "position": position},
            tally,
            refresh=refresh,
        )
    return tally


def load_criteria(refresh: bool) -> Tally:
    """content/criteria.yaml: refreshed only by its text, so that the Secretariat's switch “in use” stays."""
    tally = Tally()
    for record in read_records("criteria"):
        values = {**texts(record, "name", "description", "guide_low", "guide_high"), "position": record["order"]}
        upsert(Criterion, {"code": record["code"]}, values, tally, refresh=refresh)
    return tally


def load_snippets(refresh: bool) -> Tally:
    """content/snippets.yaml: created once; the Secretariat's own wording is kept."""
    tally = Tally()
    for position, record in enumerate(read_records("snippets")):
        if ReturnSnippet.objects.filter(code=record["code"]).exists():
            tally.count(False, False)
            continue
        upsert(
            ReturnSnippet,
            {"code": record["code"]},
            {**texts(record, "title", "text"), "position": position},
            tally,
            refresh=refresh,
        )
    return tally


def register() -> None:
    """Called once from the app's ready()."""
    register_loader(20, "portfolio", "collections", load_collections)
    register_loader(21, "portfolio", "criteria", load_criteria)
    register_loader(22, "portfolio", "stored texts", load_snippets)
    register_loader(23, "programs", "programs", load_programs)
