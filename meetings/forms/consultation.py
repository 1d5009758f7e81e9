"""What became of a comment, and the checks of windows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.checks import Problems, check_dates
from meetings.enums import CommentState
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.forms import ProseField

from .meeting import BilingualMixin, in_language, put_problems


class WindowForm(forms.ModelForm):
    """A window that opens before it closes, in years that can be."""

    def clean(self) -> dict[str, Any]:
        """Dates in order."""
        data = super().clean() or {}
        problems: Problems = {}
        check_dates(problems, opens_on=data.get("opens_on"), closes_on=data.get("closes_on"))
        put_problems(self, problems)
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", _("It closes before it opens."))
        return data


class AnswerForm(BilingualMixin, forms.Form):
    """The Secretariat's answer to a comment."""

    bilingual = ("answer",)
    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[choice for choice in CommentState.choices if choice[0] != CommentState.RECEIVED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what became of the comment.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGE_CODES:
            widget = forms.Textarea(attrs={"rows": 4, "lang": code})
            label = in_language(_("Answer"), code)
            self.fields[column("answer", code)] = ProseField(
                label=label, required=False, max_length=4000, widget=widget
            )

    def answers(self) -> dict[str, str]:
        """Language columns of the answer."""
        return {column("answer", code): self.cleaned_data[column("answer", code)] for code in LANGUAGE_CODES}
