"""States and closed vocabularies of the meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordState(models.TextChoices):
    """Whether the public sees a record: conferences, meetings, proposals."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn from the public")


class Standing(models.TextChoices):
    """Where a meeting stands in the calendar (E12)."""

    ANNOUNCED = "announced", _("Announced")
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Held")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")
    # Decided on or planned; no source read says whether it took place.
    UNKNOWN = "unknown", _("Not known whether it was held")


class MeetingKind(models.TextChoices):
    """M01, E02, E08, E16."""

    CONFERENCE = "conference", _("Conference of Ministers")
    WORKING_GROUP = "working_group", _("Working Group meeting")
    PLANNING = "planning", _("Planning meeting")
    PREPARATORY = "preparatory", _("Preparatory meeting")
    AUTHORITIES = "authorities", _("Meeting of the authorities")
    WORKSHOP = "workshop", _("Workshop")
    SEMINAR = "seminar", _("Seminar")
    WEBINAR = "webinar", _("Webinar")
    EXPERTS = "experts", _("Meeting of experts")
    COMMITTEE = "committee", _("Committee meeting")
    BILATERAL = "bilateral", _("Bilateral or trilateral meeting")
    EXTERNAL = "external", _("Event of another organization")


class BodyKind(models.TextChoices):
    """Who meets (design.md, section 4)."""

    WORKING_GROUP = "working_group", _("Working Group")
    PLANNING = "planning", _("Planning meeting")
    PREPARATORY = "preparatory", _("Preparatory meeting")
    AUTHORITIES = "authorities", _("Authorities of the Conference")
    EXPERTS = "experts", _("Group of experts")
    AD_HOC = "ad_hoc", _("Ad hoc committee")
    COMMITTEE = "committee", _("Permanent committee")
    SERIES = "series", _("Series of workshops or webinars")
    FRAMEWORK = "framework", _("Bilateral or trilateral working group")


class Chairing(models.TextChoices):
    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-Chair")


class TroikaRole(models.TextChoices):
    """M08."""

    PAST = "past", _("Past chair")
    PRESENT = "present", _("Present chair")
    FUTURE = "future", _("Future chair")


class InstrumentKind(models.TextChoices):
    """M23, M53."""

    DECLARATION = "declaration", _("Declaration")
    PLAN_OF_ACTION = "plan_of_action", _("Plan of Action")
    RESOLUTION = "resolution", _("Resolution")
    TERMS_OF_REFERENCE = "terms_of_reference", _("Terms of reference")
    COMMUNIQUE = "communique", _("Communiqué")
    AGREEMENT = "agreement", _("Agreement")


class Wording(models.TextChoices):
    """Whether a text is the one printed or said in the portal's words (M51)."""

    PRINTED = "printed", _("As printed")
    SUMMARY = "summary", _("Summary by the portal")


class OrganizerRole(models.TextChoices):
    """M03, E13."""

    COORDINATOR = "coordinator", _("Coordinator")
    ORGANIZER = "organizer", _("Organizer")
    HOST = "host", _("Host")
    PARTNER = "partner", _("Partner")


class DelegationKind(models.TextChoices):
    """M09–M12. A member state where the source does not say who represented it."""

    STATE = "state", _("Member state")
    MINISTRY = "ministry", _("Ministry of labor")
    MISSION = "mission", _("Permanent mission to the OAS")
    OTHER_MINISTRY = "other_ministry", _("Another ministry or public institution")
    CONSULTATIVE_BODY = "consultative_body", _("Consultative body")
    ORGANIZATION = "organization", _("International organization")
    EXPERT = "expert", _("Expert institution")
    OBSERVER = "observer", _("Observer")


class SessionKind(models.TextChoices):
    """M13, M17, M49."""

    OPENING = "opening", _("Opening session")
    PANEL = "panel", _("Panel")
    INFORMATION = "information", _("Information session")
    DIALOGUE = "dialogue", _("Dialogue")
    PLENARY = "plenary", _("Plenary session")
    CLOSING = "closing", _("Closing session")
    OTHER = "other", _("Session")


class SpeakerRole(models.TextChoices):
    MODERATOR = "moderator", _("Moderator")
    PRESENTER = "presenter", _("Presenter")
    SPEAKER = "speaker", _("Speaker")


class PointKind(models.TextChoices):
    """M16, M36–M38."""

    POINT = "point", _("Main point")
    SUGGESTION = "suggestion", _("Suggestion")
    INVITATION = "invitation", _("Invitation")
    INTERVENTION = "intervention", _("Special intervention")
    HEADING = "heading", _("Heading of the points below")


class DecisionKind(models.TextChoices):
    """M18–M20, M33–M35, F10."""

    AGREEMENT = "agreement", _("Agreement")
    TASK = "task", _("Task")
    CALL_FOR_COMMENTS = "comments", _("Request for comments")
    EVENT = "event", _("Event agreed")
    FUNDS = "funds", _("Use of the Fund")
    APPEAL = "appeal", _("Standing appeal")
    THANKS = "thanks", _("Thanks and congratulations")
    APPROVAL = "approval", _("Approval")
    CREATION = "creation", _("Body created")


class Progress(models.TextChoices):
    """How far a decision is. Every change is a dated note; what was adopted at once needs no progress."""

    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    SUPERSEDED = "superseded", _("Superseded")
    DROPPED = "dropped", _("Dropped")
    STANDING = "standing", _("Standing")
    UNKNOWN = "unknown", _("Outcome not known")
    TAKEN = "taken", _("Adopted, nothing to follow")


OPEN_PROGRESS = (Progress.NOT_STARTED, Progress.UNDER_WAY, Progress.STANDING, Progress.UNKNOWN)


class DocumentRole(models.TextChoices):
    """What a document was to a meeting (M24, M27, E19)."""

    WORKING = "working", _("Working document")
    AGENDA = "agenda", _("Agenda")
    REPORT = "report", _("Report of the meeting")
    PROPOSAL = "proposal", _("Proposal")
    BACKGROUND = "background", _("Background document")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    PRESENTATION = "presentation", _("Presentation")
    RECORDING = "recording", _("Recording")
    CITED = "cited", _("Cited")


class ProposalState(models.TextChoices):
    """The life of an event proposal (M44, M33–M35)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Proposed")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class HostState(models.TextChoices):
    """M34, M35."""

    OFFERED = "offered", _("Offered to host")
    AGREED = "agreed", _("Agreed host")
    WITHDRAWN = "withdrawn", _("Withdrew")


class FundingState(models.TextChoices):
    """F16–F18."""

    OFFERED = "offered", _("Offered")
    AGREED = "agreed", _("Agreed")
    SOUGHT = "sought", _("Being sought")


class FundingKind(models.TextChoices):
    CASH = "cash", _("In cash")
    IN_KIND = "in_kind", _("In kind")


class ConsultationKind(models.TextChoices):
    """M40, M43, M46, M54–M57."""

    COMMENTS = "comments", _("Consultation on a document")
    FORUM = "forum", _("Restricted forum")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire or request for information")


class ConsultationState(models.TextChoices):
    """Whether delegations may write is a matter of the window as well."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    COMPILED = "compiled", _("Compilation published")


class CommentState(models.TextChoices):
    """What became of a comment."""

    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    NOTED = "noted", _("Noted")


class PollState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed, result published")
