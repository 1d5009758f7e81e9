"""Sections I and II: where, when, by whom, at whose cost, who came; and what led to the meeting."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.as_of import chairs, party_name, payer, term_of, vice_chairs
from meetings.enums import DelegationKind, OrganizerRole
from meetings.models import Meeting
from meetings.naming import meeting_name
from rial.core.bilingual import Text, current_language, text_of
from rial.core.paper import Block, Bullets, Facts, Heading, Item, Paragraph, Run, markdown_blocks, runs
from rial.core.paper.markdown import markdown_runs

Row = tuple[str, list[list[Run]]]


def listed(texts: Iterable[Text | str]) -> list[Run]:
    """Several names on one line, each in its language."""
    parts: list[Text | str] = []
    for text in texts:
        parts += [", ", text] if parts else [text]
    return runs(*parts, language=current_language())


def description(meeting: Meeting) -> list[Block]:
    """Section I: the description in words, then the facts as a table."""
    language = current_language()
    rows: list[Row] = [
        (_("Place"), [listed(filter(None, (text_of(meeting, "venue"), text_of(meeting, "place"))))]),
        (_("Date"), [[Run(meeting.period)]]),
        (_("Edition"), [[Run(str(meeting.conference))] if meeting.conference else []]),
        (_("Held together with"), [_named(other) for other in meeting.joint_with.all() if other.is_public]),
        *_organizers(meeting),
        (_("Financing"), [_paid(row, meeting) for row in meeting.financing.all()]),
        *_delegations(meeting),
        (_("Site visits"), [_visit(visit) for visit in meeting.visits.all()]),
        (_("Participants"), [markdown_runs(text_of(meeting, "participants_note"), language=language)]),
        (_("More information"), [[Run(meeting.link, url=meeting.link)] if meeting.link else []]),
    ]
    filled = [(name, kept) for name, values in rows if (kept := [value for value in values if value])]
    blocks = markdown_blocks(text_of(meeting, "description"), language=language)
    return [*blocks, Facts(filled)] if filled else blocks


def _named(meeting: Meeting) -> list[Run]:
    return runs(meeting_name(meeting), f" ({meeting.period})" if meeting.period else "", language=current_language())


def _organizers(meeting: Meeting) -> list[Row]:
    names = {
        OrganizerRole.COORDINATOR: _("Coordinated by"),
        OrganizerRole.ORGANIZER: _("Organized by"),
        OrganizerRole.HOST: _("Host"),
        OrganizerRole.PARTNER: _("In partnership with"),
    }
    found = meeting.organizers.all()
    return [(name, [_with_capacity(row, meeting) for row in found if row.role == role]) for role, name in names.items()]


def _with_capacity(row: Any, meeting: Meeting) -> list[Run]:
    capacity = text_of(row, "capacity")
    parts = (" (", capacity, ")") if capacity else ()
    return runs(party_name(row, meeting.start).official, *parts, language=current_language())


def _paid(row: Any, meeting: Meeting) -> list[Run]:
    capacity, part = text_of(row, "capacity"), text_of(row, "part")
    parts: list[Text | str] = [
        payer(row, meeting.start).official,
        *((" (", capacity, ")") if capacity else ()),
        *((": ", part) if part else ()),
    ]
    if row.partial:
        parts.append(f", {_('in part')}")
    if row.amount is not None:
        amount = f"{row.currency} {number_format(row.amount, force_grouping=True)}"
        parts.append(", " + (_("up to %(amount)s") % {"amount": amount} if row.ceiling else amount))
    return runs(*parts, language=current_language())


def _delegations(meeting: Meeting) -> list[Row]:
    found = list(meeting.delegations.all())
    rows: list[Row] = []
    if meeting.delegations_stated:
        count = ngettext("%(n)d delegation", "%(n)d delegations", meeting.delegations_stated)
        rows.append((_("Delegations"), [[Run(count % {"n": meeting.delegations_stated})]]))
    for kind in DelegationKind:
        names = [party_name(row, meeting.start).official for row in found if row.kind == kind]
        rows.append((str(kind.label), [listed(names)] if names else []))
    return rows


def _visit(visit: Any) -> list[Run]:
    note = text_of(visit, "note")
    return runs(text_of(visit, "title"), *((". ", note) if note else ()), language=current_language())


def background(meeting: Meeting) -> list[Block]:
    """Section II: the background in words, the bodies with their authorities, and the mandates."""
    blocks = markdown_blocks(text_of(meeting, "background"), language=current_language())
    bodies = [block for body in meeting.bodies.all() for block in _body(meeting, body)]
    mandates = [Item(_article(article)) for article in meeting.mandates.all()]
    if mandates:
        blocks += [Heading(2, _("Mandates")), Bullets(mandates)]
    planned = meeting.planned_at
    if planned is not None and planned.is_public:
        blocks.append(Paragraph([Run(f"{_('Planned at')}: ", bold=True), *_named(planned)]))
    return [*bodies, *blocks]


def _body(meeting: Meeting, body: Any) -> list[Block]:
    term = term_of(meeting, body)
    if term is None:
        return []
    rows: list[Row] = [
        (_("Title in this edition"), [runs(text_of(term, "title"), language=current_language())]),
        (_("Chair"), [listed(chairs(term))]),
        (_("Vice-Chairs"), [listed(vice_chairs(term))]),
        (_("Mandate"), [markdown_runs(text_of(term, "mandate"), language=current_language())]),
    ]
    filled = [(name, kept) for name, values in rows if (kept := [value for value in values if value])]
    return [Heading(2, str(text_of(body, "name"))), Facts(filled)] if filled else []


def _article(article: Any) -> list[Run]:
    head = _("%(instrument)s, article %(number)s") % {
        "instrument": text_of(article.instrument, "title"),
        "number": article.reference,
    }
    text = text_of(article, "text")
    words = markdown_runs(text, language=current_language()) if text else []
    return [Run(head, bold=True), *([Run(": "), *words] if words else [])]
