"""What a person may open at the desk; everything else is not there (404)."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from portfolio.models import Program, Version
from portfolio.scheme import SECTION_BY_CODE, Section
from rial.accounts.models import User
from rial.accounts.permissions import is_secretariat
from rial.directory.models import Institution


def person(request: HttpRequest) -> User:
    """The signed-in person; the desk's views are closed to everyone else."""
    assert isinstance(request.user, User)  # noqa: S101 - LoginRequiredMiddleware guarantees it
    return request.user


def ministry_or_404(user: User, code: str) -> Institution:
    """One of the person's ministries; any institution for the Secretariat, which writes on its behalf."""
    institution = get_object_or_404(Institution.objects.with_names(), code=code)
    if institution.pk in user.roles.ministry_ids or is_secretariat(user, institution):
        return institution
    raise Http404("not this person's ministry")


def program_or_404(user: User, code: str) -> Program:
    """A program of the person's ministries."""
    programs = Program.objects.editable_by(user).with_card_data()
    return get_object_or_404(programs, code=code.upper())


def open_version_of(program: Program) -> Version | None:
    """The version being written or reviewed, with all its content."""
    versions = Version.objects.with_content().prefetch_related("translations", "remarks__author")
    return versions.filter(program=program).open().select_related("updated_by").first()


def open_version_or_404(user: User, code: str) -> Version:
    """The open version of a program of the person's ministries."""
    version = open_version_of(program_or_404(user, code))
    if version is None:
        raise Http404("no open version")
    return version


def section_or_404(code: str) -> Section:
    """A section of the scheme by its code."""
    section = SECTION_BY_CODE.get(code)
    if section is None:
        raise Http404("no such section")
    return section
