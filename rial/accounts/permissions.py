"""Questions about a person that every domain asks, in the form of a workflow's predicate (user, record)."""

from typing import Any


def is_secretariat(user: Any, obj: Any = None) -> bool:
    """A member of the Technical Secretariat, or the installation's operator; nobody and visitors are not."""
    return bool(user is not None and user.is_authenticated and (user.is_superuser or user.roles.secretariat))
