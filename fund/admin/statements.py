"""Issuing statements, and checking those issued (F19)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import services
from fund.forms import IssueForm
from fund.issued import issued_beside_today
from fund.models import Statement
from fund.presentation import lines
from fund.statement import statement, today
from fund.verified import shown_verification
from fund.wording import shown_number
from rial.core.admin import PortalAdmin, put_errors, render_page
from rial.core.dates import show_date

from . import appeal


@admin.register(Statement)
class StatementAdmin(PortalAdmin):
    """Statements issued, latest first; the page of one says whether it still follows from the ledger."""

    change_list_template = "admin/fund/statements.html"
    list_display = ["number", "day", "received_shown", "balance_shown", "issued_at", "issued_by"]
    list_select_related = ["issued_by"]
    date_hierarchy = "as_of"

    def get_urls(self) -> list[URLPattern]:
        """With the appeal to delegations."""
        view = self.admin_site.admin_view
        return [
            path("appeal/", view(appeal.preview), name="fund_statement_appeal"),
            path("appeal.<slug:extension>", view(appeal.download), name="fund_statement_appeal_file"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was issued never changes."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The situation of the chosen day is shown first; “Issue” makes it a numbered statement."""
        issuing = request.method == "POST"
        data = request.POST if issuing else (request.GET or None)
        form = IssueForm(data if data and data.get("as_of") else None)
        preview = []
        if form.is_bound and form.is_valid():
            day = form.cleaned_data["as_of"]
            if issuing:
                try:
                    issued = services.issue_statement(by=request.user, **form.cleaned_data)
                except ValidationError as error:
                    put_errors(form, error)
                else:
                    messages.success(request, _("Issued as %(code)s.") % {"code": issued.code})
                    return redirect("admin:fund_statement_change", issued.pk)
            preview = lines(statement(min(day, today())))
        context = {
            "title": _("Issue a statement"),
            "form": form,
            "preview": preview,
            "back": reverse("admin:fund_statement_changelist"),
        }
        return render_page(request, "admin/fund/issue.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As issued, beside today, verified at this moment."""
        issued = self.get_object(request, object_id)
        if issued is None:
            raise Http404
        then = statement(issued.as_of, through=issued.through)
        context = {
            "title": _("%(code)s: statement of %(day)s") % {"code": issued.code, "day": show_date(issued.as_of)},
            "issued": issued,
            "beside": issued_beside_today(issued, then, statement(issued.as_of)),
            "checked": shown_verification(services.verify(issued)),
            "back": reverse("admin:fund_statement_changelist"),
        }
        return render_page(request, "admin/fund/issued.html", context)

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, obj: Statement) -> str:
        return obj.code

    @admin.display(description=gettext_lazy("as of"), ordering="as_of")
    def day(self, obj: Statement) -> str:
        return show_date(obj.as_of)

    @admin.display(description=gettext_lazy("total received"), ordering="received")
    def received_shown(self, obj: Statement) -> str:
        return shown_number(obj.received)

    @admin.display(description=gettext_lazy("balance"), ordering="balance")
    def balance_shown(self, obj: Statement) -> str:
        return shown_number(obj.balance)
