"""Section III: how the ideas were gathered, and the sessions with who spoke and what was said."""

from typing import Any

from django.utils.translation import gettext as _

from meetings.as_of import party_name, speaker_workplace, unsaid
from meetings.enums import PointKind, SpeakerRole
from meetings.models import Meeting
from meetings.naming import session_name
from rial.core.bilingual import current_language, text_of
from rial.core.paper import Block, Bullets, Facts, Heading, Item, Paragraph, Run, markdown_blocks, runs
from rial.core.paper.markdown import markdown_runs

from .participants import listed

_SAID_APART = {PointKind.SUGGESTION, PointKind.INVITATION, PointKind.INTERVENTION}


def ideas(meeting: Meeting) -> list[Block]:
    """The approach, the priority topics, every session in order, and the closing."""
    language = current_language()
    blocks = markdown_blocks(text_of(meeting, "approach"), language=language)
    blocks += _priorities(meeting)
    for session in meeting.sessions.all():
        blocks += _session(meeting, session)
    closing = markdown_blocks(text_of(meeting, "closing"), language=language)
    return [*blocks, Heading(2, _("Closing")), *closing] if closing else blocks


def _priorities(meeting: Meeting) -> list[Block]:
    rows = list(meeting.priorities.all())
    if not rows:
        return []
    language = current_language()
    sponsors = {text_of(row, "defined_by") for row in rows}
    shared = sponsors.pop() if len(sponsors) == 1 else None
    blocks: list[Block] = [Heading(2, _("Priority topics"))]
    if shared:
        blocks.append(Paragraph(runs(_("Defined by: "), shared, language=language)))
    items = []
    for row in rows:
        by = "" if shared is not None else text_of(row, "defined_by")
        items.append(Item(runs(text_of(row, "text"), *((" (", by, ")") if by else ()), language=language)))
    return [*blocks, Bullets(items)]


def _session(meeting: Meeting, session: Any) -> list[Block]:
    blocks: list[Block] = [Heading(2, str(session_name(session)))]
    blocks += _facts(meeting, session)
    blocks += markdown_blocks(text_of(session, "intro"), language=current_language(), level=3)
    questions = markdown_blocks(text_of(session, "questions"), language=current_language(), level=3)
    if questions:
        blocks += [Heading(3, _("Guiding questions")), *questions]
    points = list(session.points.all())
    tops = [point for point in points if point.parent_id is None]
    if tops:
        blocks += [Heading(3, _("Main points")), Bullets([_point(point, points, meeting.start) for point in tops])]
    return blocks


def _facts(meeting: Meeting, session: Any) -> list[Block]:
    day = session.on or meeting.start
    names = {
        SpeakerRole.MODERATOR: _("Moderator"),
        SpeakerRole.PRESENTER: _("Presentations by"),
        SpeakerRole.SPEAKER: _("Also spoke"),
    }
    found = list(session.speakers.all())
    rows = [(name, [_speaker(row, day) for row in found if row.role == role]) for role, name in names.items()]
    rows.append((_("In the dialogue"), [listed(party_name(row, day).text for row in session.dialogue.all())]))
    filled = [(name, kept) for name, values in rows if (kept := [value for value in values if value])]
    return [Facts(filled)] if filled else []


def _speaker(speaker: Any, day: Any) -> list[Run]:
    parts: list[Any] = [Run(speaker.person.full_name, bold=True)]
    for text in (text_of(speaker, "post"), speaker_workplace(speaker, day), text_of(speaker, "capacity")):
        parts += [", ", text] if text else []
    subject = text_of(speaker, "subject")
    parts += [". ", subject] if subject else []
    return runs(*parts, language=current_language())


def _point(point: Any, points: list[Any], day: Any) -> Item:
    words = markdown_runs(text_of(point, "text"), language=current_language())
    if point.kind in _SAID_APART:
        words = [Run(f"{point.get_kind_display()}. ", bold=True), *words]
    said = unsaid([party_name(row, day).text for row in point.attributions.all()], text_of(point, "text"))
    if point.speaker is not None:
        words += [Run(f" ({point.speaker.person.full_name})", italic=True)]
    elif said:
        words += [Run(" ("), *listed(said), Run(")")]
    children = [_point(child, points, day) for child in points if child.parent_id == point.pk]
    return Item(words, children)
