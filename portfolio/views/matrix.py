"""Country × topic: the matrix, its list view and its CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portfolio.coverage import coverage
from rial.core.http import public_page


@public_page
def matrix(request: HttpRequest) -> HttpResponse:
    """Which ministry works on which topic; `?view=list` says the same in words, `?format=csv` in cells."""
    table = coverage()
    roles = request.user.roles if request.user.is_authenticated else None
    context = {
        "table": table,
        "own": {institution.country_id for institution in roles.ministries} if roles else set(),
        "today": timezone.localdate(),
    }
    if request.GET.get("view") == "list":
        return render(request, "portfolio/matrix_list.html", context)
    return render(request, "portfolio/matrix.html", context)
