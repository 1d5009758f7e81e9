"""What the authorities type into “what if”: lines of proposed authorizations, read from the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rial.core.forms import LineField

from .enums import Category
from .forms import AmountField
from .models import Pool
from .situation import Proposed

# Lines of one simulation: a meeting of authorities decides on a few uses at once.
MOST_LINES = 8
FEWEST_LINES = 2


class ProposalForm(forms.Form):
    """One authorization that is only thought of; an empty line says nothing."""

    amount = AmountField(label=gettext_lazy("Amount in USD"), required=False)
    label = LineField(label=gettext_lazy("What for"), required=False, max_length=120)
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), required=False, choices=[("", gettext_lazy("Not said")), *Category.choices]
    )
    pool = forms.ModelChoiceField(
        label=gettext_lazy("Whose money"),
        required=False,
        queryset=Pool.objects.none(),
        empty_label=gettext_lazy("Not said"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pool = self.fields["pool"]
        if isinstance(pool, forms.ModelChoiceField):
            pool.queryset = Pool.objects.all()

    def clean(self) -> dict[str, Any]:
        """A line that says what for needs its amount."""
        values = super().clean() or {}
        said = any(values.get(name) for name in ("label", "category", "pool"))
        if said and values.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Enter the amount of this line, or empty the line."))
        return values

    @property
    def proposed(self) -> Proposed | None:
        """What the line proposes; None when it is empty or cannot be read."""
        if self.errors or self.cleaned_data.get("amount") is None:
            return None
        pool = self.cleaned_data.get("pool")
        return Proposed(
            amount=self.cleaned_data["amount"],
            pool=pool.pk if pool else None,
            category=self.cleaned_data.get("category") or "",
            label=self.cleaned_data.get("label") or "",
        )

    @property
    def typed(self) -> dict[str, str]:
        """What the line holds, for the address of the simulation."""
        names = {name: self.add_prefix(name) for name in self.fields}
        return {key: self.data[key] for key in names.values() if self.data.get(key)}


@dataclass(frozen=True)
class Lines:
    """The lines of a simulation as asked in an address."""

    forms: tuple[ProposalForm, ...]
    proposals: tuple[Proposed, ...]

    @property
    def wrong(self) -> bool:
        """Whether a line cannot be read."""
        return any(form.errors for form in self.forms)

    @property
    def full(self) -> bool:
        """Whether no further line can be added."""
        return len(self.forms) >= MOST_LINES

    @property
    def query(self) -> str:
        """The query string that asks the same, without empty lines."""
        return urlencode([pair for form in self.forms for pair in form.typed.items()])


def read_lines(asked: QueryDict) -> Lines:
    """The lines in an address (`p1-amount=40000&p1-category=workshops&p2-amount=…`), with room for one more if asked.

    Lines beyond MOST_LINES are not read.
    """
    made = [ProposalForm(asked, prefix=f"p{number}") for number in range(1, MOST_LINES + 1)]
    used = max((number for number, form in enumerate(made, start=1) if form.typed), default=0)
    try:
        shown = int(asked.get("lines", ""))
    except ValueError:
        shown = 0
    shown += "more" in asked
    wanted = min(max(used, shown, FEWEST_LINES), MOST_LINES)
    forms_shown = tuple(made[:wanted])
    return Lines(forms_shown, tuple(form.proposed for form in forms_shown if form.proposed is not None))
