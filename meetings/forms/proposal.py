"""Approval of an event proposal, and what its hosts say."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import HostState
from meetings.models import Decision, Meeting
from rial.core.admin import TransitionForm
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.forms import ProseField
from rial.directory.models import Country

from .meeting import DATE, BilingualMixin, in_language


class ApprovalForm(TransitionForm):
    """By which decision or at which meeting (M33); the choices are set by the page."""

    decision = forms.TypedChoiceField(
        label=gettext_lazy("Decision that approves it"), required=False, coerce=int, empty_value=None
    )
    meeting = forms.TypedChoiceField(
        label=gettext_lazy("Meeting that approved it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Where no decision is on record. With a decision, its meeting is taken."),
    )
    field_order = ["decision", "meeting", "note"]
    choices: dict[str, list[tuple[Any, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("decision", "meeting"):
            self.fields[name].choices = [("", "–"), *self.choices[name]]  # type: ignore[attr-defined]  # a field of choices
        self.initial.setdefault("decision", self.obj.approved_by_id or "")
        self.initial.setdefault("meeting", self.obj.approved_at_id or "")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not data.get("decision") and not data.get("meeting"):
            self.add_error("decision", _("Name the decision or the meeting that approved it."))
        return data

    def records(self) -> dict[str, Any]:
        """The chosen records, as the service takes them."""
        data = self.cleaned_data
        return {
            "decision": Decision.objects.select_related("meeting").get(pk=data["decision"])
            if data["decision"]
            else None,
            "meeting": Meeting.objects.get(pk=data["meeting"]) if data["meeting"] else None,
        }


class HostForm(BilingualMixin, forms.Form):
    """What a country says about hosting the event."""

    bilingual = ("note",)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    state = forms.ChoiceField(label=gettext_lazy("What it says"), choices=HostState.choices)
    on = forms.DateField(label=gettext_lazy("Date"), required=False, widget=DATE)
    meeting = forms.TypedChoiceField(label=gettext_lazy("Said at"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, countries: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *countries]  # type: ignore[attr-defined]  # a field of choices
        self.fields["meeting"].choices = [("", "–"), *meetings]  # type: ignore[attr-defined]  # a field of choices
        for code in LANGUAGE_CODES:
            widget = forms.Textarea(attrs={"rows": 3, "lang": code})
            label = in_language(_("Note"), code)
            self.fields[column("note", code)] = ProseField(label=label, required=False, max_length=4000, widget=widget)

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        data = self.cleaned_data
        return {
            "country": Country.objects.get(pk=data["country"]),
            "state": data["state"],
            "on": data["on"],
            "meeting": Meeting.objects.get(pk=data["meeting"]) if data["meeting"] else None,
            "notes": {column("note", code): data[column("note", code)] for code in LANGUAGE_CODES},
        }
