"""From the scheme to form fields: how each shape is typed and what of it can be stored."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portfolio.models import Program, Version
from portfolio.models.version import FIRST_YEAR, LAST_YEAR
from portfolio.scheme import Field, Shape
from rial.core.forms import (
    LineField,
    MailAddressField,
    NumberField,
    ProseField,
    WebAddressField,
    YearField,
)
from rial.core.typed import tidy_line
from rial.directory.models import PopulationGroup, Topic

# Characters of one text that can be stored at all; the scheme's own limits are far below and never cut.
STORABLE_PROSE = 50_000
_SMALL_INTEGER = 32_767
_PROGRAM_CODE = re.compile(r"(?:^|/|\b)(?:PRG[\s\-]*)?0*(\d{1,9})/?$", re.IGNORECASE)
_CURRENCY = re.compile(r"^[A-Z]{3}$")

NOT_STATED = _("Not stated")


class CurrencyField(LineField):
    """A currency by its three letters."""

    default_error_messages = {"form": _("Enter the currency with its three letters, such as USD or CRC.")}

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value).upper()
        if typed and not _CURRENCY.match(typed):
            raise ValidationError(self.error_messages["form"], code="form")
        return typed


class ProgramCodeField(forms.Field):
    """Another program by its code, in whatever way it is typed: PRG-0042, prg 42, its address. Cleans to its key."""

    widget = forms.TextInput
    default_error_messages = {
        "form": _("Enter the code of a program, such as PRG-0042."),
        "unknown": _("There is no program %(code)s in the portfolio. Check its code: it looks like PRG-0042."),
        "itself": _("A program cannot be modeled on itself."),
    }

    def __init__(self, *, user: Any, program: Program, **options: Any) -> None:
        super().__init__(**options)
        self.user, self.program = user, program
        self.widget.attrs.update({"autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """The code of a stored program; what was typed stays as typed."""
        if not isinstance(value, int):
            return value
        return Program.objects.filter(pk=value).values_list("code", flat=True).first() or ""

    def to_python(self, value: Any) -> int | None:
        typed = tidy_line(str(value)) if value not in self.empty_values else ""
        if not typed:
            return None
        found = _PROGRAM_CODE.search(typed)
        if not found:
            raise ValidationError(self.error_messages["form"], code="form")
        code = f"PRG-{int(found[1]):04d}"
        if code == self.program.code:
            raise ValidationError(self.error_messages["itself"], code="itself")
        pk = Program.objects.visible_to(self.user).filter(code=code).values_list("pk", flat=True).first()
        if pk is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"code": code})
        return int(pk)


def column_length(model: Any, name: str) -> int:
    """How many characters the column holds; texts without a column limit have `STORABLE_PROSE`."""
    column = model._meta.get_field(name)
    return int(column.max_length) if isinstance(column, CharField) and column.max_length else STORABLE_PROSE


def line_field(model: Any, name: str, label: Any, **options: Any) -> LineField:
    """One line, as long as its column."""
    return LineField(label=label, max_length=column_length(model, name), required=False, **options)


def prose_field(label: Any, rows: int = 6) -> ProseField:
    """Text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return ProseField(label=label, max_length=STORABLE_PROSE, required=False, widget=widget)


def choice_field(model: Any, name: str, label: Any) -> forms.ChoiceField:
    """Radios with “Not stated” first: an empty answer is unknown, never no."""
    choices = [("", NOT_STATED), *(model._meta.get_field(name).choices or [])]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the options.")},
    )


def select_field(model: Any, name: str, *, empty: Any = NOT_STATED) -> forms.ChoiceField:
    """A drop-down for the narrow cells of rows; a column with a default has no empty answer."""
    column = model._meta.get_field(name)
    unanswered = [] if column.has_default() else [("", empty)]
    return forms.ChoiceField(
        label=capfirst(column.verbose_name),
        choices=[*unanswered, *(column.choices or [])],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the options.")},
    )


def year_field(label: Any) -> YearField:
    """A year a program can plausibly have."""
    return YearField(label=label, first=FIRST_YEAR, last=LAST_YEAR, required=False)


def web_field(label: Any) -> WebAddressField:
    """A web address as long as its column."""
    return WebAddressField(label=label, max_length=500, required=False)


def codes_field(name: str, label: Any) -> forms.MultipleChoiceField:
    """Checkboxes of a vocabulary, in its order."""
    model: Any = Topic if name == "topics" else PopulationGroup
    return forms.MultipleChoiceField(
        label=label,
        choices=[(item.pk, item.name) for item in model._default_manager.order_by("position", "code")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the options; “%(value)s” is not one of them.")},
    )


def scheme_fields(field: Field, *, user: Any, program: Program) -> dict[str, forms.Field]:
    """The form fields of one field of the scheme, by the column (or the codes) they write; rows have their own."""
    if field.shape is Shape.ROWS:
        return {}
    if field.shape is Shape.CODES:
        return {field.name: codes_field(field.name, field.label)}
    if field.shape is Shape.MONEY:
        return {
            "cost_amount": NumberField(label=_("Amount"), digits=14, negative=False, required=False),
            "cost_currency": CurrencyField(label=pgettext_lazy("money", "Currency"), required=False, max_length=20),
            "cost_year": year_field(_("Year")),
        }
    return {name: _one_column(field, name, user, program) for name in field.columns}


def _one_column(field: Field, name: str, user: Any, program: Program) -> forms.Field:
    match field.shape:
        case Shape.LINE:
            return line_field(Version, name, field.label)
        case Shape.PROSE:
            return prose_field(field.label, rows=3 if 0 < field.limit <= 600 else 7)
        case Shape.CHOICE:
            return choice_field(Version, name, field.label)
        case Shape.YEAR:
            return year_field(field.label)
        case Shape.NUMBER:
            return NumberField(label=field.label, places=0, negative=False, maximum=_SMALL_INTEGER, required=False)
        case Shape.EMAIL:
            return MailAddressField(label=field.label, max_length=254, required=False)
        case Shape.PROGRAM:
            return ProgramCodeField(label=field.label, user=user, program=program, required=False)
    raise ValueError(f"no form field for {field.shape}")
