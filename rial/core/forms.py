"""Forms as the house draws them: fields that tidy what is typed, messages with an example, an error summary.

Templates: `{{ form }}` draws every field, `{{ form.name.as_field_group }}` one, and
`{% include "forms/_error_summary.html" %}` goes first in the page.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.renderers import TemplatesSetting
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .typed import AmbiguousNumber, read_number, tidy_line, tidy_text

_YEAR = re.compile(r"^\d{4}$")


class RialFormRenderer(TemplatesSetting):
    """Form templates come from templates/forms/, with the site's template engine."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class _NeverCut(forms.CharField):
    """Text that is measured after it was tidied; browsers are not told the limit, because they cut what is pasted."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = dict(super().widget_attrs(widget))
        attributes.pop("maxlength", None)
        return attributes


class LineField(_NeverCut):
    """One line of text; blanks are joined, control and direction marks removed before anything is checked."""

    default_error_messages = {
        "required": _("Complete this field."),
        "max_length": _("Shorten it to %(limit_value)s characters: it has %(show_value)s."),
    }

    def to_python(self, value: Any) -> str:
        return tidy_line(str(value)) if value not in self.empty_values else str(self.empty_value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial, tidy_line(data or ""))


class ProseField(_NeverCut):
    """Text of several lines; see `tidy_text`. HTML stays as typed: it is escaped wherever it is shown."""

    widget = forms.Textarea
    default_error_messages = {
        "required": _("Complete this field."),
        "max_length": _("Shorten it to %(limit_value)s characters: it has %(show_value)s."),
    }

    def to_python(self, value: Any) -> str:
        return tidy_text(str(value)) if value not in self.empty_values else str(self.empty_value)


class YearField(forms.Field):
    """A year of four digits between two bounds."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Enter the year with four digits, such as 2012."),
        "form": _("Enter the year with four digits, such as 2012."),
        "range": _("Enter a year between %(first)s and %(last)s."),
    }

    def __init__(self, *, first: int = 1900, last: int = 2100, **options: Any) -> None:
        super().__init__(**options)
        self.first, self.last = first, last
        self.widget.attrs.update({"inputmode": "numeric", "class": "y", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        typed = tidy_line(str(value)) if value not in self.empty_values else ""
        if not typed:
            return None
        if not _YEAR.match(typed) or not typed.isascii():
            raise ValidationError(self.error_messages["form"], code="form")
        year = int(typed)
        if not self.first <= year <= self.last:
            raise ValidationError(
                self.error_messages["range"], code="range", params={"first": str(self.first), "last": str(self.last)}
            )
        return year


class NumberField(forms.Field):
    """A number as typed in any of the region's habits; ambiguous ones are asked about, never guessed."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Enter the number."),
        "form": _("Enter the number with digits only, such as 9200000 or 9.2."),
        "ambiguous": _("“%(typed)s” can be read in two ways. Write %(whole)s or %(fraction)s."),
        "decimals": _("Write at most %(places)s decimals, such as 9.25."),
        "whole": _("Enter a whole number, such as 12."),
        "large": _("Enter a smaller number: at most %(digits)s digits before the decimals."),
        "negative": _("Enter a number that is not negative."),
    }

    def __init__(
        self, *, digits: int = 16, places: int = 2, negative: bool = True, maximum: int | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.digits, self.places, self.negative, self.maximum = digits, places, negative, maximum
        self.widget.attrs.update({"inputmode": "decimal" if places else "numeric", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """The stored number as the reader writes it, in a form that reads back as the same number."""
        if not isinstance(value, Decimal | int):
            return value
        number = Decimal(value)
        whole = number == number.to_integral_value()
        places = 0 if whole else max(0, -int(number.normalize().as_tuple().exponent))
        grouped = abs(number) >= 10_000 or (get_language() or "").startswith("es")
        return number_format(number, places, use_l10n=True, force_grouping=grouped)

    def to_python(self, value: Any) -> Decimal | None:
        typed = tidy_line(str(value)) if value not in self.empty_values else ""
        try:
            number = read_number(typed)
        except AmbiguousNumber as two:
            raise ValidationError(
                self.error_messages["ambiguous"],
                code="ambiguous",
                params={"typed": typed, "whole": two.whole, "fraction": two.fraction},
            ) from two
        except ValueError as error:
            raise ValidationError(self.error_messages["form"], code="form") from error
        if number is None:
            return None
        self._check(number)
        return number.quantize(Decimal(1).scaleb(-self.places))

    def _check(self, number: Decimal) -> None:
        if number < 0 and not self.negative:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if abs(number) >= Decimal(10) ** self.digits or (self.maximum is not None and number > self.maximum):
            digits = self.digits if self.maximum is None else len(str(self.maximum)) - 1
            raise ValidationError(self.error_messages["large"], code="large", params={"digits": digits})
        if -int(number.normalize().as_tuple().exponent) > self.places:
            if not self.places:
                raise ValidationError(self.error_messages["whole"], code="whole")
            raise ValidationError(self.error_messages["decimals"], code="decimals", params={"places": self.places})


class WebAddressField(_NeverCut):
    """A web address; https is assumed when only the host was typed, and nothing but http and https is accepted."""

    default_error_messages = {"invalid": _("Enter a web address, such as https://www.example.org/report.pdf.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "url", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        typed = tidy_line(str(value)) if value not in self.empty_values else ""
        if not typed:
            return ""
        address = typed if re.match(r"^[a-z][a-z0-9+.\-]*:", typed, re.IGNORECASE) else f"https://{typed}"
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return address


class MailAddressField(_NeverCut, forms.EmailField):
    """An e-mail address, with a message that shows one."""

    default_error_messages = {
        "required": _("Enter an e-mail address, such as cooperation@ministry.example."),
        "invalid": _("Enter an e-mail address, such as cooperation@ministry.example."),
    }

    def to_python(self, value: Any) -> str:
        return tidy_line(str(value)) if value not in self.empty_values else ""
