"""Who contributed in which years, amounts disclosed or not (F12, F29)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import beside
from fund.asking import read_question
from fund.enums import Nature
from fund.exporting import FORMATS, table_file
from fund.held import held_statement
from fund.situation import Situation
from rial.core.dates import show_date
from rial.core.exports import Column
from rial.core.http import public_page, public_version

COLUMNS = (
    Column("code", gettext_lazy("Country code"), gettext_lazy("ISO 3166-1; empty for others than countries")),
    Column("name", gettext_lazy("Contributor"), gettext_lazy("Name in the reader’s language if it can be")),
    Column("nature", gettext_lazy("In money or in kind"), gettext_lazy("How it was given")),
    Column("year", gettext_lazy("Year"), gettext_lazy("Empty where the year is not recorded")),
)


@dataclass(frozen=True)
class Block:
    """Contributors in money or in kind, each beside the years that are known of anyone."""

    code: str
    title: str
    years: tuple[int, ...]
    rows: tuple[beside.Named, ...]


@public_page
def contributors(request: HttpRequest) -> HttpResponseBase:
    """Contributors × years, as of a day; `?format=csv` gives one row per contributor and year."""
    question = read_question(request)
    found = held_statement(public_version(request), question.as_of, question.known_on)
    wanted = request.GET.get("format", "")
    blocks = [_block(found, nature) for nature in Nature]
    if wanted in FORMATS:
        rows = _rows(blocks)
        return table_file("rial-fund-contributors", COLUMNS, rows, wanted, request.build_absolute_uri(), found)
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Contributors"), "")],
        "day": show_date(found.as_of),
        "question": question,
        "blocks": [block for block in blocks if block.rows],
        "stated": found.contributors_stated,
    }
    return render(request, "fund/contributors.html", context)


def _block(found: Situation, nature: Nature) -> Block:
    rows = tuple(beside.named_contributors(found, nature))
    known = sorted({year for row in rows for year in row.known})
    return Block(nature.value, str(nature.label), _without_gaps(known), rows)


def _without_gaps(known: list[int]) -> tuple[int, ...]:
    """All years from the first to the last: a year in which nobody is named is seen."""
    return tuple(range(known[0], known[-1] + 1)) if known else ()


def _rows(blocks: list[Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        for row in block.rows:
            for year in row.known or (None,):
                yield {"code": row.code, "name": row.name.value, "nature": block.code, "year": year}
