"""Polls by points: what was asked, and once they are closed how the points fell."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.models import Poll
from meetings.polling import result_of
from rial.core.bilingual import LANGUAGE_CODES, column, text_of
from rial.core.exports import Column, csv_response
from rial.core.http import public_page


@public_page
def polls(request: HttpRequest) -> HttpResponseBase:
    """The closed polls, the latest first."""
    context = {
        "nav": "meetings",
        "polls": Poll.objects.public().select_related("meeting"),
        "trail": [(_("Meetings"), reverse("meetings:home")), (_("Polls"), "")],
    }
    return render(request, "meetings/polls.html", context)


@public_page
def poll(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The result of a closed poll: points, computed shares beside printed ones, stated sums; `?format=csv`."""
    wanted = Poll.objects.public().filter(slug=slug).select_related("meeting__conference")
    found = wanted.prefetch_related("options", "sums__options", "meeting__bodies").first()
    if found is None:
        raise Http404(slug)
    result = result_of(found)
    if request.GET.get("format") == "csv":
        return _csv(found)
    context = {
        "nav": "meetings",
        "poll": found,
        "result": result,
        "total_agrees": found.total_printed in {None, result.total},
        "meeting": found.meeting if found.meeting and found.meeting.is_public else None,
        "trail": [
            (_("Meetings"), reverse("meetings:home")),
            (_("Polls"), reverse("meetings:polls")),
            (text_of(found, "title"), ""),
        ],
        "page_languages": [code for code in LANGUAGE_CODES if getattr(found, column("title", code))],
    }
    return render(request, "meetings/poll.html", context)


def _csv(found: Poll) -> HttpResponseBase:
    columns = [
        Column("code", _("Code")),
        Column("option", _("Option")),
        Column("points", _("Points")),
        Column("share", _("Share, percent")),
        Column("printed", _("Share as printed, percent")),
    ]
    rows = [
        {
            "code": row.option.code,
            "option": text_of(row.option, "title").value,
            "points": row.points,
            "share": row.share,
            "printed": row.printed,
        }
        for row in result_of(found).options
    ]
    return csv_response(f"rial-poll-{found.slug}", columns, rows)
