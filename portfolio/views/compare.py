"""Comparison of two to four programs: page, CSV and XLSX."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.models import Program
from portfolio.reading.comparison import FEWEST, MOST, Comparison
from portfolio.reading.comparison import compare as lay_side_by_side
from rial.core.bilingual import text_of
from rial.core.exports import About, Column, csv_response, xlsx_response
from rial.core.http import public_page
from rial.core.typed import tidy_line

_LONGEST_CODE = 12


@public_page
def compare(request: HttpRequest) -> HttpResponseBase:
    """`?p=PRG-0001&p=PRG-0002`: the programs under one scheme; says what is wrong with the choice, if anything."""
    typed = (tidy_line(code).upper() for code in request.GET.getlist("p"))
    asked = list(dict.fromkeys(code for code in typed if code))
    found = _programs(request, asked)
    programs = [found[code] for code in asked if code in found][:MOST]
    codes = [program.code for program in programs]
    context: dict[str, Any] = {
        "nav": "portfolio",
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


def _file(request: HttpRequest, table: Comparison, kind: str) -> HttpResponseBase:
    """The table as shown: a row per criterion, a column per program, in the reader's language."""
    columns = [Column("section", _("Section"), width=24), Column("criterion", _("Criterion"), width=30)]
    columns += [Column(each.code, _heading(each), width=50) for each in table.programs]
    name = "rial-comparison"
    if kind == "csv":
        return csv_response(name, columns, _lines(table))
    about = About(
        _("Comparison"),
        [
            (_("Date"), timezone.localdate().isoformat()),
            (_("Source"), settings.SITE_URL + request.path + _query([each.code for each in table.programs])),
        ],
    )
    return xlsx_response(name, columns, _lines(table), about)


def _heading(program: Program) -> str:
    return f"{text_of(program.current, 'title')} ({program.institution.country}, {program.code})"


def _lines(table: Comparison) -> Iterator[dict[str, str]]:
    codes = [program.code for program in table.programs]
    yield {"section": "", "criterion": _("Title"), **{each.code: _heading(each) for each in table.programs}}
    for part in table.parts:
        for row in part.rows:
            answers = dict(zip(codes, (cell.plain for cell in row.cells), strict=True))
            yield {"section": part.title, "criterion": row.label, **answers}
