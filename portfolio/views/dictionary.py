"""The data dictionary: what every column of the files means, derived from the scheme and the facets."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from portfolio.listing import PROGRAMS
from portfolio.listing.columns import columns
from rial.core.http import public_page, public_version
from rial.core.listing.dictionary import dictionary_file, filters_of
from rial.core.listing.snapshot import snapshot_at


@public_page
def dictionary(request: HttpRequest) -> HttpResponseBase:
    """Columns of the files and values of the filters; `?format=csv` gives the columns as a file."""
    described = columns()
    if request.GET.get("format") == "csv":
        return dictionary_file("rial-data-dictionary", {"programs": described})
    context = {
        "trail": [(_("Programs"), ".."), (_("Data dictionary"), "")],
        "columns": described,
        "filters": filters_of(snapshot_at(PROGRAMS, public_version(request))),
    }
    return render(request, "portfolio/dictionary.html", context)
