"""Uploading a workbook to be checked row by row."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.importing.workbook import MOST_BYTES, MOST_ROWS


class WorkbookForm(forms.Form):
    """The workbook; a subclass may set other limits."""

    most_rows, most_bytes = MOST_ROWS, MOST_BYTES

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Choose the workbook."),
            "empty": gettext_lazy("The file is empty. Choose it again."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"rows": self.most_rows, "size": filesizeformat(self.most_bytes)}
        self.fields["file"].help_text = _("XLSX, up to %(rows)s rows and %(size)s.") % limits

    def clean_file(self) -> UploadedFile:
        """Not larger than what is read."""
        file: UploadedFile = self.cleaned_data["file"]
        size = file.size or 0
        if size > self.most_bytes:
            message = _("The file has %(size)s; at most %(most)s are accepted.")
            sizes = {"size": filesizeformat(size), "most": filesizeformat(self.most_bytes)}
            raise ValidationError(message, "large", sizes)
        return file
