"""manage.py create_demo_accounts: the accounts of the demonstration, refused everywhere else."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from rial.accounts.enums import Role
from rial.accounts.models import Membership, User
from rial.directory.models import Institution


@dataclass(frozen=True)
class DemoAccount:
    """One demo account: its name, language and roles as (role, institution code or country code)."""

    email: str
    full_name: str
    language: str
    roles: tuple[tuple[Role, str], ...]


DEMO_ACCOUNTS = (
    DemoAccount("secretariat@rial.example", "Technical Secretariat", "es", ((Role.SECRETARIAT, "oas"),)),
    DemoAccount("costa-rica@rial.example", "Ministerio de Costa Rica", "es", ((Role.COORDINATOR, "CR"),)),
    DemoAccount("mexico@rial.example", "Secretaría de México", "es", ((Role.COORDINATOR, "MX"),)),
    DemoAccount(
        "trinidad-and-tobago@rial.example", "Ministry of Trinidad and Tobago", "en", ((Role.COORDINATOR, "TT"),)
    ),
    DemoAccount("paraguay@rial.example", "Ministerio del Paraguay", "es", ((Role.COORDINATOR, "PY"),)),
    DemoAccount(
        "canada@rial.example", "Labour Program of Canada", "en", ((Role.COORDINATOR, "CA"), (Role.AUTHORITY, "CA"))
    ),
    DemoAccount("ilo@rial.example", "ILO assessor", "en", ((Role.PARTNER, "ilo"),)),
)


class Command(BaseCommand):
    help = "Create or refresh the demo accounts (RIAL_DEMO=1 only); their password is RIAL_DEMO_PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo accounts exist only in demo mode (RIAL_DEMO=1).")
        with transaction.atomic():
            for account in DEMO_ACCOUNTS:
                self._refresh(account)
        if options["verbosity"]:
            self.stdout.write(f"{len(DEMO_ACCOUNTS)} demo accounts ready")

    def _refresh(self, account: DemoAccount) -> None:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = User.objects.create_user(account.email, full_name=account.full_name, language=account.language)
        # Only when it changed: hashing is slow on purpose, and saving would end the sessions.
        if not user.check_password(settings.DEMO_PASSWORD):
            user.set_password(settings.DEMO_PASSWORD)
            user.save(update_fields=["password"])
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        for role, code in account.roles:
            self._join(user, role, code)

    @staticmethod
    def _join(user: User, role: Role, code: str) -> None:
        institutions = Institution.objects.filter(country=code, kind="ministry") if len(code) == 2 else None
        institution = institutions.get() if institutions else Institution.objects.get(code=code)
        running = Membership.objects.filter(user=user, institution=institution, role=role, ended_on__isnull=True)
        if not running.exists():
            Membership.objects.create(user=user, institution=institution, role=role)
