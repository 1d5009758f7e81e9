"""The form of a launch: what it opens, when, and what visitors read until then (P07)."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from portfolio.models import Campaign, Launch
from rial.core.bilingual import LANGUAGE_CODES, column, text_of

from .assessment import prose_field

NOTE_LIMIT = 600
USUAL_HOUR = "10:00"
# The choice beside the keys of campaigns.
WHOLE = "portfolio"


class LaunchForm(forms.Form):
    """A day and an hour of the portal's time zone; the campaign is chosen once."""

    campaign = forms.ChoiceField(
        label=gettext_lazy("What opens"),
        help_text=gettext_lazy("A campaign’s launch holds the programs handed in by the ministries it invited."),
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(
        label=gettext_lazy("Hour"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("In the time of Washington, D.C., where the Technical Secretariat is."),
    )
    hide = forms.BooleanField(
        label=gettext_lazy("Hide until then the programs that the public reads now"), required=False
    )

    def __init__(self, data: Any = None, *, launch: Launch, campaign: str = "") -> None:
        super().__init__(data, initial={"campaign": campaign, **_initial(launch)})
        self.launch = launch
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = _choices()
        if launch.pk is not None:
            del self.fields["campaign"]
        for code in LANGUAGE_CODES:
            language = get_language_info(code)["name_translated"]
            self.fields[column("note", code)] = prose_field(
                _("Note (%(language)s)") % {"language": language},
                NOTE_LIMIT,
                _("Before the launch of the whole portfolio visitors read it; ministries read it when it has come."),
                language=code,
            )

    def fill(self) -> Launch:
        """The launch with what was typed; not saved yet."""
        data = self.cleaned_data
        if data.get("campaign", WHOLE) != WHOLE:
            self.launch.campaign = Campaign.objects.get(pk=data["campaign"])
        self.launch.at = timezone.make_aware(datetime.combine(data["day"], data["hour"]))
        for code in LANGUAGE_CODES:
            setattr(self.launch, column("note", code), data[column("note", code)])
        return self.launch


def _initial(launch: Launch) -> dict[str, Any]:
    if launch.pk is None:
        return {"hour": USUAL_HOUR}
    local = timezone.localtime(launch.at)
    notes = {column("note", code): getattr(launch, column("note", code)) for code in LANGUAGE_CODES}
    return {"day": local.date(), "hour": local.time(), **notes}


def _choices() -> list[tuple[str, Any]]:
    """What has no launch yet: the portfolio, campaigns."""
    found: list[tuple[str, Any]] = []
    if not Launch.objects.of_portfolio().exists():
        found.append((WHOLE, _("The whole portfolio")))
    for campaign in Campaign.objects.filter(launch__isnull=True):
        found.append((str(campaign.pk), text_of(campaign, "name").value or _("Campaign without a name")))
    return found
