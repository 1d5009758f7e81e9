"""The form of an intake campaign: texts in every language, dates, reminders, ministries (P06)."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from portfolio.enums import CampaignState
from portfolio.models import Campaign
from portfolio.progress import ministries, people_by_ministry
from portfolio.services.campaigns import USUAL_REMINDERS
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.forms import LineField
from rial.directory.models import Institution

from .assessment import prose_field

MESSAGE_LIMIT = 3_000
# Earliest reminder, in days before closing.
LONGEST_AHEAD = 120


class CampaignForm(forms.Form):
    """Everything of a campaign but its state."""

    opens_on = forms.DateField(
        label=gettext_lazy("Opens"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Closes"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    remind_days_before = LineField(
        label=gettext_lazy("Automatic reminders, days before closing"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Numbers separated by commas, such as 14, 3. Empty is none."),
    )
    ministries = forms.MultipleChoiceField(
        label=gettext_lazy("Ministries to invite"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Those without people with access receive no mail: invite someone first."),
    )

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data, initial=_initial(campaign))
        self.campaign = campaign
        texts: dict[str, forms.Field] = {}
        for code in LANGUAGE_CODES:
            language = get_language_info(code)["name_translated"]
            texts[column("name", code)] = LineField(
                label=_("Name (%(language)s)") % {"language": language}, max_length=120, required=False
            )
        for code in LANGUAGE_CODES:
            language = get_language_info(code)["name_translated"]
            texts[column("message", code)] = prose_field(
                _("Message to the ministries (%(language)s)") % {"language": language},
                MESSAGE_LIMIT,
                _("Each ministry reads it in its people’s language. Needed in every language before opening."),
                language=code,
            )
        self.fields = texts | self.fields
        self.available = {str(item.pk): item for item in ministries()}
        self.invited = set(_invited(campaign))
        choices = [(key, label) for key, label in _labels(self.available).items()]
        field = self.fields["ministries"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - narrows the type
        field.choices = choices
        if campaign.pk is None:
            self.initial["ministries"] = list(self.available)

    def clean_remind_days_before(self) -> list[int]:
        """Days before closing, largest first, without repetition."""
        typed = self.cleaned_data["remind_days_before"]
        parts = [part for part in re.split(r"[,;\s]+", typed) if part]
        if any(not part.isascii() or not part.isdigit() or len(part) > 3 for part in parts):
            raise ValidationError(_("Write whole numbers separated by commas, such as 14, 3."), code="form")
        days = sorted({int(part) for part in parts}, reverse=True)
        if days and not 0 < days[-1] <= days[0] <= LONGEST_AHEAD:
            message = _("Remind between 1 and %(most)s days before closing.")
            raise ValidationError(message, code="range", params={"most": LONGEST_AHEAD})
        return days

    def clean(self) -> dict[str, Any]:
        """Dates in order; a new closing date is not in the past."""
        data = super().clean() or {}
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and opens > closes:
            self.add_error("closes_on", _("The campaign closes before it opens."))
        if closes and closes != self.campaign.closes_on and closes < timezone.localdate():
            self.add_error("closes_on", _("The closing date has passed. Choose a later one."))
        return data

    def fill(self) -> Campaign:
        """The campaign with what was typed; not saved yet."""
        for name in [column(text, code) for text in ("name", "message") for code in LANGUAGE_CODES]:
            setattr(self.campaign, name, self.cleaned_data[name])
        self.campaign.opens_on = self.cleaned_data["opens_on"]
        self.campaign.closes_on = self.cleaned_data["closes_on"]
        self.campaign.remind_days_before = self.cleaned_data["remind_days_before"]
        return self.campaign

    def chosen(self) -> list[Institution]:
        """The ministries ticked, and those already invited, who stay."""
        keys = set(self.cleaned_data["ministries"]) | {str(key) for key in self.invited}
        return [item for key, item in self.available.items() if key in keys]


def _initial(campaign: Campaign) -> dict[str, Any]:
    if campaign.pk is None:
        return {"opens_on": timezone.localdate(), "remind_days_before": ", ".join(map(str, USUAL_REMINDERS))}
    texts = [column(text, code) for text in ("name", "message") for code in LANGUAGE_CODES]
    return {
        **{name: getattr(campaign, name) for name in texts},
        "opens_on": campaign.opens_on,
        "closes_on": campaign.closes_on,
        "remind_days_before": ", ".join(map(str, campaign.remind_days_before)),
        "ministries": [str(key) for key in campaign.invitations.values_list("institution", flat=True)],
    }


def _invited(campaign: Campaign) -> list[int]:
    if campaign.pk is None or campaign.state == CampaignState.PREPARED:
        return []
    return list(campaign.invitations.filter(invited_at__isnull=False).values_list("institution", flat=True))


def _labels(available: dict[str, Institution]) -> dict[str, str]:
    people = people_by_ministry()
    labels = {}
    for key, institution in available.items():
        country = institution.country.name if institution.country else ""
        label = (
            country if people.get(institution.pk) else _("%(country)s (nobody has access yet)") % {"country": country}
        )
        labels[key] = label
    return labels
