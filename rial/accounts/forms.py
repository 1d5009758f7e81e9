"""Forms about people: invite, accept, hand over, profile. They read and check; services write."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import current_language
from rial.core.forms import LineField, MailAddressField

from .enums import Role
from .models import Membership, User

# What AUTH_PASSWORD_VALIDATORS ask, in one sentence.
PASSWORD_HINT = _("At least 12 characters, such as a short sentence. Not your name, a common password or only digits.")


def language_field(label: Any = None, hint: Any = "") -> forms.ChoiceField:
    """A choice among the portal's languages."""
    return forms.ChoiceField(
        label=label or _("Language of messages"), choices=settings.LANGUAGES, widget=forms.RadioSelect, help_text=hint
    )


def put_errors(form: forms.Form, error: ValidationError) -> None:
    """Show a service's refusal at its field when the form has it, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class InviteForm(forms.Form):
    """A colleague's address; the name only greets them, they write their own when they accept."""

    email = MailAddressField(
        label=_("E-mail address"), max_length=254, help_text=_("The person’s own work address, not one of an office.")
    )
    full_name = LineField(label=_("Name"), max_length=150, required=False)
    language = language_field(_("Language of the invitation"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.initial.setdefault("language", current_language())


class HandOverForm(forms.Form):
    """The successor: a colleague who already has access, or someone new."""

    colleague = forms.ChoiceField(label=_("A colleague"), required=False)
    email = MailAddressField(
        label=_("Or the e-mail address of someone new"),
        max_length=254,
        required=False,
        help_text=_("They receive an invitation valid for 14 days."),
    )

    stays = forms.BooleanField(label=_("The present coordinator goes on as an editor"), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.holding(Role.EDITOR, institution=membership.institution).exclude(pk=membership.user_id)
        choices = [(person.email, f"{person} ({person.email})") for person in others]
        field = self.fields["colleague"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None of them")), *choices]
        if not choices:
            del self.fields["colleague"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        colleague, email = data.get("colleague"), data.get("email")
        if colleague and email:
            raise ValidationError(_("Choose a colleague or write an address, not both."), code="both")
        if not colleague and not email and not self.errors:
            raise ValidationError(_("Choose a colleague or write an address."), code="none")
        data["successor"] = colleague or email
        return data


class AcceptForm(forms.Form):
    """The account of an invited person: name, language, password twice."""

    full_name = LineField(label=_("Your name"), max_length=150)
    language = language_field()
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        self.fields["password1"].help_text = PASSWORD_HINT

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(_("The two passwords differ. Type the same one twice.")))
        elif first:
            try:
                validate_password(first, User(email=self.email, full_name=data.get("full_name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg] # Django's forms are not generic at run time
    """What a person may change about themselves here."""

    full_name = LineField(label=_("Your name"), max_length=150)
    language = language_field(hint=_("The portal itself can be read in any of its languages at any time."))
    receives_mail = forms.BooleanField(
        label=_("Send me reminders by mail"),
        required=False,
        help_text=_(
            "Such as the yearly confirmation of programs. Messages about what you did always arrive, and all of "
            "them can be read in the portal."
        ),
    )

    class Meta:
        model = User
        fields = ("full_name", "language", "receives_mail")
