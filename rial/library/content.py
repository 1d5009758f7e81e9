"""Loading of the documents of content/: each is entered and published once, by its slug.

With `refresh` a document is brought back to what the file says, unless a person has touched it in the portal.
"""

from typing import Any

from django.db import transaction

from rial.core.content import ContentError, Record, Tally, digest_of, read_records, register_loader, texts
from rial.core.dates import Precision, read_known
from rial.directory.models import Institution

from .enums import DocumentState, NoteKind
from .models import Citation, Contributor, Document, DocumentFile, DocumentNote
from .services import publish_record
from .signals import document_changed

_NAMES = {
    "symbol_printed": "symbol",
    "symbol_presumed": "presumed",
    "series": "series",
    "translated_language": "translated",
    "original_language": "original_language",
}
_NUMBERS = {"conference_edition": "edition", "publication_edition": "publication_edition", "year": "year"}


def load_documents(refresh: bool) -> Tally:
    """content/documents.yaml; what they cite and replace is joined when all are there."""
    tally = Tally()
    records = read_records("documents")
    institutions = dict(Institution.objects.values_list("code", "pk"))
    written = {
        record["slug"]: document for record in records if (document := _load(record, institutions, refresh, tally))
    }
    by_slug = {document.slug: document for document in Document.objects.filter(slug__in=[r["slug"] for r in records])}
    for record in records:
        if record["slug"] in written:
            _join(record, by_slug)
            document_changed.send(sender=Document, document=by_slug[record["slug"]])
    return tally


@transaction.atomic
def _load(record: Record, institutions: dict[str, int], refresh: bool, tally: Tally) -> Document | None:
    """The document if it was written; None when it is left as it is."""
    document = Document.objects.filter(slug=record["slug"]).first()
    is_new = document is None
    digest = digest_of(record)
    if document is not None and (document.content_digest == digest or not (refresh and _untouched(document))):
        tally.count(False, False)
        return None
    document = document or Document(slug=record["slug"])
    for name, value in _values(record).items():
        setattr(document, name, value)
    document.content_digest = digest
    document.save()
    _write_rows(document, record, institutions)
    if document.state == DocumentState.DRAFT:
        document = publish_record(document)
    tally.count(is_new, True)
    return document


def _untouched(document: Document) -> bool:
    """Whether no person has changed its state or its record."""
    if document.log.filter(actor__isnull=False).exists():
        return False
    events: Any = Document.pgh_event_model  # type: ignore[attr-defined]  # given by pghistory
    by_people = events.objects.filter(pgh_obj_id=document.pk, pgh_context__metadata__user__isnull=False)
    return not by_people.exists()


def _values(record: Record) -> dict[str, Any]:
    known = read_known(record.get("dated"))
    values: dict[str, Any] = texts(record, "title", "summary", "note", "mandate")
    values |= {name: str(record.get(key) or "") for name, key in _NAMES.items()}
    values |= {name: record.get(key) for name, key in _NUMBERS.items()}
    return values | {
        "kind": record["kind"],
        "dated": known.day if known else None,
        "dated_precision": known.precision if known else Precision.DAY,
    }


def _write_rows(document: Document, record: Record, institutions: dict[str, int]) -> None:
    """Everything that belongs to the document; what was there before is replaced."""
    document.topics.set(record.get("topics") or [])
    document.countries.set(record.get("countries") or [])
    for rows in (document.files.filter(file=""), document.contributors.all(), document.notes.all()):
        rows.delete()
    for position, row in enumerate(record.get("versions") or []):
        DocumentFile.objects.create(
            document=document, language=row.get("language") or "", url=row["url"], position=position
        )
    for position, row in enumerate(record.get("contributors") or []):
        code = row.get("institution")
        if code and code not in institutions:
            raise ContentError(f"documents.yaml: {document.slug} names no institution of institutions.yaml: {code}")
        Contributor.objects.create(
            document=document,
            role=row["role"],
            institution_id=institutions.get(code),
            position=position,
            **texts(row, "name"),
        )
    kinds = [(NoteKind.SOURCE, row) for row in record.get("sources") or []]
    kinds += [(NoteKind.FOOTNOTE, row) for row in record.get("notes") or []]
    for position, (kind, row) in enumerate(kinds):
        DocumentNote.objects.create(
            document=document, kind=kind, url=row.get("url") or "", position=position, **texts(row, "text")
        )


def _join(record: Record, by_slug: dict[str, Document]) -> None:
    """What the document cites and which earlier version it replaces."""
    document = by_slug[record["slug"]]
    document.cites.all().delete()
    for row in record.get("cites") or []:
        place = row.get("place") or ""
        Citation.objects.create(citing=document, cited=_named(row["slug"], record, by_slug), place=place)
    if record.get("supersedes"):
        document.supersedes = _named(record["supersedes"], record, by_slug)
        document.save(update_fields=["supersedes"])


def _named(slug: str, record: Record, by_slug: dict[str, Document]) -> Document:
    if slug not in by_slug:
        raise ContentError(f"documents.yaml: {record['slug']} names {slug}, which is not in the file")
    return by_slug[slug]


def register() -> None:
    """Called once from the app's ready()."""
    register_loader(30, "library", "documents", load_documents)
