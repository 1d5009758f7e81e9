"""The form of one section of the editor: saves all that can be stored, keeps on screen what cannot."""

import json
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from portfolio.models import Remark, Version
from portfolio.scheme import CONTENT_COLUMNS, Section, Shape
from portfolio.services.content import Content, read_content, stamp_of
from portfolio.services.merging import Marks, marks_of, parts_of
from rial.core.bilingual import LANGUAGE_CODES
from rial.core.forms import ProseField

from .fields import scheme_fields
from .rows import RowTable

# Words of choice when two people changed the same part.
MINE, THEIRS = "mine", "theirs"


class SectionForm(forms.Form):
    """All fields of a section, in both languages, with its rows.

    `overrides` are values to draw instead of the stored ones (what was typed when someone else saved first).
    """

    use_required_attribute = False
    stamp = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    marks = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        version: Version,
        section: Section,
        user: Any,
        *,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        overrides: dict[str, Any] | None = None,
    ) -> None:
        self.version, self.section, self.user = version, section, user
        self.stored = read_content(version, section)
        shown = {**parts_of(self.stored), **(overrides or {})}
        initial = {**shown, "stamp": stamp_of(version, section), "marks": json.dumps(marks_of(version, section))}
        super().__init__(data, files, initial=initial)
        for field in section.fields:
            self.fields.update(scheme_fields(field, user=user, program=version.program))
        self.tables = {
            field.name: RowTable(field, version, data, shown[field.name])
            for field in section.fields
            if field.shape is Shape.ROWS
        }
        for remark in self.remarks:
            self.fields[f"attend-{remark.pk}"] = forms.BooleanField(
                label=_("Mark as attended when saving"), required=False, initial=remark.attended_at is not None
            )
            self.fields[f"answer-{remark.pk}"] = ProseField(
                label=_("Answer to the Secretariat"),
                required=False,
                max_length=2000,
                initial=remark.answer,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @cached_property
    def remarks(self) -> list[Remark]:
        """The Secretariat's remarks at fields of this section that the ministry has received."""
        names = {field.name for field in self.section.fields}
        return [row for row in self.version.remarks.all() if row.field in names and row.sent_at is not None]

    def clean(self) -> dict[str, Any]:
        """Years in order, and a cost that can be read: with its currency."""
        cleaned = self.cleaned_data
        if "start_year" in self.fields:
            self._clean_years()
        if cleaned.get("cost_amount") is not None and not cleaned.get("cost_currency", "-"):
            self.add_error("cost_currency", _("Enter the currency of the cost with its three letters, such as USD."))
        return cleaned

    def _clean_years(self) -> None:
        start = self.cleaned_data.get("start_year", self.version.start_year)
        end = self.cleaned_data.get("end_year", self.version.end_year)
        if start is None or end is None or start <= end:
            return
        # Neither year is stored: together with the other, stored one they would contradict each other.
        self.cleaned_data.pop("start_year", None)
        self.add_error("end_year", _("The program ends before it begins. Correct one of the two years."))

    def content(self) -> Content:
        """What can be stored, by part; call after is_valid(), whatever it answered."""
        cleaned = self.cleaned_data
        return Content(
            columns={name: cleaned[name] for name in CONTENT_COLUMNS if name in cleaned and name in self.fields},
            codes={name: sorted(cleaned[name]) for name in self.stored.codes if name in cleaned},
            rows={name: table.values() for name, table in self.tables.items()},
        )

    @property
    def drawn_from(self) -> Marks:
        """The marks the page carried; unreadable ones count as none, so that every difference is asked about."""
        try:
            found = json.loads(self.cleaned_data.get("marks") or "{}")
        except (ValueError, RecursionError):
            return {}
        return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}

    def choices_made(self) -> dict[str, str]:
        """For parts both people changed: whose words stay, as chosen on the page."""
        names = {*self.stored.columns, *self.stored.codes, *self.stored.rows}
        chosen = {name: self.data.get(f"choose-{name}", "") for name in names}
        return {name: whose for name, whose in chosen.items() if whose in {MINE, THEIRS}}

    def attended(self) -> list[tuple[Remark, str]]:
        """Remarks to mark as attended now, or whose answer changed, with the answer."""
        found = []
        for remark in self.remarks:
            answer = self.cleaned_data.get(f"answer-{remark.pk}", remark.answer)
            ticked = bool(self.cleaned_data.get(f"attend-{remark.pk}"))
            if (ticked and remark.attended_at is None) or (answer and answer != remark.answer):
                found.append((remark, answer))
        return found

    def kept_translations(self) -> list[tuple[str, str]]:
        """(field, language) of out-of-date translations that the person says are still right."""
        pairs = [name.removeprefix("still-right-").split("|") for name in self.data if name.startswith("still-right-")]
        known = {(field.name, code) for field in self.section.fields if field.bilingual for code in LANGUAGE_CODES}
        return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and tuple(pair) in known]
