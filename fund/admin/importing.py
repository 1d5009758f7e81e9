"""The ledger as a workbook for the Secretariat: template, check row by row, record all or none, export."""

import base64
import binascii
import hashlib
import tempfile
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fund.importing import MOST_BYTES, MOST_ROWS, Report, check, record
from fund.importing_columns import export_columns, export_rows, write_template
from fund.models import Entry
from portfolio.forms.workbook import WorkbookForm
from portfolio.importing.workbook import Unreadable
from rial.core.admin import render_page
from rial.core.exports import XLSX_TYPE, About, filename, xlsx_response

_SALT = "fund.import"
# A checked file may be recorded within a working day.
_KEPT_SECONDS = 12 * 60 * 60


class UploadForm(WorkbookForm):
    """The workbook."""

    most_rows, most_bytes = MOST_ROWS, MOST_BYTES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx"


def upload(request: HttpRequest) -> HttpResponse:
    """GET asks for the file; a file is checked and the report shown; the report's button records what was checked."""
    if request.method == "POST" and "checked" in request.POST:
        return _record(request)
    post = request.method == "POST"
    form = UploadForm(request.POST if post else None, request.FILES if post else None)
    if post and form.is_valid():
        content: bytes = form.cleaned_data["file"].read()
        try:
            return _report(request, content, check(content, by=request.user))
        except Unreadable as unreadable:
            form.add_error("file", unreadable.problem.message)
        except ValidationError as error:
            form.add_error("file", error)
    context = {"title": _("Import entries"), "form": form, "back": reverse("admin:fund_entry_changelist")}
    return render_page(request, "admin/fund/import.html", context)


def _record(request: HttpRequest) -> HttpResponse:
    content, through = _checked(request)
    try:
        report = record(content, by=request.user, through=through)
    except Unreadable as unreadable:
        raise BadRequest("the checked file cannot be read") from unreadable
    if not report.written:
        return _report(request, content, report)
    count = len(report.rows)
    text = ngettext("%(count)s entry was recorded.", "%(count)s entries were recorded.", count)
    messages.success(request, text % {"count": count})
    return redirect("admin:fund_entry_changelist")


def _report(request: HttpRequest, content: bytes, report: Report) -> HttpResponse:
    digest = hashlib.sha256(content).hexdigest()
    checked = {"sha256": digest, "through": report.through, "by": request.user.pk}
    context = {
        "title": _("What the import would record"),
        "report": report,
        "sha256": digest,
        "file": base64.b64encode(content).decode(),
        "checked": signing.dumps(checked, salt=_SALT),
        "back": reverse("admin:fund_entry_changelist"),
    }
    return render_page(request, "admin/fund/import_report.html", context)


def _checked(request: HttpRequest) -> tuple[bytes, int]:
    """The file that comes back with the report's button: the very one that this person had checked."""
    try:
        checked = signing.loads(request.POST["checked"], salt=_SALT, max_age=_KEPT_SECONDS)
        content = base64.b64decode(request.POST.get("file", ""), validate=True)
    except (signing.BadSignature, binascii.Error) as error:
        raise BadRequest("no checked file") from error
    if checked["sha256"] != hashlib.sha256(content).hexdigest() or checked["by"] != request.user.pk:
        raise BadRequest("another file than the checked one")
    return content, int(checked["through"])


def template(request: HttpRequest) -> FileResponse:
    """The empty table with what its columns mean."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_template(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename("rial-fund-import", "xlsx"), content_type=XLSX_TYPE)


def export(request: HttpRequest) -> HttpResponseBase:
    """The whole ledger, with amounts that are not published: for the Secretariat alone."""
    about = About(
        _("Voluntary Contributions Fund"),
        [
            (_("Address"), request.build_absolute_uri()),
            (_("Not for publication"), _("It holds amounts that are published as a range or not at all.")),
        ],
    )
    entries = Entry.objects.select_related("institution").order_by("id").iterator(1000)
    return xlsx_response("rial-fund-ledger-internal", export_columns(), export_rows(entries), about)
