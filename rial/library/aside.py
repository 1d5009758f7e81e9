"""What the library adds to pages of other rooms: the documents of a country."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rial.core.panels import Panel, add_panel
from rial.directory.models import Country

from .models import Document

_SHOWN = 6


def documents_of_country(country: Country, user: Any) -> Panel | None:
    """The latest documents about a country; None when there is none."""
    found = list(Document.objects.public().filter(countries=country).newest_first()[: _SHOWN + 1])
    if not found:
        return None
    url = f"{reverse('library:list')}?country={country.pk}" if len(found) > _SHOWN else ""
    return Panel(
        title=_("Documents"), template="library/_panel.html", context={"documents": found[:_SHOWN], "all_url": url}
    )


def register() -> None:
    """Called once from the app's ready()."""
    add_panel("country", documents_of_country, order=80)
