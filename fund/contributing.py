"""How many member states are among those who have contributed."""

from collections.abc import Iterable
from dataclasses import dataclass

from rial.directory.models import Country

from .beside import Named


@dataclass(frozen=True)
class Members:
    """Member states named as contributors, of all there are."""

    named: int
    all: int


def members_beside(contributors: Iterable[Named]) -> Members:
    """Counts active member states only; other countries and institutions contribute too and are listed with them."""
    codes = set(Country.objects.members().values_list("code", flat=True))
    return Members(len(codes & {one.code for one in contributors}), len(codes))
