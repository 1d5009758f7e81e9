"""Launches for the Secretariat: plan, move, open now, see what waits (P07)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.forms.launch import LaunchForm
from portfolio.models import Launch, Program
from portfolio.querysets import approved
from portfolio.services import launches
from rial.accounts.permissions import is_secretariat
from rial.core.admin import PortalAdmin, both, put_errors, render_page, tag


@admin.register(Launch)
class LaunchAdmin(PortalAdmin):
    """Launches, each with a page of the programs it holds."""

    list_display = ("name", "at", "state_tag", "programs_count")
    list_display_links = ("name",)
    search_fields = tuple(both("campaign__name", "note"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Launch]:
        """With how many approved programs belong to it."""
        counted = Count("programs", filter=approved("programs__"))
        found: QuerySet[Launch] = super().get_queryset(request).select_related("campaign").annotate(n_programs=counted)
        return found

    @admin.display(description=gettext_lazy("What opens"))
    def name(self, obj: Launch) -> str:
        """The campaign, or the whole portfolio."""
        return str(obj)

    @admin.display(description=gettext_lazy("State"), ordering="at")
    def state_tag(self, obj: Launch) -> str:
        """Ahead or past, as a tag."""
        return tag(_("Ahead"), "wa") if obj.at > timezone.now() else tag(_("Has taken place"), "ok")

    @admin.display(description=gettext_lazy("Programs"))
    def programs_count(self, obj: Any) -> str:
        """Approved programs of a campaign's launch; the portfolio's opens all."""
        return str(obj.n_programs) if obj.campaign_id else _("All")

    def get_urls(self) -> list[URLPattern]:
        """With moving it and opening it at once."""
        guard = self.admin_site.admin_view
        own = [
            path("<int:pk>/edit/", guard(self.edit_view), name="portfolio_launch_edit"),
            path("<int:pk>/open/", guard(self.open_view), name="portfolio_launch_open"),
        ]
        return own + super().get_urls()

    def _found(self, request: HttpRequest, pk: Any) -> Launch:
        launch: Launch | None = self.get_object(request, str(pk))
        if launch is None:
            raise Http404
        if not is_secretariat(request.user, launch):
            raise PermissionDenied
        return launch

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Plan a launch."""
        return self._form(request, Launch(), _("Plan a launch"))

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move a launch or change its note."""
        return self._form(request, self._found(request, pk), _("Move the launch"))

    def _form(self, request: HttpRequest, launch: Launch, title: str) -> HttpResponse:
        data = request.POST if request.method == "POST" else None
        form = LaunchForm(data, launch=launch, campaign=request.GET.get("campaign", ""))
        if request.method == "POST" and form.is_valid():
            try:
                saved = launches.plan(form.fill(), by=request.user, hide=form.cleaned_data["hide"])
            except ValidationError as error:
                put_errors(form, _at_the_day(error))
            else:
                messages.success(request, _("The launch was saved."))
                return redirect("admin:portfolio_launch_change", saved.pk)
        before = Launch.objects.filter(pk=launch.pk).first()
        hides = not launch.campaign_id and launches.hides_public_programs(launch, before)
        context = {
            "title": title,
            "form": form,
            "launch": launch,
            "public": Program.objects.public().count() if hides else 0,
            "opts": self.model._meta,
        }
        return render_page(request, "admin/portfolio/launch/form.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """When it opens and what it holds."""
        launch = self._found(request, object_id)
        programs = Program.objects.approved().with_card_data().order_by("code")
        held = programs.filter(launch=launch) if launch.campaign_id else programs
        context = {
            "title": str(launch),
            "launch": launch,
            "ahead": launch.at > timezone.now(),
            "programs": held[: self.list_per_page],
            "total": held.count(),
            "opts": self.model._meta,
        }
        return render_page(request, "admin/portfolio/launch/page.html", context)

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks for confirmation; POST lets the moment be now."""
        launch = self._found(request, pk)
        if request.method == "POST":
            try:
                launches.open_now(launch, by=request.user)
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
            else:
                messages.success(request, _("The launch has taken place: what it held is public."))
            return redirect("admin:portfolio_launch_change", pk)
        context = {"title": _("Open now"), "launch": launch, "opts": self.model._meta}
        return render_page(request, "admin/portfolio/launch/open.html", context)


def _at_the_day(error: ValidationError) -> ValidationError:
    """The moment is typed as a day and an hour: what is wrong with it is said at the day."""
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({"day" if name == "at" else name: found for name, found in error.error_dict.items()})
