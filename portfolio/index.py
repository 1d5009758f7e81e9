"""Keeps ProgramIndex, ProgramText and SearchWord as the public programs are: at each change, or all anew.

Programs that wait for a launch (P07) have their rows already, so that nothing needs to run at its moment;
portfolio.snapshot leaves their slots out until then.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.search import plain_text, shorten, words_of
from rial.directory.models import Institution

from .enums import CandidateState, ProgramState, TranslationState
from .models import Program, ProgramIndex, ProgramText, SearchWord, Version
from .scheme import BILINGUAL_FIELDS, ROW_TEXTS
from .services.translations import states

CARD_SUMMARY = 190
OPEN_END = 9999
NOT_REPORTED = "unknown"
_BATCH = 500
_SEQUENCE = f"{ProgramIndex._meta.db_table}_id_seq"
# A tsvector holds one megabyte at most.
_BODY_LIMIT = 200_000
_STEP = re.compile(r"[\x00-\x1f]")


# Refreshing may go on side by side; while everything is written anew it waits.
_REFRESHING = "SELECT pg_advisory_xact_lock_shared(hashtext('portfolio index'))"
_REBUILDING = "SELECT pg_advisory_xact_lock(hashtext('portfolio index'))"


@transaction.atomic
def refresh(program: Program) -> None:
    """Bring one program's rows up to date; the rows of a program that is not approved are removed."""
    _execute(_REFRESHING)
    found = _indexable().filter(pk=program.pk).first()
    if found is None:
        ProgramIndex.objects.filter(program=program).delete()
        return
    row, texts = build(found)
    index, _created = ProgramIndex.objects.update_or_create(program=found, defaults=row)
    ProgramText.objects.update_or_create(index=index, defaults=texts)
    _learn_words([texts])


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refresh_institution(institution: Institution) -> None:
    """The texts of all its programs, after one of its names changed."""
    for program in Program.objects.approved().of(institution):
        refresh(program)


@transaction.atomic
def rebuild() -> int:
    """Write the index anew, with slots from 1 on without gaps; how many programs it holds.

    Until it is done, readers see the index as it was.
    """
    _execute(_REBUILDING)
    for model in (ProgramText, ProgramIndex, SearchWord):
        _execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - a table of this project
    total = 0
    for batch in _batches(_indexable().order_by("pk")):
        built = [build(program) for program in batch]
        indexes = ProgramIndex.objects.bulk_create(
            ProgramIndex(id=slot, program=program, **row)
            for slot, (program, (row, _texts)) in enumerate(zip(batch, built, strict=True), start=total + 1)
        )
        ProgramText.objects.bulk_create(
            ProgramText(index=index, **texts) for index, (_row, texts) in zip(indexes, built, strict=True)
        )
        _learn_words(texts for _row, texts in built)
        total += len(batch)
    # The sequence never goes back: should this fail after all, its next number is still free.
    _execute(f"SELECT setval('{_SEQUENCE}', greatest({total}, nextval('{_SEQUENCE}')))")
    return total


def differences() -> Iterator[str]:
    """Programs whose rows are missing, out of date or should not be there; nothing when the index is right."""
    public = set()
    for batch in _batches(_indexable().select_related("index__text").order_by("pk")):
        for program in batch:
            public.add(program.pk)
            if _stored(program) != build(program):
                yield f"{program.code}: its row is not what the program makes it"
    for code in ProgramIndex.objects.exclude(program__in=public).values_list("code", flat=True):
        yield f"{code}: is not public"


def _stored(program: Program) -> tuple[dict[str, Any], dict[str, str]] | None:
    """The program's rows as `build` gives them; None when they are missing."""
    row, texts = build(program)
    stored = getattr(program, "index", None)
    if stored is None or not hasattr(stored, "text"):
        return None
    return {name: getattr(stored, name) for name in row}, {name: getattr(stored.text, name) for name in texts}


def _indexable() -> QuerySet[Program]:
    rows = [f"current__{name}" for name in ("topics__parent", "populations", "translations", *ROW_TEXTS)]
    return (
        Program.objects.approved()
        .select_related("current", "institution__country__subregion")
        .prefetch_related("institution__names", "collections", "candidacies", *rows)
    )


def _batches(programs: QuerySet[Program]) -> Iterator[list[Program]]:
    last = 0
    while batch := list(programs.filter(pk__gt=last)[:_BATCH]):
        yield batch
        last = batch[-1].pk


def build(program: Program) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a public program's ProgramIndex and ProgramText."""
    version = program.current
    if version is None:
        raise ValueError(f"{program.code} has no public version")
    version.program = program
    texts = {name: text for code in LANGUAGE_CODES for name, text in _texts(program, version, code).items()}
    first, last = _period(version)
    row: dict[str, Any] = {
        "code": program.code,
        "institution": program.institution,
        "country": program.institution.country,
        "original_language": version.original_language,
        "facets": sorted(facet_values(program, version)),
        "first_year": first,
        "last_year": last,
        "confirmed_on": program.confirmed_on,
        "published_at": version.shown_since,
        "first_published_at": program.first_published_at or version.published_at,
    }
    for code in LANGUAGE_CODES:
        row[column("title", code)] = _one_line(getattr(version, column("title", code)))
        row[column("summary", code)] = shorten(texts[column("summary", code)], CARD_SUMMARY)
    return row, texts


def _one_line(text: str) -> str:
    return _STEP.sub(" ", text)


def _period(version: Version) -> tuple[int | None, int | None]:
    """First and last year of operation; nothing when no year was reported."""
    first = version.start_year or version.end_year
    if first is None:
        return None, None
    if version.end_year:
        return first, version.end_year
    return first, first if version.operation == "ended" else OPEN_END


def facet_values(program: Program, version: Version) -> set[str]:
    """What the program is found under, as “facet:value”."""
    values = {
        "kind": [version.kind or NOT_REPORTED],
        "topic": [code for topic in version.topics.all() for code in (topic.pk, topic.parent_id) if code],
        "population": [population.pk for population in version.populations.all()] or [NOT_REPORTED],
        "status": [_status(program, version)],
        "stage": [version.stage or NOT_REPORTED],
        "coverage": [version.coverage or NOT_REPORTED],
        "offered": [version.offered or NOT_REPORTED],
        "practice": ["recognized"] if _is_recognized(program) else [],
        "evidence": sorted({evaluation.kind for evaluation in version.evaluations.all()}) or ["none"],
        "collection": [collection.pk for collection in program.collections.all()],
        "language": _languages(version),
    }
    country = program.institution.country
    if country is not None:
        values["country"] = [country.pk]
        values["subregion"] = [country.subregion_id]
        values["economy"] = ["smaller"] if country.small_economy else []
    return {f"{facet}:{value}" for facet, found in values.items() for value in found}


def _status(program: Program, version: Version) -> str:
    if program.state == ProgramState.ARCHIVED:
        return "archived"
    return version.operation or NOT_REPORTED


def _is_recognized(program: Program) -> bool:
    return any(candidacy.state == CandidateState.RECOGNIZED for candidacy in program.candidacies.all())


def _languages(version: Version) -> list[str]:
    """Languages with a title and a summary; “full” when every text is there in all of them, and up to date."""
    found = [
        code for code in LANGUAGE_CODES if all(getattr(version, column(field, code)) for field in ("title", "summary"))
    ]
    unfinished = {TranslationState.MISSING, TranslationState.STALE}
    if len(found) == len(LANGUAGE_CODES) and not unfinished & set(states(version).values()):
        found.append("full")
    return found


def _texts(program: Program, version: Version, code: str) -> dict[str, str]:
    """The searchable texts in one language."""
    title = getattr(version, column("title", code))
    marks = [title, version.acronym, version.original_name, program.code]
    summary = plain_text(getattr(version, column("summary", code)))
    texts = {
        "title": " ".join(filter(None, marks)),
        "summary": summary,
        "names": " ".join(filter(None, _names(program, code))),
        "body": " ".join(filter(None, _body(version, code)))[:_BODY_LIMIT],
    }
    return {column(name, code): text for name, text in texts.items()}


def _names(program: Program, code: str) -> Iterator[str]:
    institution = program.institution
    yield getattr(institution, column("acronym", code)) or institution.acronym
    if institution.country is not None:
        yield getattr(institution.country, column("name", code))
    for name in institution.names.all():
        yield getattr(name, column("name", code))


def _body(version: Version, code: str) -> Iterator[str]:
    for term in (*version.topics.all(), *version.populations.all()):
        yield getattr(term, column("name", code))
    for field in BILINGUAL_FIELDS:
        if field not in {"title", "summary"}:
            yield plain_text(getattr(version, column(field, code)))
    for related, fields in ROW_TEXTS.items():
        for row in getattr(version, related).all():
            yield from (plain_text(getattr(row, column(field, code))) for field in fields)


def _learn_words(texts: Iterable[dict[str, str]]) -> None:
    names = [column(name, code) for name in ("title", "summary") for code in LANGUAGE_CODES]
    shown = words_of(text[name] for text in texts for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {SearchWord._meta.db_table} (word, shown)
            SELECT fold_plain(shown), min(shown) FROM unnest(%s::text[]) AS shown
            WHERE length(fold_plain(shown)) <= 60 GROUP BY 1 ORDER BY 1 ON CONFLICT DO NOTHING
            """,  # noqa: S608 - the name of a table of this project
            [[word for word in shown if len(word) <= 60]],
        )
