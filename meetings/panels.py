"""What the meetings add to pages of other rooms: a program's trail, a document's discussions, a country's record."""

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from rial.core.panels import Panel, add_panel
from rial.directory.models import Country
from rial.library.models import Document

from .enums import RecordState
from .models import (
    Authority,
    Conference,
    Consultation,
    Decision,
    EventProposal,
    Instrument,
    Meeting,
    MeetingDocument,
    Point,
    ProgramMention,
)

_SHOWN = 8
_PUBLIC = RecordState.PUBLISHED


def presented_at(program: Any, user: Any) -> Panel | None:
    """The meetings and sessions at which a program was presented or named (P29); None when there is none."""
    mentions = (
        ProgramMention.objects.filter(code=program.code, meeting__state=_PUBLIC)
        .select_related("meeting__conference", "session")
        .prefetch_related("meeting__bodies")
        .order_by("meeting__start", "session__position", "pk")
    )
    places: dict[tuple[int, int | None], ProgramMention] = {}
    for mention in mentions:
        places.setdefault((mention.meeting_id, mention.session_id), mention)
    # The meeting as a whole is said only where no session is named.
    with_session = {meeting for meeting, session in places if session is not None}
    shown = [one for (meeting, session), one in places.items() if session is not None or meeting not in with_session]
    if not shown:
        return None
    return Panel(title=_("Presented at meetings"), template="meetings/panels/program.html", context={"mentions": shown})


def discussed_at(document: Document, user: Any) -> Panel | None:
    """Where a document was discussed, decided on and cited; None when nowhere on record."""
    discussions = MeetingDocument.objects.filter(document=document, meeting__state=_PUBLIC)
    context = {
        "discussions": discussions.select_related("meeting__conference", "session")
        .prefetch_related("meeting__bodies")
        .order_by("meeting__start", "pk"),
        "decisions": Decision.objects.public().filter(documents=document).select_related("meeting").order_by("code"),
        "points": Point.objects.filter(documents=document, session__meeting__state=_PUBLIC)
        .select_related("session__meeting__conference")
        .prefetch_related("session__meeting__bodies")
        .order_by("session__meeting__start", "pk"),
        "proposals": EventProposal.objects.public().filter(document=document).order_by("code"),
        "instruments": Instrument.objects.public().filter(document=document),
        "consultations": Consultation.objects.public().filter(document=document),
    }
    found = {name: list(rows) for name, rows in context.items()}
    if not any(found.values()):
        return None
    return Panel(title=_("At meetings"), template="meetings/panels/document.html", context=found)


def record_of(country: Country, user: Any) -> Panel | None:
    """Meetings a country hosted, posts it held, decisions it is responsible for; None when nothing is on record."""
    hosted = Meeting.objects.public().filter(country=country)
    posts = Authority.objects.filter(country=country, term__conference__state=_PUBLIC)
    responsible = Decision.objects.public().filter(responsible__country=country).select_related("meeting")
    conferences = Conference.objects.public()
    meetings = list(
        hosted.select_related("conference")
        .prefetch_related("bodies")
        .order_by(F("start").desc(nulls_last=True), "slug")[: _SHOWN + 1]
    )
    found = {
        "meetings": meetings[:_SHOWN],
        "posts": list(posts.select_related("term__conference", "term__body").order_by("-term__conference__edition")),
        "chaired": list(conferences.filter(chair=country)),
        "conferences": list(conferences.filter(country=country)),
        "decisions": list(responsible.distinct().order_by("-meeting__start", "code")[:_SHOWN]),
    }
    if not any(found.values()):
        return None
    more = f"{reverse('meetings:home')}?country={country.pk}" if len(meetings) > _SHOWN else ""
    return Panel(
        title=_("In the Conference and its meetings"),
        template="meetings/panels/country.html",
        context={**found, "all_url": more},
    )


def register() -> None:
    """Called once from the app's ready()."""
    add_panel("program_trail", presented_at, order=40)
    add_panel("document", discussed_at, order=20)
    add_panel("country", record_of, order=60)
