"""Synthetic programs for the benchmarks, in words and sentences of the real ones; never mixed with real content."""

import io
import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portfolio.enums import Coverage, Kind, Operation, Stage, YesNo
from portfolio.listing.index import INDEXER
from portfolio.models import Program, Version, VersionPopulation, VersionTopic
from rial.directory.models import Institution, PopulationGroup, Topic

LANGUAGES = ("es", "en")
SEED = 20160629
UNITS = {
    "es": ["Unidad de Cooperación", "Dirección de Empleo", "Dirección de Inspección", "Unidad de Estudios"],
    "en": ["Cooperation Unit", "Employment Department", "Inspection Department", "Research Unit"],
}


def fill(total: int, say: Callable[[str], None]) -> None:
    """Migrate the database and fill it with this many published programs, indexed and analyzed."""
    call_command("migrate", verbosity=0)
    call_command("load_content", "--only", "directory", verbosity=0)
    say(f"writing {total:,} programs")
    with connection.cursor() as cursor:
        # Bulk writing of rows that would otherwise pass the workflow one by one.
        cursor.execute("SET session_replication_role = replica")
        _write(cursor, total)
        cursor.execute("SET session_replication_role = DEFAULT")
    say("indexing them (manage.py rebuild_portfolio_index)")
    INDEXER.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class Writer:
    """Titles and sentences recombined from content/programs.yaml.

    Each program draws on two real ones, as real records keep to their subject, with a tenth of the words
    exchanged for words of all records: so words are about as frequent, and as often together, as in the real texts.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        records = yaml.safe_load(Path(settings.BASE_DIR, "content", "programs.yaml").read_text())
        self.total = len(records)
        self.sentences: dict[str, list[list[str]]] = {}
        self.words: dict[str, list[str]] = {}
        self.titles: dict[str, list[str]] = {}
        for code in LANGUAGES:
            texts = [f"{record[f'summary_{code}']} {record.get(f'description_{code}', '')}" for record in records]
            self.sentences[code] = [re.split(r"(?<=[.])\s+", text.strip()) for text in texts]
            self.words[code] = [word for text in texts for word in re.findall(r"[^\W\d_]{4,}", text)]
            self.titles[code] = [record[f"title_{code}"] for record in records]

    def subject(self) -> tuple[int, int]:
        """The two real programs a synthetic one draws on."""
        return self.chance.randrange(self.total), self.chance.randrange(self.total)

    def text(self, code: str, subject: tuple[int, int], sentences: int) -> str:
        """Several sentences of the subject."""
        return " ".join(self._sentence(code, self.chance.choice(subject)) for _ in range(sentences))

    def _sentence(self, code: str, record: int) -> str:
        words = self.chance.choice(self.sentences[code][record]).split(" ")
        for place in self.chance.sample(range(len(words)), len(words) // 10):
            words[place] = self.chance.choice(self.words[code]).lower()
        return " ".join(words)

    def title(self, code: str, subject: tuple[int, int], number: int) -> str:
        """A title of its own."""
        extra = self.chance.choice(self.words[code]).lower()
        return f"{self.titles[code][subject[0]][:120]} {extra} {number}"


def _write(cursor: Any, total: int) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same data each time is the point
    writer = Writer(chance)
    institutions = list(Institution.objects.ministries().order_by("pk").values_list("pk", flat=True))
    topics = list(Topic.objects.exclude(parent=None).order_by("pk").values_list("pk", flat=True))
    populations = list(PopulationGroup.objects.order_by("pk").values_list("pk", flat=True))
    # Some ministries and topics have far more programs than others.
    weights = [1 / (place + 2) for place in range(len(institutions))]
    chance.shuffle(weights)
    numbers = range(1, total + 1)
    _copy(cursor, Program, (_program(n, chance.choices(institutions, weights)[0], chance) for n in numbers))
    _copy(cursor, Version, (_version(n, writer, chance) for n in numbers))
    _copy(cursor, VersionTopic, _terms(numbers, "topic_id", topics, 3, chance))
    _copy(cursor, VersionPopulation, _terms(numbers, "population_id", populations, 2, chance))


def _moment(chance: random.Random) -> datetime:
    start = datetime(2008, 1, 1, tzinfo=UTC)
    return start + timedelta(minutes=chance.randrange(18 * 365 * 24 * 60))


def _program(number: int, institution: int, chance: random.Random) -> dict[str, Any]:
    published = _moment(chance)
    confirmed = date(2024, 6, 1) + timedelta(days=chance.randrange(900)) if chance.random() < 0.6 else None
    return {
        "id": number,
        "code": f"PRG-{number:04d}",
        "institution_id": institution,
        "state": "archived" if chance.random() < 0.08 else "published",
        "current_id": number,
        "origin": "ministry",
        "created_at": published,
        "first_published_at": published,
        "confirmed_on": confirmed,
        "archived_on": date(2025, 1, 1),
        "currency": "not_reviewed",
    }


def _version(number: int, writer: Writer, chance: random.Random) -> dict[str, Any]:
    start = chance.randrange(1985, 2026) if chance.random() < 0.8 else None
    original = chance.choice(LANGUAGES)
    # A third is in one language only.
    languages = LANGUAGES if chance.random() < 0.66 else (original,)
    published = _moment(chance)
    row: dict[str, Any] = {
        "id": number,
        "program_id": number,
        "number": 1,
        "state": "published",
        "original_language": original,
        "created_at": published,
        "updated_at": published,
        "published_at": published,
        "seen_sections": "[]",
        "kind": chance.choice(Kind.values),
        "coverage": chance.choice([*Coverage.values, ""]),
        "operation": chance.choice([*Operation.values, ""]),
        "stage": chance.choice([*Stage.values, ""]),
        "offered": chance.choice([*YesNo.values, ""]),
        "start_year": start,
        "end_year": start + chance.randrange(12) if start and chance.random() < 0.3 else None,
    }
    subject = writer.subject()
    for code in languages:
        row |= {
            f"title_{code}": writer.title(code, subject, number),
            f"summary_{code}": writer.text(code, subject, 3),
            f"objectives_{code}": writer.text(code, subject, 1),
            f"description_{code}": writer.text(code, subject, 4),
            f"contact_unit_{code}": UNITS[code][number % len(UNITS[code])],
        }
    return row


def _terms(numbers: range, name: str, terms: list[str], most: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in numbers:
        for term in chance.sample(terms, chance.randint(1, most)):
            yield {"version_id": number, name: term}


def _copy(cursor: Any, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """COPY rows; text columns that a row leaves out are empty, others NULL."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    given = [name for name in fields if name != "id" or model in (Program, Version)]
    empty = {name: "" if fields[name].empty_strings_allowed and not fields[name].null else None for name in given}
    file = io.StringIO()
    for row in rows:
        file.write("\t".join(_cell(row.get(name, empty[name])) for name in given) + "\n")
        if file.tell() > 32 * 1024 * 1024:
            _send(cursor, model, given, file)
            file = io.StringIO()
    _send(cursor, model, given, file)


def _send(cursor: Any, model: Any, columns: list[str], file: io.StringIO) -> None:
    file.seek(0)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', file)


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n")
