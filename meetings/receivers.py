"""Keeps the public lists as the records are: whatever changes of a meeting, its rows are written once, after it.

A meeting is entered with hundreds of rows in one go. Each marks its meeting, and when the transaction is committed
the marked ones are indexed once. `check_meetings_index` tells whether a row was ever missed.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from .listing import decisions, meetings
from .models import Conference, Decision, DecisionIndex, Meeting, Session


def connect() -> None:
    """Listen to every model of the meetings that leads to a meeting, and to the relations of these."""
    for model in Meeting._meta.apps.get_app_config("meetings").get_models():
        if _leads_to_a_meeting(model):
            post_save.connect(_changed, sender=model, dispatch_uid=f"meetings-saved-{model.__name__}")
            post_delete.connect(_changed, sender=model, dispatch_uid=f"meetings-deleted-{model.__name__}")
    for owner in (Meeting, Decision):
        for field in owner._meta.local_many_to_many:
            through = getattr(owner, field.name).through
            m2m_changed.connect(_related, sender=through, dispatch_uid=f"meetings-related-{through.__name__}")


def _leads_to_a_meeting(model: type[Model]) -> bool:
    if model.__name__.endswith(("Log", "Index", "Event", "Text", "Registration", "Reminder")):
        return False
    names = {field.name for field in model._meta.concrete_fields}
    return model in {Meeting, Conference} or bool(names & {"meeting", "session", "decision", "point"})


def _meeting_keys(row: Any) -> list[int]:
    """The meetings that a row belongs to."""
    if isinstance(row, Meeting):
        return [row.pk]
    if isinstance(row, Conference):
        return list(row.meetings.values_list("pk", flat=True))
    if isinstance(row, Decision):
        return [row.meeting_id]
    for name in ("decision_id", "session_id", "point_id"):
        key = getattr(row, name, None)
        if key is not None:
            return _through(name, key)
    key = getattr(row, "meeting_id", None)
    return [key] if key else []


def _through(name: str, key: int) -> list[int]:
    if name == "decision_id":
        return list(Decision.objects.filter(pk=key).values_list("meeting_id", flat=True))
    wanted = {"pk": key} if name == "session_id" else {"points": key}
    return list(Session.objects.filter(**wanted).values_list("meeting_id", flat=True))


def _changed(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark(*_meeting_keys(instance))


def _related(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, Meeting | Decision):
        mark(*_meeting_keys(instance))


class _Batch:
    """What one transaction has to index once it is committed."""

    def __init__(self, keys: Iterable[int]) -> None:
        self.keys = set(keys)

    def __call__(self) -> None:
        refresh(*sorted(self.keys))


def mark(*keys: int) -> None:
    """Index these meetings and their decisions when the transaction is committed."""
    if not keys:
        return
    here = set(connection.savepoint_ids)
    for entry in connection.run_on_commit:
        savepoints, waiting = entry[0], entry[1]
        # It lives as long as what is changed here: it belongs to the same savepoint or to one around it.
        if isinstance(waiting, _Batch) and savepoints <= here:
            waiting.keys.update(keys)
            return
    transaction.on_commit(_Batch(keys))


@transaction.atomic
def refresh(*keys: int) -> None:
    """Bring the rows of some meetings, by primary key, and of their decisions up to date."""
    meetings.INDEXER.refresh(*keys)
    own = Decision.objects.filter(meeting__in=keys).values_list("pk", flat=True)
    gone = DecisionIndex.objects.filter(decision__meeting__in=keys).values_list("decision", flat=True)
    decisions.INDEXER.refresh(*{*own, *gone})
