"""How allauth behaves here: nobody signs up by themselves, messages leave through the outbox in our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rial.core import mail

from . import services
from .models import User

# Messages that tell a person that something about their account changed: one text each.
CHANGES: dict[str, Promise | str] = {
    "account/email/email_changed": _("Your e-mail address was changed."),
    "account/email/email_confirm": _("Your e-mail address was confirmed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was set anew."),
    "account/email/password_set": _("A password was set for your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made; the earlier ones no longer work."),
    "mfa/email/totp_activated": _("The second factor was turned on."),
    "mfa/email/totp_deactivated": _("The second factor was turned off."),
}
# Messages with a link that is a key.
KEYS = {
    "account/email/password_reset_key": "account/password_link",
    "account/email/email_confirmation": "account/confirm_address",
}


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up: an account begins with an invitation."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both."),
        "too_many_login_attempts": _("There were too many attempts. Wait five minutes, or reset your password."),
        "incorrect_code": _("This code is not right. Enter the six digits your app shows now."),
        "incorrect_password": _("This is not your present password."),
        "rate_limited": _("There were too many attempts. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a person's work is: the admin, the ministry's desk or the assessments."""
        assert isinstance(request.user, User)  # noqa: S101 - allauth asks after signing in
        return home_of(request.user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's messages in the person's language; those nobody asked for leave at once too."""
        person = services.find_user(email)
        to = person if person is not None and person.email == email else email
        owner = person or context.get("user")
        language = owner.language if isinstance(owner, User) else None
        if template_prefix in CHANGES:
            context = {**context, "change": CHANGES[template_prefix]}
            mail.queue(to, "account/changed", context, language=language, urgent=True)
        elif template_prefix in KEYS:
            mail.queue(to, KEYS[template_prefix], context, language=language, urgent=True, private=True)
        elif template_prefix == "account/email/unknown_account":
            # Same time, same answer as for a known address: nobody learns who has an account.
            mail.queue(email, "account/unknown", {**context, "email": email}, urgent=True, private=True)
        else:
            super().send_mail(template_prefix, email, context)


def home_of(user: User) -> str:
    """The first page of a person's work."""
    if user.is_staff:
        return reverse("admin:index")
    if user.roles.ministries:
        return reverse("desk:home")
    if user.roles.partner:
        return reverse("assessments:desk")
    return reverse("people:list")
