"""One record, one paper: description and participants, background, main ideas, decisions, documents."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.as_of import party_name
from meetings.models import Meeting
from meetings.naming import meeting_name
from rial.core.bilingual import Text, current_language, text_of
from rial.core.dates import show_date, show_period
from rial.core.paper import Block, Bullets, Heading, Item, Note, Paper, Paragraph, Run, Table, runs
from rial.core.paper.markdown import markdown_runs

from . import ideas, participants

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")


def report_of(meeting: Meeting) -> Paper:
    """The report in the reader's language; the meeting comes from `Meeting.objects.with_record()`."""
    language = current_language()
    sections = [
        (_("Description and participants"), participants.description(meeting)),
        (_("Background"), participants.background(meeting)),
        (_("Main ideas of the meeting"), ideas.ideas(meeting)),
        (_("Decisions"), _decisions(meeting)),
        (_("Documents"), _documents(meeting)),
        (_("Notes on the printed sources"), _print_notes(meeting)),
    ]
    blocks: list[Block] = [Paragraph(markdown_runs(text_of(meeting, "lead"), language=language), "lead")]
    filled = [(title, found) for title, found in sections if found]
    for numeral, (title, found) in zip(_NUMERALS, filled, strict=False):
        blocks += [Heading(1, f"{numeral}. {title}"), *found]
    return Paper(
        title=meeting_name(meeting).value,
        language=language,
        kind=_("Inter-American Conference of Ministers of Labor (IACML) · Report of the meeting"),
        subtitle=", ".join(part for part in (text_of(meeting, "place").value, meeting.period) if part),
        author=_("Technical Secretariat of the RIAL, Organization of American States"),
        footer=_footer(meeting),
        blocks=[block for block in blocks if not (isinstance(block, Paragraph) and not block.runs)],
        changed=meeting.updated_at,
    )


def _footer(meeting: Meeting) -> str:
    address = settings.SITE_URL + reverse("meetings:meeting", args=[meeting.slug])
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    return _("%(address)s · record as of %(day)s") % {"address": address, "day": day}


def _decisions(meeting: Meeting) -> list[Block]:
    items = [
        Item(_decision_runs(decision), _decision_facts(decision, meeting.start)) for decision in meeting.decisions.all()
    ]
    return [Bullets(items, ordered=True)] if items else []


def _decision_runs(decision: Any) -> list[Run]:
    words = markdown_runs(text_of(decision, "text"), language=current_language())
    return [*words, Run(f" ({decision.code})")]


def _decision_facts(decision: Any, day: Any) -> list[Item]:
    language = current_language()
    facts: list[tuple[str, list[Run]]] = []
    responsible = [party_name(party, day).text for party in decision.responsible.all()]
    if responsible:
        facts.append((_("Responsible"), participants.listed(responsible)))
    due = _due(decision)
    if due:
        facts.append((_("When"), [Run(due)]))
    note = text_of(decision, "wording_note")
    if note:
        facts.append((_("Wording"), runs(note, language=language)))
    articles = ", ".join(_article(article) for article in decision.articles.all())
    if articles:
        facts.append((_("Mandate"), [Run(articles)]))
    notes = [Item(_status_runs(note)) for note in decision.notes.all()]
    if not notes:
        facts.append((_("Progress"), [Run(str(decision.get_progress_display()))]))
    return [*(Item([Run(f"{name}: ", bold=True), *value]) for name, value in facts), *notes]


def _article(article: Any) -> str:
    return f"{text_of(article.instrument, 'title')}, {article.reference}"


def _due(decision: Any) -> str:
    starts, deadline = decision.starts, decision.deadline
    if starts and deadline:
        return show_period(starts, deadline, decision.deadline_precision)
    if deadline:
        return _("by %(day)s") % {"day": show_date(deadline, decision.deadline_precision)}
    return _("from %(day)s") % {"day": show_date(starts, decision.starts_precision)} if starts else ""


def _status_runs(note: Any) -> list[Run]:
    head = f"{date_format(note.on, 'DATE_FORMAT')}: {note.get_progress_display()}"
    text = text_of(note, "text")
    return runs(Run(head, bold=True), *((". ", text) if text else ()), language=current_language())


def _documents(meeting: Meeting) -> list[Block]:
    rows = [
        [
            [Run(row.symbol_printed or row.document.symbol_printed or "—")],
            _document_runs(row),
            [Run(str(row.get_role_display()))],
        ]
        for row in meeting.documents.all()
    ]
    if not rows:
        return []
    return [Table([_("Symbol, as printed"), _("Title"), _("Role")], rows, widths=(1.5, 3, 1))]


def _document_runs(row: Any) -> list[Run]:
    note = text_of(row, "note") or text_of(row.document, "note")
    title = text_of(row.document, "title") or Text(row.document.slug, current_language())
    return runs(title, *((". ", note) if note else ()), language=current_language())


def _print_notes(meeting: Meeting) -> list[Block]:
    texts = [text_of(meeting, "print_note")]
    texts += [text_of(decision, "print_note") for decision in meeting.decisions.all()]
    texts += [text_of(point, "print_note") for session in meeting.sessions.all() for point in session.points.all()]
    texts += [
        text_of(term, "print_note")
        for body in meeting.bodies.all()
        for term in body.terms.all()
        if term.conference_id == meeting.conference_id
    ]
    if meeting.conference is not None:
        texts.append(text_of(meeting.conference, "print_note"))
    language = current_language()
    notes: list[Block] = [Note(markdown_runs(text, language=language)) for text in texts if text]
    if meeting.source:
        notes.append(Paragraph([Run(f"{_('Source')}: ", bold=True), Run(meeting.source)], "small"))
    return notes
