"""What meetings are called, in the reader's language, from what is recorded: number, body, edition, title."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rial.core.bilingual import Text, current_language, text_of

from .enums import MeetingKind
from .models import Meeting, Session


def ordinal(number: int) -> str:
    """“First”, “Second”… as they begin the name of a meeting (a feminine word in Spanish)."""
    words = {
        1: pgettext("number of a meeting", "First"),
        2: pgettext("number of a meeting", "Second"),
        3: pgettext("number of a meeting", "Third"),
        4: pgettext("number of a meeting", "Fourth"),
        5: pgettext("number of a meeting", "Fifth"),
    }
    return words.get(number, _("No. %(number)d,") % {"number": number})


def meeting_name(meeting: Meeting) -> Text:
    """The full name: the title where there is one, else composed: “First meeting of Working Group 2, XIX IACML”.

    Reads `bodies` and `conference`: prefetch them for lists.
    """
    title = text_of(meeting, "title")
    return title or Text(composed_name(meeting), current_language())


def composed_name(meeting: Meeting) -> str:
    """The name without a title: number, bodies, edition; never empty."""
    edition = meeting.conference.roman if meeting.conference else ""
    if meeting.kind == MeetingKind.CONFERENCE and edition:
        return _("%(edition)s Inter-American Conference of Ministers of Labor") % {"edition": edition}
    bodies = _(" and ").join(str(text_of(body, "name")) for body in meeting.bodies.all())
    parts = {
        "ordinal": ordinal(meeting.number) if meeting.number else "",
        "bodies": bodies,
        "edition": edition,
        "kind": _within(str(meeting.get_kind_display()), begins=not meeting.number),
    }
    if meeting.kind == MeetingKind.WORKING_GROUP and bodies:
        name = _("%(ordinal)s meeting of %(bodies)s") if meeting.number else _("Meeting of %(bodies)s")
    else:
        name = _("%(ordinal)s %(kind)s") if meeting.number else "%(kind)s"
    named = name % parts
    return _("%(name)s, %(edition)s IACML") % {"name": named, "edition": edition} if edition else named


def _within(kind: str, *, begins: bool) -> str:
    """The kind as it stands in a name: small after “Second”, as it is where it begins the name."""
    return kind if begins else kind[:1].lower() + kind[1:]


def session_name(session: Session) -> str:
    """“Panel 1: Strengthening enforcement…”; the kind alone when it has neither number nor title."""
    kind = str(session.get_kind_display())
    head = f"{kind} {session.number}" if session.number else kind
    title = str(text_of(session, "title"))
    return f"{head}: {title}" if title else head
