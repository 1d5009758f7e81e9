"""What a delegation fills in: a comment, a ballot, a participant; each in the name of one delegation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from meetings.models import Comment, Poll, Registration
from rial.core.bilingual import LANGUAGE_CODES, current_language, text_of
from rial.core.forms import LineField, MailAddressField, ProseField
from rial.directory.models import Institution

COMMENT_LENGTH = 10_000


def _limit(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)


class DelegationForm(forms.Form):
    """Asks in whose name only who speaks for several delegations."""

    use_required_attribute = False

    def __init__(self, *args: Any, delegations: Sequence[Institution], **options: Any) -> None:
        super().__init__(*args, **options)
        self.delegations = {str(row.pk): row for row in delegations}
        if len(self.delegations) > 1:
            choices = [(key, delegation_name(row)) for key, row in self.delegations.items()]
            field = forms.ChoiceField(label=_("In the name of"), choices=choices)
            self.fields = {"delegation": field, **self.fields}

    @property
    def delegation(self) -> Institution:
        """In whose name."""
        key = self.cleaned_data.get("delegation") or next(iter(self.delegations))
        return self.delegations[key]


def delegation_name(institution: Institution) -> str:
    """A ministry by its country, a consultative body by its name."""
    country = institution.country
    return text_of(country, "name").value if country else institution.current_name.value


class CommentForm(DelegationForm):
    """A passage, what is said of it, and the language it is said in."""

    passage = LineField(
        label=gettext_lazy("Article, page or passage"),
        required=False,
        max_length=_limit(Comment, "passage"),
        help_text=gettext_lazy("Such as: paragraph 12, or page 4. Leave it empty to comment on the whole."),
    )
    text = ProseField(
        label=gettext_lazy("Comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Write the comment.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the comment"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, questions: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if questions:
            self.fields["passage"].label = _("Question or panel")
            self.fields["passage"].help_text = _("Such as: question 2. Leave it empty to answer all in one text.")
            self.fields["text"].label = _("Answer")
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(code, capfirst(get_language_info(code)["name_translated"])) for code in LANGUAGE_CODES]
        field.initial = current_language()


class PointsField(forms.IntegerField):
    """Points of an option; left empty, it is zero."""

    def to_python(self, value: Any) -> int:
        """A whole number."""
        return super().to_python(value) or 0


class BallotForm(DelegationForm):
    """Points for each option; together exactly what a delegation has."""

    def __init__(self, *args: Any, poll: Poll, **options: Any) -> None:
        super().__init__(*args, **options)
        self.poll = poll
        self.options = {f"option_{option.pk}": option for option in poll.options.all()}
        for name, option in self.options.items():
            self.fields[name] = PointsField(
                label=text_of(option, "title").value or option.code,
                help_text=text_of(option, "description").value,
                min_value=0,
                max_value=poll.points_each,
                widget=forms.NumberInput(attrs={"class": "y", "inputmode": "numeric"}),
            )

    def points(self) -> dict[int, int]:
        """{key of the option: points}."""
        return {option.pk: self.cleaned_data[name] for name, option in self.options.items()}

    def clean(self) -> dict[str, Any]:
        """The sum, said in words that help to correct it."""
        data = super().clean() or {}
        if self.errors:
            return data
        given, each = sum(data[name] for name in self.options), self.poll.points_each or 0
        if given < each:
            message = _("You distributed %(given)d of %(each)d points. Left to distribute: %(rest)d.")
            self.add_error(None, message % {"given": given, "each": each, "rest": each - given})
        if given > each:
            message = _("You distributed %(given)d points and have %(each)d. Too many: %(rest)d.")
            self.add_error(None, message % {"given": given, "each": each, "rest": given - each})
        return data


class RegistrationForm(DelegationForm):
    """A participant: as little as the meeting needs."""

    full_name = LineField(
        label=gettext_lazy("Full name"),
        max_length=_limit(Registration, "full_name"),
        error_messages={"required": gettext_lazy("Write the name of the participant.")},
    )
    post = LineField(label=gettext_lazy("Post"), required=False, max_length=_limit(Registration, "post"))
    email = MailAddressField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("The documents of the meeting are sent there beforehand, and nothing else."),
    )
    needs = LineField(
        label=gettext_lazy("Language or accessibility needs"),
        required=False,
        max_length=_limit(Registration, "needs"),
        help_text=gettext_lazy("Such as: interpretation into English, access by wheelchair."),
    )
