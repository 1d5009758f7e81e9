"""An event proposal as a ministry drafts it: what, when and where, objectives, who pays, who may host (M44–M46)."""

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.checks import Problems, check_dates
from meetings.enums import MeetingKind
from meetings.models import EventProposal, ProposalFunding, ProposalPart
from rial.core.bilingual import LANGUAGE_CODES, column, columns
from rial.core.forms import LineField, ProseField
from rial.directory.models import Country

from .meeting import DATE, BilingualMixin, in_language, put_problems

# What a ministry proposes; Conferences and meetings of the Working Groups are convened by others.
PROPOSED = (
    MeetingKind.WORKSHOP,
    MeetingKind.SEMINAR,
    MeetingKind.WEBINAR,
    MeetingKind.EXPERTS,
    MeetingKind.BILATERAL,
)
PROSE = 8000


def _texts(form: Any, model: Any, texts: dict[str, tuple[Any, int]]) -> None:
    """Fields of a bilingual text, a line (0 rows) or prose, one in each language."""
    for name, (label, rows) in texts.items():
        for code in LANGUAGE_CODES:
            key = column(name, code)
            said = in_language(label, code)
            if rows:
                widget: forms.Widget = forms.Textarea(attrs={"rows": rows, "lang": code})
                form.fields[key] = ProseField(label=said, required=False, max_length=PROSE, widget=widget)
            else:
                limit = model._meta.get_field(key).max_length
                widget = forms.TextInput(attrs={"lang": code})
                form.fields[key] = LineField(label=said, required=False, max_length=limit, widget=widget)
            form.initial.setdefault(key, getattr(form.instance, key))


class ProposalForm(BilingualMixin, forms.ModelForm):
    """The proposal itself; its rows are in `ObjectiveRows` and `FundingRows`."""

    use_required_attribute = False
    bilingual = ("title", "background", "participants", "structure", "funding_note", "place")
    hosting = forms.BooleanField(label=gettext_lazy("Our country offers to host the event"), required=False)

    class Meta:
        model = EventProposal
        fields = ("kind", "start", "end", "precision", "days", "country")
        widgets = {"start": DATE, "end": DATE}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = {*PROPOSED, self.instance.kind}
        self.fields["kind"].choices = [choice for choice in MeetingKind.choices if choice[0] in kinds]  # type: ignore[attr-defined]  # a field of choices
        self.fields["country"].queryset = Country.objects.in_reading_order()  # type: ignore[attr-defined]  # a field for records
        texts = {
            "title": (_("Title"), 0),
            "background": (_("Framework and background"), 5),
            "participants": (_("Participants"), 3),
            "structure": (_("Structure"), 5),
            "funding_note": (_("Note on funding"), 2),
            "place": (_("Place"), 0),
        }
        _texts(self, EventProposal, texts)
        country = self.instance.proposed_by.country if self.instance.proposed_by else None
        if self.instance.pk and country:
            self.initial["hosting"] = self.instance.hosts.filter(country=country).exists()

    def clean(self) -> dict[str, Any]:
        """A title in one language at least; days in order and in years that can be."""
        data = super().clean() or {}
        problems: Problems = {}
        check_dates(problems, start=data.get("start"), end=data.get("end"))
        put_problems(self, problems)
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", _("It ends before it begins."))
        first = columns("title")[0]
        if not any(data.get(name) for name in columns("title")) and first not in self.errors:
            self.add_error(first, _("Write the title in one language at least; it may still change."))
        return data

    def fill(self) -> EventProposal:
        """The proposal as typed, not saved."""
        proposal: EventProposal = self.instance
        for name in [key for field in self.bilingual for key in columns(field)]:
            setattr(proposal, name, self.cleaned_data[name])
        return proposal


class _Row(BilingualMixin, forms.ModelForm):
    """A row with a bilingual text; emptied, it goes."""

    use_required_attribute = False
    bilingual = ("text",)
    label: Any = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _texts(self, self._meta.model, {"text": (self.label, 2)})

    @property
    def blank(self) -> bool:
        """Nothing is said in any language."""
        return not any(self.cleaned_data.get(name) for name in columns("text"))

    def fill(self) -> Any:
        """The row as typed, not saved."""
        for name in columns("text"):
            setattr(self.instance, name, self.cleaned_data[name])
        return self.instance


class ObjectiveForm(_Row):
    label = gettext_lazy("Objective")

    class Meta:
        model = ProposalPart
        fields: tuple[str, ...] = ()


class FundingForm(_Row):
    """What is offered or sought; an amount is not needed, what it covers is."""

    label = gettext_lazy("What it covers")

    class Meta:
        model = ProposalFunding
        fields = ("state", "kind", "from_fund", "amount", "ceiling")

    def clean(self) -> dict[str, Any]:
        """An amount says what it covers."""
        data = super().clean() or {}
        if data.get("amount") and not any(data.get(name) for name in columns("text")):
            self.add_error(columns("text")[0], _("Say what the amount covers."))
        return data

    def has_changed(self) -> bool:
        """A new row begins with what it says, not with the choices beside it."""
        if self.instance.pk:
            return bool(super().has_changed())
        return bool({*columns("text"), "amount"} & set(self.changed_data))


class Rows(BaseInlineFormSet):
    """Rows to save and rows to delete, for the service."""

    def sorted_out(self) -> tuple[list[Any], list[Any]]:
        """(to save, to delete): a row emptied of its text is deleted."""
        keep: list[Any] = []
        gone: list[Any] = []
        for form in self.forms:
            if form.blank:
                gone += [form.instance] if form.instance.pk else []
                continue
            row = form.fill()
            row.position = len(keep)
            keep.append(row)
        return keep, gone


ObjectiveRows = inlineformset_factory(
    EventProposal, ProposalPart, form=ObjectiveForm, formset=Rows, extra=3, max_num=30, can_delete=False
)
FundingRows = inlineformset_factory(
    EventProposal, ProposalFunding, form=FundingForm, formset=Rows, extra=2, max_num=30, can_delete=False
)
