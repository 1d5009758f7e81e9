"""What of people and mail waits for the Secretariat."""

from datetime import timedelta

from django.utils import timezone, translation
from post_office.models import STATUS, Email

from rial.accounts.enums import Role
from rial.accounts.models import Invitation, hash_token
from rial.accounts.waiting_secretariat import expiring_invitations, failed_mails
from tests.personas import Personas, institution


def test_mail_given_up_waits_and_sent_mail_does_not(personas: Personas) -> None:
    for subject, status in (("Lost", STATUS.failed), ("Gone", STATUS.sent), ("Going", STATUS.queued)):
        Email.objects.create(from_email="rial@rial.example", to=["ana@mtss.example"], subject=subject, status=status)
    items = list(failed_mails(personas.secretariat))
    assert [(item.title, item.source) for item in items] == [("Lost", "ana@mtss.example")]


def test_invitations_about_to_expire_wait(personas: Personas) -> None:
    now = timezone.now()
    for name, days in (("soon", 2), ("later", 10), ("gone", -1)):
        Invitation.objects.create(
            email=f"{name}@mtss.example",
            institution=institution("CR"),
            role=Role.EDITOR,
            token_hash=hash_token(name),
            invited_by=personas.secretariat,
            expires_at=now + timedelta(days=days),
        )
    with translation.override("en"):
        items = list(expiring_invitations(personas.secretariat))
    assert [(item.title, item.detail) for item in items] == [("soon@mtss.example", "Editor of a ministry")]
    assert items[0].due == timezone.localdate(now + timedelta(days=2))
