"""Figures as reports print them: the difference to the computed one, where there is one to name."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from fund.models import PublishedFigure, PublishedSituation
from fund.printed import printed_beside
from fund.statement import statement
from fund.tables import PRINTED_COLUMNS, printed_rows
from rial.accounts.models import User
from tests.fund.ledger import DAY, give, pay

pytestmark = pytest.mark.django_db


def test_a_difference_is_the_printed_figure_less_the_computed_one(elena: User) -> None:
    """As the column of the file says of itself."""
    give(elena, "100")
    situation = PublishedSituation.objects.create(code="report", as_of=DAY)
    PublishedFigure.objects.create(situation=situation, term="cash", amount=105)
    (row,) = printed_rows(statement(DAY))
    assert (row["printed"], row["computed"], row["difference"]) == (105, 100, Decimal(5))
    with override("en"):
        assert [str(one.description) for one in PRINTED_COLUMNS if one.key == "difference"] == ["Printed less computed"]


def test_what_is_not_known_differs_from_no_printed_figure_by_a_number(elena: User) -> None:
    """The ledger holds expenditure without amounts: the printed 200 is not “200 more than computed”."""
    give(elena, "100")
    pay(elena, None, None)
    situation = PublishedSituation.objects.create(code="report", as_of=DAY)
    for term, amount in (("cash", 105), ("spent", 200), ("balance", None)):
        PublishedFigure.objects.create(situation=situation, term=term, amount=amount, printed="x")
    (report,) = printed_beside(statement(DAY))
    assert {row.figure.term: row.difference for row in report.rows} == {"cash": 5, "spent": None, "balance": None}
    assert not report.agrees
    PublishedFigure.objects.filter(term="cash").update(amount=100)
    assert not printed_beside(statement(DAY))[0].agrees
