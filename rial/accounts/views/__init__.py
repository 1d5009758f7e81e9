"""Pages about people."""

from django.http import HttpRequest

from rial.accounts.models import User


def person(request: HttpRequest) -> User:
    """Who is signed in; only in views that require it."""
    assert isinstance(request.user, User)  # noqa: S101 - the sign-in middleware has let nobody else through
    return request.user
