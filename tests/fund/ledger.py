"""Short ways to write entries in tests; everything goes through the services."""

from datetime import date
from decimal import Decimal
from typing import Any

from fund.models import Entry, Pool
from fund.services import authorize, record_contribution, spend
from rial.accounts.models import User

DAY = date(2020, 6, 30)


def make_pools() -> None:
    """The common pool, Canada's and that of others."""
    for position, (code, kind, name) in enumerate(
        [("common", "common", "Fondo común"), ("canada", "special", "Canadá"), ("others", "other", "Otros")]
    ):
        Pool.objects.create(code=code, kind=kind, name_es=name, name_en=name, position=position)


def give(by: User | None, amount: str | None, day: date = DAY, **columns: Any) -> Entry:
    """A contribution in money of Mexico to the common pool."""
    values: dict[str, Any] = {
        "nature": "cash",
        "value_date": day,
        "amount": Decimal(amount) if amount else None,
        "published_as": "amount" if amount else "undisclosed",
        "country_id": "MX",
        "pool_id": "common",
        "description_en": "Contribution",
    }
    return record_contribution(by=by, **(values | columns))


def allow(by: User | None, amount: str | None, day: date = DAY, **columns: Any) -> Entry:
    """An authorization from the common pool."""
    values: dict[str, Any] = {
        "value_date": day,
        "amount": Decimal(amount) if amount else None,
        "pool_id": "common",
        "category": "workshops",
        "description_en": "Workshops",
    }
    return authorize(by=by, **(values | columns))


def pay(by: User | None, authorization: Entry | None, amount: str | None, day: date = DAY, **columns: Any) -> Entry:
    """An expenditure of the common pool."""
    values: dict[str, Any] = {
        "value_date": day,
        "amount": Decimal(amount) if amount else None,
        "published_as": "amount" if amount else "undisclosed",
        "pool_id": "common",
        "category": "workshops",
        "description_en": "A workshop",
    }
    return spend(authorization, by=by, **(values | columns))
