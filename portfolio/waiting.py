"""What of the portfolio waits at a ministry's desk; registered in apps.ready()."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import text_of
from rial.core.waiting import WaitingItem, waits_at_desk
from rial.directory.models import Institution

from .enums import Origin, ProgramState, VersionState
from .models import Program, Version

# A confirmation is asked for this many days before it is due; a draft left this long is recalled to mind.
CONFIRM_AHEAD = timedelta(days=30)
LEFT_DRAFT = timedelta(days=14)


def version_title(version: Version) -> str:
    """The version's title in the reader's language or another, or words for one without a title."""
    return text_of(version, "title").value or _("Program without a title")


@waits_at_desk
def returned_versions(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Versions the Secretariat returned, with how many remarks are still to be attended."""
    versions: Any = (
        Version.objects.filter(program__institution=institution, state=VersionState.RETURNED)
        .select_related("program")
        .annotate(
            returned_at=Max("log__at", filter=Q(log__action="return")),
            open_remarks=Count(
                "remarks", filter=Q(remarks__sent_at__isnull=False, remarks__attended_at__isnull=True), distinct=True
            ),
        )
    )
    for version in versions:
        yield WaitingItem(
            title=_("Correct “%(title)s”") % {"title": version_title(version)},
            url=reverse("desk:review", args=[version.program.code]),
            since=version.returned_at or version.updated_at,
            detail=ngettext(
                "The Secretariat returned it with reasons; %(count)s remark to attend to.",
                "The Secretariat returned it with reasons; %(count)s remarks to attend to.",
                version.open_remarks,
            )
            % {"count": version.open_remarks},
            source=_("From the Secretariat"),
            kind="returned",
        )


@waits_at_desk
def confirmations_due(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Published programs whose yearly confirmation is due soon or overdue (W13)."""
    today = timezone.localdate()
    programs = Program.objects.filter(institution=institution, state=ProgramState.PUBLISHED)
    for program in programs.select_related("current").with_opening():
        due = program.confirmation_due_on
        if due is None or program.current is None:
            continue
        if awaits_first_confirmation(program):
            yield _never_confirmed(program, program.current)
        elif due - CONFIRM_AHEAD <= today:
            yield _confirmation(program, program.current, due)


def awaits_first_confirmation(program: Program) -> bool:
    """Public, written by others than its ministry, and never confirmed by it."""
    never = program.state == ProgramState.PUBLISHED and program.confirmed_on is None
    return never and program.origin != Origin.MINISTRY and program.is_public


def _confirmation(program: Program, current: Version, due: date) -> WaitingItem:
    return WaitingItem(
        title=_("Confirm that “%(title)s” is still valid") % {"title": version_title(current)},
        url=reverse("desk:confirm", args=[program.code]),
        since=timezone.make_aware(datetime.combine(due - CONFIRM_AHEAD, time())),
        detail=_("One click is enough if nothing has changed."),
        source=_("From the portal"),
        kind="confirm",
        due=due,
    )


def _never_confirmed(program: Program, current: Version) -> WaitingItem:
    """A record others wrote about the ministry: it says for the first time whether it is right."""
    return WaitingItem(
        title=_("Read and confirm “%(title)s”") % {"title": version_title(current)},
        url=reverse("desk:confirm", args=[program.code]),
        since=program.first_published_at or program.created_at,
        detail=_("It was compiled from the network’s documents. Say whether it is right, or correct it."),
        source=_("From the Secretariat"),
        kind="first_confirm",
    )


@waits_at_desk
def imported_drafts(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Records brought over from an earlier portfolio that the ministry has not read yet, as one item."""
    imported = Version.objects.untouched_imports().filter(program__institution=institution)
    found = imported.aggregate(count=Count("pk"), since=Min("created_at"))
    if found["count"]:
        yield WaitingItem(
            title=ngettext(
                "Confirm %(count)s program brought over from an earlier portfolio",
                "Confirm %(count)s programs brought over from an earlier portfolio",
                found["count"],
            )
            % {"count": found["count"]},
            url=reverse("desk:ministry", args=[institution.code]),
            since=found["since"],
            detail=_("Bring them up to date and submit those that are still valid; discard the others."),
            source=_("From the Secretariat"),
            kind="imported",
            count=found["count"],
        )


@waits_at_desk
def left_drafts(user: Any, institution: Institution) -> Iterator[WaitingItem]:
    """Drafts nobody has touched for two weeks."""
    limit = timezone.now() - LEFT_DRAFT
    versions = Version.objects.filter(
        program__institution=institution, state=VersionState.DRAFT, updated_at__lt=limit
    ).select_related("program")
    imported = Version.objects.untouched_imports().filter(program__institution=institution)
    for version in versions.exclude(pk__in=imported):
        yield WaitingItem(
            title=_("Go on with the draft “%(title)s”") % {"title": version_title(version)},
            url=reverse("desk:edit_start", args=[version.program.code]),
            since=version.updated_at,
            detail=_("Only your ministry sees it. Finish it or discard it."),
            source=_("From the portal"),
            kind="draft",
        )
