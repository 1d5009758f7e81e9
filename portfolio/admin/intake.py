"""Intake campaigns for the Secretariat: prepare, invite, follow, remind, close (P06)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portfolio.enums import CampaignState
from portfolio.forms.campaign import CampaignForm
from portfolio.models import Campaign, Launch
from portfolio.progress import Progress, progress_of, summary
from portfolio.services import campaigns
from portfolio.workflow import CAMPAIGN, ready_to_invite
from rial.accounts.permissions import is_secretariat
from rial.core.admin import PortalAdmin, TransitionForm, WorkflowAdminMixin, both, render_page, tag
from rial.core.admin_site import add_task
from rial.core.bilingual import text_of
from rial.core.exports import Column, csv_response
from rial.core.workflow import Transition, action_label

STATE_TONES = {CampaignState.PREPARED: "line", CampaignState.OPEN: "ok", CampaignState.CLOSED: ""}


@admin.register(Campaign)
class CampaignAdmin(WorkflowAdminMixin, PortalAdmin):
    """Campaigns, each with a page of the ministries' progress."""

    workflow = CAMPAIGN
    list_display = ("name_in_list", "state_tag", "opens_on", "closes_on", "invited_count", "declined_count")
    list_display_links = ("name_in_list",)
    list_filter = ("state",)
    search_fields = tuple(both("name"))
    ordering = ("-opens_on", "-pk")
    _PERFORM: ClassVar[dict[str, Any]] = {"open": campaigns.open_campaign, "close": campaigns.close_campaign}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        """With how many ministries were invited and have nothing to add."""
        invited = Count("invitations", filter=Q(invitations__invited_at__isnull=False))
        declined = Count("invitations", filter=Q(invitations__declined_at__isnull=False))
        found: QuerySet[Campaign] = super().get_queryset(request).annotate(invited=invited, declined=declined)
        return found

    @admin.display(description=gettext_lazy("Campaign"))
    def name_in_list(self, obj: Campaign) -> str:
        """The name in the reader's language or another."""
        return text_of(obj, "name").value or _("Campaign without a name")

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_tag(self, obj: Campaign) -> str:
        """The state as a tag."""
        return tag(obj.get_state_display(), STATE_TONES[CampaignState(obj.state)])

    @admin.display(description=gettext_lazy("Ministries invited"), ordering="invited")
    def invited_count(self, obj: Campaign) -> int:
        """How many were invited."""
        return int(getattr(obj, "invited", 0))

    @admin.display(description=gettext_lazy("Nothing to add"), ordering="declined")
    def declined_count(self, obj: Campaign) -> int:
        """How many said that they have nothing to add."""
        return int(getattr(obj, "declined", 0))

    def get_urls(self) -> list[URLPattern]:
        """With editing, the reminders and the table as CSV."""
        guard = self.admin_site.admin_view
        own = [
            path("<int:pk>/edit/", guard(self.edit_view), name=self.url_name("edit")),
            path("<int:pk>/remind/", guard(self.remind_view), name=self.url_name("remind")),
            path("<int:pk>/progress.csv", guard(self.csv_view), name=self.url_name("csv")),
        ]
        return own + super().get_urls()

    def _found(self, request: HttpRequest, pk: Any) -> Campaign:
        campaign: Campaign | None = self.get_object(request, str(pk))
        if campaign is None:
            raise Http404
        if not is_secretariat(request.user, campaign):
            raise PermissionDenied
        return campaign

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Prepare a campaign; nobody is told before it is opened."""
        return self._form(request, Campaign(), _("Prepare a campaign"))

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change a campaign that is not closed; ministries added to an open one are invited at once."""
        campaign = self._found(request, pk)
        if campaign.state == CampaignState.CLOSED:
            messages.warning(request, _("The campaign is closed."))
            return redirect("admin:portfolio_campaign_change", pk)
        return self._form(request, campaign, _("Change the campaign"))

    def _form(self, request: HttpRequest, campaign: Campaign, title: str) -> HttpResponse:
        form = CampaignForm(request.POST if request.method == "POST" else None, campaign=campaign)
        if request.method == "POST" and form.is_valid():
            try:
                saved = campaigns.save_campaign(form.fill(), by=request.user, ministries=form.chosen())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The campaign was saved."))
                return redirect("admin:portfolio_campaign_change", saved.pk)
        context = {"title": title, "form": form, "campaign": campaign, "opts": self.model._meta}
        return render_page(request, "admin/portfolio/campaign/form.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The ministries' progress, and what can be done now."""
        campaign = self._found(request, object_id)
        rows = progress_of(campaign)
        context = {
            "title": self.name_in_list(campaign),
            "campaign": campaign,
            "launch": Launch.objects.filter(campaign=campaign).first(),
            "rows": rows,
            "summary": summary(rows),
            "to_remind": sum(campaigns.can_be_reminded(row) for row in rows),
            "problems": ready_to_invite(campaign) if campaign.state == CampaignState.PREPARED else [],
            "transitions": self.transitions_of(campaign, request.user),
            "tone": STATE_TONES[CampaignState(campaign.state)],
            "is_open": campaign.state == CampaignState.OPEN,
            "is_closed": campaign.state == CampaignState.CLOSED,
            "days_left": (campaign.closes_on - timezone.localdate()).days,
            "log": [
                {"at": entry.at, "actor": entry.actor, "label": action_label(CAMPAIGN, entry.action)}
                for entry in campaign.log.select_related("actor")
            ],
            "opts": self.model._meta,
        }
        return render_page(request, "admin/portfolio/campaign/page.html", context)

    def remind_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST reminds the ministries that have not submitted, each at most once a day."""
        campaign = self._found(request, pk)
        if request.method == "POST":
            try:
                count = campaigns.remind(campaign, by=request.user)
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
            else:
                messages.success(request, _reminded(count))
        return redirect("admin:portfolio_campaign_change", pk)

    def csv_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The table of progress, as on the page."""
        campaign = self._found(request, pk)
        rows = [_csv_row(row) for row in progress_of(campaign)]
        return csv_response(f"rial-campaign-{campaign.pk}", CSV_COLUMNS, rows)

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """Through the services: opening invites."""
        return self._PERFORM[transition.name](obj, by=request.user)

    def transition_context(self, request: HttpRequest, obj: Any, transition: Transition) -> dict[str, Any]:
        """What still hinders opening."""
        return {"problems": transition.check(obj)}


def _reminded(count: int) -> str:
    if not count:
        return _("Nobody was reminded: those who have not submitted were invited or reminded today.")
    return ngettext("%(count)s ministry was reminded.", "%(count)s ministries were reminded.", count) % {"count": count}


CSV_COLUMNS = (
    Column("country_code", gettext_lazy("ISO code")),
    Column("country", gettext_lazy("Country")),
    Column("state", gettext_lazy("State")),
    Column("drafts", gettext_lazy("Drafts")),
    Column("in_review", gettext_lazy("In review")),
    Column("published", gettext_lazy("Published")),
    Column("last_activity", gettext_lazy("Last activity")),
    Column("invited", gettext_lazy("Invited")),
    Column("last_reminded", gettext_lazy("Last reminded")),
    Column("reminders", gettext_lazy("Reminders sent")),
    Column("people", gettext_lazy("People with access")),
)


def _csv_row(row: Progress) -> dict[str, Any]:
    country = row.invitation.institution.country
    return {
        "country_code": country.code if country else "",
        "country": country.name if country else str(row.invitation.institution.current_name),
        "state": row.standing.value,
        "drafts": row.drafts,
        "in_review": row.submitted,
        "published": row.published,
        "last_activity": _day(row.last_activity),
        "invited": _day(row.invitation.invited_at),
        "last_reminded": _day(row.invitation.reminded_at),
        "reminders": row.invitation.reminders,
        "people": row.people,
    }


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


add_task(gettext_lazy("Campaigns"), "admin:portfolio_campaign_changelist", 50)
