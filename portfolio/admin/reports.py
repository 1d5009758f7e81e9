"""Reports of wrong data: a list of what is to be answered and the page where it is."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.enums import ReportState
from portfolio.models import WrongDatumReport
from portfolio.reading.presentation import value_texts
from portfolio.scheme import FIELD_BY_NAME
from portfolio.services.reports import answer_report, reference
from rial.core.admin import PortalAdmin, both, render_page, tag
from rial.core.bilingual import LANGUAGE_CODES
from rial.core.typed import tidy_text

from .currency import language_name

TONES = {ReportState.OPEN: "wa", ReportState.CORRECTED: "ok", ReportState.REJECTED: "line"}


class AnswerForm(forms.Form):
    """What was done and the answer, in the reporter's language."""

    state = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        widget=forms.RadioSelect,
        choices=[(state.value, state.label) for state in (ReportState.CORRECTED, ReportState.REJECTED)],
        error_messages={"required": gettext_lazy("Say what was done.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )

    def clean_answer(self) -> str:
        return tidy_text(self.cleaned_data["answer"])


class ReaderLanguageFilter(admin.SimpleListFilter):
    """The language the reader wrote in and is answered in."""

    title = gettext_lazy("reader’s language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, language_name(code)) for code in LANGUAGE_CODES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WrongDatumReport]) -> QuerySet[WrongDatumReport]:
        return queryset.filter(language=self.value()) if self.value() in LANGUAGE_CODES else queryset


@admin.register(WrongDatumReport)
class WrongDatumReportAdmin(PortalAdmin):
    """What readers reported; the oldest unanswered first."""

    list_display = ["number", "program_code", "where", "beginning", "created_at", "state_tag", "answered_by"]
    list_filter = ["state", ReaderLanguageFilter, "program__institution__country"]
    list_select_related = ["program", "answered_by"]
    search_fields = ["program__code", "text", "answer", "email", *both("program__current__title")]
    date_hierarchy = "created_at"

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [F("answered_at").asc(nulls_first=True), "created_at", "pk"]

    def get_urls(self) -> list[URLPattern]:
        """The page of a report takes the place of the stock form."""
        view = self.admin_site.admin_view(self.report_view)
        return [path("<int:pk>/answer/", view, name="portfolio_wrongdatumreport_answer"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Reports are made on the public sheet."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page where it is read and answered."""
        report = self.get_object(request, object_id)
        if report is None:
            raise Http404
        return redirect("admin:portfolio_wrongdatumreport_answer", report.pk)

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was said, beside what the record says; answered once."""
        reports = WrongDatumReport.objects.select_related("program__institution__country", "version", "answered_by")
        report = get_object_or_404(reports, pk=pk)
        is_open = report.state == ReportState.OPEN
        form = AnswerForm(request.POST if request.method == "POST" and is_open else None)
        if request.method == "POST" and not is_open:
            messages.warning(request, _("Someone answered this report before you."))
        if form.is_valid():
            try:
                answer_report(
                    report,
                    by=request.user,
                    state=ReportState(form.cleaned_data["state"]),
                    answer=form.cleaned_data["answer"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Answer recorded."))
                return redirect("admin:portfolio_wrongdatumreport_changelist")
        field = FIELD_BY_NAME.get(report.field)
        context = {
            "title": _("Report %(number)s") % {"number": reference(report)},
            "report": report,
            "field": field,
            "texts": value_texts(report.version, field) if field else [],
            "form": form,
            "is_open": is_open,
        }
        return render_page(request, "admin/portfolio/report.html", context)

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, obj: WrongDatumReport) -> str:
        return reference(obj)

    @admin.display(description=gettext_lazy("program"), ordering="program__code")
    def program_code(self, obj: WrongDatumReport) -> str:
        return obj.program.code

    @admin.display(description=gettext_lazy("where"))
    def where(self, obj: WrongDatumReport) -> str:
        field = FIELD_BY_NAME.get(obj.field)
        return str(field.label) if field else "–"

    @admin.display(description=gettext_lazy("what is wrong"))
    def beginning(self, obj: WrongDatumReport) -> str:
        return Truncator(obj.text).words(16)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: WrongDatumReport) -> Any:
        return tag(obj.get_state_display(), TONES[ReportState(obj.state)])
