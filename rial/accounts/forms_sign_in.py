"""allauth's forms with the house's labels and hints; what they check and do is allauth's."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

from .forms import PASSWORD_HINT

_LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Keep me signed in on this computer"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("The same password again"),
    "code": _("Code"),
}


class HouseStyle:
    """Labels above fields, no placeholders, rules of passwords as a hint."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            field.help_text = PASSWORD_HINT if name == "password1" else ""


class LoginForm(HouseStyle, account.LoginForm):  # type: ignore[misc] # allauth has no types
    """Address and password."""


class ResetPasswordForm(HouseStyle, account.ResetPasswordForm):  # type: ignore[misc] # allauth has no types
    """Ask for a link to choose a new password."""


class ResetPasswordKeyForm(HouseStyle, account.ResetPasswordKeyForm):  # type: ignore[misc] # allauth has no types
    """Choose a new password."""


class ChangePasswordForm(HouseStyle, account.ChangePasswordForm):  # type: ignore[misc] # allauth has no types
    """Change one's password."""


class SetPasswordForm(HouseStyle, account.SetPasswordForm):  # type: ignore[misc] # allauth has no types
    """Set a first password."""


class AddEmailForm(HouseStyle, account.AddEmailForm):  # type: ignore[misc] # allauth has no types
    """Change one's address."""


class ReauthenticateForm(HouseStyle, account.ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """Type the password again before a change that matters."""


class AuthenticateForm(HouseStyle, mfa.AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """The code of the second factor."""


class ReauthenticateCodeForm(HouseStyle, mfa.ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """The code again before a change that matters."""


class ActivateTOTPForm(HouseStyle, totp.ActivateTOTPForm):  # type: ignore[misc] # allauth has no types
    """The first code of the app that is being set up."""
