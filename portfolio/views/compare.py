"""Comparison of two to four programs: page, CSV and XLSX."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portfolio.comparison import FEWEST, MOST, Comparison
from portfolio.comparison import compare as lay_side_by_side
from portfolio.models import Program
from rial.core.bilingual import text_of
from rial.core.http import public_page

_LONGEST_CODE = 12


@public_page
def compare(request: HttpRequest) -> HttpResponse:
    """`?p=PRG-0001&p=PRG-0002`: the programs under one scheme; says what is wrong with the choice, if anything."""
    asked = list(dict.fromkeys(code.strip().upper() for code in request.GET.getlist("p") if code.strip()))
    found = _programs(request, asked)
    programs = [found[code] for code in asked if code in found][:MOST]
    codes = [program.code for program in programs]
    context: dict[str, Any] = {
        "unknown": [code[:_LONGEST_CODE] for code in asked if code not in found][:MOST],
        "too_many": len(found) > MOST,
        "codes": codes,
        "only_differences": "diff" in request.GET,
        "list_query": _query(codes),
        "most": MOST,
        "canonical_query": _query(codes),
    }
    if len(programs) < FEWEST:
        return render(request, "portfolio/compare_choose.html", {**context, "programs": programs})
    table = lay_side_by_side(programs, only_differences=context["only_differences"])
    wanted = request.GET.get("format", "")
    if wanted in {"csv", "xlsx"}:
        return _file(request, table, wanted)
    context |= {"table": table, "chips": _chips(table), "columns": len(programs) + 1}
    return render(request, "portfolio/compare.html", context)


def _programs(request: HttpRequest, codes: list[str]) -> dict[str, Program]:
    public = Program.objects.public().filter(code__in=[code for code in codes if "\x00" not in code])
    rows = public.select_related("institution__country", "current__modelled_on__current")
    return {program.code: program for program in rows.prefetch_related("institution__names")}


def _query(codes: list[str]) -> str:
    return "?" + urlencode([("p", code) for code in codes]) if codes else ""


def _chips(table: Comparison) -> list[dict[str, Any]]:
    """Each program with the address of the comparison without it."""
    codes = [program.code for program in table.programs]
    here = reverse("portfolio:compare")
    return [
        {"title": text_of(program.current, "title"), "url": here + _query([c for c in codes if c != program.code])}
        for program in table.programs
    ]


def _lines(table: Comparison) -> Iterator[list[str]]:
    for part in table.parts:
        for row in part.rows:
            yield [part.title, row.label, *(cell.plain for cell in row.cells)]


def _file(request: HttpRequest, table: Comparison, kind: str) -> HttpResponse:
    raise NotImplementedError
