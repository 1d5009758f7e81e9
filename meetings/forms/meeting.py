"""A new meeting, its facts, and its sessions: what cannot be is said at the field, nothing typed is lost."""

from typing import Any

from django import forms
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from meetings.checks import Problems, meeting_problems, session_problems
from meetings.models import Body, Conference, Meeting, Session
from rial.core.bilingual import LANGUAGE_CODES, column, columns
from rial.core.forms import LineField
from rial.core.references import is_registered, resolve
from rial.directory.models import Country

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def in_language(label: Any, code: str) -> str:
    """“Title (Spanish)”."""
    return _("%(text)s (%(language)s)") % {
        "text": label,
        "language": get_language_info(code)["name_translated"],
    }


def put_problems(form: forms.BaseForm, problems: Problems) -> None:
    """Each problem at its field; above the form when it has no such field."""
    for name, errors in problems.items():
        for error in errors:
            form.add_error(name if name in form.fields else None, error)


class BilingualMixin:
    """Gives templates the languages of a text side by side, whatever languages there are."""

    bilingual: tuple[str, ...] = ()

    @property
    def pairs(self) -> dict[str, list[Any]]:
        """{"title": [its field in each language]}."""
        return {name: [self[key] for key in columns(name)] for name in self.bilingual}  # type: ignore[index]  # a form


class NewMeetingForm(BilingualMixin, forms.ModelForm):
    """First page of a new meeting: who meets, in which edition, when, where."""

    bilingual = ("title", "place")
    bodies = forms.ModelMultipleChoiceField(
        queryset=Body.objects.all(),
        label=gettext_lazy("Bodies"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Two or more when they met as one. None for a Conference or a workshop."),
    )

    class Meta:
        model = Meeting
        fields = (
            "kind", "conference", "bodies", "number", "start", "end", "precision", "country", "virtual", "standing",
        )  # fmt: skip
        widgets = {"start": DATE, "end": DATE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conference"].label = _("Edition of the Conference")
        self.fields["conference"].queryset = Conference.objects.all()  # type: ignore[attr-defined]  # a field for records
        self.fields["country"].queryset = Country.objects.in_reading_order()  # type: ignore[attr-defined]  # a field for records
        for name, label, limit in (("title", _("Title, if it has one of its own"), 300), ("place", _("Place"), 120)):
            for code in LANGUAGE_CODES:
                widget = forms.TextInput(attrs={"lang": code})
                full = in_language(label, code)
                self.fields[column(name, code)] = LineField(label=full, max_length=limit, required=False, widget=widget)
        for name in ("number", "conference"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """It can be named and its dates can be."""
        data = super().clean() or {}
        probe = Meeting(start=data.get("start"), end=data.get("end"))
        put_problems(self, meeting_problems(probe))
        if not data.get("bodies") and not data.get("conference") and not any(data.get(n) for n in columns("title")):
            self.add_error(columns("title")[0], _("Write a title, or choose a body or an edition of the Conference."))
        return data

    def fill(self) -> Meeting:
        """The meeting as typed, not saved."""
        for name in (*columns("title"), *columns("place")):
            setattr(self.instance, name, self.cleaned_data[name])
        meeting: Meeting = self.instance
        return meeting


class MeetingFactsForm(forms.ModelForm):
    """The stock form of a section of a meeting, with the checks of dates and hours."""

    def clean(self) -> dict[str, Any]:
        """Dates in order, sessions within them, a zone where there are hours."""
        data = super().clean() or {}
        if "start" not in self.fields:
            return data
        probe = Meeting(
            pk=self.instance.pk, **{name: data.get(name) for name in ("start", "end", "start_time", "end_time")}
        )
        probe.precision = data.get("precision") or "day"
        sessions = list(self.instance.sessions.all()) if self.instance.pk else []
        put_problems(self, meeting_problems(probe, sessions))
        if (data.get("start_time") or data.get("end_time")) and not data.get("timezone"):
            self.add_error("timezone", _("Hours need a time zone, such as America/New_York."))
        return data


class SessionForm(forms.ModelForm):
    """A session's facts; used for a new one (whose `meeting` is set before) and for a change."""

    def clean(self) -> dict[str, Any]:
        """Within the meeting, at hours of its own, its number once."""
        data = super().clean() or {}
        if "on" not in self.fields or self.instance.meeting_id is None:
            return data
        probe = Session(pk=self.instance.pk, meeting=self.instance.meeting)
        for name in ("on", "start_time", "end_time", "answers_due"):
            setattr(probe, name, data.get(name))
        others = list(self.instance.meeting.sessions.exclude(pk=self.instance.pk))
        put_problems(self, session_problems(probe, others))
        if data.get("number") and any(
            other.number == data["number"] and other.kind == data.get("kind") for other in others
        ):
            self.add_error("number", _("There is already a session of this kind with this number."))
        return data


class NewSessionForm(BilingualMixin, SessionForm):
    """The few fields with which a session begins."""

    bilingual = ("title",)

    class Meta:
        model = Session
        fields = ("kind", "number", "on", "start_time", "end_time")
        widgets = {"on": DATE, "start_time": TIME, "end_time": TIME}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGE_CODES:
            label = in_language(_("Title"), code)
            widget = forms.TextInput(attrs={"lang": code})
            self.fields[column("title", code)] = LineField(label=label, max_length=300, required=False, widget=widget)

    def fill(self) -> Session:
        """The session as typed, not saved."""
        for name in columns("title"):
            setattr(self.instance, name, self.cleaned_data[name])
        session: Session = self.instance
        return session


class ProgramCodesField(LineField):
    """Codes of programs, separated by blanks or commas; known ones are checked with whoever keeps programs."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(max_length=400, **options)

    def to_python(self, value: Any) -> str:
        """In capital letters, one blank between."""
        return " ".join(str(super().to_python(value)).upper().replace(",", " ").replace(";", " ").split())

    def validate(self, value: str) -> None:
        """Each has the form of a code, and names a public program."""
        super().validate(value)
        codes = value.split()
        wrong = [code for code in codes if not _looks_like_code(code)]
        if wrong:
            message = _("“%(code)s” is no code of a program. Write codes such as PRG-0042.")
            raise forms.ValidationError(message % {"code": wrong[0]}, code="form")
        known = resolve(codes) if is_registered("PRG") else dict.fromkeys(codes)
        missing = [code for code in codes if code not in known]
        if missing:
            message = _("There is no public program %(codes)s.")
            raise forms.ValidationError(message % {"codes": ", ".join(missing)}, code="unknown")


def _looks_like_code(code: str) -> bool:
    prefix, dash, number = code.partition("-")
    return prefix == "PRG" and bool(dash) and number.isascii() and number.isdigit() and len(number) >= 4
