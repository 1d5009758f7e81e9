"""Tables of rows in the editor: figures, evaluations, sources, links, files. They work without JavaScript."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portfolio.enums import LinkKind
from portfolio.models import Attachment, Evaluation, Link, Result, Source, Version
from portfolio.scheme import ROW_PLAIN, ROW_TEXTS, Field, row_columns
from portfolio.services.content import Row
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.forms import NumberField

from .fields import line_field, prose_field, select_field, web_field, year_field

MODELS: dict[str, Any] = {
    "results": Result,
    "evaluations": Evaluation,
    "links": Link,
    "sources": Source,
    "attachments": Attachment,
}
# More rows than a program can sensibly have; beyond it the form refuses instead of slowing down.
MOST_ROWS = 100
# Names of one row, for "Figure 2", "Add a figure".
ROW_NAMES = {
    "results": (_("Figure"), _("Add a figure")),
    "evaluations": (_("Evaluation"), _("Add an evaluation")),
    "links": (_("Link"), _("Add a link")),
    "sources": (_("Source"), _("Add a source")),
    "attachments": (_("File"), _("Add a file")),
}


def _label(model: Any, name: str) -> Any:
    return capfirst(model._meta.get_field(name).verbose_name)


def _text_field(model: Any, text: str, name: str) -> forms.Field:
    if text == "findings":
        return prose_field(_label(model, text), rows=3)
    return line_field(model, name, _label(model, text))


def _plain_field(model: Any, name: str) -> forms.Field:
    if name in {"year", "year_from"}:
        return year_field(_label(model, name))
    if name == "value":
        return NumberField(label=_label(model, name), digits=16, required=False)
    if name == "url":
        return web_field(_label(model, name))
    if name == "dated":
        return forms.DateField(
            label=_label(model, name),
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("Enter the date as day, month and year, such as 29/06/2016 or 2016-06-29.")},
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        )
    return select_field(model, name, empty=_("Exactly") if name == "qualifier" else _("Not stated"))


class RowForm(forms.Form):
    """One row; blank rows are not stored. For files, `key` leads to the stored file and only texts are typed."""

    use_required_attribute = False

    def __init__(self, table: str, original: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        # The original language comes first, as everywhere in the editor.
        self.languages = [original, *(code for code in LANGUAGE_CODES if code != original)]
        model = MODELS[table]
        for text in ROW_TEXTS[table]:
            for code in LANGUAGE_CODES:
                name = column(text, code)
                self.fields[name] = _text_field(model, text, name)
        if table == "attachments":
            self.fields["key"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
            return
        for name in ROW_PLAIN[table]:
            self.fields[name] = _plain_field(model, name)

    @property
    def texts(self) -> list[list[forms.BoundField]]:
        """The bilingual texts, each as its fields by language."""
        return [[self[column(text, code)] for code in self.languages] for text in ROW_TEXTS[self.table]]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The short fields of the row; its address stands last, on a line of its own."""
        return [] if self.table == "attachments" else [self[name] for name in ROW_PLAIN[self.table] if name != "url"]

    @property
    def url(self) -> forms.BoundField:
        """The row's address on the web."""
        return self["url"]

    def is_blank(self) -> bool:
        """Nothing typed; an untouched drop-down does not count."""
        chosen = {"kind", "qualifier"}
        return not any(str(self[name].value() or "").strip() for name in self.fields if name not in chosen)

    def values(self) -> Row:
        """What of the row can be stored; what cannot stays on the screen with its error and is stored as empty."""
        cleaned = self.cleaned_data if self.is_valid() else self._storable()
        if self.table == "links" and not cleaned.get("kind"):
            cleaned["kind"] = str(LinkKind.SITE)
        return cleaned

    def _storable(self) -> Row:
        empty: Row = {name: field.clean(None) for name, field in self.fields.items()}
        return {**empty, **self.cleaned_data}


class RowTable:
    """All rows of one table of the section: parsed from the request, or drawn from what is stored."""

    def __init__(self, field: Field, version: Version, data: Mapping[str, Any] | None, rows: list[Row]) -> None:
        self.field = field
        self.name = field.name
        self.version = version
        self.is_bound = data is not None
        self.stored = rows
        self.forms = self._bound(data) if data is not None else [self._form(i, row) for i, row in enumerate(rows)]

    def _form(self, index: int, row: Row | None = None, data: Mapping[str, Any] | None = None) -> RowForm:
        initial = dict(row or {})
        form = RowForm(self.name, self.version.original_language, data, prefix=f"{self.name}-{index}", initial=initial)
        form.initial["key"] = self._keys.get(initial.get("file", ""))
        return form

    def _bound(self, data: Mapping[str, Any]) -> list[RowForm]:
        typed = str(data.get(f"{self.name}-total", ""))
        total = min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        removed = str(data.get("remove", ""))
        first = column(ROW_TEXTS[self.name][0], LANGUAGE_CODES[0])
        prefixes = [(index, f"{self.name}-{index}") for index in range(total)]
        return [
            self._form(index, data=data)
            for index, prefix in prefixes
            if prefix != removed and f"{prefix}-{first}" in data
        ]

    @cached_property
    def attachments(self) -> dict[int, Attachment]:
        """The version's files by key."""
        if self.name != "attachments":
            return {}
        return {row.pk: row for row in self.version.attachments.all()}

    @cached_property
    def _keys(self) -> dict[str, int]:
        return {row.file.name: pk for pk, row in self.attachments.items()}

    def add_blank(self) -> None:
        """One more row to fill in, at the end."""
        index = max((int(str(form.prefix).rsplit("-", 1)[1]) for form in self.forms), default=-1) + 1
        self.forms.append(self._form(index))

    @property
    def total(self) -> int:
        """How many rows the page holds, blank ones included; sent back with the form."""
        return max((int(str(form.prefix).rsplit("-", 1)[1]) for form in self.forms), default=-1) + 1

    @property
    def item_name(self) -> Any:
        """What one row is called."""
        return ROW_NAMES[self.name][0]

    @property
    def add_label(self) -> Any:
        """The words on the button that adds a row."""
        return ROW_NAMES[self.name][1]

    def values(self) -> list[Row]:
        """The rows to store, blank ones left out; files keep what is known of them."""
        if self.name == "attachments":
            return [row for form in self.forms if (row := self._file_row(form)) is not None]
        return [
            {name: value for name, value in form.values().items() if name in row_columns(self.name)}
            for form in self.forms
            if not form.is_blank()
        ]

    def _file_row(self, form: RowForm) -> Row | None:
        values = form.values()
        stored = self.attachments.get(values.pop("key") or 0)
        if stored is None:
            return None
        known = {name: getattr(stored, name) for name in ROW_PLAIN["attachments"]}
        return {
            **values,
            **known,
            "file": stored.file.name,
            "uploaded_at": stored.uploaded_at,
            "uploaded_by_id": stored.uploaded_by_id,
        }

    def errors(self) -> list[tuple[forms.BoundField, str, int]]:
        """What cannot be stored: the field, the message, the number of its row on the page."""
        found = []
        for number, form in enumerate(self.forms, start=1):
            if form.is_bound and not form.is_blank():
                found += [(form[name], str(error), number) for name, errors in form.errors.items() for error in errors]
        return found
