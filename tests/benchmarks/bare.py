"""The measure of all pages: 20 rows from one indexed query through a small template, in the same project."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portfolio.models import ProgramIndex


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """The 20 newest programs: what anyone would write first, without chrome, facets or search."""
    rows = ProgramIndex.objects.order_by("-first_published_at", "code")[:20]
    return render(request, "benchmarks/bare.html", {"rows": rows})
