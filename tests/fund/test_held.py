"""What a process holds is let go when public data change."""

import pytest

from fund.held import held_statement
from rial.accounts.models import User
from rial.core.held import held
from rial.core.http import read_public_version
from tests.fund.ledger import DAY, give

pytestmark = pytest.mark.django_db


def test_a_statement_is_held_until_an_entry_is_recorded(elena: User, django_assert_num_queries: object) -> None:
    give(elena, "5")
    version = read_public_version()
    first = held_statement(version, DAY)
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture has no public type
        assert held_statement(version, DAY) is first
    give(elena, "6")
    assert read_public_version() != version
    assert held_statement(read_public_version(), DAY).figure("cash").amount == 11


def test_only_so_much_is_held() -> None:
    computed: list[int] = []

    def compute(number: int) -> int:
        computed.append(number)
        return number

    for number in [*range(401), 400, 0]:
        assert held("v", number, lambda number=number: compute(number)) == number
    assert computed == [*range(401), 0]
    assert held("w", 400, lambda: -1) == -1
