"""Reading the history that the database keeps of tracked records: who changed what, when, in words (W17)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pghistory.core
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .diff import diff_html

# Columns that change with every save and say nothing to a reader.
_NOISE = {"updated_at", "updated_by", "seen_sections", "content_digest", "id"}


@dataclass(frozen=True)
class Change:
    """One column that reads differently: its name, the name for people, before and after."""

    name: str
    label: str
    before: str
    after: str

    @property
    def html(self) -> SafeString:
        """The change word by word, safe to show."""
        return diff_html(self.before, self.after)


@dataclass(frozen=True)
class Event:
    """One write to a tracked record. `user_id` is None for work of the system itself."""

    at: datetime
    model: type[models.Model]
    object_id: Any
    created: bool
    user_id: int | None
    changes: tuple[Change, ...]
    row: Any
    previous: Any


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as a page tells it: when, who (None: the portal itself), what, in which words."""

    at: datetime
    who: Any
    what: str
    note: str = ""
    changes: tuple[Change, ...] = ()
    url: str = ""


def tracked_models() -> dict[type[models.Model], Any]:
    """{tracked model: its event model}."""
    events: list[Any] = list(pghistory.core.event_models())
    return {event.pgh_tracked_model: event for event in events}


def read_events(events: QuerySet[Any]) -> Iterator[Event]:
    """Events of one event model with what changed since the one before, in three queries whatever their number.

    Events in which nothing readable changed are left out.
    """
    model = events.model
    earlier = model._default_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    rows = list(
        events.select_related("pgh_context").annotate(
            before_id=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
        )
    )
    previous = model._default_manager.in_bulk([row.before_id for row in rows if row.before_id])
    for row in rows:
        before = previous.get(row.before_id)
        changes = tuple(changes_between(model.pgh_tracked_model, before, row)) if before else ()
        if before is None or changes:
            yield Event(
                at=row.pgh_created_at,
                model=model.pgh_tracked_model,
                object_id=row.pgh_obj_id,
                created=before is None,
                user_id=user_of(row),
                changes=changes,
                row=row,
                previous=before,
            )


def changes_between(model: type[models.Model], before: Any, after: Any) -> Iterator[Change]:
    """What reads differently between two events of a record, in the order of its fields."""
    translated = _base_columns(model)
    for field in model._meta.concrete_fields:
        if field.name in _NOISE or field.name in translated or not hasattr(after, field.attname):
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            yield Change(field.name, capfirst(str(field.verbose_name)), _in_words(field, old), _in_words(field, new))


def _base_columns(model: type[models.Model]) -> set[str]:
    """Base columns of translated fields: they repeat one of the languages (modeltranslation)."""
    return {
        translated.name
        for translated in (getattr(field, "translated_field", None) for field in model._meta.concrete_fields)
        if translated is not None
    }


def _in_words(field: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    return str(dict(field.flatchoices or ()).get(value, value))


def user_of(row: Any) -> int | None:
    """Who made the write, from the context of the request."""
    metadata = row.pgh_context.metadata if row.pgh_context else {}
    return metadata.get("user")


def people(ids: Iterable[int | None]) -> dict[int, Any]:
    """{id: person} in one query."""
    wanted = {pk for pk in ids if pk is not None}
    return dict(get_user_model()._default_manager.in_bulk(wanted)) if wanted else {}


def record_history(record: models.Model) -> list[Entry]:
    """Every write to a tracked record, the latest first."""
    events = list(read_events(tracked_models()[type(record)]._default_manager.filter(pgh_obj_id=record.pk)))
    known = people(event.user_id for event in events)
    return [
        Entry(
            event.at,
            known.get(event.user_id or 0),
            _("Entered") if event.created else _("Changed"),
            changes=event.changes,
        )
        for event in sorted(events, key=lambda event: event.row.pgh_id, reverse=True)
    ]
