"""The statement as of any day, as known on any day: page, CSV, XLSX, JSON (F03–F08, F19)."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund import beside, charts, presentation
from fund.absent import nothing_said
from fund.asking import Question, read_question
from fund.behind import MOST_ROWS, listed
from fund.contributing import members_beside
from fund.exporting import FORMATS
from fund.held import held_statement
from fund.situation import Situation
from fund.tables import STATEMENT, TABLES, statement_file
from rial.core.bilingual import current_language
from rial.core.dates import show_date
from rial.core.held import held
from rial.core.http import public_page, public_version


@public_page
def situation(request: HttpRequest) -> HttpResponseBase:
    """The statement; `?as_of=2016-06-29`, `?known_on=`, `?format=csv`, `&table=matrix` for one of its tables."""
    question = read_question(request)
    version = public_version(request)
    found = held_statement(version, question.as_of, question.known_on)
    wanted, table = request.GET.get("format", ""), request.GET.get("table", STATEMENT)
    if wanted in FORMATS and table in TABLES:
        return statement_file(found, table, wanted)
    key = ("page", question.as_of, found.through, current_language())
    context = held(version, key, lambda: _context(found))
    asked = {"question": question, "absent": nothing_said(found, question.known_on)}
    return render(request, "fund/statement.html", {**context, **_asked(question), **asked})


def _asked(question: Question) -> dict[str, Any]:
    day = show_date(question.as_of)
    return {
        "nav": "fund",
        "day": day,
        "known_on": show_date(question.known_on) if question.known_on else "",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Statement of %(day)s") % {"day": day}, "")],
    }


def _context(found: Situation) -> dict[str, Any]:
    """Everything the page shows of a situation, ready to print: it stays the same until the ledger grows."""
    behind = listed(found)
    authorized = beside.authorized(found, behind)
    contributors = beside.named_contributors(found)
    return {
        "situation": found,
        "headline": presentation.headline(found),
        "explanation": presentation.explanation(found),
        "short": found.figure("balance").negative,
        "lines": presentation.lines(found, behind),
        "equation": presentation.equation(found),
        "need": presentation.need(found),
        "matrix": presentation.matrix_table(found.matrix),
        "chart": charts.waterfall(found, _("How the balance is composed")),
        "contributors": contributors,
        "members": members_beside(contributors),
        "received": beside.received(found),
        "reports": beside.printed_reports(found),
        "authorized": authorized,
        "more_authorized": len(found.authorizations) - len(authorized),
        "outside": beside.outside(found, MOST_ROWS),
        "issued": beside.issued(),
        "published": beside.published_days(),
    }
