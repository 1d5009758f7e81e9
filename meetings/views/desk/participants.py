"""The participants of a coming meeting, for the Secretariat: list, workbook, documents by mail (E15)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from meetings.forms.desk import delegation_name
from meetings.models import Meeting
from meetings.naming import meeting_name
from meetings.services import registering
from rial.accounts.models import User
from rial.core.exports import About, Column, xlsx_response

from .access import person, secretariat_or_404, trail_to


def _meeting(user: User, slug: str) -> Meeting:
    secretariat_or_404(user)
    meetings = Meeting.objects.select_related("conference", "country").prefetch_related("bodies")
    return get_object_or_404(meetings, slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody registered; a POST sends the documents to those who have not received them."""
    user = person(request)
    meeting = _meeting(user, slug)
    if request.method == "POST":
        try:
            sent = registering.send_material(meeting, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            told = ngettext("Documents sent to %(n)d participant.", "Documents sent to %(n)d participants.", sent)
            messages.success(request, told % {"n": sent})
        return redirect("delegation:participants", meeting.slug)
    people = meeting.registrations.select_related("institution__country").prefetch_related("institution__names")
    rows = [(row, delegation_name(row.institution)) for row in people]
    waiting = [row for row, _name in rows if row.email and not row.material_sent_at]
    context = {
        "meeting": meeting,
        "rows": rows,
        "waiting": len(waiting),
        "documents": registering.public_documents(meeting),
        "kept_days": registering.KEPT.days,
        "trail": trail_to((meeting_name(meeting).value, ""))[2:],
    }
    return render(request, "meetings/desk/participants.html", context)


@require_safe
def as_xlsx(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The list as a workbook."""
    meeting = _meeting(person(request), slug)
    columns = [
        Column("delegation", _("Delegation"), width=28),
        Column("full_name", _("Full name"), width=28),
        Column("post", _("Post"), width=28),
        Column("email", _("E-mail address"), width=28),
        Column("needs", _("Language or accessibility needs"), width=28),
        Column("registered", _("Registered")),
        Column("sent", _("Documents sent")),
    ]
    people = meeting.registrations.select_related("institution__country").prefetch_related("institution__names")
    rows = [
        {
            "delegation": delegation_name(row.institution),
            "full_name": row.full_name,
            "post": row.post,
            "email": row.email,
            "needs": row.needs,
            "registered": timezone.localtime(row.created_at).date(),
            "sent": timezone.localtime(row.material_sent_at).date() if row.material_sent_at else "",
        }
        for row in people
    ]
    name = meeting_name(meeting).value
    facts = [
        (_("Meeting"), name),
        (_("Date"), date_format(timezone.localdate(), "DATE_FORMAT")),
        (_("Use"), _("Personal data: only to prepare this meeting. Do not pass it on.")),
    ]
    return xlsx_response(f"rial-participants-{meeting.slug}", columns, rows, About(_("Participants"), facts))
