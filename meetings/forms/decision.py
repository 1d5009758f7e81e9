"""Decisions: who is to do what by when; progress moves by dated notes alone."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.checks import decision_problems
from meetings.enums import Progress
from meetings.models import Decision, Meeting
from meetings.parties import PartyIndex, ReadParty
from meetings.services.entry import party_line
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.dates import Precision
from rial.core.forms import LineField, ProseField

from .meeting import BilingualMixin, in_language, put_problems


class DecisionForm(forms.ModelForm):
    """The stock form with `responsible` as a list of names, one per line."""

    responsible = ProseField(
        label=gettext_lazy("Responsible, one per line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Countries in any language, acronyms, or other names: “Todas las delegaciones | All delegations”. "
            "Required for tasks and requests for comments."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.responsible.select_related("country", "institution")
            self.initial["responsible"] = "\n".join(party_line(row) for row in rows)

    def clean(self) -> dict[str, Any]:
        """Dates, and who is to do it."""
        data = super().clean() or {}
        meeting = data.get("meeting") or (self.instance.meeting if self.instance.meeting_id else None)
        if not any(data.get(column("text", code)) for code in LANGUAGE_CODES):
            self.add_error(column("text", LANGUAGE_CODES[0]), _("Write the decision in at least one language."))
        if meeting is None:
            return data
        probe = Decision(meeting=meeting, kind=data.get("kind") or "", starts=data.get("starts"))
        probe.deadline = data.get("deadline")
        probe.deadline_precision = data.get("deadline_precision") or Precision.DAY
        put_problems(self, decision_problems(probe, len(self.parties())))
        session = data.get("session")
        if session is not None and session.meeting_id != meeting.pk:
            self.add_error("session", _("This session belongs to another meeting."))
        return data

    def parties(self) -> list[ReadParty]:
        """Who is responsible, as understood."""
        text = self.cleaned_data.get("responsible", "")
        return PartyIndex().read_list(text) if text else []


class NoteForm(BilingualMixin, forms.Form):
    """A dated note on how far a decision is."""

    bilingual = ("text",)

    on = forms.DateField(
        label=gettext_lazy("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day for which this is true, not the day you write it."),
    )
    progress = forms.ChoiceField(label=gettext_lazy("Progress"))
    meeting = forms.TypedChoiceField(label=gettext_lazy("Reported at"), required=False, coerce=int, empty_value=None)
    superseded_by = forms.TypedChoiceField(
        label=gettext_lazy("Superseded by"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Only where another decision takes its place."),
    )
    source = LineField(label=gettext_lazy("Source"), max_length=400, required=False)

    def __init__(self, *args: Any, meetings: Any, decisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate())
        self.fields["progress"].choices = [  # type: ignore[attr-defined]  # a field of choices
            choice for choice in Progress.choices if choice[0] != Progress.NOT_STARTED
        ]
        self.fields["meeting"].choices = [("", "–"), *meetings]  # type: ignore[attr-defined]  # a field of choices
        self.fields["superseded_by"].choices = [("", "–"), *decisions]  # type: ignore[attr-defined]  # a field of choices
        for code in LANGUAGE_CODES:
            self.fields[column("text", code)] = ProseField(
                label=in_language(_("Note"), code),
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    def texts(self) -> dict[str, str]:
        """Language columns of the note."""
        return {column("text", code): self.cleaned_data[column("text", code)] for code in LANGUAGE_CODES}

    def reported_at(self) -> Meeting | None:
        """The meeting at which it was reported."""
        key = self.cleaned_data["meeting"]
        return Meeting.objects.get(pk=key) if key else None

    def successor(self) -> Decision | None:
        """The decision that takes its place."""
        key = self.cleaned_data["superseded_by"]
        return Decision.objects.get(pk=key) if key else None
