"""Which rows belong to a meeting, table by table, as SQL over its key: all are read in one statement (rial.core.whole).

Only names of this project's tables are put together here; the meeting's key, edition and first day are parameters.
"""
# ruff: noqa: S608 - no value ever becomes part of these texts

from meetings import models as m
from rial.core.whole import Part
from rial.directory.models import Country, Topic
from rial.library.models import Document, DocumentFile

_MEETING = "t.meeting_id = %(meeting)s"
_SESSIONS = "t.session_id IN (SELECT id FROM meetings_session WHERE meeting_id = %(meeting)s)"
_POINTS = (
    "t.point_id IN (SELECT p.id FROM meetings_point p JOIN meetings_session s ON s.id = p.session_id "
    "WHERE s.meeting_id = %(meeting)s)"
)
_BODIES = "SELECT body_id FROM meetings_meeting_bodies WHERE meeting_id = %(meeting)s"
# Decisions taken here, and those of earlier meetings of the same bodies (M18: they come up again).
_TAKEN = "SELECT id FROM meetings_decision WHERE meeting_id = %(meeting)s"
_EARLIER = (
    "SELECT d.id FROM meetings_decision d JOIN meetings_meeting e ON e.id = d.meeting_id "
    f"WHERE e.id IN (SELECT meeting_id FROM meetings_meeting_bodies WHERE body_id IN ({_BODIES})) "
    "AND e.state = 'published' AND e.start < %(start)s "
    "UNION SELECT decision_id FROM meetings_statusnote WHERE meeting_id = %(meeting)s"
)
# As in ConsultationQuerySet.public.
_LOGGED = "SELECT subject_id FROM meetings_consultationlog WHERE action"
_PUBLIC_CONSULTATION = (
    f"(t.state = 'compiled' OR t.state = 'closed' AND t.id IN ({_LOGGED} = 'record') "
    f"AND t.id NOT IN ({_LOGGED} IN ('open', 'reopen')))"
)
_ARTICLES = (
    "SELECT article_id FROM meetings_meeting_mandates WHERE meeting_id = %(meeting)s "
    "UNION SELECT a.article_id FROM meetings_point_articles a JOIN meetings_point p ON p.id = a.point_id "
    "JOIN meetings_session s ON s.id = p.session_id WHERE s.meeting_id = %(meeting)s "
    f"UNION SELECT article_id FROM meetings_decision_articles WHERE decision_id IN ({_TAKEN})"
)
_DOCUMENTS = (
    "SELECT document_id FROM meetings_meetingdocument WHERE meeting_id = %(meeting)s "
    "UNION SELECT a.document_id FROM meetings_point_documents a JOIN meetings_point p ON p.id = a.point_id "
    "JOIN meetings_session s ON s.id = p.session_id WHERE s.meeting_id = %(meeting)s "
    f"UNION SELECT document_id FROM meetings_decision_documents WHERE decision_id IN ({_TAKEN}) "
    "UNION SELECT k.slides_id FROM meetings_speaker k JOIN meetings_session s ON s.id = k.session_id "
    "WHERE s.meeting_id = %(meeting)s AND k.slides_id IS NOT NULL"
)
# The public meeting of the same bodies before or after this one.
_BESIDE = (
    "SELECT e.id FROM meetings_meeting e JOIN meetings_meeting_bodies b ON b.meeting_id = e.id "
    f"WHERE b.body_id IN ({_BODIES}) AND e.id <> %(meeting)s AND e.state = 'published' "
    "AND e.start {sign} %(start)s ORDER BY e.start {way}, e.slug LIMIT 1"
)

# What is not public is no part of a meeting's page, whoever reads it; the meeting itself is another matter.
PARTS: dict[str, Part] = {
    "bodies": Part(m.Body, f"t.id IN ({_BODIES})", "t.kind, t.number, t.slug"),
    "terms": Part(m.BodyTerm, f"t.body_id IN ({_BODIES}) AND t.conference_id = %(conference)s", "t.id"),
    "authorities": Part(
        m.Authority,
        f"t.term_id IN (SELECT id FROM meetings_bodyterm WHERE body_id IN ({_BODIES})"
        " AND conference_id = %(conference)s)",
        "t.role, t.position, t.id",
    ),
    "topics": Part(
        Topic,
        "t.code IN (SELECT topic_id FROM meetings_meeting_topics WHERE meeting_id = %(meeting)s)",
        "t.position, t.code",
    ),
    "organizers": Part(m.Organizer, _MEETING),
    "financing": Part(m.Financing, _MEETING),
    "delegations": Part(m.Delegation, _MEETING),
    "priorities": Part(m.PriorityTopic, _MEETING),
    "visits": Part(m.SiteVisit, _MEETING),
    "sessions": Part(m.Session, _MEETING),
    "speakers": Part(m.Speaker, _SESSIONS),
    "people": Part(
        m.Person,
        "t.id IN (SELECT k.person_id FROM meetings_speaker k JOIN meetings_session s ON s.id = k.session_id "
        "WHERE s.meeting_id = %(meeting)s)",
        "t.id",
    ),
    "dialogue": Part(m.SessionDelegation, _SESSIONS),
    "points": Part(m.Point, _SESSIONS),
    "attributions": Part(m.PointAttribution, _POINTS),
    "programs": Part(m.ProgramMention, _MEETING, "t.code, t.id"),
    "meeting_mandates": Part(m.Meeting.mandates.through, _MEETING, "t.id"),
    "point_articles": Part(m.Point.articles.through, _POINTS, "t.id"),
    "point_documents": Part(m.Point.documents.through, _POINTS, "t.id"),
    "decision_articles": Part(m.Decision.articles.through, f"t.decision_id IN ({_TAKEN})", "t.id"),
    "decision_documents": Part(m.Decision.documents.through, f"t.decision_id IN ({_TAKEN})", "t.id"),
    "articles": Part(m.Article, f"t.id IN ({_ARTICLES})"),
    "instruments": Part(
        m.Instrument,
        f"t.state = 'published' AND t.id IN (SELECT instrument_id FROM meetings_article WHERE id IN ({_ARTICLES}))",
        "t.id",
    ),
    "meeting_documents": Part(m.MeetingDocument, _MEETING),
    "documents": Part(Document, f"t.id IN ({_DOCUMENTS}) AND t.state = 'published'", "t.symbol_sort, t.slug"),
    "files": Part(DocumentFile, f"t.document_id IN ({_DOCUMENTS})"),
    "decisions": Part(m.Decision, f"t.id IN ({_TAKEN} UNION {_EARLIER})"),
    "responsible": Part(m.Responsible, f"t.decision_id IN ({_TAKEN} UNION {_EARLIER})"),
    "notes": Part(m.StatusNote, f"t.decision_id IN ({_TAKEN} UNION {_EARLIER})", '"on", t.id'),
    "consultations": Part(m.Consultation, f"{_MEETING} AND {_PUBLIC_CONSULTATION}", "t.closes_on, t.id"),
    "polls": Part(m.Poll, f"{_MEETING} AND t.state = 'closed'", "t.closes_on, t.id"),
    "proposals": Part(
        m.EventProposal,
        "t.state <> 'draft' AND (t.event_id = %(meeting)s OR t.approved_at_id = %(meeting)s OR t.id IN "
        "(SELECT eventproposal_id FROM meetings_eventproposal_considered_at WHERE meeting_id = %(meeting)s))",
        "t.code",
    ),
    "calendars": Part(m.ActivityCalendar, "t.approved_at_id = %(meeting)s", "t.first_year"),
    "joint": Part(m.Meeting.joint_with.through, "t.from_meeting_id = %(meeting)s", "t.id"),
    "follows": Part(m.Meeting.follows.through, "t.from_meeting_id = %(meeting)s", "t.id"),
    "followed_by": Part(m.Meeting.follows.through, "t.to_meeting_id = %(meeting)s", "t.id"),
    "planned": Part(m.Meeting, "t.planned_at_id = %(meeting)s AND t.state = 'published'", "t.start, t.id"),
    "previous": Part(m.Meeting, f"t.id = ({_BESIDE.format(sign='<', way='DESC')})", "t.id"),
    "following": Part(m.Meeting, f"t.id = ({_BESIDE.format(sign='>', way='ASC')})", "t.id"),
    "countries": Part(Country, "true", "t.code"),
}
