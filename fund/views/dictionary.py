"""The data dictionary of the Fund: what every column of its files and every filter of its ledger means (F19)."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.dictionary import files
from fund.listing import LEDGER
from rial.core.http import public_page, public_version
from rial.core.listing.dictionary import dictionary_file, filters_of
from rial.core.listing.snapshot import snapshot_at

from . import budgets, contributors


@public_page
def dictionary(request: HttpRequest) -> HttpResponseBase:
    """Columns of each file and values of the filters; `?format=csv` gives the columns as a file."""
    found = files(contributors.COLUMNS, budgets.COLUMNS)
    if request.GET.get("format") == "csv":
        return dictionary_file("rial-fund-dictionary", {file.code: file.columns for file in found})
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Data dictionary"), "")],
        "files": found,
        "filters": filters_of(snapshot_at(LEDGER, public_version(request))),
    }
    return render(request, "fund/dictionary.html", context)
