"""The calendar as iCalendar (RFC 5545): one entry per public meeting whose day is known.

An entry keeps its UID for ever; its SEQUENCE is the meeting's, which rises with every change of what a calendar
shows. Hours are given in the meeting's own time zone with its rules; without hours it lasts whole days, the end being
the day after the last. A meeting of which the month or the year alone is known has no day in a calendar: it stands on
the portal's calendar page and is left out here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from rial.core.bilingual import current_language, text_of
from rial.core.dates import Precision

from .aside import place_of
from .enums import Standing
from .models import Meeting
from .naming import composed_name, meeting_name

_STATUS = {
    Standing.HELD: "CONFIRMED",
    Standing.CONFIRMED: "CONFIRMED",
    Standing.ANNOUNCED: "TENTATIVE",
    Standing.POSTPONED: "TENTATIVE",
    Standing.UNKNOWN: "TENTATIVE",
    Standing.CANCELLED: "CANCELLED",
}


def dated(meetings: "QuerySet[Meeting]") -> "QuerySet[Meeting]":
    """Those of the meetings that have a day, with what an entry is made of, the earliest first."""
    known = meetings.filter(start__isnull=False, precision=Precision.DAY)
    return known.select_related("conference", "country").prefetch_related("bodies").order_by(F("start").asc(), "slug")


def calendar_of(meetings: Iterable[Meeting], name: str) -> bytes:
    """The meetings as a file that calendar programs open or subscribe to, in the reader's language."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//RIAL//Meetings//" + current_language().upper())
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for meeting in meetings:
        calendar.add_component(entry_of(meeting))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def entry_of(meeting: Meeting) -> icalendar.Event:
    """A meeting as an entry; it has a day."""
    event = icalendar.Event()
    event.add("uid", f"{meeting.slug}@{urlsplit(settings.SITE_URL).hostname or 'rial'}")
    event.add("dtstamp", meeting.updated_at)
    event.add("last-modified", meeting.updated_at)
    event.add("created", meeting.created_at)
    event.add("sequence", meeting.sequence)
    _add_time(event, meeting)
    language = {"language": current_language()}
    event.add("summary", meeting_name(meeting).value, parameters=language)
    place = ", ".join(filter(None, [text_of(meeting, "venue").value, place_of(meeting).value]))
    if place:
        event.add("location", place, parameters=language)
    event.add("description", _description(meeting), parameters=language)
    event.add("url", settings.SITE_URL + meeting.get_absolute_url())
    event.add("status", _STATUS[Standing(meeting.standing)])
    event.add("categories", [str(meeting.get_kind_display())])
    # Nobody is busy because the network meets somewhere.
    event.add("transp", "TRANSPARENT")
    return event


def _add_time(event: icalendar.Event, meeting: Meeting) -> None:
    start = meeting.start
    if start is None:
        raise ValueError(f"{meeting.slug} has no day")
    end = meeting.end or start
    if meeting.start_time is None or not meeting.timezone:
        event.add("dtstart", start)
        event.add("dtend", end + timedelta(days=1))
        return
    zone = ZoneInfo(meeting.timezone)
    event.add("dtstart", datetime.combine(start, meeting.start_time, zone))
    if meeting.end_time is not None:
        event.add("dtend", datetime.combine(end, meeting.end_time, zone))
    elif end != start:
        event.add("dtend", datetime.combine(end, meeting.start_time, zone))


def _description(meeting: Meeting) -> str:
    lines: list[Any] = [composed_name(meeting) if text_of(meeting, "title") else "", text_of(meeting, "lead")]
    if meeting.standing in {Standing.POSTPONED, Standing.UNKNOWN, Standing.ANNOUNCED}:
        lines.append(str(Standing(meeting.standing).label))
    lines.append(_("Record: %(address)s") % {"address": settings.SITE_URL + meeting.get_absolute_url()})
    return "\n".join(str(line) for line in lines if line)
