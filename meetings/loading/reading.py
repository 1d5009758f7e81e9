"""Reading records: references to countries, institutions, articles… by their codes, with errors that name them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models

from meetings.models import Article, Meeting
from rial.core.content import ContentError, Record, read_yaml, texts
from rial.core.dates import Precision, read_known
from rial.directory.models import Country, Institution, Topic
from rial.library.models import Document

M = TypeVar("M", bound=models.Model)


def read_all(pattern: str) -> list[Record]:
    """The records of every file of content/ that matches, in the order of the files' names."""
    records: list[Record] = []
    for path in sorted(Path(settings.CONTENT_DIR).glob(pattern)):
        records += read_yaml(path)
    return records


def find(model: type[M], where: str, **key: Any) -> M:
    """The record with this key; an unknown one is an error that says where it was named."""
    found = model._default_manager.filter(**key).first()
    if found is None:
        raise ContentError(f"{where}: no {model._meta.verbose_name} {key}")
    return found


def country(code: str | None, where: str) -> Country | None:
    """The country with an ISO code."""
    return find(Country, where, code=code) if code else None


def institution(code: str | None, where: str) -> Institution | None:
    """The institution with a code of content/institutions.yaml."""
    return find(Institution, where, code=code) if code else None


def document(slug: str | None, where: str) -> Document | None:
    """The document with a slug of content/documents.yaml."""
    return find(Document, where, slug=slug) if slug else None


def meeting(slug: str | None, where: str) -> Meeting | None:
    """The meeting with a slug."""
    return find(Meeting, where, slug=slug) if slug else None


def documents(slugs: Iterable[str] | None, where: str) -> list[Document]:
    """Several documents."""
    return [find(Document, where, slug=slug) for slug in slugs or ()]


def topics(codes: Iterable[str] | None, where: str) -> list[Topic]:
    """Several topics."""
    return [find(Topic, where, code=code) for code in codes or ()]


def article(reference: str, where: str) -> Article:
    """The article of “plan-of-action-cancun 8(f)”."""
    slug, _space, place = reference.partition(" ")
    number, _open, letter = place.rstrip(")").partition("(")
    return find(Article, f"{where}: {reference}", instrument__slug=slug, number=number.strip(), letter=letter)


def articles(references: Iterable[str] | None, where: str) -> list[Article]:
    """Several articles."""
    return [article(reference, where) for reference in references or ()]


def party(record: Record, where: str, *, labelled: bool = True) -> Record:
    """The columns of a party: country, institution, label."""
    columns: Record = {
        "country": country(record.get("country"), where),
        "institution": institution(record.get("institution"), where),
    }
    return {**columns, **texts(record, "label")} if labelled else columns


def parties(model: type[M], owner: Record, records: Iterable[Record] | None, where: str, *names: str) -> None:
    """Create rows of parties in their order; `names` are their other translated texts."""
    for place, record in enumerate(records or ()):
        values = {**owner, **party(record, where), **texts(record, *names), "position": place, **plain(model, record)}
        model._default_manager.create(**values)


def plain(model: type[models.Model], record: Record) -> Record:
    """The record's values for the model's own simple columns: kind, role, number, amount, booleans."""
    skipped = {"start", "end", "precision", "on", "deadline", "starts", "since", "until", "state", "position", "id"}
    found: Record = {}
    for column in model._meta.concrete_fields:
        simple = not column.is_relation and column.name not in skipped and column.name in record
        if simple and record[column.name] is not None and not hasattr(column, "translated_field"):
            found[column.name] = record[column.name]
    return found


def period(record: Record, where: str) -> Record:
    """start, end and their precision: the coarser of the two."""
    try:
        first, last = read_known(record.get("start")), read_known(record.get("end"))
    except (ValueError, KeyError) as error:
        raise ContentError(f"{where}: {error}") from error
    order = [Precision.YEAR, Precision.MONTH, Precision.DAY]
    known = [value.precision for value in (first, last) if value]
    precision = min(known, key=lambda value: order.index(Precision(value)), default=Precision.DAY)
    return {"start": first.day if first else None, "end": last.day if last else None, "precision": precision}


def known(record: Record, name: str, where: str, precision: str | None = None) -> Record:
    """One date of a record, with its precision when the model keeps it under that name."""
    try:
        found = read_known(record.get(name))
    except (ValueError, KeyError) as error:
        raise ContentError(f"{where}: {name}: {error}") from error
    columns: Record = {name: found.day if found else None}
    return columns | ({precision: found.precision if found else Precision.DAY} if precision else {})


def touched(obj: models.Model, *related: models.QuerySet[Any]) -> bool:
    """Whether a person has written to the record or to its parts in the portal: what people wrote is theirs."""
    return any(_events(queryset).exists() for queryset in (type(obj)._default_manager.filter(pk=obj.pk), *related))


def _events(queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
    event = apps.get_model(queryset.model._meta.app_label, f"{queryset.model.__name__}Event")
    keys = list(queryset.values_list("pk", flat=True))
    found: models.QuerySet[Any] = event._default_manager.filter(pgh_obj_id__in=keys, pgh_context__isnull=False)
    return found


def numbered(records: Iterable[Record] | None) -> Iterator[tuple[int, Record]]:
    """Records with their places."""
    yield from enumerate(records or ())
