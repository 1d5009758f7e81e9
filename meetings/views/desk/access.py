"""What a person may open at the delegations' desk; everything else is not there (404)."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.delegations import delegations_of
from meetings.models import EventProposal
from rial.accounts.models import User
from rial.accounts.permissions import is_secretariat
from rial.directory.models import Institution

Trail = list[tuple[str, str]]


def person(request: HttpRequest) -> User:
    """The signed-in person; the desk's views are closed to everyone else."""
    assert isinstance(request.user, User)  # noqa: S101 - SignInMiddleware guarantees it
    return request.user


def delegations_or_404(user: User) -> list[Institution]:
    """The delegations this person speaks for: ministries and consultative bodies, nobody else's."""
    found = delegations_of(user)
    if not found:
        raise Http404("speaks for no delegation")
    return found


def secretariat_or_404(user: User) -> None:
    """Pages of the Technical Secretariat are not there for others."""
    if not is_secretariat(user):
        raise Http404("not the Secretariat")


def proposal_or_404(user: User, code: str) -> EventProposal:
    """A proposal of one of the person's ministries."""
    own = EventProposal.objects.filter(proposed_by__in=user.roles.ministry_ids).with_record()
    found = own.filter(code=code.upper()).first()
    if found is None:
        raise Http404("no proposal of this person's ministries")
    return found


def trail_to(*steps: tuple[Any, str]) -> Trail:
    """The breadcrumb from the desk to a page; the last step has no address."""
    return [
        (_("My desk"), reverse("desk:home")),
        (_("Meetings"), reverse("delegation:home")),
        *[(str(label), url) for label, url in steps],
    ]
