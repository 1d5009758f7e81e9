"""What was understood of a pasted list, one form per line: the person corrects it before anything is written."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.checks import decision_problems
from meetings.enums import DecisionKind, DelegationKind, DocumentRole, OrganizerRole, PointKind, SpeakerRole
from meetings.models import Decision, Person
from meetings.parties import PartyIndex, ReadParty, words_of
from meetings.pasting import MOST_LINES
from meetings.services.entry import DecisionRow, DocumentRow, PartyRow, PointRow, SpeakerRow
from rial.core.bilingual import LANGUAGE_CODES, column, columns
from rial.core.forms import LineField, ProseField
from rial.directory.models import Country, Institution
from rial.library.models import Document

from .meeting import in_language, put_problems

Choices = list[tuple[Any, str]]


class Lookups:
    """Choices for the rows and the records behind them, read once per page."""

    def __init__(self, choices: Callable[[Any], Choices], parties: PartyIndex, owner: Any) -> None:
        self.choices = choices
        self.parties = parties
        # The meeting or session the lines are entered for.
        self.owner = owner
        # What the reader of a list has to tell about the list as a whole.
        self.remarks: list[str] = []


class UnderstoodRow(forms.Form):
    """A line as pasted, what it means, and whether to leave it out."""

    line = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    leave_out = forms.BooleanField(label=gettext_lazy("Leave out"), required=False)
    # Fields with one column per language: name -> (label, limit, whether it is prose).
    texts: dict[str, tuple[Any, int, bool]] = {}
    # Selects of records: name -> (model, label, what the empty choice says).
    records: dict[str, tuple[Any, Any, Any]] = {}

    def __init__(self, *args: Any, lookups: Lookups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookups = lookups
        for name, (model, label, empty) in self.records.items():
            choices = [("", empty), *lookups.choices(model)]
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=choices, required=False, coerce=self._key(model), empty_value=None
            )
        for name, (label, limit, prose) in self.texts.items():
            for code in LANGUAGE_CODES:
                self.fields[column(name, code)] = self._text(label, limit, prose, code)

    @staticmethod
    def _key(model: Any) -> Callable[[Any], Any]:
        # The keys of the choices are those of the model: text for countries, numbers for the others.
        to_python: Callable[[Any], Any] = model._meta.pk.to_python
        return to_python

    @staticmethod
    def _text(label: Any, limit: int, prose: bool, code: str) -> forms.Field:
        named = in_language(label, code)
        attributes = {"lang": code, "spellcheck": "true"}
        if prose:
            widget = forms.Textarea(attrs={**attributes, "rows": 3})
            return ProseField(label=named, max_length=limit, required=False, widget=widget)
        return LineField(label=named, max_length=limit, required=False, widget=forms.TextInput(attrs=attributes))

    @property
    def left_out(self) -> bool:
        """Whether the person does not want this line."""
        return bool(self.cleaned_data.get("leave_out"))

    @property
    def text_fields(self) -> list[list[Any]]:
        """The bilingual fields as pairs, as the page draws them."""
        return [[self[name] for name in columns(field)] for field in self.texts]

    @property
    def plain_fields(self) -> list[Any]:
        """The other fields but the line itself and “leave out”; only the text where a language is filled in."""
        if "fills" in self.fields and self["fills"].value():
            return []
        bilingual = {name for field in self.texts for name in columns(field)}
        others = [self[name] for name in self.fields if name not in bilingual | {"line", "leave_out"}]
        return [field for field in others if not field.is_hidden]

    @property
    def kept_hidden(self) -> list[Any]:
        """What a line that only fills a language in has besides its text, sent along unseen."""
        shown = {field.name for field in self.plain_fields}
        bilingual = {name for field in self.texts for name in columns(field)}
        return [self[name] for name in self.fields if name not in shown | bilingual | {"line", "leave_out"}]

    def record(self, name: str) -> Any:
        """The record chosen in a select."""
        key = self.cleaned_data.get(name)
        return self.records[name][0]._default_manager.get(pk=key) if key else None

    def in_languages(self, *names: str) -> dict[str, str]:
        """Language columns of some texts, as a service takes them."""
        return {key: self.cleaned_data.get(key, "") for name in names for key in columns(name)}

    def read_parties(self, name: str) -> tuple[ReadParty, ...]:
        """The parties named in a field, one per line or as an enumeration."""
        return tuple(self.lookups.parties.read_list(self.cleaned_data.get(name, "").replace(";", "\n")))


class PartyRowForm(UnderstoodRow):
    """A delegation, organizer or participant of a dialogue."""

    records = {
        "country": (Country, gettext_lazy("Country"), "–"),
        "institution": (Institution, gettext_lazy("Institution"), "–"),
    }
    texts = {"label": (gettext_lazy("Name as printed"), 250, False)}

    def clean(self) -> dict[str, Any]:
        """Names somebody, unless it is left out."""
        data = super().clean() or {}
        named = data.get("country") or data.get("institution") or any(data.get(name) for name in columns("label"))
        if not data.get("leave_out") and not named:
            raise ValidationError(_("Choose a country or an institution, or write the name as printed."))
        return data

    def key(self) -> tuple[Any, ...]:
        """What may stand only once in the list."""
        data = self.cleaned_data
        if data.get("institution"):
            return ("institution", data["institution"])
        return ("country", data.get("country"), data.get("kind")) if data.get("country") else ()

    def row(self) -> PartyRow:
        """For the service."""
        label = {code: self.cleaned_data.get(column("label", code), "") for code in LANGUAGE_CODES}
        kind = self.cleaned_data.get("kind", "")
        return PartyRow(self.record("country"), self.record("institution"), label, kind)


class DelegationRowForm(PartyRowForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of delegation"), choices=DelegationKind.choices)


class OrganizerRowForm(PartyRowForm):
    kind = forms.ChoiceField(label=gettext_lazy("Role"), choices=OrganizerRole.choices)

    def key(self) -> tuple[Any, ...]:
        """An organizer may have several roles, each once."""
        data = self.cleaned_data
        return (data.get("country"), data.get("institution"), data["kind"]) if super().key() else ()


class SpeakerRowForm(UnderstoodRow):
    """A speaker with post and institution as of that day."""

    name = LineField(label=gettext_lazy("Name"), max_length=150)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=SpeakerRole.choices)
    records = {
        "person": (Person, gettext_lazy("Person on record"), gettext_lazy("New person")),
        "institution": (Institution, gettext_lazy("Institution"), "–"),
        "country": (Country, gettext_lazy("Country"), "–"),
    }
    texts = {
        "post": (gettext_lazy("Post on that day"), 300, False),
        "institution_printed": (gettext_lazy("Institution as printed"), 300, False),
        "capacity": (gettext_lazy("Capacity"), 200, False),
    }

    def key(self) -> tuple[Any, ...]:
        """A person stands once in each role."""
        data = self.cleaned_data
        return (data.get("person") or words_of(data.get("name", "")), data.get("role"))

    def row(self) -> SpeakerRow:
        """For the service."""
        return SpeakerRow(
            name=self.cleaned_data["name"],
            person=self.record("person"),
            role=self.cleaned_data["role"],
            country=self.record("country"),
            institution=self.record("institution"),
            texts=self.in_languages(*self.texts),
        )


def _needs_text(row: UnderstoodRow, field: str) -> None:
    if not any(row.cleaned_data.get(name) for name in columns(field)):
        row.add_error(columns(field)[0], _("Write the text in at least one language."))


class PointRowForm(UnderstoodRow):
    """A main point."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Place"),
        choices=[(0, gettext_lazy("Main point")), (1, gettext_lazy("Under the one before"))],
        coerce=int,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PointKind.choices)
    said_by = LineField(label=gettext_lazy("Attributed to"), max_length=1000, required=False)
    fills = forms.IntegerField(widget=forms.HiddenInput, required=False)
    texts = {"text": (gettext_lazy("Text"), 8000, True)}

    def clean(self) -> dict[str, Any]:
        """Says something, unless it is left out."""
        data = super().clean() or {}
        if not data.get("leave_out"):
            _needs_text(self, "text")
        return data

    def row(self) -> PointRow:
        """For the service."""
        data = self.cleaned_data
        said_by = self.read_parties("said_by")
        return PointRow(self.in_languages("text"), data["level"], data["kind"], said_by, data["fills"])


class DecisionRowForm(UnderstoodRow):
    """A decision; tasks and requests say who is to do them."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=DecisionKind.choices)
    responsible = LineField(
        label=gettext_lazy("Responsible"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Countries, acronyms or other names, separated by semicolons."),
    )
    deadline = forms.DateField(
        label=gettext_lazy("Deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    original_language = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5)
    fills = forms.IntegerField(widget=forms.HiddenInput, required=False)
    texts = {"text": (gettext_lazy("Decision"), 8000, True)}

    def clean(self) -> dict[str, Any]:
        """Says something, and who is to do it."""
        data = super().clean() or {}
        if data.get("leave_out"):
            return data
        _needs_text(self, "text")
        if data.get("fills"):
            return data
        probe = Decision(meeting=self.lookups.owner, kind=data.get("kind") or "", deadline=data.get("deadline"))
        put_problems(self, decision_problems(probe, len(self.read_parties("responsible"))))
        return data

    def row(self) -> DecisionRow:
        """For the service."""
        data = self.cleaned_data
        language = data["original_language"] if data["original_language"] in LANGUAGE_CODES else ""
        parties = self.read_parties("responsible")
        texts = self.in_languages("text")
        return DecisionRow(texts, data["kind"], parties, data["deadline"], language, data["fills"])


class DocumentRowForm(UnderstoodRow):
    """A document by its symbol, on record or new."""

    symbol = LineField(label=gettext_lazy("Symbol as printed"), max_length=120, required=False)
    role = forms.ChoiceField(label=gettext_lazy("What it was to the meeting"), choices=DocumentRole.choices)
    records = {"document": (Document, gettext_lazy("Document on record"), gettext_lazy("New draft"))}
    texts = {"title": (gettext_lazy("Title"), 400, False)}

    def clean(self) -> dict[str, Any]:
        """A new one needs a title."""
        data = super().clean() or {}
        titled = any(data.get(name) for name in columns("title"))
        if not data.get("leave_out") and not data.get("document") and not titled:
            message = _("No document on record has this symbol: write its title, so that a draft can be made.")
            self.add_error(columns("title")[0], message)
        return data

    def key(self) -> tuple[Any, ...]:
        """A document stands once in each role."""
        data = self.cleaned_data
        return (data["document"], data["role"]) if data.get("document") else ()

    def row(self) -> DocumentRow:
        """For the service."""
        titles = {code: self.cleaned_data.get(column("title", code), "") for code in LANGUAGE_CODES}
        return DocumentRow(self.cleaned_data["symbol"], titles, self.record("document"), self.cleaned_data["role"])


class UnderstoodRows(BaseFormSet):
    """All lines; whoever stands in the list twice is told at the second line."""

    def clean(self) -> None:
        seen: set[Any] = set()
        for form in self.forms:
            if not form.is_valid() or form.left_out or not hasattr(form, "key"):
                continue
            key = form.key()
            if key and key in seen:
                form.add_error(None, _("This is in the list twice: leave one of them out."))
            seen.add(key)

    def wanted(self) -> list[Any]:
        """The rows that are not left out, for the service."""
        return [form.row() for form in self.forms if not form.left_out]


def row_formset(form: type[UnderstoodRow]) -> type[BaseFormSet]:
    """The formset of one kind of lines."""
    return formset_factory(form, formset=UnderstoodRows, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)
