"""State of implementation: every decision as of any day, by body; as page, CSV, XLSX or JSON."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.enums import BodyKind
from meetings.implementation import Standing, counted, standings
from meetings.listing.decisions import responsible_names
from meetings.models import Body
from meetings.naming import meeting_name
from meetings.record import known_date
from rial.core.bilingual import column, columns, current_language, text_of
from rial.core.exports import About, Column, csv_response, json_response, xlsx_response
from rial.core.http import public_page
from rial.core.search import quoted

_FORMATS = ("csv", "xlsx", "json")


@public_page
def implementation(request: HttpRequest) -> HttpResponseBase:
    """How far every decision was on `?as_of=` (today unless said), of one `?body=` if asked."""
    day, body, notices = _asked(request)
    rows = standings(day, body)
    wanted = request.GET.get("format", "")
    if wanted in _FORMATS:
        return _file(wanted, rows, day, body)
    context = {
        "nav": "meetings",
        "day": day,
        "typed": request.GET.get("as_of", "") if notices else day.isoformat(),
        "is_today": day == timezone.localdate(),
        "body": body,
        "bodies": Body.objects.filter(meetings__decisions__isnull=False).distinct().order_by("kind", "number", "slug"),
        "notices": notices,
        "groups": _grouped(rows),
        "counts": counted(rows),
        "total": len(rows),
        "overdue": sum(row.overdue for row in rows),
        "unreported": sum(row.unreported for row in rows),
        "files": [(name.upper(), f"?as_of={day}{f'&body={body}' if body else ''}&format={name}") for name in _FORMATS],
        "trail": [
            (_("Meetings"), reverse("meetings:home")),
            (_("Decisions"), reverse("meetings:decisions")),
            (_("State of implementation"), ""),
        ],
    }
    return render(request, "meetings/implementation.html", context)


def _asked(request: HttpRequest) -> tuple[date, str, list[str]]:
    """The day, the body, and what of the address made no sense."""
    notices, day, typed = [], timezone.localdate(), request.GET.get("as_of", "").strip()
    if typed:
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            text = _("“%(value)s” is not a date. Enter it as year-month-day, such as 2016-06-29.")
            notices.append(text % {"value": quoted(typed)})
    body = request.GET.get("body", "")
    if body and not Body.objects.filter(slug=body).exists():
        notices.append(_("“%(value)s” is not a body of the Conference.") % {"value": quoted(body)})
        body = ""
    return day, body, notices


def _grouped(rows: list[Standing]) -> list[dict[str, Any]]:
    """The decisions by body, then by meeting, in the order of the rows."""
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        bodies = list(row.decision.meeting.bodies.all())
        slug = row.body_slug
        group = groups.setdefault(
            slug,
            {"slug": slug, "name": text_of(bodies[0], "name") if bodies else None, "rows": [], "place": _place(bodies)},
        )
        group["rows"].append({"row": row, "meeting": meeting_name(row.decision.meeting)})
    return sorted(groups.values(), key=lambda group: group["place"])


def _place(bodies: list[Body]) -> tuple[int, int, str]:
    """Working Groups first, as the kinds of bodies are ordered; meetings of no body last."""
    if not bodies:
        return len(BodyKind), 0, ""
    return BodyKind.values.index(bodies[0].kind), bodies[0].number or 0, bodies[0].slug


def _file(kind: str, rows: list[Standing], day: date, body: str) -> HttpResponseBase:
    columns_ = [
        Column("as_of", _("State as of")),
        Column("code", _("Code")),
        *(Column(name, _("Decision")) for name in columns("text")),
        Column("meeting", _("Meeting")),
        Column("taken", _("Date of the meeting")),
        Column("bodies", _("Bodies")),
        Column("responsible", _("Responsible")),
        Column("deadline", _("Deadline")),
        Column("progress", _("Progress")),
        Column("noted", _("Last note")),
        Column("overdue", _("Overdue")),
        Column("unreported", _("Deadline passed, no report")),
    ]
    records = [_record(row, day) for row in rows]
    name = f"rial-implementation-{day}"
    if kind == "csv":
        return csv_response(name, columns_, records)
    address = f"{settings.SITE_URL}{reverse('meetings:implementation')}?as_of={day}{f'&body={body}' if body else ''}"
    if kind == "json":
        head = {"as_of": day.isoformat(), "language": current_language(), "source": address, "total": len(records)}
        return json_response(name, head, records)
    facts = [
        (_("State as of"), date_format(day, "DATE_FORMAT")),
        (_("Decisions"), str(len(records))),
        (_("Address"), address),
    ]
    return xlsx_response(name, columns_, records, About(_("State of implementation"), facts))


def _record(row: Standing, day: date) -> dict[str, Any]:
    decision = row.decision
    return {
        "as_of": day.isoformat(),
        "code": decision.code,
        **{name: getattr(decision, name) for name in columns("text")},
        "meeting": meeting_name(decision.meeting).value,
        "taken": known_date(decision.meeting.start, decision.meeting.precision),
        "bodies": "; ".join(getattr(body, column("name")) for body in decision.meeting.bodies.all()),
        "responsible": responsible_names(decision),
        "deadline": known_date(decision.deadline, decision.deadline_precision),
        "progress": str(row.progress.label),
        "noted": known_date(row.as_of),
        "overdue": row.overdue,
        "unreported": row.unreported,
    }
