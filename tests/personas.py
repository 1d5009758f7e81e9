"""The people of every permission test: owner, colleague, outsider, Secretariat, authority, partner, nobody."""

from dataclasses import dataclass

from rial.accounts.enums import Role
from rial.accounts.models import Membership, User
from rial.directory.models import Institution

PERSONAS = ("anonymous", "costa_rica", "colleague", "coordinator", "mexico", "secretariat", "partner", "authority")


@dataclass(frozen=True)
class Personas:
    """costa_rica owns the records of the tests; mexico is another ministry; partner is of the ILO."""

    costa_rica: User
    colleague: User
    coordinator: User
    mexico: User
    secretariat: User
    partner: User
    authority: User
    anonymous: None = None


def institution(code: str) -> Institution:
    """An institution of the real content, by country code or by its own code."""
    if len(code) == 2:
        return Institution.objects.ministries().get(country=code)
    return Institution.objects.get(code=code)


def make_user(email: str, role: Role, of: Institution, **fields: object) -> User:
    """A person with one role, who can sign in with the password "password"."""
    user = User.objects.create_user(email, "password", full_name=email.split("@")[0].title(), **fields)
    Membership.objects.create(user=user, institution=of, role=role)
    return user


def make_personas() -> Personas:
    """One person of each kind."""
    return Personas(
        costa_rica=make_user("ana@mtss.example", Role.EDITOR, institution("CR")),
        colleague=make_user("berta@mtss.example", Role.EDITOR, institution("CR")),
        coordinator=make_user("carla@mtss.example", Role.COORDINATOR, institution("CR")),
        mexico=make_user("diego@stps.example", Role.EDITOR, institution("MX")),
        secretariat=make_user("elena@oas.example", Role.SECRETARIAT, institution("oas")),
        partner=make_user("frank@ilo.example", Role.PARTNER, institution("ilo"), language="en"),
        authority=make_user("gina@esdc.example", Role.AUTHORITY, institution("CA"), language="en"),
    )
