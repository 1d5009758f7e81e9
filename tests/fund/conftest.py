import pytest

from rial.accounts.enums import Role
from rial.accounts.models import User
from tests.fund.ledger import make_pools
from tests.personas import Personas, institution, make_user


@pytest.fixture
def pools(db: None) -> None:
    """The pools of tests/fund/ledger.py."""
    make_pools()


@pytest.fixture
def elena(personas: Personas, pools: None) -> User:
    """Keeps the ledger."""
    return personas.secretariat


@pytest.fixture
def hugo(elena: User) -> User:
    """The second person of the Secretariat."""
    return make_user("hugo@oas.example", Role.SECRETARIAT, institution("oas"))
