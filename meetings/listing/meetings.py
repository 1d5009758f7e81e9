"""The public list of meetings: what it can be narrowed by, in which orders, as which files."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, override

from meetings.as_of import party_name
from meetings.aside import place_of
from meetings.enums import DocumentRole, MeetingKind, Standing
from meetings.models import Body, Meeting, MeetingIndex, MeetingText, MeetingWord
from meetings.naming import composed_name, meeting_name
from meetings.overdue import last_day
from meetings.record import known_date
from rial.core.bilingual import LANGUAGE_CODES, column, columns, text_of
from rial.core.dates import show_period
from rial.core.listing.cards import Card, Row, text_in
from rial.core.listing.declared import Facet, Listing, Sort, Tables, Vocabulary, Words, Years, choices
from rial.core.listing.exporting import Export, ExportColumn, path
from rial.core.listing.index import Indexer, card_texts, search_texts
from rial.core.listing.snapshot import Snapshot
from rial.core.search import Marker
from rial.directory.models import Country, Topic
from rial.library.listing import symbol_words

from .common import editions, joined, party_words, written

TABLES = Tables(MeetingIndex, MeetingText, MeetingWord)
_PROSE = ("description", "background", "approach", "closing", "participants_note")


def build(meeting: Meeting) -> tuple[dict[str, Any], dict[str, str]]:
    """The row and the texts of a meeting, from what `INDEXER.records` read."""
    published = meeting.published_at or meeting.created_at
    last = last_day(meeting.end or meeting.start, meeting.precision)
    documents = [row for row in meeting.documents.all() if row.document.is_public]
    row: dict[str, Any] = {
        "code": meeting.slug,
        "facets": _facets(meeting, documents),
        "published_at": max(meeting.updated_at, published),
        "first_published_at": published,
        "kind": meeting.kind,
        "standing": meeting.standing,
        "first_year": meeting.start.year if meeting.start else None,
        "last_year": last.year if last else None,
        "first_day": meeting.start,
        "final_day": meeting.end,
        "precision": meeting.precision,
        "decisions": len(meeting.decisions.all()),
        "documents": len(documents),
        "has_report": _has_report(documents),
    }
    texts: dict[str, str] = {}
    for code in LANGUAGE_CODES:
        with override(code):
            title, composed, place = meeting_name(meeting).value, composed_name(meeting), place_of(meeting).value
        texts |= search_texts(
            code,
            title=dict.fromkeys([title, composed]),
            summary=getattr(meeting, column("lead", code)) or getattr(meeting, column("description", code)),
            names=[place, getattr(meeting, column("venue", code)), *_people(meeting, code)],
            body=_body(meeting, documents, code),
        )
        row |= card_texts(code, title, texts)
        own = composed if composed != title else ""
        row |= {column("place", code): place, column("name", code): Truncator(own).chars(300)}
    return row, texts


def _has_report(documents: Sequence[Any]) -> bool:
    return any(row.role == DocumentRole.REPORT for row in documents)


def _sessions(meeting: Meeting) -> Sequence[Any]:
    return list(meeting.sessions.all())


def _people(meeting: Meeting, code: str) -> list[str]:
    speakers = [speaker for session in _sessions(meeting) for speaker in session.speakers.all()]
    names = [name for one in speakers for name in (one.person.full_name, *one.person.also_printed.splitlines())]
    parties = chain(meeting.organizers.all(), meeting.delegations.all(), speakers)
    return list(dict.fromkeys([*names, *party_words(parties, code)]))


def _body(meeting: Meeting, documents: Sequence[Any], code: str) -> list[str]:
    sessions = _sessions(meeting)
    found = written([meeting], code, *_PROSE)
    found += written(meeting.priorities.all(), code, "text")
    found += written(meeting.visits.all(), code, "title")
    found += written(sessions, code, "title", "intro", "questions")
    for session in sessions:
        found += written(session.points.all(), code, "text")
        found += written(session.speakers.all(), code, "post", "institution_printed", "subject")
    found += written(meeting.decisions.all(), code, "text")
    found += [decision.code for decision in meeting.decisions.all()]
    for row in documents:
        found += [row.symbol_printed, *symbol_words(row.document), *written([row.document], code, "title")]
    return found


def _facets(meeting: Meeting, documents: Sequence[Any]) -> list[str]:
    topics = {key for topic in meeting.topics.all() for key in (topic.pk, topic.parent_id) if key}
    values = [("kind", meeting.kind), ("standing", meeting.standing), *(("topic", key) for key in topics)]
    values += [("body", body.slug) for body in meeting.bodies.all()]
    values += [("edition", str(meeting.conference.edition))] if meeting.conference else []
    values += [("country", meeting.country_id)] if meeting.country_id else []
    held = {
        "points": any(session.points.all() for session in _sessions(meeting)),
        "decisions": bool(meeting.decisions.all()),
        "documents": bool(documents),
        "report": _has_report(documents),
    }
    values += [("with", name) for name, there in held.items() if there]
    return sorted(f"{facet}:{value}" for facet, value in values)


def _records() -> Any:
    return Meeting.objects.public().with_record()


INDEXER = Indexer(tables=TABLES, record="meeting", records=_records, build=build)


class MeetingCard(Card):
    """A meeting with its dates, place and how much is recorded of it."""

    columns = ("kind", "standing", "first_day", "final_day", "precision", "decisions", "documents", "has_report",
               *columns("place"), *columns("name"))  # fmt: skip

    def __init__(self, row: Row, snapshot: Snapshot, language: str, marker: Marker | None = None) -> None:
        super().__init__(row, snapshot, language, marker)
        self.kind = MeetingKind(row["kind"]).label
        self.period = show_period(row["first_day"], row["final_day"], row["precision"])
        self.place = text_in(row, "place", language)[0]
        self.name = text_in(row, "name", language)[0]
        self.standing = "" if row["standing"] == Standing.HELD else Standing(row["standing"]).label
        self.decisions, self.documents, self.has_report = row["decisions"], row["documents"], row["has_report"]

    def address(self, row: Row, snapshot: Snapshot, language: str) -> str:
        """The page of the meeting."""
        return f"/{language}/meetings/{row['code']}/"


def export_columns() -> list[ExportColumn]:
    """What the files hold of each meeting."""
    texts = [
        ExportColumn(name, label, read=path(name))
        for field, label in (("title", _("Title")), ("lead", _("In brief")), ("place", _("Place")))
        for name in columns(field)
    ]
    return [
        ExportColumn("slug", _("Short name"), read=path("slug")),
        ExportColumn("name", _("Name"), read=lambda m: meeting_name(m).value),
        ExportColumn("kind", _("Kind"), read=lambda m: str(m.get_kind_display())),
        ExportColumn("edition", _("Edition of the Conference"), read=path("conference", "edition")),
        ExportColumn("bodies", _("Bodies"), read=lambda m: joined([text_of(b, "name") for b in m.bodies.all()])),
        ExportColumn("number", _("Number within the edition"), read=path("number")),
        ExportColumn("start", _("From"), read=lambda m: known_date(m.start, m.precision)),
        ExportColumn("end", _("To"), read=lambda m: known_date(m.end, m.precision)),
        ExportColumn("country", _("Country"), read=path("country_id")),
        *texts,
        ExportColumn("virtual", _("Virtual"), read=path("virtual")),
        ExportColumn("standing", _("In the calendar"), read=lambda m: str(m.get_standing_display())),
        ExportColumn("delegations_stated", _("Number of delegations, as stated"), read=path("delegations_stated")),
        ExportColumn("delegations", _("Delegations"), read=_delegations),
        ExportColumn("topics", _("Topics"), read=lambda m: joined([topic.name for topic in m.topics.all()])),
        ExportColumn("decisions", _("Decisions"), read=lambda m: joined([d.code for d in m.decisions.all()])),
        ExportColumn("documents", _("Documents"), read=_documents),
        ExportColumn("source", _("Source"), read=path("source")),
        ExportColumn("url", _("Address"), read=lambda m: settings.SITE_URL + m.get_absolute_url()),
    ]


def _delegations(meeting: Meeting) -> str:
    return joined([party_name(row, meeting.start) for row in meeting.delegations.all()])


def _documents(meeting: Meeting) -> str:
    return joined([
        row.symbol_printed or row.document.symbol_printed or text_of(row.document, "title")
        for row in meeting.documents.all()
        if row.document.is_public
    ])  # fmt: skip


def _export_records(slots: Sequence[int]) -> Mapping[int, Meeting]:
    rows = dict(MeetingIndex.objects.filter(pk__in=slots).values_list("meeting", "pk"))
    return {rows[meeting.pk]: meeting for meeting in _records().filter(pk__in=rows)}


MEETINGS = Listing(
    code="meetings",
    url="meetings:home",
    nav="meetings",
    tables=TABLES,
    card=MeetingCard,
    card_template="meetings/_card.html",
    facets=(
        Facet(code="kind", label=gettext_lazy("Kind"), values=choices(*MeetingKind.choices)),
        Facet(code="body", label=gettext_lazy("Body"), vocabulary=Vocabulary(model=Body, key="slug")),
        Facet(code="edition", label=gettext_lazy("Edition of the Conference"), read=editions),
        Facet(code="country", label=gettext_lazy("Country"), vocabulary=Vocabulary(model=Country),
              none_label=gettext_lazy("No country recorded")),
        Facet(code="topic", label=gettext_lazy("Topic"),
              vocabulary=Vocabulary(model=Topic, parent="parent_id", position="position")),
        Facet(code="with", label=gettext_lazy("On record"), values=choices(
            ("points", gettext_lazy("Main points")), ("decisions", gettext_lazy("Decisions")),
            ("documents", gettext_lazy("Documents")), ("report", gettext_lazy("Report of the meeting")))),
        Facet(code="standing", label=gettext_lazy("In the calendar"), values=choices(*Standing.choices)),
    ),
    sorts=(
        Sort(code="newest", label=gettext_lazy("Latest first"), by="i.first_day DESC NULLS LAST, i.code"),
        Sort(code="oldest", label=gettext_lazy("Earliest first"), by="i.first_day NULLS LAST, i.code"),
        Sort(code="title", label=gettext_lazy("Title"), by="i.sort_{language}, i.code"),
        Sort(code="updated", by="i.published_at DESC, i.code"),
    ),
    period=Years(
        label=gettext_lazy("Year"),
        between=gettext_lazy("%(from)s to %(to)s"),
        since=gettext_lazy("From %(from)s"),
        until=gettext_lazy("Until %(to)s"),
    ),
    words=Words(
        title=gettext_lazy("Meetings"),
        intro=gettext_lazy(
            "The record of the Inter-American Conference of Ministers of Labor, its Working Groups and workshops: who"
            " met, what was said, what was decided and what became of it."
        ),
        plural=gettext_lazy("Meetings"),
        counted=ngettext_lazy("<b>%(total)s meeting</b>", "<b>%(total)s meetings</b>", "n"),
        none_found=gettext_lazy("No meeting has all of this."),
        without=ngettext_lazy("%(count)s meeting without %(filter)s", "%(count)s meetings without %(filter)s", "n"),
        take=ngettext_lazy("Take this meeting:", "Take these %(total)s meetings:", "n"),
        whole=gettext_lazy("See all meetings"),
        feed=gettext_lazy("New records of this list"),
    ),
    export=Export(
        file_name="rial-meetings",
        columns=export_columns,
        records=_export_records,
        everything=gettext_lazy("All meetings"),
        source=gettext_lazy("RIAL record of meetings, Technical Secretariat"),
        reuse=gettext_lazy("Free to use with the source cited."),
    ),
    feed_sort="updated",
    feed_url="meetings:feed",
)  # fmt: skip
