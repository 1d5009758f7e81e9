"""Imports for the Secretariat: template, upload, report of the dry run, import whole or not at all (P08)."""

import hashlib
import tempfile
from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portfolio.enums import ImportAction, ImportState, ImportTarget
from portfolio.forms.workbook import WorkbookForm
from portfolio.importing.files import REPORT_COLUMNS, report_rows, write_template
from portfolio.importing.problems import from_json
from portfolio.importing.workbook import MOST_ROWS
from portfolio.models import ImportBatch, ImportRow
from portfolio.services import imports
from rial.accounts.permissions import is_secretariat
from rial.core.admin import PortalAdmin, render_page, tag
from rial.core.admin_site import add_task
from rial.core.exports import XLSX_TYPE, About, csv_response, filename, xlsx_response
from rial.core.uploads import clean_name

STATE_TONES = {
    ImportState.CHECKING: "in",
    ImportState.REFUSED: "er",
    ImportState.CHECKED: "wa",
    ImportState.APPLYING: "in",
    ImportState.APPLIED: "ok",
    ImportState.DISCARDED: "line",
}
ACTION_TONES = {
    ImportAction.CREATE: "ok",
    ImportAction.UPDATE: "in",
    ImportAction.SKIP: "line",
    ImportAction.REFUSE: "er",
}
ROWS_PER_PAGE = 50
# Seconds after which the page of a running import asks again.
REFRESH = 3


class UploadForm(WorkbookForm):
    """The workbook and what its records become."""

    target = forms.ChoiceField(
        label=gettext_lazy("What the records become"),
        choices=ImportTarget.choices,
        initial=ImportTarget.DRAFT,
        widget=forms.RadioSelect,
    )


@admin.register(ImportBatch)
class ImportBatchAdmin(PortalAdmin):
    """Uploaded workbooks with what their check found."""

    list_display = ("original_filename", "state_tag", "total", "target", "created_at", "created_by", "applied_at")
    list_filter = ("state", "target")
    list_select_related = ("created_by",)
    search_fields = ("original_filename", "rows__title", "rows__program__code")
    ordering = ("-created_at", "-pk")

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_tag(self, obj: ImportBatch) -> str:
        """The state as a tag."""
        return tag(obj.get_state_display(), STATE_TONES[ImportState(obj.state)])

    def get_urls(self) -> list[URLPattern]:
        """With the template, the actions and the report."""
        guard = self.admin_site.admin_view
        name = "portfolio_importbatch_{}".format
        own = [
            path("template.xlsx", guard(self.template_view), name=name("template")),
            path("<int:pk>/do/<slug:action>/", guard(self.action_view), name=name("action")),
            path("<int:pk>/report.<slug:extension>", guard(self.report_view), name=name("report")),
        ]
        return own + super().get_urls()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Imports are the Secretariat's."""
        return is_secretariat(request.user, None)

    def _found(self, request: HttpRequest, pk: Any) -> ImportBatch:
        batch: ImportBatch | None = self.get_object(request, str(pk))
        if batch is None:
            raise Http404
        if not is_secretariat(request.user, batch):
            raise PermissionDenied
        return batch

    def template_view(self, request: HttpRequest) -> FileResponse:
        """The empty table with its columns, codes and an example."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
        write_template(file)
        file.seek(0)
        name = filename("rial-import", "xlsx")
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Upload; the check starts at once and imports nothing."""
        post = request.method == "POST"
        form = UploadForm(request.POST if post else None, request.FILES if post else None)
        if post and form.is_valid():
            content = form.cleaned_data["file"].read()
            try:
                batch = imports.upload(
                    content,
                    clean_name(form.cleaned_data["file"].name or ""),
                    by=request.user,
                    target=form.cleaned_data["target"],
                    digest=hashlib.sha256(content).hexdigest(),
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("admin:portfolio_importbatch_change", batch.pk)
        context = {"title": _("Import old records"), "form": form, "opts": self.model._meta, "most": MOST_ROWS}
        return render_page(request, "admin/portfolio/importbatch/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What would happen, row by row; while it runs, how far it is."""
        batch = self._found(request, object_id)
        stopped = imports.is_stopped(batch)
        counts = Counter(batch.rows.values_list("action", flat=True))
        chosen = request.GET.get("action", "")
        rows = self._rows(batch, chosen)
        page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": batch.original_filename,
            "batch": batch,
            "tone": STATE_TONES[ImportState(batch.state)],
            "running": batch.is_running and not stopped,
            "stopped": stopped,
            "problems": from_json(batch.problems),
            "counts": [(action, _word(batch, action), counts[action]) for action in ImportAction if counts[action]],
            "chosen": chosen if chosen in ImportAction.values else "",
            "page": page,
            "rows": [
                (row, ACTION_TONES[ImportAction(row.action)], _word(batch, row.action), from_json(row.problems))
                for row in page
            ],
            "importable": _importable(batch, counts),
            "work": counts[ImportAction.CREATE] + counts[ImportAction.UPDATE],
            "states": ImportState,
            "same_file": _imported_before(batch),
            "opts": self.model._meta,
        }
        response = render_page(request, "admin/portfolio/importbatch/page.html", context)
        if context["running"]:
            # Asked again by the browser itself: no script.
            response["Refresh"] = str(REFRESH)
        return response

    def _rows(self, batch: ImportBatch, action: str) -> QuerySet[ImportRow]:
        """Refused rows first, then those with warnings; of one action when it is asked for."""
        rows = batch.rows.select_related("program")
        if action in ImportAction.values:
            rows = rows.filter(action=action)
        order = Case(When(action=ImportAction.REFUSE, then=0), When(problems=[], then=2), default=1)
        return rows.annotate(order_of_action=order).order_by("order_of_action", "line")

    def action_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Import, discard, check again, release: each its own POST; importing asks for confirmation first."""
        batch = self._found(request, pk)
        acts = {
            "import": imports.apply,
            "discard": imports.discard,
            "check": imports.check_again,
            "release": imports.release_stopped,
        }
        if action not in acts:
            raise Http404
        if request.method != "POST":
            if action != "import" or batch.state != ImportState.CHECKED:
                return redirect("admin:portfolio_importbatch_change", pk)
            return self._confirm(request, batch)
        try:
            done = acts[action](batch, by=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            _tell(request, done, action)
        return redirect("admin:portfolio_importbatch_change", pk)

    def _confirm(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        counts = Counter(batch.rows.values_list("action", flat=True))
        context = {
            "title": _("Import these records"),
            "batch": batch,
            "creates": counts[ImportAction.CREATE],
            "updates": counts[ImportAction.UPDATE],
            "skips": counts[ImportAction.SKIP],
            "importable": _importable(batch, counts),
            "opts": self.model._meta,
        }
        return render_page(request, "admin/portfolio/importbatch/confirm.html", context)

    def report_view(self, request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
        """Every row with every problem, as CSV or XLSX."""
        batch = self._found(request, pk)
        rows = report_rows(batch, batch.rows.select_related("program").iterator(chunk_size=500))
        base = f"rial-import-{batch.pk}"
        if extension == "csv":
            return csv_response(base, REPORT_COLUMNS, rows)
        if extension == "xlsx":
            about = About(_("Report of the import"), [(_("File"), batch.original_filename)])
            return xlsx_response(base, REPORT_COLUMNS, rows, about)
        raise Http404


def _importable(batch: ImportBatch, counts: Counter[str]) -> bool:
    work = counts[ImportAction.CREATE] + counts[ImportAction.UPDATE]
    return batch.state == ImportState.CHECKED and work > 0 and not counts[ImportAction.REFUSE]


def _imported_before(batch: ImportBatch) -> ImportBatch | None:
    """The last import of the very same file, if there was one."""
    if not batch.sha256:
        return None
    same = ImportBatch.objects.filter(sha256=batch.sha256, state=ImportState.APPLIED).exclude(pk=batch.pk)
    return same.order_by("-applied_at").first()


def _word(batch: ImportBatch, action: str) -> Any:
    """What will happen to a row, or what happened."""
    found = ImportAction(action)
    return found.done if batch.state == ImportState.APPLIED else found.label


def _tell(request: HttpRequest, batch: ImportBatch, action: str) -> None:
    if action == "import" and batch.state == ImportState.APPLIED:
        text = ngettext("%(count)s row was imported.", "%(count)s rows were imported.", batch.total)
        messages.success(request, text % {"count": batch.total})
    elif action == "import" and batch.state == ImportState.CHECKED:
        messages.warning(request, _("Nothing was imported: the portal changed since the check. Read the report again."))
    elif action == "discard":
        messages.success(request, _("The file was put aside. Nothing of it is imported."))


add_task(gettext_lazy("Imports"), "admin:portfolio_importbatch_changelist", 70)
