"""Small forms of the desk: begin a program, submit, archive, reopen."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from portfolio.models import Version
from rial.core.bilingual import LANGUAGE_CODES, column, current_language
from rial.core.forms import LineField, ProseField

from .fields import column_length


def language_name(code: str) -> str:
    """The language's name in the reader's language: “Spanish”, “Inglés”."""
    return str(capfirst(get_language_info(code)["name_translated"]))


class NewProgramForm(forms.Form):
    """Title and the language in which the program will be written first."""

    language = forms.ChoiceField(
        label=_("In which language will you write it first?"),
        widget=forms.RadioSelect,
        help_text=_("You can add the other language later, or leave it to the Secretariat."),
        error_messages={
            "required": _("Choose the language in which you will write."),
            "invalid_choice": _("Choose one of the options."),
        },
    )
    use_required_attribute = False
    title = LineField(
        label=_("Title of the program"),
        max_length=column_length(Version, column("title", settings.LANGUAGE_CODE)),
        help_text=_("The name of the program as your ministry uses it, without acronyms."),
        error_messages={"required": _("Write the title; you can change it later.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(code, language_name(code)) for code in LANGUAGE_CODES]
        field.initial = current_language()


class SubmitForm(forms.Form):
    """What changed, in the ministry's words."""

    change_note = LineField(
        label=_("What changed since the published version"),
        required=False,
        max_length=300,
        help_text=_("One sentence, such as: figures of 2025 added. It is shown in the list of versions."),
    )


class ReopenForm(forms.Form):
    """Why an archived program runs again."""

    note = ProseField(
        label=_("Why it runs again"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why it runs again: it stays in the history.")},
    )


class ArchiveForm(forms.Form):
    """Why the program ended and what was learned, in one language or in both."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in (("end_reason", _("Why it ended")), ("end_lesson", _("What was learned"))):
            for code in LANGUAGE_CODES:
                self.fields[column(name, code)] = ProseField(
                    label=f"{label}: {language_name(code)}",
                    required=False,
                    max_length=5000,
                    widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
                )

    def clean(self) -> dict[str, Any]:
        """Each of the two in at least one language."""
        needed = {
            "end_reason": _("Write why it ended, in one language at least."),
            "end_lesson": _("Write what was learned, even if it is one sentence."),
        }
        for name, message in needed.items():
            names = [column(name, code) for code in LANGUAGE_CODES]
            if not any(self.cleaned_data.get(item) or item in self.errors for item in names):
                self.add_error(column(name, current_language()), message)
        return self.cleaned_data

    def texts(self, name: str) -> dict[str, str]:
        """One of the two texts by language."""
        return {code: str(self.cleaned_data.get(column(name, code), "")) for code in LANGUAGE_CODES}
