"""Look-alikes: pairs of programs of one country with similar titles, leading to a merge (P14)."""

from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portfolio.models import Program
from rial.core.admin import render_page

# Trigram likeness from which two titles are shown together; the same as for the ministries.
LIKENESS = 0.45
PAIRS_AT_MOST = 200

_SQL = """
WITH titles AS (
  SELECT p.id, p.institution_id, i.country_id, fold_plain(v.title_es) AS es, fold_plain(v.title_en) AS en
  FROM portfolio_program p
  JOIN directory_institution i ON i.id = p.institution_id
  JOIN LATERAL (
    SELECT title_es, title_en FROM portfolio_version
    WHERE program_id = p.id AND state <> 'withdrawn' ORDER BY id DESC LIMIT 1
  ) v ON true
  WHERE p.state <> 'merged'
)
SELECT a.id, b.id, greatest(
  CASE WHEN a.es <> '' AND b.es <> '' THEN similarity(a.es, b.es) ELSE 0 END,
  CASE WHEN a.en <> '' AND b.en <> '' THEN similarity(a.en, b.en) ELSE 0 END) AS likeness
FROM titles a JOIN titles b ON a.id < b.id
 AND (a.institution_id = b.institution_id OR a.country_id = b.country_id)
WHERE greatest(
  CASE WHEN a.es <> '' AND b.es <> '' THEN similarity(a.es, b.es) ELSE 0 END,
  CASE WHEN a.en <> '' AND b.en <> '' THEN similarity(a.en, b.en) ELSE 0 END) >= %s
ORDER BY likeness DESC, a.id, b.id LIMIT %s
"""


@dataclass(frozen=True)
class Pair:
    """Two programs that look alike, and how much (0 to 100)."""

    one: Program
    other: Program
    percent: int


def look_alikes() -> list[Pair]:
    """The most alike first; pairs of one ministry or of one country."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [LIKENESS, PAIRS_AT_MOST])
        found = cursor.fetchall()
    programs = Program.objects.with_card_data().with_open_version().in_bulk({pk for row in found for pk in row[:2]})
    return [Pair(programs[one], programs[other], round(likeness * 100)) for one, other, likeness in found]


def report(request: HttpRequest) -> HttpResponse:
    """The pairs, each with the way to merge one into the other."""
    pairs = look_alikes()
    context = {"title": _("Duplicates"), "pairs": pairs, "limit": PAIRS_AT_MOST if len(pairs) == PAIRS_AT_MOST else 0}
    return render_page(request, "admin/portfolio/duplicates.html", context)
