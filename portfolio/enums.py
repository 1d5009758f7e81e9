"""States and closed vocabularies of the portfolio."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgramState(models.TextChoices):
    """The life of a program as the public meets it."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")
    UNPUBLISHED = "unpublished", _("Unpublished")
    MERGED = "merged", _("Merged")


class VersionState(models.TextChoices):
    """The life of one version of a program's text."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("In review")
    RETURNED = "returned", _("Returned with remarks")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (VersionState.DRAFT, VersionState.SUBMITTED, VersionState.RETURNED)
FROZEN_STATES = (VersionState.PUBLISHED, VersionState.SUPERSEDED, VersionState.WITHDRAWN)
# What anyone may read once its launch has come: portfolio.querysets.public_now decides.
APPROVED_STATES = (ProgramState.PUBLISHED, ProgramState.ARCHIVED)


class Origin(models.TextChoices):
    """Who brought the record into the portfolio."""

    MINISTRY = "ministry", _("Written by the ministry")
    SECRETARIAT = "secretariat", _("Compiled by the Technical Secretariat from the network’s documents")
    IMPORT = "import", _("Imported from an earlier portfolio")


class Kind(models.TextChoices):
    """Kind of initiative (P23)."""

    SERVICE = "service", _("Public service")
    TRAINING = "training", _("Training program")
    PLAN = "plan", _("Plan or strategy")
    CAMPAIGN = "campaign", _("Campaign")
    LAW_ENFORCEMENT = "law_enforcement", _("Enforcement program")
    COMMITTEE = "committee", _("Committee or commission")
    NETWORK = "network", _("Network or alliance")
    RECOGNITION = "recognition", _("Recognition or label")
    STANDARD = "standard", _("Standard or guidelines")
    PROTOCOL = "protocol", _("Protocol")
    TRIBUNAL = "tribunal", _("Tribunal or conciliation")
    PORTAL = "portal", _("Portal")
    WEB_TOOL = "web_tool", _("Web tool")
    DATABASE = "database", _("Database")
    INFORMATION_SYSTEM = "information_system", _("Information system")
    STRENGTHENING = "strengthening", _("Institutional strengthening project")
    OTHER = "other", _("Other")


class Operation(models.TextChoices):
    """Whether the program still runs; empty is unknown."""

    IN_OPERATION = "in_operation", _("In operation")
    ENDED = "ended", _("Ended")


class Coverage(models.TextChoices):
    """Territorial reach; empty is unknown."""

    NATIONAL = "national", _("National")
    SUBNATIONAL = "subnational", _("Subnational")
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Several countries")


class Stage(models.TextChoices):
    """Pilot or scaled up (P26); empty is unknown."""

    PILOT = "pilot", _("Pilot")
    SCALED_UP = "scaled_up", _("Scaled up")
    ESTABLISHED = "established", _("Established")


class YesNo(models.TextChoices):
    """A question that may be unanswered: empty is unknown, never no."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class Qualifier(models.TextChoices):
    """How exact a figure is; empty is exact as reported."""

    MORE_THAN = "more_than", _("more than")
    ABOUT = "about", _("about")


class EvaluationKind(models.TextChoices):
    INTERNAL = "internal", _("Internal evaluation")
    EXTERNAL = "external", _("External evaluation")
    IMPACT = "impact", _("Impact evaluation")


class LinkKind(models.TextChoices):
    SITE = "site", _("The program’s own site")
    DATABASE = "database", _("Entry in an external database")
    OTHER = "other", _("Other link")


class TranslationState(models.TextChoices):
    """State of a text in a language that is not the record's original one (design.md, section 3)."""

    MISSING = "missing", _("Not translated")
    STALE = "stale", _("Out of date")
    MACHINE = "machine", _("Machine translation")
    HUMAN = "human", _("Translated")
    OFFICIAL = "official", _("Official translation")


class Currency(models.TextChoices):
    """The Secretariat's review of how current a record is (P05)."""

    NOT_REVIEWED = "not_reviewed", _("Not reviewed")
    CURRENT = "current", _("Current")
    OUTDATED = "outdated", _("Outdated")
    TO_CONFIRM = "to_confirm", _("To be confirmed by the ministry")
    TO_WITHDRAW = "to_withdraw", _("To be withdrawn")


class CandidateState(models.TextChoices):
    """The life of a good-practice candidacy (G01–G04)."""

    OPEN = "open", _("Under assessment")
    RECOGNIZED = "recognized", _("Recognized as a good practice")
    NOT_RECOGNIZED = "not_recognized", _("Not recognized")
    CANCELED = "canceled", _("Canceled")


class AssessmentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RECUSED = "recused", _("Stepped aside")


class CampaignState(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class ImportState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    REFUSED = "refused", _("Could not be read")
    CHECKED = "checked", _("Checked")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    DISCARDED = "discarded", _("Discarded")


class ImportTarget(models.TextChoices):
    """What imported records become."""

    DRAFT = "draft", _("Drafts for each ministry to confirm")
    SUBMITTED = "submitted", _("In the Secretariat’s queue, ready to be reviewed")


class ImportAction(models.TextChoices):
    """What the dry run says of one row."""

    CREATE = "create", _("Create")
    UPDATE = "update", _("Update")
    SKIP = "skip", _("Leave as it is")
    REFUSE = "refuse", _("Refuse")

    @property
    def done(self) -> Any:
        """What happened to the row once the file was imported."""
        return _IMPORTED[self]


_IMPORTED = {
    ImportAction.CREATE: _("Created"),
    ImportAction.UPDATE: _("Updated"),
    ImportAction.SKIP: _("Left as it was"),
    ImportAction.REFUSE: _("Refused"),
}


class ReportState(models.TextChoices):
    OPEN = "open", _("To be answered")
    CORRECTED = "corrected", _("Corrected")
    REJECTED = "rejected", _("Checked, no change")
