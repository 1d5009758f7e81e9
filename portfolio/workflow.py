"""The transitions of programs, versions, candidacies and campaigns (design.md, section 4, "portfolio").

Buttons, admin actions, permission tests and docs/workflows.md are derived from these tables.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import columns
from rial.core.workflow import Transition, Workflow, nobody

from .completeness import missing_for_submission
from .enums import CampaignState, CandidateState, ProgramState, VersionState
from .models import Campaign, CampaignLog, Candidate, CandidateLog, Launch, Program, ProgramLog, Version, VersionLog


def edits_program(user: Any, program: Program) -> bool:
    """An editor or coordinator of the program's ministry."""
    return user is not None and user.is_authenticated and user.roles.edits(program.institution_id)


def edits_version(user: Any, version: Version) -> bool:
    """An editor or coordinator of the version's ministry."""
    return edits_program(user, version.program)


def editor_or_secretariat(user: Any, version: Version) -> bool:
    """The ministry, or the Secretariat writing on its behalf."""
    return is_secretariat(user, version) or edits_version(user, version)


def program_editor_or_secretariat(user: Any, program: Program) -> bool:
    """As `editor_or_secretariat`, for the program itself."""
    return is_secretariat(user, program) or edits_program(user, program)


def may_release(user: Any, program: Program) -> bool:
    """The Secretariat, while the launch of a campaign holds the program (P07)."""
    return is_secretariat(user, program) and Launch.objects.ahead().filter(programs=program).exists()


def complete_in_one_language(version: Version) -> list[ValidationError]:
    """What is missing before the Secretariat is asked to read it; empty when nothing is.

    What the public text lacks as well does not stand in the way: a record compiled from documents must be open
    to correction without inventing what its sources do not say.
    """
    problems = missing_for_submission(version)
    public = version.program.current
    lacking = {problem.field for problem in missing_for_submission(public)} if problems and public else set()
    return [
        ValidationError(problem.message, code=problem.field) for problem in problems if problem.field not in lacking
    ]


def has_a_title(version: Version) -> list[ValidationError]:
    """Records compiled from documents (origin “secretariat”) need a title; what is unknown stays unknown."""
    if version.title:
        return []
    return [ValidationError(_("A program needs a title."), code="title")]


def ready_to_decide(candidate: Candidate) -> list[ValidationError]:
    """G02: an outcome needs several submitted assessments, and a program the public can still read."""
    problems = []
    needed = settings.PORTFOLIO_MIN_ASSESSMENTS
    submitted = candidate.assessments.submitted().count()
    if submitted < needed:
        message = ngettext(
            "An outcome needs at least %(needed)d submitted assessment; there are %(submitted)d.",
            "An outcome needs at least %(needed)d submitted assessments; there are %(submitted)d.",
            needed,
        )
        problems.append(ValidationError(message, "assessments", {"needed": needed, "submitted": submitted}))
    if not candidate.program.is_public:
        problems.append(ValidationError(_("The program is no longer public: cancel the candidacy."), "not_public"))
    return problems


def ready_to_invite(campaign: Campaign) -> list[ValidationError]:
    """A campaign opens with ministries to invite, a message for each language, and a closing date ahead."""
    problems = []
    if not campaign.invitations.exists():
        problems.append(ValidationError(_("Choose at least one ministry to invite."), "nobody"))
    if any(not getattr(campaign, name) for field in ("name", "message") for name in columns(field)):
        problems.append(ValidationError(_("Write the name and the message in every language."), "texts"))
    if campaign.closes_on < timezone.localdate():
        problems.append(ValidationError(_("The closing date has passed. Change it first."), "dates"))
    return problems


VERSION = Workflow(
    Version,
    VersionLog,
    [
        Transition(
            name="submit",
            label=_("Submit to the Secretariat"),
            done=_("Submitted to the Secretariat"),
            sources=frozenset({VersionState.DRAFT, VersionState.RETURNED}),
            target=VersionState.SUBMITTED,
            by=editor_or_secretariat,
            check=complete_in_one_language,
            consequence=_("The Secretariat reads it and publishes it or returns it with remarks."),
        ),
        Transition(
            name="recall",
            label=_("Take back to change it"),
            done=_("Taken back to change it"),
            sources=frozenset({VersionState.SUBMITTED}),
            target=VersionState.DRAFT,
            by=edits_version,
            consequence=_("It leaves the Secretariat’s queue until you submit it again."),
        ),
        Transition(
            name="return",
            label=_("Return with remarks"),
            done=_("Returned with remarks"),
            sources=frozenset({VersionState.SUBMITTED}),
            target=VersionState.RETURNED,
            by=is_secretariat,
            note_required=True,
            consequence=_("The ministry receives the reasons and the remarks by mail and at its desk."),
        ),
        Transition(
            name="publish",
            label=_("Publish"),
            done=_("Published"),
            sources=frozenset({VersionState.SUBMITTED}),
            target=VersionState.PUBLISHED,
            by=is_secretariat,
            check=complete_in_one_language,
            consequence=_("It becomes the text the public reads; the version before stays readable at its address."),
        ),
        Transition(
            name="register",
            label=_("Enter as known"),
            done=_("Entered as known"),
            sources=frozenset({VersionState.DRAFT}),
            target=VersionState.PUBLISHED,
            by=nobody,
            check=has_a_title,
            consequence=_("A historic record is published with what its sources state; the rest shows as unknown."),
        ),
        Transition(
            name="translate",
            label=_("Publish the translation"),
            done=_("Translation published"),
            sources=frozenset({VersionState.DRAFT}),
            target=VersionState.PUBLISHED,
            by=nobody,
            check=has_a_title,
            consequence=_("The same record with a better translation; what the original says does not change."),
        ),
        Transition(
            name="supersede",
            label=_("Supersede"),
            done=_("Superseded"),
            sources=frozenset({VersionState.PUBLISHED}),
            target=VersionState.SUPERSEDED,
            by=nobody,
        ),
        Transition(
            name="withdraw",
            label=_("Discard this draft"),
            done=_("Draft discarded"),
            sources=frozenset({VersionState.DRAFT, VersionState.SUBMITTED, VersionState.RETURNED}),
            target=VersionState.WITHDRAWN,
            by=editor_or_secretariat,
            danger=True,
            consequence=_("What was written in this draft is kept in the history but can no longer be edited."),
        ),
    ],
)

PROGRAM = Workflow(
    Program,
    ProgramLog,
    [
        Transition(
            name="publish",
            label=_("Publish"),
            done=_("Published"),
            sources=frozenset({ProgramState.DRAFT, ProgramState.UNPUBLISHED}),
            target=ProgramState.PUBLISHED,
            by=nobody,
        ),
        Transition(
            name="archive",
            label=_("Archive"),
            done=_("Archived"),
            sources=frozenset({ProgramState.PUBLISHED}),
            target=ProgramState.ARCHIVED,
            by=program_editor_or_secretariat,
            danger=True,
            consequence=_("It stays public, marked as archived, with the reason and what was learned."),
        ),
        Transition(
            name="reopen",
            label=_("Reopen"),
            done=_("Reopened"),
            sources=frozenset({ProgramState.ARCHIVED}),
            target=ProgramState.PUBLISHED,
            by=program_editor_or_secretariat,
            note_required=True,
            consequence=_("It is listed again as a running program."),
        ),
        Transition(
            name="unpublish",
            label=_("Unpublish"),
            done=_("Unpublished"),
            sources=frozenset({ProgramState.PUBLISHED, ProgramState.ARCHIVED}),
            target=ProgramState.UNPUBLISHED,
            by=is_secretariat,
            note_required=True,
            danger=True,
            consequence=_("The public can no longer read it at any address. The ministry is told why."),
        ),
        Transition(
            name="republish",
            label=_("Publish again"),
            done=_("Published again"),
            sources=frozenset({ProgramState.UNPUBLISHED}),
            target=ProgramState.PUBLISHED,
            by=is_secretariat,
            note_required=True,
            consequence=_("The public can read it again as it was."),
        ),
        Transition(
            name="release",
            label=_("Show before the launch"),
            done=_("Shown before the launch"),
            sources=frozenset({ProgramState.PUBLISHED}),
            target=ProgramState.PUBLISHED,
            by=may_release,
            consequence=_("The public reads it at once; the other programs of the campaign wait for their launch."),
        ),
        Transition(
            name="merge",
            label=_("Merge into another program"),
            done=_("Merged into another program"),
            sources=frozenset(
                {ProgramState.DRAFT, ProgramState.PUBLISHED, ProgramState.ARCHIVED, ProgramState.UNPUBLISHED}
            ),
            target=ProgramState.MERGED,
            by=is_secretariat,
            note_required=True,
            danger=True,
            consequence=_("Its address leads to the other program from now on."),
        ),
    ],
)

CANDIDATE = Workflow(
    Candidate,
    CandidateLog,
    [
        Transition(
            name="recognize",
            label=_("Recognize as a good practice"),
            done=_("Recognized as a good practice"),
            sources=frozenset({CandidateState.OPEN}),
            target=CandidateState.RECOGNIZED,
            by=is_secretariat,
            check=ready_to_decide,
            note_required=True,
            consequence=_("The public sees criteria, assessors’ institutions, scores and the context for transfer."),
        ),
        Transition(
            name="decline",
            label=_("Record as not recognized"),
            done=_("Recorded as not recognized"),
            sources=frozenset({CandidateState.OPEN}),
            target=CandidateState.NOT_RECOGNIZED,
            by=is_secretariat,
            check=ready_to_decide,
            note_required=True,
            consequence=_("The record of the assessment becomes public."),
        ),
        Transition(
            name="cancel",
            label=_("Cancel the candidacy"),
            done=_("Candidacy canceled"),
            sources=frozenset({CandidateState.OPEN}),
            target=CandidateState.CANCELED,
            by=is_secretariat,
            note_required=True,
            danger=True,
            consequence=_("Nothing is published; assessors are told."),
        ),
    ],
)

CAMPAIGN = Workflow(
    Campaign,
    CampaignLog,
    [
        Transition(
            name="open",
            label=_("Open and invite"),
            done=_("Opened; ministries invited"),
            sources=frozenset({CampaignState.PREPARED}),
            target=CampaignState.OPEN,
            by=is_secretariat,
            check=ready_to_invite,
            consequence=_("Every ministry of the list receives the invitation by mail and at its desk."),
        ),
        Transition(
            name="close",
            label=_("Close"),
            done=_("Closed"),
            sources=frozenset({CampaignState.OPEN}),
            target=CampaignState.CLOSED,
            by=is_secretariat,
            consequence=_("Reminders stop; progress stays readable."),
        ),
    ],
)
