"""The history of a program told in order: transitions, writing, remarks, confirmations, reviews (W17)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.enums import VersionState
from portfolio.models import Campaign, Candidate, Program, Version
from portfolio.scheme import CODE_FIELDS, FIELD_BY_NAME, ROW_FIELDS
from portfolio.workflow import CAMPAIGN, CANDIDATE, PROGRAM, VERSION
from rial.core.history import Change, Entry, Event, changes_between, people, read_events, tracked_models
from rial.core.workflow import Workflow, action_label

from .diffs import FieldChange, diff_versions
from .records import attach_rows

# Saves of one person on one text within this time are told as one sitting.
SITTING = timedelta(minutes=30)
# Events read at once when looking for those that tell something.
PIECE = 200
_BESIDE_THE_TEXT = {*CODE_FIELDS, *ROW_FIELDS}
# States, numbers and dates are told by the transitions.
_TOLD_ELSEWHERE = {
    "state",
    "number",
    "submitted_at",
    "published_at",
    "current",
    "first_published_at",
    "confirmed_on",
    "currency",
    "archived_on",
    "merged_into",
    "reminded_on",
}


def program_history(program: Program) -> list[Entry]:
    """Everything known of a program, the latest first."""
    # Of one moment (a transaction): first the writing, then what was said, then the transition it led to.
    entries = [*_written(program), *_said(program), *_transitions(program)]
    entries.reverse()
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries


def _transitions(program: Program) -> Iterator[Entry]:
    for log in program.log.select_related("actor"):
        yield Entry(
            log.at, log.actor, _("Program: %(action)s") % {"action": action_label(PROGRAM, log.action)}, log.note
        )
    codes_and_rows = _codes_and_rows(program)
    for version in program.versions.prefetch_related("log__actor"):
        url = reverse("admin:portfolio_version_review", args=[version.pk])
        for moved in version.log.all():
            values = {"version": version.label, "action": action_label(VERSION, moved.action)}
            changes = codes_and_rows.get(version.pk, ()) if moved.target == VersionState.PUBLISHED else ()
            what = _("%(version)s: %(action)s") % values
            yield Entry(moved.at, moved.actor, what, moved.note, changes=changes, url=url)


def _codes_and_rows(program: Program) -> dict[int, tuple[Change, ...]]:
    """{version: what changed in its topics, populations and tables compared with the version before}.

    Writes to these are not tracked one by one; what each publication changed in them is read from the versions.
    """
    found: dict[int, tuple[Change, ...]] = {}
    before: Version | None = None
    for version in attach_rows(program.versions.filter(number__isnull=False).order_by("number")):
        if before is not None:
            found[version.pk] = tuple(
                Change(change.field.name, _labelled(change), change.before, change.after)
                for change in diff_versions(before, version)
                if change.field.name in _BESIDE_THE_TEXT
            )
        before = version
    return found


def _labelled(change: FieldChange) -> str:
    label = str(change.field.label)
    return f"{label} ({change.language})" if change.language else label


def _said(program: Program) -> Iterator[Entry]:
    for version in program.versions.prefetch_related("remarks__author", "remarks__attended_by"):
        for remark in version.remarks.all():
            field = FIELD_BY_NAME.get(remark.field)
            label = field.label if field else remark.field
            yield Entry(remark.created_at, remark.author, _("Remark on “%(field)s”") % {"field": label}, remark.text)
            if remark.attended_at:
                what = _("Remark on “%(field)s” attended") % {"field": label}
                yield Entry(remark.attended_at, remark.attended_by, what, remark.answer)
    for confirmation in program.confirmations.select_related("by"):
        at = timezone.make_aware(datetime.combine(confirmation.on, datetime.min.time()))
        yield Entry(at, confirmation.by, _("Confirmed by the ministry"))
    for review in program.currency_reviews.select_related("by"):
        what = _("Review of currency: %(finding)s") % {"finding": review.get_finding_display()}
        yield Entry(review.at, review.by, what, review.note)
    for report in program.reports.select_related("answered_by"):
        yield Entry(report.created_at, None, _("A reader reported a wrong datum"), report.text)
        if report.answered_at:
            yield Entry(report.answered_at, report.answered_by, _("The report was answered"), report.answer)


def _written(program: Program) -> Iterator[Entry]:
    versions = {version.pk: version for version in program.versions.all()}
    events: list[Event] = []
    for model, keys in ((Program, [program.pk]), (Version, list(versions))):
        rows = _events_of(model).filter(pgh_obj_id__in=keys).order_by("pgh_id")
        events.extend(read_events(rows))
    known = people(event.user_id for event in events)
    for first, last in sittings(events):
        changes = tuple(_readable(last.model, first.previous, last.row)) if first.previous else ()
        if not changes and not first.created:
            continue
        version = versions.get(last.object_id) if last.model is Version else None
        yield Entry(
            last.at,
            known.get(last.user_id or 0),
            _what(version, created=first.created),
            changes=changes,
            url=reverse("admin:portfolio_version_review", args=[version.pk]) if version else "",
        )


def _what(version: Version | None, *, created: bool) -> str:
    if version is None:
        return _("Program created") if created else _("Program record changed")
    return (_("%(version)s: begun") if created else _("%(version)s: text changed")) % {"version": version.label}


def _events_of(model: Any) -> Any:
    return tracked_models()[model]._default_manager.all()


def _readable(model: Any, before: Any, after: Any) -> Iterator[Change]:
    return (change for change in changes_between(model, before, after) if change.name not in _TOLD_ELSEWHERE)


def sittings(events: list[Event]) -> Iterator[tuple[Event, Event]]:
    """Runs of writes by one person on one record with less than half an hour between them: (first, last).

    What the transaction that made the record wrote into it (a copy of the public text) belongs to its making.
    """
    events = sorted(events, key=lambda event: (event.model.__name__, event.object_id, event.row.pgh_id))
    first = last = None
    for event in events:
        if first is None or last is None:
            first = event
        elif not _same_sitting(first, last, event):
            yield first, last
            first = event
        last = event
    if first is not None and last is not None:
        yield first, last


def _same_sitting(first: Event, last: Event, event: Event) -> bool:
    if event.created or (last.model, last.object_id) != (event.model, event.object_id):
        return False
    if first.created:
        return event.at == first.at
    return last.user_id == event.user_id and event.at - last.at <= SITTING


LOGS: dict[str, tuple[Any, Workflow[Any]]] = {
    "program": (Program, PROGRAM),
    "version": (Version, VERSION),
    "candidate": (Candidate, CANDIDATE),
    "campaign": (Campaign, CAMPAIGN),
}


def latest(*, limit: int, offset: int = 0, user: Any = None) -> list[Entry]:
    """What happened anywhere in the portal, the latest first: `limit` entries after the first `offset`."""
    wanted = offset + limit
    entries = [*_latest_transitions(wanted, user), *_latest_writes(wanted, user)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[offset:wanted]


def _latest_transitions(wanted: int, user: Any) -> Iterator[Entry]:
    for name, (model, workflow) in LOGS.items():
        logs: Any = workflow.log_model._default_manager.select_related("actor", "subject").order_by("-at", "-pk")
        if name in {"version", "candidate"}:
            logs = logs.select_related("subject__program")
        logs = logs.filter(actor=user) if user else logs
        for log in logs[:wanted]:
            values = {"record": log.subject, "action": action_label(workflow, log.action)}
            url = reverse(f"admin:portfolio_{model._meta.model_name}_change", args=[log.subject.pk])
            yield Entry(log.at, log.actor, _("%(record)s: %(action)s") % values, log.note, url=url)


def _latest_writes(wanted: int, user: Any) -> Iterator[Entry]:
    found: list[tuple[Event, tuple[Change, ...]]] = []
    for event_model in tracked_models().values():
        events = event_model._default_manager.order_by("-pgh_created_at", "-pgh_id")
        events = events.filter(Q(pgh_context__metadata__user=user.pk)) if user else events
        found.extend(_readable_events(events, wanted))
    known = people(event.user_id for event, _changes in found)
    names = _names_of([event for event, _changes in found])
    for event, changes in found:
        record = names.get((event.model, event.object_id), f"{event.model._meta.verbose_name} {event.object_id}")
        what = (_("%(record)s: entered") if event.created else _("%(record)s: changed")) % {"record": record}
        yield Entry(event.at, known.get(event.user_id or 0), what, changes=changes, url=_address(event))


def _readable_events(events: Any, wanted: int) -> list[tuple[Event, tuple[Change, ...]]]:
    """The first `wanted` events that tell something the transitions do not; read piece by piece."""
    found: list[tuple[Event, tuple[Change, ...]]] = []
    start, piece = 0, max(wanted, PIECE)
    while len(found) < wanted:
        rows = events[start : start + piece]
        for event in read_events(rows):
            changes = () if event.created else tuple(_readable(event.model, event.previous, event.row))
            if changes or event.created:
                found.append((event, changes))
        if rows.count() < piece:
            break
        start += piece
    return found[:wanted]


def _names_of(events: list[Event]) -> dict[tuple[Any, Any], str]:
    """{(model, key): the record's present name}, with one query per model."""
    found: dict[tuple[Any, Any], str] = {}
    for model in {event.model for event in events}:
        keys = {event.object_id for event in events if event.model is model}
        queryset: Any = model._default_manager.all()
        if model in {Version, Candidate}:
            queryset = queryset.select_related("program")
        if hasattr(queryset, "with_names"):
            queryset = queryset.with_names()
        found.update({(model, pk): str(obj) for pk, obj in queryset.in_bulk(keys).items()})
    return found


def _address(event: Event) -> str:
    if not admin.site.is_registered(event.model):
        return ""
    return reverse(f"admin:{event.model._meta.app_label}_{event.model._meta.model_name}_change", args=[event.object_id])
