"""Dates as far as they are known."""

from datetime import date

import pytest
from django.utils.translation import override

from rial.core.dates import Known, Precision, read_known, show_date, show_period

PERIODS = [
    (date(2016, 6, 29), None, "day", "29 de junio de 2016", "June 29, 2016"),
    (date(2016, 6, 29), date(2016, 6, 29), "day", "29 de junio de 2016", "June 29, 2016"),
    (date(2016, 6, 28), date(2016, 6, 29), "day", "28 y 29 de junio de 2016", "June 28–29, 2016"),
    (date(2014, 9, 17), date(2014, 9, 19), "day", "17 al 19 de septiembre de 2014", "September 17–19, 2014"),
    (
        date(2011, 10, 31),
        date(2011, 11, 1),
        "day",
        "31 de octubre al 1 de noviembre de 2011",
        "October 31 to November 1, 2011",
    ),
    (date(2012, 2, 1), None, "month", "febrero de 2012", "February 2012"),
    (date(2003, 1, 1), None, "year", "2003", "2003"),
    (date(2003, 1, 1), date(2004, 1, 1), "year", "2003 a 2004", "2003 to 2004"),
    (None, None, "day", "", ""),
]


@pytest.mark.parametrize(("start", "end", "precision", "spanish", "english"), PERIODS)
def test_a_period_reads_well_in_both_languages(
    start: date | None, end: date | None, precision: str, spanish: str, english: str
) -> None:
    with override("es"):
        assert show_period(start, end, precision).lower() == spanish
    with override("en"):
        assert show_period(start, end, precision) == english


def test_one_date() -> None:
    assert show_date(None) == ""


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2016-06-29", Known(date(2016, 6, 29), Precision.DAY)),
        (date(2016, 6, 29), Known(date(2016, 6, 29), Precision.DAY)),
        ("2012-02", Known(date(2012, 2, 1), Precision.MONTH)),
        (2003, Known(date(2003, 1, 1), Precision.YEAR)),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_content_files(written: object, known: Known | None) -> None:
    assert read_known(written) == known


@pytest.mark.parametrize("written", ["2016-13", "2016-02-30", "soon"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        read_known(written)
