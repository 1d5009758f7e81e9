"""Two people at once: one account, one invitation."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from rial.accounts import services
from rial.accounts.enums import Role
from rial.accounts.models import Invitation, Membership, User
from tests.outbox import recipients
from tests.personas import Personas, institution


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts in threads that start together; "done" or the name of the refusal of each, sorted."""
    barrier = Barrier(len(acts))
    outcomes: list[str] = []

    def run(act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            act()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_people_accept_one_invitation(transactional_db: None, personas: Personas) -> None:
    sent = services.invite(
        "nueva@mtss.example", institution=institution("CR"), role=Role.EDITOR, by=personas.coordinator
    )

    def accept(name: str) -> Callable[[], Any]:
        return lambda: services.accept_as_new(sent.token, full_name=name, language="es", password="una clave larga 1")

    assert at_once(accept("Una"), accept("Otra"), accept("Tercera")) == [
        "InvitationUnusable",
        "InvitationUnusable",
        "done",
    ]
    assert User.objects.filter(email="nueva@mtss.example").count() == 1
    assert Membership.objects.filter(user__email="nueva@mtss.example").count() == 1
    assert recipients("accounts/accepted") == [personas.coordinator.email]


@pytest.mark.django_db(transaction=True)
def test_two_invitations_to_one_address_are_accepted_at_once(transactional_db: None, personas: Personas) -> None:
    tokens = [
        services.invite("nueva@x.example", institution=institution(code), role=Role.EDITOR, by=personas.secretariat)
        for code in ("CR", "MX")
    ]
    acts = [
        lambda token=sent.token: services.accept_as_new(
            token, full_name="Nueva", language="es", password="una clave larga 1"
        )
        for sent in tokens
    ]
    assert at_once(*acts) == ["ValidationError", "done"]
    assert User.objects.filter(email="nueva@x.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_invite_one_person(transactional_db: None, personas: Personas) -> None:
    def invite() -> Any:
        return services.invite(
            "nueva@x.example", institution=institution("CR"), role=Role.EDITOR, by=personas.coordinator
        )

    assert at_once(invite, invite) == [ValidationError.__name__, "done"]
    assert Invitation.objects.count() == 1
    assert recipients("accounts/invitation") == ["nueva@x.example"]
