"""Requests to go beyond an authorization: one person asks, another decides (F26)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import services
from fund.enums import OverrideState
from fund.forms import OverrideForm
from fund.models import Override
from fund.wording import shown_money
from fund.workflow import OVERRIDE
from rial.core.admin import PortalAdmin, TransitionForm, WorkflowAdminMixin, put_errors, render_page, tag
from rial.core.workflow import Transition

_TONES = {OverrideState.REQUESTED: "wa", OverrideState.APPROVED: "ok", OverrideState.REFUSED: "er"}


@admin.register(Override)
class OverrideAdmin(WorkflowAdminMixin, PortalAdmin):
    """Waiting ones first; what was decided stays."""

    workflow = OVERRIDE
    list_display = ["number", "state_tag", "authorization", "money", "beginning", "requested_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["authorization", "requested_by", "decided_by"]
    search_fields = ["reason"]
    readonly_fields = ["authorization", "amount", "reason", "requested_by", "requested_at", "decided_by", "decided_at"]
    fields = [*readonly_fields]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask; somebody else decides."""
        form = OverrideForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                asked = services.request_override(by=request.user, **form.cleaned_data)
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Asked. A second person decides."))
                return redirect("admin:fund_override_change", asked.pk)
        context = {
            "title": _("Ask to go beyond an authorization"),
            "form": form,
            "back": reverse("admin:fund_override_changelist"),
        }
        return render_page(request, "admin/fund/simple_form.html", context)

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: TransitionForm) -> Any:
        """By the service, which keeps who decided and when."""
        note = form.cleaned_data["note"]
        if transition.name == "approve":
            return services.approve_override(obj, by=request.user, note=note)
        return services.refuse_override(obj, by=request.user, note=note)

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, obj: Override) -> str:
        return f"{obj.pk}"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Override) -> Any:
        return tag(obj.get_state_display(), _TONES[OverrideState(obj.state)])

    @admin.display(description=gettext_lazy("USD"), ordering="amount")
    def money(self, obj: Override) -> str:
        return shown_money(obj.amount)

    @admin.display(description=gettext_lazy("reason"))
    def beginning(self, obj: Override) -> str:
        return Truncator(obj.reason).words(14)
