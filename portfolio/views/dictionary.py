"""The data dictionary: what every column of the files means, derived from the scheme and the facets."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from portfolio.listing import PROGRAMS
from portfolio.listing.columns import columns
from portfolio.listing.facets import FACETS
from portfolio.scheme import SECTIONS
from rial.core.bilingual import current_language
from rial.core.exports import Column, csv_response
from rial.core.http import public_page, public_version
from rial.core.listing.labels import known_values, labels_of
from rial.core.listing.snapshot import Snapshot, snapshot_at


@public_page
def dictionary(request: HttpRequest) -> HttpResponseBase:
    """Columns of the files and values of the filters; `?format=csv` gives the columns as a file."""
    described = columns()
    if request.GET.get("format") == "csv":
        head = [Column("key", _("Key")), Column("label", _("Column")), Column("description", _("Meaning"))]
        rows = ({"key": one.key, "label": str(one.label), "description": str(one.description)} for one in described)
        return csv_response("rial-data-dictionary", head, rows)
    snapshot = snapshot_at(PROGRAMS, public_version(request))
    context = {
        "trail": [(_("Programs"), ".."), (_("Data dictionary"), "")],
        "columns": described,
        "sections": SECTIONS,
        "filters": _filters(snapshot),
    }
    return render(request, "portfolio/dictionary.html", context)


def _filters(snapshot: Snapshot) -> list[dict[str, Any]]:
    labels = labels_of(snapshot, current_language())
    return [
        {
            "code": facet.code,
            "label": facet.label,
            "values": [(code, label) for code, label in labels.of(facet.code).items() if code in known],
        }
        for facet in FACETS
        for known in [set(known_values(facet, snapshot))]
    ]
