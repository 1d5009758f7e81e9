"""The calendar of meetings by year, and as iCalendar to subscribe to."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.calendar import calendar_of, dated
from meetings.coming import coming_meetings
from meetings.enums import MeetingKind
from meetings.models import ActivityCalendar, Body, Meeting
from meetings.naming import meeting_name
from rial.core.bilingual import column, current_language
from rial.core.http import public_page
from rial.core.search import quoted


@public_page
def calendar(request: HttpRequest) -> HttpResponseBase:
    """What comes next, then year by year what was held, planned, postponed or cancelled; of a body or kind if asked."""
    found, chosen, notices = _asked(request, Meeting.objects.public())
    meetings = list(_shown(found))
    coming = {meeting.pk for meeting in coming_meetings()}
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    context = {
        "nav": "meetings",
        "notices": notices,
        "chosen": chosen,
        "kinds": MeetingKind.choices,
        "bodies": Body.objects.filter(meetings__isnull=False).distinct().order_by("kind", "number", "slug"),
        "coming": sorted(
            (meeting for meeting in meetings if meeting.pk in coming), key=lambda one: (one.start is None, one.start)
        ),
        "years": _by_year(meeting for meeting in meetings if meeting.pk not in coming),
        "calendars": ActivityCalendar.objects.select_related("approved_at__conference").prefetch_related(
            "approved_at__bodies"
        ),
        "ics_url": f"{reverse('meetings:ics')}{'?' if query else ''}{query}",
        "trail": [(_("Meetings"), reverse("meetings:home")), (_("Calendar"), "")],
    }
    return render(request, "meetings/calendar.html", context)


def _shown(found: "QuerySet[Meeting]") -> "QuerySet[Meeting]":
    named = found.select_related("conference", "country", "calendar").prefetch_related("bodies", "joint_with__bodies")
    return named.order_by(F("start").desc(nulls_last=True), "slug")


def _by_year(meetings: Iterable[Meeting]) -> list[tuple[int | None, list[Meeting]]]:
    years: dict[int | None, list[Meeting]] = {}
    for meeting in meetings:
        years.setdefault(meeting.start.year if meeting.start else None, []).append(meeting)
    return list(years.items())


def _asked(
    request: HttpRequest, meetings: "QuerySet[Meeting]"
) -> tuple["QuerySet[Meeting]", dict[str, str], list[str]]:
    """The meetings of `?body=` and `?kind=`, what was chosen, and what made no sense."""
    chosen, notices = {}, []
    body, kind = request.GET.get("body", ""), request.GET.get("kind", "")
    if body and Body.objects.filter(slug=body).exists():
        chosen["body"], meetings = body, meetings.filter(bodies__slug=body)
    elif body:
        notices.append(_("“%(value)s” is not a body of the Conference.") % {"value": quoted(body)})
    if kind in MeetingKind.values:
        chosen["kind"], meetings = kind, meetings.filter(kind=kind)
    elif kind:
        notices.append(_("“%(value)s” is not a kind of meeting.") % {"value": quoted(kind)})
    return meetings, chosen, notices


@public_page
def ics(request: HttpRequest) -> HttpResponseBase:
    """The calendar to subscribe to; `?body=` and `?kind=` narrow it."""
    found, chosen, _notices = _asked(request, Meeting.objects.public())
    return _file(dated(found), _name(chosen), "rial")


def _name(chosen: dict[str, str]) -> str:
    parts: list[Any] = [_("RIAL meetings")]
    if "body" in chosen:
        parts += Body.objects.filter(slug=chosen["body"]).values_list(column("name"), flat=True)
    if "kind" in chosen:
        parts.append(MeetingKind(chosen["kind"]).label)
    return ": ".join([str(parts[0]), *filter(None, [", ".join(str(part) for part in parts[1:])])])


@public_page
def meeting_ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One meeting as an entry for one's calendar; 404 when no source gives its day."""
    found = dated(Meeting.objects.visible_to(request.user).filter(slug=slug)).first()
    if found is None:
        raise Http404(slug)
    return _file([found], meeting_name(found).value, slug)


def _file(meetings: Iterable[Meeting], name: str, file_name: str) -> HttpResponse:
    response = HttpResponse(calendar_of(meetings, name), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}-{current_language()}.ics"'
    return response
