"""What people type: texts without invisible traps, numbers in any habit of the region."""

from decimal import Decimal

import pytest
from django.utils import translation

from rial.core.typed import AmbiguousNumber, read_number, tidy_line, tidy_text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("uno\r\ndos\rtres", "uno\ndos\ntres"),
        ("nul\x00o", "nulo"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("cafe\u0301", "caf\u00e9"),
        ("  blancos \n", "blancos"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("tab\tqueda", "tab\tqueda"),
        ("\ufeffmarca", "marca"),
        ("línea\u2028otra", "línea\notra"),
    ],
)
def test_prose_is_stored_without_traps(typed: str, stored: str) -> None:
    assert tidy_text(typed) == stored


def test_a_line_has_single_blanks() -> None:
    assert tidy_line(" uno \t dos\r\ntres\u00a0cuatro ") == "uno dos tres cuatro"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", None),
        ("   ", None),
        ("12", "12"),
        ("9,2", "9.2"),
        ("9.2", "9.2"),
        ("674 800", "674800"),
        ("674\u00a0800", "674800"),
        ("674\u202f800,50", "674800.50"),
        ("1.200.000", "1200000"),
        ("1,200,000", "1200000"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1'200'000", "1200000"),
        ("−5416", "-5416"),
        ("-3,5", "-3.5"),
        ("+7", "7"),
        ("0,125", "0.125"),
        ("1200.500", "1200.500"),
        ("5.", "5"),
    ],
)
def test_numbers_in_every_habit(typed: str, number: str | None) -> None:
    with translation.override("es"):
        assert read_number(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("typed", ["1.200", "1,200", "12.345", "674.800", "-1.200"])
def test_what_reads_in_two_ways_is_asked_about(typed: str) -> None:
    with translation.override("es"), pytest.raises(AmbiguousNumber) as two:
        read_number(typed)
    assert two.value.whole == typed.replace(".", "").replace(",", "")
    with translation.override("es"):
        answers = read_number(two.value.whole), read_number(two.value.fraction)
    assert answers == (Decimal(two.value.whole), Decimal(typed.replace(",", ".")))


def test_the_two_readings_are_spelled_out() -> None:
    with translation.override("es"), pytest.raises(AmbiguousNumber) as two:
        read_number("1.250")
    assert (two.value.whole, two.value.fraction) == ("1250", "1,25")
    with translation.override("es"), pytest.raises(AmbiguousNumber) as two:
        read_number("-1,200")
    assert (two.value.whole, two.value.fraction) == ("-1200", "-1,2")
    with translation.override("en"), pytest.raises(AmbiguousNumber) as two:
        read_number("1.200")
    assert (two.value.whole, two.value.fraction) == ("1200", "1.2")


def test_english_readers_mean_thousands_by_a_comma() -> None:
    with translation.override("en"):
        assert read_number("1,200") == Decimal(1200)
        with pytest.raises(AmbiguousNumber):
            read_number("1.200")


@pytest.mark.parametrize(
    "typed", ["doce", "1.2.3", "12,34,567", "1.20,000", "12a", "-", "1..2", "1,2.3,4", "1 000 000 €", "٣"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with translation.override("es"), pytest.raises(ValueError):
        read_number(typed)
