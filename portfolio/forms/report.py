"""The form with which a reader reports a wrong datum."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolio.scheme import SECTIONS
from rial.core.forms import MailAddressField, ProseField

_LONGEST = 3000


class ReportForm(forms.Form):
    """What is wrong, where, how the reader knows, and an address for the answer (optional).

    `website` is a trap that people neither see nor fill.
    """

    text = ProseField(
        label=_("What is wrong?"),
        max_length=_LONGEST,
        help_text=_("For example: the program began in 2012, not in 2010."),
        error_messages={"required": _("Write what is wrong.")},
    )
    field = forms.ChoiceField(label=_("Where is it?"), required=False)
    evidence = ProseField(
        label=_("How do you know?"),
        required=False,
        max_length=_LONGEST,
        help_text=_("A document, a web address, or your own work in the program."),
    )
    email = MailAddressField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want an answer. It is not published."),
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(section.title, [(each.name, each.label) for each in section.fields]) for section in SECTIONS]
        self.fields["field"].choices = [("", _("I am not sure")), *sections]  # type: ignore[attr-defined]
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled the field that people do not see."""
        return bool(self.data.get("website"))
