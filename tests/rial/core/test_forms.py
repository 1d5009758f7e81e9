"""Fields of the house: they tidy what is typed and refuse with an example of what is accepted."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils import translation

from rial.core.forms import LineField, MailAddressField, NumberField, ProseField, WebAddressField, YearField


class Sample(forms.Form):
    line = LineField(max_length=10, required=False)
    prose = ProseField(max_length=20, required=False)
    year = YearField(required=False)
    amount = NumberField(digits=6, negative=False, required=False)
    places = NumberField(places=0, maximum=32_767, required=False)
    url = WebAddressField(max_length=100, required=False)
    email = MailAddressField(required=False)


def message(**typed: str) -> str:
    with translation.override("en"):
        form = Sample(typed)
        assert not form.is_valid()
        return str(next(iter(form.errors.values()))[0])


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("line", "x" * 11, "Shorten it to 10 characters: it has 11."),
        ("prose", "x" * 21, "Shorten it to 20 characters: it has 21."),
        ("year", "12", "Enter the year with four digits, such as 2012."),
        ("year", "٢٠١٢", "Enter the year with four digits, such as 2012."),
        ("year", "1899", "Enter a year between 1900 and 2100."),
        ("amount", "mil", "Enter the number with digits only, such as 9200000 or 9.2."),
        ("amount", "1.200", "“1.200” can be read in two ways. Write 1200 or 1.2."),
        ("amount", "0.125", "Write at most 2 decimals, such as 9.25."),
        ("amount", "-5", "Enter a number that is not negative."),
        ("amount", "1000000", "Enter a smaller number: at most 6 digits before the decimals."),
        ("places", "1.5", "Enter a whole number, such as 12."),
        ("places", "40000", "Enter a smaller number: at most 4 digits before the decimals."),
        ("url", "javascript:alert(1)", "Enter a web address, such as https://www.example.org/report.pdf."),
        ("url", "ftp://example.org", "Enter a web address, such as https://www.example.org/report.pdf."),
        ("email", "ana arroba", "Enter an e-mail address, such as cooperation@ministry.example."),
    ],
)
def test_messages_say_what_is_accepted(name: str, typed: str, words: str) -> None:
    assert message(**{name: typed}) == words


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("line", " a \u202e b ", "a b"),
        ("prose", "a\r\nb\x00", "a\nb"),
        ("year", " 2012 ", 2012),
        ("amount", "674 800,5", Decimal("674800.50")),
        ("places", "12", Decimal(12)),
        ("url", "www.oas.org", "https://www.oas.org"),
        ("email", " a@b.example ", "a@b.example"),
        ("amount", "", None),
        ("year", "", None),
        ("url", "", ""),
    ],
)
def test_what_is_typed_is_understood(name: str, typed: str, value: Any) -> None:
    with translation.override("es"):
        form = Sample({name: typed})
        assert form.is_valid(), form.errors
        assert form.cleaned_data[name] == value


@pytest.mark.parametrize("number", ["0", "5", "999", "1200", "1200.5", "9999.99", "12345", "674800", "9200000.25"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_stored_number_reads_back_as_itself(number: str, language: str) -> None:
    with translation.override(language):
        field = NumberField()
        assert field.clean(field.prepare_value(Decimal(number))) == Decimal(number)


def test_browsers_are_not_told_to_cut() -> None:
    html = str(Sample())
    assert "maxlength" not in html
    assert 'class="field"' in html


def test_a_field_with_an_error_leads_to_it() -> None:
    with translation.override("en"):
        html = str(Sample({"year": "x"}))
    assert 'aria-describedby="id_year_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_year_error"' in html
