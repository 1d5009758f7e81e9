"""What of the portfolio waits for the Secretariat; registered in apps.ready()."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import text_of
from rial.core.waiting import WaitingItem, waits_for_secretariat
from rial.directory.models import Institution

from .confirmation import confirmation_overdue
from .enums import AssessmentState, CampaignState, ImportState, ReportState
from .models import Campaign, Candidate, ImportBatch, Program, Version, WrongDatumReport
from .worklist import totals

# A campaign is brought to mind this long before it closes.
CLOSING_AHEAD = timedelta(days=14)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@waits_for_secretariat
def versions_in_review(user: Any) -> Iterator[WaitingItem]:
    """Texts handed in."""
    versions: Any = (
        Version.objects.in_review()
        .select_related("program__institution__country")
        .annotate(moved=Max("log__at", filter=Q(log__action="submit")))
    )
    for version in versions:
        kind = _("Change of a published program") if version.program.current_id else _("New program")
        yield WaitingItem(
            title=text_of(version, "title").value or version.program.code,
            url=reverse("admin:portfolio_version_review", args=[version.pk]),
            since=version.moved or version.submitted_at or version.updated_at,
            detail=f"{kind} · {version.get_original_language_display()} · {version.program.code}",
            source=_place(version.program),
            kind=_("To review"),
        )


def _place(program: Program) -> str:
    country = program.institution.country
    return str(country.name) if country else program.institution.acronym or program.institution.code


@waits_for_secretariat
def open_reports(user: Any) -> Iterator[WaitingItem]:
    """Wrong data reported by readers."""
    reports = WrongDatumReport.objects.filter(state=ReportState.OPEN)
    for report in reports.select_related("program__institution__country"):
        yield WaitingItem(
            title=Truncator(report.text).words(14),
            url=reverse("admin:portfolio_wrongdatumreport_answer", args=[report.pk]),
            since=report.created_at,
            detail=report.program.code,
            source=_place(report.program),
            kind=_("Reports of wrong data"),
        )


@waits_for_secretariat
def open_candidacies(user: Any) -> Iterator[WaitingItem]:
    """Candidacies whose assessments are due or all in hand."""
    submitted = Count("assessments", filter=Q(assessments__state=AssessmentState.SUBMITTED))
    candidates: Any = (
        Candidate.objects.filter(state="open")
        .select_related("program__institution__country", "program__current")
        .annotate(n_submitted=submitted)
    )
    for candidate in candidates:
        if candidate.closes_on and candidate.closes_on > timezone.localdate() and not candidate.n_submitted:
            continue
        title = text_of(candidate.program.current, "title").value if candidate.program.current else ""
        yield WaitingItem(
            title=title or candidate.program.code,
            url=reverse("admin:portfolio_candidate_change", args=[candidate.pk]),
            since=candidate.opened_at,
            detail=ngettext("%(n)d assessment submitted", "%(n)d assessments submitted", candidate.n_submitted)
            % {"n": candidate.n_submitted},
            source=_place(candidate.program),
            kind=_("Good-practice candidacies"),
            due=candidate.closes_on,
        )


@waits_for_secretariat
def overdue_confirmations(user: Any) -> Iterator[WaitingItem]:
    """Ministries with programs not confirmed for a year, one item each."""
    rows = (
        Program.objects.filter(confirmation_overdue())
        .values("institution")
        .annotate(n=Count("pk"), oldest=Min(Coalesce("confirmed_on", TruncDate("first_published_at"))))
        .order_by("institution")
    )
    names = Institution.objects.with_names().in_bulk([row["institution"] for row in rows])
    for row in rows:
        institution = names[row["institution"]]
        yield WaitingItem(
            title=str(institution.country.name if institution.country else institution.current_name),
            url=f"{reverse('admin:portfolio_program_currency')}?institution={institution.code}",
            since=_midnight(row["oldest"] + relativedelta(months=settings.PORTFOLIO_CONFIRM_MONTHS)),
            detail=ngettext(
                "%(n)d program without this year’s confirmation",
                "%(n)d programs without this year’s confirmation",
                row["n"],
            )
            % {"n": row["n"]},
            source=str(institution.current_name),
            kind=_("Confirmations overdue"),
        )


@waits_for_secretariat
def translations(user: Any) -> Iterator[WaitingItem]:
    """One item for the whole work-list, as old as its oldest record."""
    work = totals()
    if work.oldest is None:
        return
    counts = {"missing": work.missing, "stale": work.stale, "machine": work.machine}
    yield WaitingItem(
        title=ngettext("%(n)d record to translate", "%(n)d records to translate", work.records) % {"n": work.records},
        url=reverse("admin:portfolio_program_translations"),
        since=work.oldest,
        detail=_("%(missing)d texts missing, %(stale)d out of date, %(machine)d machine-made") % counts,
        source=_("Portfolio"),
        kind=_("Translations"),
    )


@waits_for_secretariat
def closing_campaigns(user: Any) -> Iterator[WaitingItem]:
    """Open campaigns about to close, or past their closing date."""
    limit = timezone.localdate() + CLOSING_AHEAD
    for campaign in Campaign.objects.filter(state=CampaignState.OPEN, closes_on__lte=limit):
        yield WaitingItem(
            title=campaign.name,
            url=reverse("admin:portfolio_campaign_change", args=[campaign.pk]),
            since=_midnight(max(campaign.opens_on, campaign.closes_on - CLOSING_AHEAD)),
            source=_("Portfolio"),
            kind=_("Campaigns closing"),
            due=campaign.closes_on,
        )


@waits_for_secretariat
def unapplied_imports(user: Any) -> Iterator[WaitingItem]:
    """Imports that were checked and not decided."""
    for batch in ImportBatch.objects.filter(state=ImportState.CHECKED).select_related("created_by"):
        yield WaitingItem(
            title=batch.original_filename,
            url=reverse("admin:portfolio_importbatch_change", args=[batch.pk]),
            since=batch.created_at,
            source=str(batch.created_by),
            kind=_("Imports checked, not applied"),
        )
