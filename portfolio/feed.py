"""An Atom feed of any selection: what was published last comes first."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from rial.core.bilingual import column
from rial.core.search import languages_first

from .exporting import describe, source_address
from .models import ProgramIndex
from .results import Results

ENTRIES = 50


def atom(request: HttpRequest, results: Results) -> HttpResponse:
    """The feed; an entry keeps its id for ever and is updated when a new version is published."""
    slots = results.snapshot.order("updated", results.language).page(results.outcome.rows, 0, ENTRIES)
    found = ProgramIndex.objects.in_bulk(slots)
    entries = [_entry(found[slot], results) for slot in slots if slot in found]
    filters = describe(results)
    context = {
        "title": f"{_('Programs of the ministries of labor')} · {filters}"
        if filters
        else _("Programs of the ministries of labor"),
        "language": results.language,
        "id": source_address(results),
        "self_url": f"{settings.SITE_URL}{request.get_full_path()}",
        "list_url": source_address(results),
        "updated": max((entry["updated"] for entry in entries), default=_epoch()),
        "entries": entries,
    }
    body = render_to_string("portfolio/feed.xml", context)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def _epoch() -> str:
    return datetime(1970, 1, 1, tzinfo=timezone.get_default_timezone()).isoformat()


def _entry(row: ProgramIndex, results: Results) -> dict[str, str]:
    title, language = _text(row, "title", results.language)
    summary, _language = _text(row, "summary", results.language)
    name, country = results.snapshot.institutions[row.institution_id][results.language]
    return {
        "id": f"{settings.SITE_URL}/{results.language}/portfolio/{row.code}/",
        "title": title,
        "summary": summary,
        "language": language,
        "author": f"{country} · {name}" if country else str(name),
        "updated": row.published_at.isoformat(),
        "published": row.first_published_at.isoformat(),
    }


def _text(row: ProgramIndex, name: str, language: str) -> tuple[str, str]:
    for code in languages_first(language):
        text = getattr(row, column(name, code))
        if text:
            return text, code
    return "", language
