"""Amounts as people and files write them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from fund.amounts import AmountReader, read_amount


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,5", "1234.50"),
        ("USD 1 234", "1234.00"),
        ("$20,000.00", "20000.00"),
        ("US$ 7", "7.00"),
        ("5416 USD", "5416.00"),
        ("0,01", "0.01"),
    ],
)
def test_amounts_are_exact(typed: str, means: str) -> None:
    amount = read_amount(typed)
    assert amount == Decimal(means)
    assert str(amount) == means


def test_nothing_is_nothing() -> None:
    assert read_amount("  ") is None


@pytest.mark.parametrize("typed", ["1.234", "12.000"])
def test_two_readings_are_asked_about(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_amount(typed)
    assert caught.value.code == "ambiguous"
    assert typed in caught.value.messages[0]
    assert typed.replace(".", "") in caught.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ten", "number"),
        ("1,2,3", "number"),
        ("-5", "sign"),
        ("0", "sign"),
        ("1e9", "number"),
        ("9.999.999.999", "absurd"),
    ],
)
def test_what_is_no_amount(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_amount(typed)
    assert caught.value.code == code


def test_a_file_writes_decimals_in_one_way() -> None:
    reader = AmountReader()
    assert reader.read("1.234,50") == Decimal("1234.50")
    assert reader.read("7") == 7
    assert reader.read("0,5") == Decimal("0.50")
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        reader.read("12.50")
    assert caught.value.messages == ["“0,5” and “12.50” write decimals in two ways. Use one way in the whole file."]
