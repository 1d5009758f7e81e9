"""What the page of a meeting shows: everything entered so far, what is missing, what is left of earlier meetings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.checks import NEEDS_RESPONSIBLE, outside_meeting, overlap
from meetings.enums import OPEN_PROGRESS, Progress, RecordState, Standing
from meetings.models import Decision, Delegation, Meeting, Point, Responsible, Session, StatusNote
from meetings.naming import meeting_name
from meetings.overdue import Edition, edition_on
from meetings.presentation import Tag, decision_tag
from meetings.workflow import ready_to_publish
from rial.core.bilingual import LANGUAGE_CODES, columns
from rial.core.dates import show_date
from rial.directory.models import Institution

from .common import STANDING_TONES, STATE_TONES, named

# Progress that can be reported with one click; “superseded” needs to say by which decision.
REPORTABLE = (Progress.UNDER_WAY, Progress.DONE, Progress.STANDING, Progress.DROPPED, Progress.UNKNOWN)


@dataclass(frozen=True)
class Row:
    """A decision as a row of the page."""

    decision: Decision
    responsible: list[Any]
    tag: Tag
    reported: StatusNote | None = None

    @property
    def due(self) -> str:
        """The deadline as far as it is known."""
        return show_date(self.decision.deadline, self.decision.deadline_precision)


def institutions() -> Any:
    """Institutions with their names."""
    return Institution.objects.with_names()


def with_responsible(decisions: Any) -> Any:
    """Decisions with the names of those responsible."""
    return decisions.prefetch_related(Prefetch("responsible", named(Responsible.objects.all())))


def _row(decision: Decision, edition: Edition | None, reported: StatusNote | None = None) -> Row:
    tag = decision_tag(decision, timezone.localdate(), edition)
    return Row(decision, list(decision.responsible.all()), tag, reported)


def open_decisions(meeting: Meeting, edition: Edition | None) -> list[Row]:
    """Open decisions of the same bodies from earlier meetings, and those reported on at this one (M18)."""
    if not meeting.bodies.exists():
        return []
    earlier = Q(meeting__start__lt=meeting.start) if meeting.start else Q()
    wanted = Q(progress__in=OPEN_PROGRESS) | Q(notes__meeting=meeting)
    keys = Decision.objects.filter(earlier, wanted, meeting__bodies__in=meeting.bodies.all()).exclude(meeting=meeting)
    decisions = with_responsible(Decision.objects.filter(pk__in=keys.values("pk"))).select_related(
        "meeting__conference"
    )
    notes = {note.decision_id: note for note in StatusNote.objects.filter(meeting=meeting)}
    rows = decisions.order_by("meeting__start", "position")
    return [_row(decision, edition, notes.get(decision.pk)) for decision in rows]


def _groups(delegations: Iterable[Delegation]) -> list[tuple[str, list[Delegation]]]:
    found: dict[str, list[Delegation]] = {}
    for row in delegations:
        found.setdefault(str(row.get_kind_display()), []).append(row)
    return list(found.items())


def one_language(rows: Iterable[Any], *fields: str) -> int:
    """How many texts exist in some language and are missing in another."""
    count = 0
    for row in rows:
        for field in fields:
            written = [bool(getattr(row, name)) for name in columns(field)]
            count += any(written) and not all(written)
    return count


def problems_of(meeting: Meeting, sessions: list[Session], decisions: list[Row]) -> Iterator[str]:
    """What is wrong or missing, in words; nothing of it hinders going on."""
    for one, other in combinations(sessions, 2):
        if overlap(one, other):
            yield _("“%(one)s” and “%(other)s” are at the same hour.") % {"one": one, "other": other}
    for session in sessions:
        if outside_meeting(session, meeting):
            yield _("“%(session)s” lies outside the meeting’s dates.") % {"session": session}
    for row in decisions:
        if row.decision.kind in NEEDS_RESPONSIBLE and not row.responsible:
            yield _("%(code)s says nobody who is to do it.") % {"code": row.decision.code}


def _missing(meeting: Meeting, sessions: list[Session], decisions: list[Row]) -> Iterator[str]:
    points = Point.objects.filter(session__meeting=meeting)
    texts = ("title", "place", "venue", "lead", "description", "background", "approach", "closing", "participants_note")
    n = one_language([meeting], *texts) + one_language(sessions, "title", "intro", "questions")
    n += one_language(points, "text") + one_language([row.decision for row in decisions], "text")
    if n:
        yield ngettext("%(n)d text exists in one language only.", "%(n)d texts exist in one language only.", n) % {
            "n": n
        }


def languages_missing(rows: Iterable[Any]) -> list[tuple[Any, list[str] | None]]:
    """Documents of the meeting with the portal's languages in which no text is kept; None where none is kept at all."""
    found: list[tuple[Any, list[str] | None]] = []
    for row in rows:
        languages = {file.language for file in row.document.files.all()}
        missing = [code for code in LANGUAGE_CODES if code not in languages]
        found.append((row, missing if languages else None))
    return found


def meeting_page(meeting: Meeting, request: HttpRequest) -> dict[str, Any]:
    """The context of the page; queries do not grow with the rows."""
    sessions: list[Any] = list(
        meeting.sessions.annotate(
            n_points=Count("points", distinct=True),
            n_speakers=Count("speakers", distinct=True),
            n_dialogue=Count("dialogue", distinct=True),
        )
    )
    for session in sessions:
        session.meeting = meeting
    edition = edition_on(timezone.localdate())
    own = with_responsible(meeting.decisions.select_related("session", "meeting__conference"))
    decisions = [_row(decision, edition) for decision in own]
    delegations = list(named(meeting.delegations.all()))
    documents = meeting.documents.select_related("document", "session").prefetch_related("document__files")
    carried = open_decisions(meeting, edition)
    return {
        "title": meeting_name(meeting),
        "meeting": meeting,
        "codes": LANGUAGE_CODES,
        "name": meeting_name(meeting),
        "tone": STATE_TONES[RecordState(meeting.state)],
        "standing_tone": STANDING_TONES[Standing(meeting.standing)],
        "bodies": meeting.bodies.all(),
        "sessions": sessions,
        "decisions": decisions,
        "delegation_groups": _groups(delegations),
        "n_delegations": len(delegations),
        "organizers": named(meeting.organizers.all()),
        "financing": named(meeting.financing.all()),
        "documents": languages_missing(documents),
        "priorities": meeting.priorities.all(),
        "visits": meeting.visits.all(),
        "carried": carried,
        "n_carried_open": sum(row.reported is None for row in carried),
        "reportable": [(value, Progress(value).label) for value in REPORTABLE],
        "report_on": meeting.end or meeting.start,
        "to_publish": [] if meeting.is_public else _messages(ready_to_publish(meeting)),
        "problems": [*problems_of(meeting, sessions, decisions), *_missing(meeting, sessions, decisions)],
        "proposal": getattr(meeting, "proposal", None),
        "texts": _texts(meeting),
    }


def _texts(meeting: Any) -> list[tuple[Any, list[bool]]]:
    """Which of the long texts are written, per language."""
    names = ("lead", "description", "background", "approach", "closing")
    return [
        (meeting._meta.get_field(name).verbose_name, [bool(getattr(meeting, column)) for column in columns(name)])
        for name in names
    ]


def _messages(problems: Iterable[Any]) -> list[str]:
    return [message for problem in problems for message in problem.messages]
