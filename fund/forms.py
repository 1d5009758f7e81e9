"""Forms of the Secretariat for the Fund: one per kind of entry, reversal, override and statement.

Forms read what is typed; every rule of the ledger is checked by the services, whose messages are put at the fields.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from rial.core.bilingual import LANGUAGE_CODES, columns, text_of
from rial.core.forms import LineField, ProseField

from .amounts import read_amount
from .both_languages import missing_languages
from .enums import LEDGER_CURRENCY, EntryKind, PublishedAs
from .ledger import through_on
from .models import Entry
from .statement import statement, today
from .wording import shown_amount, shown_money


class AmountField(forms.CharField):
    """An amount as typed in any of the region's habits; what can be read in two ways is asked about."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        return read_amount(str(value)) if value not in self.empty_values else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value


if TYPE_CHECKING:
    _EntryField = forms.ModelChoiceField[Entry]
else:
    _EntryField = forms.ModelChoiceField


class EntryChoice(_EntryField):
    """An entry of the ledger by its number, its amount (of an authorization what it leaves today) and what it is."""

    def label_from_instance(self, obj: Entry) -> str:
        words = Truncator(str(text_of(obj, "description"))).words(9)
        if obj.kind == EntryKind.AUTHORIZATION:
            left = _("leaves %(money)s") % {"money": shown_money(self._left.get(obj.pk, Decimal(0)))}
            return f"{obj.code} · {left} · {words}"
        return f"{obj.code} · {shown_amount(obj)} · {words}"

    @cached_property
    def _left(self) -> dict[int, Decimal]:
        """{authorization: not yet spent nor committed}, for the whole list at once."""
        return {line.number: line.left - line.committed for line in statement(today()).authorizations}


_OF_THE_LEDGER = ("authorization", "commitment", "part_of")

Group = tuple[Any, tuple[str, ...]]

_WHEN: Group = (_("When"), ("value_date", "date_precision"))
_WHO: Group = (
    _("Who"),
    ("country", "institution", *columns("contributor_name"), "contributor_count", "pool"),
)
_HOW_MUCH: Group = (_("How much"), ("amount", "original_currency", "rate", "rate_source"))
_PUBLISHED: Group = (
    _("How it is published"),
    ("published_as", "range_low", "range_high", "closing_total", "closing_count", "part_of"),
)
_WHAT: Group = (_("What it is"), (*columns("description"), *columns("activity"), "meeting"))
_WRITTEN: Group = (_("Where it is written"), ("document", *columns("source"), "source_url", "source_page"))
_DECIDED: Group = (_("By which decision"), ("decision", *columns("authority")))
_PLAIN: Group = (_("How much"), ("amount",))

# What is asked of each kind, in reading order.
GROUPS: dict[str, tuple[Group, ...]] = {
    EntryKind.CONTRIBUTION: (
        _WHO,
        (_("How much"), ("nature", *_HOW_MUCH[1], *columns("valuation"))),
        _WHEN,
        _WHAT,
        _PUBLISHED,
        _WRITTEN,
    ),
    EntryKind.AUTHORIZATION: (
        _PLAIN,
        _DECIDED,
        _WHEN,
        (_("What for"), ("category", *columns("description"), *columns("activity"), "meeting", "pool")),
        (_("Conditions"), ("condition", *columns("conditions"))),
        _WRITTEN,
    ),
    EntryKind.COMMITMENT: (
        (_("Under which authorization"), ("authorization",)),
        _PLAIN,
        _WHEN,
        _WHAT,
        (_("Who benefits"), ("beneficiaries",)),
        _WRITTEN,
    ),
    EntryKind.EXPENDITURE: (
        (_("Under which authorization"), ("authorization", "commitment", "override")),
        _HOW_MUCH,
        _WHEN,
        (_("What for"), ("category", *columns("description"), *columns("activity"), "activities", "meeting")),
        (_("Whose money"), ("pool", "pool_note")),
        (_("Who benefits"), ("beneficiaries",)),
        _WRITTEN,
    ),
    EntryKind.CLOSURE: ((_("Which authorization"), ("authorization",)), _PLAIN, _WHEN, _WHAT, _WRITTEN),
    EntryKind.PLEDGE: (
        _WHO,
        (_("How much"), ("nature", "amount", *columns("valuation"))),
        _WHEN,
        _WHAT,
        (_("How it is published"), ("published_as",)),
        _WRITTEN,
    ),
    EntryKind.SOUGHT: (_PLAIN, _WHEN, _WHAT, (_("How it is published"), ("published_as",)), _WRITTEN),
    EntryKind.SUPPORT: (
        _WHO,
        (_("How much"), ("nature", "amount", "per_year")),
        _WHEN,
        _WHAT,
        _WRITTEN,
    ),
    EntryKind.MINIMUM: (_PLAIN, _WHEN, _WHAT, _DECIDED, _WRITTEN),
}

_HELP = {
    "amount": _("Such as 1250.50. Leave it empty only where it is not known or not disclosed."),
    "original_currency": _("Three letters, such as CAD. Leave it empty for US dollars."),
    "published_as": _(
        "Totals include a hidden amount: whoever compares two of them can work out a single one. To keep it from "
        "everyone, leave the amount empty."
    ),
    "closing_total": _("Only where this entry completes a total that a report has published."),
    "closing_count": _("How many contributors to date that report states."),
    "override": _("Only to go beyond an authorization: an approved request."),
    "beneficiaries": _("ISO codes separated by commas, such as BZ, GD."),
}
_AMOUNTS = {
    "amount": _("Amount"),
    "range_low": _("Each from"),
    "range_high": _("Each to"),
    "closing_total": _("Completes the published total of"),
}


class EntryForm(forms.Form):
    """What is asked of one kind of entry; `values()` are the columns for the service."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)
        names = [name for _title, group in GROUPS[kind] for name in group]
        self.fields |= {name: _field(name) for name in names}
        if "published_as" in self.fields:
            self.fields["published_as"].initial = PublishedAs.AMOUNT
        self.fields["value_date"].initial = today()
        # The last entry there was when the form was opened: a form sent twice is told from an entry that came twice.
        self.fields["seen"] = forms.IntegerField(
            required=False, min_value=0, widget=forms.HiddenInput, initial=lambda: through_on(None)
        )

    @property
    def groups(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """The fields under their headings, in rows of one or two; the languages of a text stand in one row."""
        return [
            (str(title), [[self[name] for name in row] for row in _rows(names)]) for title, names in GROUPS[self.kind]
        ]

    def clean(self) -> dict[str, Any]:
        """Every text in all languages or in none."""
        values = super().clean() or {}
        for name, message in missing_languages(values).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, message)
        return values

    def clean_beneficiaries(self) -> list[str]:
        """Codes of countries; the service says which is none."""
        typed = str(self.cleaned_data.get("beneficiaries") or "")
        return [code.strip().upper() for code in typed.split(",") if code.strip()]

    def values(self) -> dict[str, Any]:
        """The columns of the entry."""
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        found["after"] = found.pop("seen", None)
        currency = str(found.pop("original_currency", "")).upper()
        if currency and currency != LEDGER_CURRENCY:
            found |= {"original_amount": found.pop("amount", None), "original_currency": currency}
        else:
            found.pop("rate", None)
            found.pop("rate_source", None)
        if "amount" not in found and "original_amount" not in found and "published_as" in self.fields:
            found["published_as"] = found.get("published_as", PublishedAs.UNDISCLOSED)
        return found


# Each begins a row with what belongs to it: both ends of a range, a published total with its count.
_BEGIN_A_ROW = {"range_low", "closing_total", "part_of"}


def _rows(names: tuple[str, ...]) -> list[list[str]]:
    rows: list[list[str]] = []
    for name in names:
        first = name in _BEGIN_A_ROW or name.endswith(f"_{LANGUAGE_CODES[0]}")
        if rows and len(rows[-1]) == 1 and not first:
            rows[-1].append(name)
        else:
            rows.append([name])
    return rows


def _field(name: str) -> forms.Field:
    if name in _AMOUNTS:
        return AmountField(label=_AMOUNTS[name], required=False, help_text=_HELP.get(name, ""))
    if name == "beneficiaries":
        return LineField(label=_("Countries that benefit"), required=False, help_text=_HELP[name])
    made: forms.Field = fields_for_model(
        Entry, fields=[name], widgets=_widgets(name), field_classes=dict.fromkeys(_OF_THE_LEDGER, EntryChoice)
    )[name]
    if isinstance(made, forms.ModelChoiceField):
        made.queryset = _choices(name, made.queryset)
    made.help_text = _HELP.get(name, made.help_text)
    made.required = name in {"value_date", "date_precision", "nature"}
    return made


def _widgets(name: str) -> dict[str, Any]:
    if name == "value_date":
        return {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
    return {}


def _choices(name: str, queryset: Any) -> Any:
    entries = Entry.objects.filter(reverses__isnull=True, reversal__isnull=True)
    chosen: dict[str, Any] = {
        "authorization": entries.filter(kind=EntryKind.AUTHORIZATION).order_by("-id"),
        "commitment": entries.filter(kind=EntryKind.COMMITMENT).order_by("-id"),
        "part_of": entries.filter(closing_total__isnull=False).order_by("-id"),
    }
    if name == "override":
        return queryset.filter(state="approved", entry__isnull=True)
    return chosen.get(name, queryset)


class ReversalForm(forms.Form):
    """Why an entry is undone; everyone reads it, in their language."""

    reason_es = ProseField(
        label=_("Why it is reversed, in Spanish"), max_length=500, help_text=_("Everyone will read it.")
    )
    reason_en = ProseField(
        label=_("Why it is reversed, in English"), max_length=500, help_text=_("Everyone will read it.")
    )
    value_date = forms.DateField(
        label=_("Dated"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: the same day as the entry it undoes."),
    )


class OverrideForm(forms.Form):
    """A request to go beyond an authorization (F26)."""

    authorization = EntryChoice(label=_("Authorization"), queryset=Entry.objects.none(), required=False)
    amount = AmountField(label=_("Amount in US dollars"))
    reason = ProseField(label=_("Why more than authorized has to be spent"), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorization = self.fields["authorization"]
        if isinstance(authorization, forms.ModelChoiceField):
            authorization.queryset = _choices("authorization", Entry.objects.all())


class IssueForm(forms.Form):
    """The day of a statement to issue, with a note in both languages."""

    as_of = forms.DateField(
        label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=today
    )
    note_es = ProseField(label=_("Note in Spanish"), required=False, max_length=2000)
    note_en = ProseField(label=_("Note in English"), required=False, max_length=2000)
