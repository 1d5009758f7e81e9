"""Creating many programs at once, with the same result as one by one (imports of thousands of records)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from portfolio.models import FieldTranslation, Program, Version, VersionPopulation, VersionTopic
from portfolio.scheme import BILINGUAL_FIELDS, ROW_FIELDS
from rial.core.bilingual import LANGUAGE_CODES, column

from .content import Content
from .drafting import next_code

_BATCH = 500
_LINKS: Mapping[str, tuple[type[models.Model], str]] = {
    "topics": (VersionTopic, "topic_id"),
    "populations": (VersionPopulation, "population_id"),
}


@dataclass(frozen=True)
class NewRecord:
    """A program to be created with its first draft."""

    institution: int
    legacy_id: str
    language: str
    content: Content


def create_programs(records: Sequence[NewRecord], *, by: Any, origin: str) -> list[Version]:
    """One program and one draft per record, in order; call inside a transaction.

    Codes are given out without gaps. The caller has checked who may and what is storable.
    """
    first = int(next_code().removeprefix("PRG-"))
    programs = [
        Program(
            code=f"PRG-{first + place:04d}",
            institution_id=record.institution,
            legacy_id=record.legacy_id,
            origin=origin,
        )
        for place, record in enumerate(records)
    ]
    Program.objects.bulk_create(programs, batch_size=_BATCH)
    versions = [_version(program, record, by) for program, record in zip(programs, records, strict=True)]
    Version.objects.bulk_create(versions, batch_size=_BATCH)
    _create_links(versions, records)
    _create_rows(versions, records)
    _create_translations(versions, by)
    return versions


def _version(program: Program, record: NewRecord, by: Any) -> Version:
    version = Version(program=program, original_language=record.language, created_by=by, updated_by=by)
    for name, value in record.content.columns.items():
        setattr(version, "modelled_on_id" if name == "modelled_on" else name, value)
    return version


def _create_links(versions: Sequence[Version], records: Sequence[NewRecord]) -> None:
    for name, (model, key) in _LINKS.items():
        links = [
            model(version=version, **{key: code})
            for version, record in zip(versions, records, strict=True)
            for code in record.content.codes.get(name, ())
        ]
        model._default_manager.bulk_create(links, batch_size=_BATCH)


def _create_rows(versions: Sequence[Version], records: Sequence[NewRecord]) -> None:
    for name in ROW_FIELDS:
        model: Any = Version._meta.get_field(name).related_model
        rows = [
            model(version=version, position=position, **row)
            for version, record in zip(versions, records, strict=True)
            for position, row in enumerate(record.content.rows.get(name, ()))
        ]
        model._default_manager.bulk_create(rows, batch_size=_BATCH)


def _create_translations(versions: Sequence[Version], by: Any) -> None:
    """What is filled besides the original counts as translated from the text that came with it."""
    found: list[FieldTranslation] = []
    for version in versions:
        others = [code for code in LANGUAGE_CODES if code != version.original_language]
        for name in BILINGUAL_FIELDS:
            source = getattr(version, column(name, version.original_language))
            found.extend(
                FieldTranslation(version=version, field=name, language=code, source_text=source, updated_by=by)
                for code in others
                if getattr(version, column(name, code))
            )
    FieldTranslation.objects.bulk_create(found, batch_size=_BATCH)
