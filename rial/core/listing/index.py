"""Keeps the tables of a list as its public records are: at each change, or all anew."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.search import plain_text, shorten, words_of

from .declared import Tables

CARD_SUMMARY = 190
_CARD_TITLE = 200
_BATCH = 500
# From so many records on, those without a row are written together.
_MANY = 5
# A tsvector holds one megabyte at most.
_BODY_LIMIT = 200_000
_LONGEST_WORD = 60
_STEP = re.compile(r"[\x00-\x1f]")

M = TypeVar("M", bound=Model)
Columns = dict[str, Any]
Texts = dict[str, str]


def one_line(text: str) -> str:
    """A title without line breaks and other control characters."""
    return _STEP.sub(" ", text)


def search_texts(
    code: str, *, title: Iterable[str], summary: str = "", names: Iterable[str] = (), body: Iterable[str] = ()
) -> Texts:
    """The columns of an EntryText in one language; `summary` is Markdown, empty parts are left out."""
    texts = {
        "title": " ".join(filter(None, title)),
        "summary": plain_text(summary),
        "names": " ".join(filter(None, names)),
        "body": " ".join(filter(None, body))[:_BODY_LIMIT],
    }
    return {column(name, code): text for name, text in texts.items()}


def card_texts(code: str, title: str, texts: Mapping[str, str]) -> Texts:
    """Title and summary of an Entry in one language, from its search texts; cut where a card has no room for more."""
    line = one_line(title)
    return {
        column("title", code): line if len(line) <= _CARD_TITLE else shorten(line, _CARD_TITLE - 2),
        column("summary", code): shorten(texts[column("summary", code)], CARD_SUMMARY),
    }


@dataclass(frozen=True, kw_only=True)
class Indexer(Generic[M]):
    """Writes the rows of a list; nobody else does.

    record: the field of the Entry that points to the record. records: those that are to have rows, with all that
    `build` reads, in a constant number of queries. build: the columns of a record's Entry and EntryText, without
    the record and the row.
    """

    tables: Tables
    record: str
    records: Callable[[], QuerySet[M]]
    build: Callable[[M], tuple[Columns, Texts]]

    @transaction.atomic
    def refresh(self, *keys: Any) -> None:
        """Bring the rows of some records, by primary key, up to date; rows that are not to be are removed."""
        # Refreshing may go on side by side; while everything is written anew it waits.
        self._lock("pg_advisory_xact_lock_shared")
        found = {record.pk: record for record in self.records().filter(pk__in=keys)}
        if len(found) < len(set(keys)):
            self._remove(set(keys) - found.keys())
        new = self._without_row(found)
        texts = [self._write(record) for key, record in found.items() if key not in new]
        texts += self._enter([found[key] for key in sorted(new)])
        if texts:
            self._learn_words(texts)

    def _without_row(self, keys: Collection[Any]) -> set[Any]:
        """Those of many records that have no row yet; one record is looked up when it is written."""
        if len(keys) < _MANY:
            return set()
        field = f"{self.record}_id"
        return set(keys) - set(self._entries.filter(**{f"{field}__in": keys}).values_list(field, flat=True))

    def _enter(self, records: list[M]) -> list[Texts]:
        """Write the rows of many new records, in a few statements; one that came to be meanwhile is written over."""
        built = [self.build(record) for record in records]
        if not built:
            return []
        rows = self._entries.bulk_create(
            [
                self.tables.entry(**{self.record: record}, **columns)
                for record, (columns, _texts) in zip(records, built, strict=True)
            ],
            update_conflicts=True,
            unique_fields=[self.record],
            update_fields=list(built[0][0]),
        )
        self._texts.bulk_create(
            [self._text_model(index=row, **texts) for row, (_columns, texts) in zip(rows, built, strict=True)],
            update_conflicts=True,
            unique_fields=["index"],
            update_fields=list(built[0][1]),
        )
        return [texts for _columns, texts in built]

    def _remove(self, keys: set[Any]) -> None:
        gone = self._entries.filter(**{f"{self.record}__in": keys})
        self._texts.filter(index__in=gone).delete()
        gone.delete()

    def _write(self, record: M) -> Texts:
        columns, texts = self.build(record)
        row, _created = self._entries.update_or_create(**{self.record: record}, defaults=columns)
        self._texts.update_or_create(index=row, defaults=texts)
        return texts

    @transaction.atomic
    def rebuild(self) -> int:
        """Write all rows anew, with slots from 1 on without gaps; how many there are.

        Until it is done, readers see the rows as they were.
        """
        self._lock("pg_advisory_xact_lock")
        for table in (self.tables.texts, self.tables.rows, self.tables.words):
            _execute(f"DELETE FROM {table}")  # noqa: S608 - a table of this project
        total = 0
        for batch in self._batches(self.records()):
            self._write_anew(batch, total + 1)
            total += len(batch)
        sequence = f"{self.tables.rows}_id_seq"
        # The sequence never goes back: should this fail after all, its next number is still free.
        _execute(f"SELECT setval('{sequence}', greatest({total}, nextval('{sequence}')))")
        return total

    def _write_anew(self, batch: list[M], first: int) -> None:
        built = [self.build(record) for record in batch]
        rows = self._entries.bulk_create(
            self.tables.entry(id=slot, **{self.record: record}, **columns)
            for slot, (record, (columns, _texts)) in enumerate(zip(batch, built, strict=True), start=first)
        )
        self._texts.bulk_create(
            self._text_model(index=row, **texts) for row, (_columns, texts) in zip(rows, built, strict=True)
        )
        self._learn_words([texts for _columns, texts in built])

    def differences(self) -> Iterator[str]:
        """Records whose rows are missing, out of date or should not be there; nothing when all is right."""
        public: set[Any] = set()
        for batch in self._batches(self.records()):
            stored = self._stored([record.pk for record in batch])
            for record in batch:
                public.add(record.pk)
                columns, texts = self.build(record)
                if not _holds(*stored.get(record.pk, (None, None)), columns, texts):
                    yield f"{columns['code']}: its row is not what the record makes it"
        others = self._entries.exclude(**{f"{self.record}__in": public})
        for code in others.values_list("code", flat=True):
            yield f"{code}: is not public"

    def _stored(self, keys: list[Any]) -> dict[Any, tuple[Any, Any]]:
        """{record: (its row, its texts)}"""
        rows = self._entries.filter(**{f"{self.record}__in": keys}).in_bulk()
        texts = self._texts.in_bulk(rows)
        return {getattr(row, f"{self.record}_id"): (row, texts.get(slot)) for slot, row in rows.items()}

    def _batches(self, records: QuerySet[M]) -> Iterator[list[M]]:
        last: Any = None
        records = records.order_by("pk")
        while batch := list((records if last is None else records.filter(pk__gt=last))[:_BATCH]):
            yield batch
            last = batch[-1].pk

    def _lock(self, function: str) -> None:
        _execute(f"SELECT {function}(hashtext('{self.tables.rows}'))")

    @cached_property
    def _entries(self) -> Any:
        return self.tables.entry._default_manager

    @cached_property
    def _text_model(self) -> Any:
        return self.tables.text

    @cached_property
    def _texts(self) -> Any:
        return self.tables.text._default_manager

    def _learn_words(self, texts: Iterable[Texts]) -> None:
        names = [column(name, code) for name in ("title", "summary") for code in LANGUAGE_CODES]
        shown = words_of(text[name] for text in texts for name in names)
        _execute(
            f"""
            INSERT INTO {self.tables.words} (word, shown)
            SELECT fold_plain(shown), min(shown) FROM unnest(%s::text[]) AS shown
            WHERE length(fold_plain(shown)) <= {_LONGEST_WORD} GROUP BY 1 ORDER BY 1 ON CONFLICT DO NOTHING
            """,  # noqa: S608 - the name of a table of this project
            [[word for word in shown if len(word) <= _LONGEST_WORD]],
        )


def _holds(row: Any, text: Any, columns: Columns, texts: Texts) -> bool:
    """Whether a stored row and its texts are what was built."""
    if row is None or text is None:
        return False
    wanted = [(row, columns), (text, texts)]
    return all(getattr(obj, name) == value for obj, values in wanted for name, value in values.items())


def _execute(statement: str, params: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
