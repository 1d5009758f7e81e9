"""Forms of documents: symbol and title, language versions, a pasted list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import LANGUAGE_CODES, columns, current_language
from rial.core.forms import LineField, ProseField, WebAddressField
from rial.core.typed import tidy_line
from rial.core.uploads import ACCEPT, CheckedFile, check_upload
from rial.library import services
from rial.library.models import Document, DocumentFile
from rial.library.symbols import MAX_LENGTH, parse
from rial.library.wording import language_name


class DocumentForm(forms.ModelForm):
    """The short name may be left empty: it is then made of the symbol or the title."""

    symbol_printed = LineField(
        label=_("Symbol as printed"),
        required=False,
        max_length=MAX_LENGTH,
        help_text=_("Exactly as it stands on the document, slips included. How it was read is shown once it is saved."),
    )
    symbol_presumed = LineField(
        label=_("Symbol it should have had"),
        required=False,
        max_length=MAX_LENGTH,
        help_text=_("Only where the print errs. The document is found by both."),
    )

    class Meta:
        model = Document
        fields = "__all__"  # noqa: DJ007 - the admin names the fields it shows

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """A title in some language; a short name that nobody has."""
        data = super().clean() or {}
        titles = [tidy_line(data.get(name) or "") for name in columns("title")]
        if not any(titles):
            self.add_error(columns("title")[0], _("Give the title in at least one language."))
        elif not self.instance.slug and not data.get("slug"):
            data["slug"] = services.free_slug(parse(data.get("symbol_printed") or ""), next(filter(None, titles)))
        return data


class DocumentFileForm(forms.ModelForm):
    """A language version: the file is judged by its content, under whatever name it comes."""

    url = WebAddressField(label=_("Address elsewhere"), required=False, max_length=500)

    class Meta:
        model = DocumentFile
        fields = ["language", "kind", "file", "url", "position"]
        widgets = {"file": forms.FileInput(attrs={"accept": ACCEPT})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checked: CheckedFile | None = None
        self.earlier_file = str(self.instance.file.name or "") if self.instance.pk else ""

    def clean_file(self) -> Any:
        """Refuses what is no document, and the same file twice."""
        upload = self.cleaned_data.get("file")
        if isinstance(upload, UploadedFile):
            self.checked = check_upload(upload)
            if self.instance.document_id:
                services.refuse_twice(self.instance.document, self.checked, self.instance)
        return upload

    def _post_clean(self) -> None:
        # The name as sent means nothing: the row is described before its rules are checked.
        if self.checked is not None:
            self.instance.original_filename = self.checked.name
            self.instance.size, self.instance.sha256 = self.checked.size, self.checked.sha256
        super()._post_clean()  # type: ignore[misc]  # part of Django's form, not of its stubs

    def save(self, commit: bool = True) -> DocumentFile:
        """Store a new file under a random name."""
        row: DocumentFile = super().save(commit=False)
        if self.checked is not None:
            services.store(row, self.cleaned_data["file"], self.checked)
            services.forget_unused_files([self.earlier_file])
        if commit:
            row.save()
        return row


class PastedListForm(forms.Form):
    """A list of documents, one per line."""

    lines = ProseField(
        label=_("Documents, one per line"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Symbol, semicolon, title: CIMT-19/GT1-GT2/doc.5/16 ; RIAL results and activities 2006–2016"),
    )
    language = forms.ChoiceField(label=_("Language of the titles"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.choices = [(code, language_name(code)) for code in LANGUAGE_CODES]  # type: ignore[attr-defined]
        field.initial = current_language()

    def clean(self) -> dict[str, Any]:
        """Reads the list; what was read is in `self.read`."""
        data = super().clean() or {}
        self.read: list[services.PastedLine] = []
        if data.get("lines") and data.get("language"):
            try:
                self.read = services.read_pasted(data["lines"], data["language"])
            except ValidationError as error:
                self.add_error("lines", error)
        return data
