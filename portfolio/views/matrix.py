"""Country × topic: the matrix, its list view and its CSV."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.reading.coverage import Coverage, coverage
from rial.core.exports import Column, csv_response
from rial.core.http import public_page


@public_page
def matrix(request: HttpRequest) -> HttpResponseBase:
    """Which ministry works on which topic; `?view=list` says the same in words, `?format=csv` in cells."""
    table = coverage()
    if request.GET.get("format") == "csv":
        return _csv(table)
    roles = request.user.roles if request.user.is_authenticated else None
    context = {
        "nav": "matrix",
        "table": table,
        "own": {institution.country_id for institution in roles.ministries} if roles else set(),
        "today": timezone.localdate(),
    }
    if request.GET.get("view") == "list":
        return render(request, "portfolio/matrix_list.html", context)
    return render(request, "portfolio/matrix.html", context)


def _csv(table: Coverage) -> HttpResponseBase:
    """A row per country and one of totals; columns are the codes of the topics."""
    columns = [Column("country", _("Code")), Column("name", _("Country"))]
    columns += [Column(topic.code, topic.name) for topic in table.topics]
    columns.append(Column("programs", _("Programs")))
    rows: list[dict[str, str | int]] = [
        {
            "country": row.country.code,
            "name": row.country.name,
            **{cell.topic.code: cell.count for cell in row.cells},
            "programs": row.total,
        }
        for row in table.rows
    ]
    totals = {cell.topic.code: cell.count for cell in table.column_totals}
    rows.append({"country": "", "name": _("All countries"), **totals, "programs": table.total})
    return csv_response("rial-coverage", columns, rows)
