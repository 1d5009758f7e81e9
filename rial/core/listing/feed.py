"""An Atom feed of any selection of a list: what was published last comes first."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from .cards import Card, read_cards
from .exporting import describe, source_address
from .results import Results
from .selection import NO_WORDS

ENTRIES = 50
_TIMES = ("published_at", "first_published_at")


def atom(request: HttpRequest, results: Results) -> HttpResponse:
    """The feed; an entry keeps its id for ever and is updated when a new version is published."""
    listing, language = results.listing, results.language
    slots = results.snapshot.order(listing.feed_sort, language).page(results.outcome.rows, 0, ENTRIES)
    cards = read_cards(slots, results.snapshot, language, NO_WORDS, _TIMES)
    entries = [_entry(card, results) for card in cards]
    title, filters = str(listing.words.title), describe(results)
    context = {
        "title": f"{title} · {filters}" if filters else title,
        "language": language,
        "id": source_address(results),
        "self_url": f"{settings.SITE_URL}{request.get_full_path()}",
        "list_url": source_address(results),
        "updated": max((entry["updated"] for entry in entries), default=_epoch()),
        "entries": entries,
    }
    body = render_to_string("listing/feed.xml", context)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def _epoch() -> str:
    return datetime(1970, 1, 1, tzinfo=timezone.get_default_timezone()).isoformat()


def _entry(card: Card, results: Results) -> dict[str, str]:
    published, first = (card.row[name] for name in _TIMES)
    return {
        "id": f"{settings.SITE_URL}{card.url}",
        "title": card.title,
        "summary": card.summary,
        "language": card.title_language,
        "author": card.author(results.snapshot, results.language),
        "updated": published.isoformat(),
        "published": first.isoformat(),
    }
