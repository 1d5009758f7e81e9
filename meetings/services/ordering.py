"""The order of sessions and of main points: by dragging, by buttons, by numbers (all lead here)."""

from collections.abc import Sequence

from django.db import transaction

from meetings.models import Meeting, Point, Session

from .touching import touch


def shifted(keys: Sequence[int], key: int, by: int) -> list[int]:
    """The keys with one of them moved by some places; at the ends it stays."""
    order = list(keys)
    if key not in order:
        return order
    place = order.index(key)
    order.remove(key)
    order.insert(max(0, min(len(order), place + by)), key)
    return order


@transaction.atomic
def arrange_sessions(meeting: Meeting, keys: Sequence[int]) -> None:
    """Put the meeting's sessions into this order; sessions that are not named come after, in their order."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    rows = {row.pk: row for row in Session.objects.filter(meeting=meeting)}
    order = [key for key in dict.fromkeys(keys) if key in rows]
    order += [key for key in rows if key not in order]
    for place, key in enumerate(order):
        if rows[key].position != place:
            rows[key].position = place
            rows[key].save(update_fields=["position"])
    touch(meeting)


def move_session(session: Session, by: int) -> None:
    """One place up (-1) or down (1)."""
    keys = list(Session.objects.filter(meeting=session.meeting_id).values_list("pk", flat=True))
    arrange_sessions(session.meeting, shifted(keys, session.pk, by))


def points_in_order(session: Session) -> list[Point]:
    """The session's points as they are read: each followed by those under it."""
    rows = list(session.points.select_related("parent"))
    under: dict[int | None, list[Point]] = {}
    for row in rows:
        under.setdefault(row.parent_id, []).append(row)
    return [point for top in under.get(None, []) for point in (top, *under.get(top.pk, []))]


@transaction.atomic
def arrange_points(session: Session, order: Sequence[tuple[int, int]]) -> None:
    """Put points into this order of (key, level); one of level 1 stands under the last of level 0 before it.

    The first point is always of level 0. Points that are not named keep their level and come after.
    """
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    rows = {row.pk: row for row in points_in_order(locked)}
    levels = {key: level for key, level in order if key in rows}
    for row in rows.values():
        levels.setdefault(row.pk, 1 if row.parent_id else 0)
    top: Point | None = None
    places: dict[int | None, int] = {}
    for key, level in levels.items():
        row = rows[key]
        parent = top if level and top is not None else None
        top = row if parent is None else top
        parent_key = parent.pk if parent else None
        place = places.get(parent_key, 0)
        places[parent_key] = place + 1
        if (row.parent_id, row.position) != (parent_key, place):
            row.parent, row.position = parent, place
            row.save(update_fields=["parent", "position"])
    touch(session.meeting)
