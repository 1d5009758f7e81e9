"""Keeps ProgramIndex, ProgramText and SearchWord as the programs are (rial.core.listing.index).

Programs that wait for a launch (P07) have their rows already, so that nothing needs to run at its moment; the list
leaves them out until then (`held`).
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from portfolio.enums import CandidateState, ProgramState, TranslationState
from portfolio.models import Program, ProgramIndex, ProgramText, SearchWord, Version
from portfolio.scheme import BILINGUAL_FIELDS, ROW_TEXTS
from portfolio.services.translations import states
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.listing.declared import Tables
from rial.core.listing.index import Indexer, card_texts, search_texts
from rial.core.search import plain_text
from rial.directory.models import Institution

from .facets import UNKNOWN

OPEN_END = 9999

TABLES = Tables(ProgramIndex, ProgramText, SearchWord)


def refresh(program: Program) -> None:
    """Bring one program's rows up to date; the rows of a program that is not approved are removed."""
    INDEXER.refresh(program.pk)


def held() -> QuerySet[ProgramIndex]:
    """Rows of programs that wait for their launch (P07); the public version moves when its moment passes."""
    return ProgramIndex.objects.filter(program__in=Program.objects.held())


def refresh_institution(institution: Institution) -> None:
    """The texts of all its programs, after one of its names changed."""
    INDEXER.refresh(*Program.objects.approved().of(institution).values_list("pk", flat=True))


def _indexable() -> QuerySet[Program]:
    rows = [f"current__{name}" for name in ("topics__parent", "populations", "translations", *ROW_TEXTS)]
    return (
        Program.objects.approved()
        .select_related("current", "institution__country__subregion")
        .prefetch_related("institution__names", "collections", "candidacies", *rows)
    )


def build(program: Program) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a public program's ProgramIndex and ProgramText."""
    version = program.current
    if version is None:
        raise ValueError(f"{program.code} has no public version")
    version.program = program
    texts: dict[str, str] = {}
    shown: dict[str, str] = {}
    for code in LANGUAGE_CODES:
        texts |= _texts(program, version, code)
        shown |= card_texts(code, getattr(version, column("title", code)), texts)
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
    return row | shown, texts


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
        "kind": [version.kind or UNKNOWN],
        "topic": [code for topic in version.topics.all() for code in (topic.pk, topic.parent_id) if code],
        "population": [population.pk for population in version.populations.all()] or [UNKNOWN],
        "status": [_status(program, version)],
        "stage": [version.stage or UNKNOWN],
        "coverage": [version.coverage or UNKNOWN],
        "offered": [version.offered or UNKNOWN],
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
    return version.operation or UNKNOWN


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
    return search_texts(
        code,
        title=[getattr(version, column("title", code)), version.acronym, version.original_name, program.code],
        summary=getattr(version, column("summary", code)),
        names=_names(program, code),
        body=_body(version, code),
    )


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


INDEXER = Indexer(tables=TABLES, record="program", records=_indexable, build=build)
