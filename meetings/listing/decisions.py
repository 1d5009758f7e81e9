"""The public list of decisions: how far they are, what is due, who is responsible; in which orders, as which files."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, override

from meetings.as_of import party_name
from meetings.enums import DecisionKind, Progress
from meetings.models import Body, Conference, Decision, DecisionIndex, DecisionText, DecisionWord, Meeting, Responsible
from meetings.naming import meeting_name
from meetings.overdue import FOLLOWED, answered_for_now, due, edition_on
from meetings.presentation import decision_tag
from meetings.record import decision_json, known_date
from rial.core.bilingual import LANGUAGE_CODES, column, columns, in_every_language
from rial.core.dates import show_date
from rial.core.listing.cards import Card, Row, text_in
from rial.core.listing.declared import Facet, Listing, Sort, Tables, Term, Vocabulary, Words, Years, choices
from rial.core.listing.exporting import Export, ExportColumn, path
from rial.core.listing.index import Indexer, card_texts, search_texts
from rial.core.listing.snapshot import Snapshot
from rial.core.search import Marker
from rial.directory.models import Topic

from .common import editions, joined, party_words, written

TABLES = Tables(DecisionIndex, DecisionText, DecisionWord)
# What is due within so many days is due soon.
_SOON = 30


def build(decision: Decision) -> tuple[dict[str, Any], dict[str, str]]:
    """The row and the texts of a decision, from what `INDEXER.records` read."""
    meeting, notes = decision.meeting, list(decision.notes.all())
    published = meeting.published_at or decision.created_at
    row: dict[str, Any] = {
        "code": decision.code,
        "facets": _facets(decision),
        "published_at": max([published, decision.updated_at, *(note.at for note in notes)]),
        "first_published_at": published,
        "kind": decision.kind,
        "progress": decision.progress,
        "taken_on": meeting.start,
        "year": meeting.start.year if meeting.start else None,
        "edition": meeting.conference.edition if meeting.conference else None,
        "due_on": due(decision),
        "noted_on": decision.progress_on,
        "deadline": decision.deadline,
        "deadline_precision": decision.deadline_precision,
        "meeting_slug": meeting.slug,
    }
    texts: dict[str, str] = {}
    responsible = list(decision.responsible.all())
    for code in LANGUAGE_CODES:
        text = getattr(decision, column("text", code))
        with override(code):
            name = meeting_name(meeting).value
            parties = [Truncator(str(party_name(party, meeting.start))).chars(250) for party in responsible]
        texts |= search_texts(
            code,
            title=[decision.code, text],
            names=[*parties, *party_words(responsible, code), name],
            body=[*written(notes, code, "text"), getattr(decision, column("wording_note", code))],
        )
        row |= card_texts(code, text, texts)
        row |= {column("meeting", code): Truncator(name).chars(300), column("responsible", code): parties}
    return row, texts


def responsible_code(party: Responsible) -> str:
    """A party as a value of the address: its country, its institution, else its name."""
    if party.institution_id and party.institution:
        return str(party.institution.code)
    if party.country_id:
        return str(party.country_id)
    label = getattr(party, column("label", "en")) or getattr(party, column("label", "es"))
    return slugify(str(label))[:60]


def _facets(decision: Decision) -> list[str]:
    meeting = decision.meeting
    topics = {key for topic in decision.topics.all() for key in (topic.pk, topic.parent_id) if key}
    values = [("progress", decision.progress), ("kind", decision.kind), *(("topic", key) for key in topics)]
    values += [("body", body.slug) for body in meeting.bodies.all()]
    values += [("edition", str(meeting.conference.edition))] if meeting.conference else []
    values += [("responsible", responsible_code(party)) for party in decision.responsible.all()]
    return sorted({f"{facet}:{value}" for facet, value in values})


def _records() -> Any:
    return Decision.objects.public().with_card_data()


INDEXER = Indexer(tables=TABLES, record="decision", records=_records, build=build)


def _responsible() -> list[Term]:
    """Everybody who is responsible for a public decision, by name."""
    rows = Responsible.objects.filter(decision__in=Decision.objects.public().values("pk"))
    named = rows.select_related("country", "institution__country").prefetch_related("institution__names")
    terms: dict[str, Term] = {}
    for party in named.order_by("pk"):
        code = responsible_code(party)
        if code not in terms:
            terms[code] = Term(code, "", in_every_language(partial(_named, party)))
    return sorted(terms.values(), key=lambda term: term.names[LANGUAGE_CODES[0]].casefold())


def _named(party: Responsible) -> str:
    return str(party_name(party, None))


def _by_deadline(day: date) -> dict[str, Q]:
    followed = Q(progress__in=FOLLOWED)
    passed = followed & Q(due_on__lt=day)
    answered_for = answered_for_now(day, edition="edition", taken="taken_on", noted="noted_on")
    soon = day + timedelta(days=_SOON)
    return {
        "overdue": passed & answered_for,
        "unreported": passed & ~answered_for,
        "soon": followed & Q(due_on__range=(day, soon)),
        "later": followed & Q(due_on__gt=soon),
    }


class DecisionCard(Card):
    """A decision with its standing, deadline, who is responsible and the meeting that took it."""

    columns = ("kind", "progress", "taken_on", "edition", "noted_on", "deadline", "deadline_precision", "meeting_slug",
               *columns("meeting"), *columns("responsible"))  # fmt: skip

    def __init__(self, row: Row, snapshot: Snapshot, language: str, marker: Marker | None = None) -> None:
        super().__init__(row, snapshot, language, marker)
        self.kind = DecisionKind(row["kind"]).label
        decision = Decision(
            progress=row["progress"], kind=row["kind"], deadline=row["deadline"],
            deadline_precision=row["deadline_precision"], progress_on=row["noted_on"],
            meeting=Meeting(start=row["taken_on"], conference=row["edition"] and Conference(edition=row["edition"])),
        )  # fmt: skip
        edition = snapshot.remember(("edition",), lambda: edition_on(snapshot.day))
        self.tag = decision_tag(decision, snapshot.day, edition)
        self.due = show_date(row["deadline"], row["deadline_precision"])
        self.meeting, self.meeting_language = text_in(row, "meeting", language)
        self.meeting_url = f"/{language}/meetings/{row['meeting_slug']}/"
        self.taken_on = row["taken_on"]
        self.responsible = row[column("responsible", language)]

    def address(self, row: Row, snapshot: Snapshot, language: str) -> str:
        """The page of the decision."""
        return f"/{language}/meetings/decisions/{row['code']}/"


def export_columns() -> list[ExportColumn]:
    """What the files hold of each decision."""
    return [
        ExportColumn("code", _("Code"), read=path("code")),
        *(ExportColumn(name, _("Decision"), read=path(name)) for name in columns("text")),
        ExportColumn("kind", _("Kind"), read=lambda d: str(d.get_kind_display())),
        ExportColumn("meeting", _("Meeting"), read=lambda d: meeting_name(d.meeting).value),
        ExportColumn(
            "taken", _("Date of the meeting"), read=lambda d: known_date(d.meeting.start, d.meeting.precision)
        ),
        ExportColumn("edition", _("Edition of the Conference"), read=path("meeting", "conference", "edition")),
        ExportColumn("responsible", _("Responsible"), read=responsible_names),
        ExportColumn("starts", _("To begin"), read=lambda d: known_date(d.starts, d.starts_precision)),
        ExportColumn("deadline", _("Deadline"), read=lambda d: known_date(d.deadline, d.deadline_precision)),
        ExportColumn("progress", _("Progress"), read=lambda d: str(d.get_progress_display())),
        ExportColumn("progress_on", _("As of"), read=lambda d: known_date(d.progress_on)),
        ExportColumn("superseded_by", _("Superseded by"), read=path("superseded_by", "code")),
        ExportColumn("source", _("Source"), read=lambda d: d.source or d.meeting.source),
        ExportColumn("url", _("Address"), read=lambda d: settings.SITE_URL + d.get_absolute_url()),
    ]


def _taken(decision: Decision) -> str | None:
    return known_date(decision.meeting.start, decision.meeting.precision)


def responsible_names(decision: Decision) -> str:
    """Everybody responsible in one cell, by the names of the day."""
    return joined([party_name(party, decision.meeting.start) for party in decision.responsible.all()])


def _export_records(slots: Sequence[int]) -> Mapping[int, Decision]:
    rows = dict(DecisionIndex.objects.filter(pk__in=slots).values_list("decision", "pk"))
    return {rows[decision.pk]: decision for decision in _records().filter(pk__in=rows)}


DECISIONS = Listing(
    code="decisions",
    url="meetings:decisions",
    nav="meetings",
    tables=TABLES,
    card=DecisionCard,
    card_template="meetings/_decision_card.html",
    facets=(
        Facet(code="progress", label=gettext_lazy("Progress"), values=choices(*Progress.choices)),
        Facet(code="due", label=gettext_lazy("Deadline"), moving=_by_deadline, named_chips=True, values=choices(
            ("overdue", gettext_lazy("Overdue")), ("unreported", gettext_lazy("Deadline passed, no report")),
            ("soon", gettext_lazy("Within 30 days")), ("later", gettext_lazy("Later")))),
        Facet(code="kind", label=gettext_lazy("Kind"), values=choices(*DecisionKind.choices)),
        Facet(code="body", label=gettext_lazy("Body"), vocabulary=Vocabulary(model=Body, key="slug")),
        Facet(code="responsible", label=gettext_lazy("Responsible"), read=_responsible, named_chips=True,
              none_label=gettext_lazy("Nobody named")),
        Facet(code="edition", label=gettext_lazy("Edition of the Conference"), read=editions),
        Facet(code="topic", label=gettext_lazy("Topic"),
              vocabulary=Vocabulary(model=Topic, parent="parent_id", position="position")),
    ),
    sorts=(
        Sort(code="newest", label=gettext_lazy("Latest first"), by="i.taken_on DESC NULLS LAST, i.code"),
        Sort(code="deadline", label=gettext_lazy("Deadline"), by="i.due_on NULLS LAST, i.code"),
        Sort(code="code", label=gettext_lazy("Code"), by="i.code"),
        Sort(code="updated", by="i.published_at DESC, i.code"),
    ),
    period=Years(
        label=gettext_lazy("Year of the meeting"),
        between=gettext_lazy("%(from)s to %(to)s"),
        since=gettext_lazy("From %(from)s"),
        until=gettext_lazy("Until %(to)s"),
        first="year",
        last="year",
    ),
    words=Words(
        title=gettext_lazy("Decisions"),
        intro=gettext_lazy(
            "What the meetings agreed, who is to do it by when, and what became of it, meeting after meeting."
        ),
        plural=gettext_lazy("Decisions"),
        counted=ngettext_lazy("<b>%(total)s decision</b>", "<b>%(total)s decisions</b>", "n"),
        none_found=gettext_lazy("No decision has all of this."),
        without=ngettext_lazy("%(count)s decision without %(filter)s", "%(count)s decisions without %(filter)s", "n"),
        take=ngettext_lazy("Take this decision:", "Take these %(total)s decisions:", "n"),
        whole=gettext_lazy("See all decisions"),
        feed=gettext_lazy("News of the decisions of this list"),
    ),
    export=Export(
        file_name="rial-decisions",
        columns=export_columns,
        records=_export_records,
        everything=gettext_lazy("All decisions"),
        source=gettext_lazy("RIAL record of meetings, Technical Secretariat"),
        reuse=gettext_lazy("Free to use with the source cited."),
        as_json=lambda decision, columns: decision_json(decision, decision.meeting),
    ),
    feed_sort="updated",
    feed_url="meetings:decisions_feed",
)  # fmt: skip
