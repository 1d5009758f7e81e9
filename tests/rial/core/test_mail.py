"""The outbox: language, wishes, one-click stop, private links, sending and retries."""

import smtplib
from datetime import date, timedelta
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone, translation
from post_office.models import STATUS, Email, Log

from rial.accounts import reminders
from rial.accounts.enums import Role
from rial.accounts.models import User
from rial.core import due, mail
from rial.core.waiting import WaitingItem
from tests.outbox import CIRCUMSTANCES, outbox
from tests.personas import Personas, institution, make_user

CONTEXT = {"items": [], "more": 0}


@pytest.fixture(autouse=True)
def _delivery_into_memory(settings: LazySettings) -> None:
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"},
    }


def change(to: Any, **options: Any) -> Any:
    return mail.queue(to, "account/changed", {"change": "X {{ y }} {% z %} & <b>", **CIRCUMSTANCES}, **options)


def test_each_reads_in_their_language(personas: Personas) -> None:
    with translation.override("es"):
        english = change(personas.partner)
    with translation.override("en"):
        spanish = change(personas.mexico)
    assert "/en/accounts/password/reset/" in english.message
    assert "/es/accounts/password/reset/" in spanish.message
    assert '<html lang="en">' in english.html_message
    assert '<html lang="es">' in spanish.html_message


def test_text_is_never_taken_for_a_template(personas: Personas) -> None:
    email = change(personas.mexico)
    assert "X {{ y }} {% z %} & <b>" in email.message
    assert "X {{ y }} {% z %} &amp; &lt;b&gt;" in email.html_message
    assert "Mexico" not in email.subject
    mail.deliver()
    assert "X {{ y }} {% z %} & <b>" in str(django_mail.outbox[0].body)


def test_subject_is_one_line(vocabulary: None) -> None:
    user = User.objects.create_user("a@x.example", full_name="A")
    membership = make_user("b@x.example", Role.EDITOR, institution("CR")).memberships.get()
    person = User(full_name="Eva\r\nBcc: victim@x.example")
    invitation = type("I", (), {"institution": membership.institution, "get_role_display": "x"})()
    email = mail.queue(user, "accounts/accepted", {"person": person, "invitation": invitation})
    assert email is not None
    assert "\n" not in email.subject
    assert "\r" not in email.subject


def test_reminders_respect_the_wish_and_can_be_stopped(personas: Personas, client: Client) -> None:
    email = mail.queue(personas.secretariat, "accounts/digest", CONTEXT, reminder=True)
    assert email is not None
    address = email.headers["List-Unsubscribe"].strip("<>")
    assert email.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in email.message
    path = address.removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    assert User.objects.get(pk=personas.secretariat.pk).receives_mail is True
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    stopped = User.objects.get(pk=personas.secretariat.pk)
    assert stopped.receives_mail is False
    assert mail.queue(stopped, "accounts/digest", CONTEXT, reminder=True) is None
    assert change(stopped) is not None


@pytest.mark.parametrize("token", ["x", "WzFd:1u:abc"])
def test_tampered_unsubscribe_link(db: None, client: Client, token: str) -> None:
    assert client.post(f"/es/desk/people/unsubscribe/{token}/").status_code == 404


def test_closed_accounts_get_nothing(personas: Personas) -> None:
    personas.mexico.is_active = False
    assert change(personas.mexico) is None
    assert outbox() == []


def test_bad_address_is_refused(db: None) -> None:
    with pytest.raises(ValidationError):
        change("no address")


def test_message_lives_and_dies_with_the_transaction(personas: Personas) -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            change(personas.mexico)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        write_and_fail()
    assert outbox() == []


def test_private_text_is_wiped_once_sent(personas: Personas) -> None:
    change(personas.mexico, private=True)
    change(personas.mexico)
    assert mail.messages_to(personas.mexico).count() == 1
    assert mail.deliver() == mail.Delivery(2, 0, 0)
    private, plain = outbox()
    assert "X {{ y }}" in plain.message
    assert "X {{ y }}" not in private.message
    assert private.html_message == ""
    assert len(django_mail.outbox) == 2
    assert all("X {{ y }}" in str(message.body) for message in django_mail.outbox)


def test_what_fails_is_tried_again(personas: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> int:
        raise smtplib.SMTPServerDisconnected("down")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    change(personas.mexico)
    assert mail.deliver() == mail.Delivery(0, 0, 1)
    [email] = outbox()
    assert email.status == STATUS.requeued
    assert email.scheduled_time > timezone.now()
    assert Log.objects.get().message == "down"
    assert mail.deliver() == mail.Delivery(0, 0, 0)
    monkeypatch.undo()
    Email.objects.update(scheduled_time=timezone.now())
    assert mail.deliver() == mail.Delivery(1, 0, 0)


def test_urgent_mail_leaves_on_commit(
    personas: Personas, settings: LazySettings, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr("rial.core.mail.threading.Thread.start", lambda self: started.append(self.name))
    settings.MAIL_AT_ONCE = True
    with django_capture_on_commit_callbacks(execute=True):
        change(personas.mexico)
        assert started == []
        change(personas.mexico, urgent=True)
    assert started == ["mail"]


@pytest.mark.django_db(transaction=True)
def test_two_processes_send_once(transactional_db: None, personas: Personas) -> None:
    for _number in range(5):
        change(personas.mexico)
    barrier = Barrier(3)
    sent: list[int] = []

    def run() -> None:
        barrier.wait()
        sent.append(mail.deliver().sent)
        connections.close_all()

    threads = [Thread(target=run) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 5
    assert len(django_mail.outbox) == 5


def test_background_delivery_survives_an_error(db: None, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken() -> None:
        raise OSError("no network")

    monkeypatch.setattr(mail, "deliver", broken)
    monkeypatch.setattr(mail.connections, "close_all", lambda: None)
    mail._deliver_in_background()
    assert "mail could not be sent at once" in caplog.text


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> dict[str, due.Job]:
    """No jobs but those of the test."""
    found: dict[str, due.Job] = {}
    monkeypatch.setattr(due, "_jobs", found)
    return found


def test_a_job_that_fails_does_not_stop_the_others(personas: Personas, jobs: dict[str, due.Job], caplog: Any) -> None:
    @due.due("breaks")
    def breaks(today: date) -> int:
        change(personas.mexico)
        raise ValueError("broken")

    @due.due("works")
    def works(today: date) -> int:
        change(personas.mexico)
        return 1

    assert list(due.registered()) == ["breaks", "works"]
    output = StringIO()
    with pytest.raises(CommandError, match="breaks"):
        call_command("send_due", stdout=output)
    assert output.getvalue() == "works: 1 queued\noutbox: 1 sent, 0 given up, 0 to be tried again\n"
    assert len(outbox()) == 1
    assert "due job breaks failed" in caplog.text


def test_queue_only(personas: Personas, jobs: dict[str, due.Job]) -> None:
    change(personas.mexico)
    output = StringIO()
    call_command("send_due", "--queue-only", stdout=output)
    assert output.getvalue() == "\n"
    assert outbox()[0].status == STATUS.queued


@pytest.mark.django_db(transaction=True)
def test_a_job_another_process_runs_is_skipped(transactional_db: None, jobs: dict[str, due.Job]) -> None:
    inside, leave = Barrier(2), Barrier(2)

    @due.due("slow")
    def slow(today: date) -> int:
        inside.wait()
        leave.wait()
        return 1

    reports: list[due.Report] = []

    def run() -> None:
        reports.append(due.run_due(timezone.localdate()))
        connections.close_all()

    first = Thread(target=run)
    first.start()
    inside.wait()
    second = due.run_due(timezone.localdate())
    leave.wait()
    first.join()
    assert second.skipped == ["slow"]
    assert reports[0].sent == {"slow": 1}


def test_secretariat_digest_once_a_week(personas: Personas, monkeypatch: pytest.MonkeyPatch) -> None:

    old = WaitingItem(title="Leer PRG-0001", url="/es/x/", since=timezone.now() - timedelta(days=9))
    young = WaitingItem(title="Leer PRG-0002", url="/es/y/", since=timezone.now() - timedelta(days=6))
    monkeypatch.setattr(reminders, "secretariat_items", lambda user: [old, young])
    today = timezone.localdate()
    assert reminders.secretariat_digest(today) == 1
    assert reminders.secretariat_digest(today) == 0
    assert reminders.secretariat_digest(today + timedelta(days=6)) == 0
    assert reminders.secretariat_digest(today + timedelta(days=7)) == 1
    email = outbox("accounts/digest")[0]
    assert email.to == [personas.secretariat.email]
    assert "Leer PRG-0001" in email.message
    assert "PRG-0002" not in email.message
    monkeypatch.setattr(reminders, "secretariat_items", lambda user: [young])
    assert reminders.secretariat_digest(today + timedelta(days=30)) == 0
