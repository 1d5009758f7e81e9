"""The site's search: programs, meetings, decisions, documents, countries, institutions, the network's own texts."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.listing import LEDGER
from fund.models import Entry
from meetings.listing import DECISIONS, MEETINGS
from portfolio.models import Program
from rial.core.bilingual import LANGUAGE_CODES, Text, column, current_language, text_of
from rial.core.http import read_public_version
from rial.core.listing.declared import Listing
from rial.core.listing.results import Results
from rial.core.listing.selection import Selection
from rial.core.listing.snapshot import snapshot_at
from rial.core.search import CONFIGS, MAX_LENGTH, Marker, Query, passage, plain_text, shorten
from rial.directory.models import Institution
from rial.library.models import Document
from rial.library.symbols import parse

from .cards import Card, cards
from .prose import all_prose

_PROGRAMS_SHOWN = 10
_DOCUMENTS_SHOWN = 6
_LISTED_SHOWN = 6
_PASSAGE = 180
# LED-000123 as people type it; longer numbers are none of the ledger.
_ENTRY = re.compile(r"LED[-\s]?0*([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """A found country or page."""

    title: Text
    url: str
    detail: Text = field(default_factory=lambda: Text("", ""))


@dataclass(frozen=True)
class Group:
    """The hits of one kind, with how many there are in all and where the rest is."""

    code: str
    title: str
    total: int
    hits: Sequence[Hit | Card]
    all_url: str = ""


def search_everything(typed: str) -> dict[str, Any]:
    """Groups of hits for what was typed, empty ones left out; nothing is searched for signs alone."""
    query = Query.parse(typed.replace("\x00", ""))
    groups: list[Group] = []
    if query.is_searchable or query.words:
        found = (
            _programs(query),
            *_listed(query, MEETINGS, DECISIONS),
            _documents(query),
            _countries(query),
            _fund(query),
            *_listed(query, LEDGER),
            _pages(query),
        )
        groups = [group for group in found if group.total]
    return {
        "q": query.text,
        "cut": len(" ".join(typed.split())) > MAX_LENGTH,
        "searched": bool(query.words),
        "groups": groups,
        "total": sum(group.total for group in groups),
    }


def _programs(query: Query) -> Group:
    url = f"{reverse('portfolio:list')}?{urlencode({'q': query.text})}"
    if not query.is_searchable:
        return Group("programs", _("Programs"), 0, [])
    found = Program.objects.public().filter(reduce(or_, (_matches(query, code) for code in CONFIGS)))
    total = found.count()
    shown = found.select_related("current", "institution__country").order_by("-confirmed_on", "code")
    return Group("programs", _("Programs"), total, cards(shown[:_PROGRAMS_SHOWN]) if total else [], url)


def _listed(query: Query, *listings: Listing) -> Iterator[Group]:
    """Meetings, decisions or entries of the ledger, found as their own lists find them."""
    if not query.is_searchable:
        return
    version, language = read_public_version(), current_language()
    for listing in listings:
        results = Results(Selection(listing, query=query), snapshot_at(listing, version), language)
        found = results.cards[:_LISTED_SHOWN] if results.total else []
        hits = [
            Hit(Text(card.title, card.title_language), card.url, Text(card.summary, card.summary_language))
            for card in found
        ]
        url = f"{reverse(listing.url)}?{urlencode({'q': query.text})}"
        yield Group(listing.code, str(listing.words.plural), results.total, hits, url)


def _matches(query: Query, language: str) -> Q:
    config, fold = CONFIGS[language]
    folded = Func(Value(query.text), function=fold, output_field=TextField())
    wanted = SearchQuery(folded, config=config, search_type="websearch")
    return Q(**{f"index__text__{column('in_all', language)}": wanted})


def _documents(query: Query) -> Group:
    """Documents whose symbol is what was typed, in any way of writing, then those with the words."""
    symbol = parse(query.text)
    by_symbol = Q(symbol_key=symbol.key) | Q(presumed_key=symbol.key) if symbol.kind else Q(pk__in=[])
    words = reduce(or_, (_matches(query, code) for code in CONFIGS)) if query.is_searchable else Q(pk__in=[])
    found = Document.objects.public().filter(by_symbol | words)
    total = found.count()
    exact = Case(When(by_symbol, then=Value(0)), default=Value(1), output_field=IntegerField())
    newest = ("exact", F("year").desc(nulls_last=True), "symbol_sort", "slug")
    shown = found.annotate(exact=exact).order_by(*newest)[:_DOCUMENTS_SHOWN] if total else []
    url = f"{reverse('library:list')}?{urlencode({'q': query.text})}"
    return Group("documents", _("Documents"), total, [_document_hit(document) for document in shown], url)


def _document_hit(document: Document) -> Hit:
    said = [document.symbol_printed, document.get_kind_display(), document.shown_time]
    detail = Text(" · ".join(filter(None, said)), current_language())
    return Hit(document.shown_title, document.get_absolute_url(), detail)


def _countries(query: Query) -> Group:
    institutions = Institution.objects.filter(country__isnull=False).with_names().in_reading_order()
    hits = [_country_hit(institution) for institution in institutions if _all_words(query, _names(institution))]
    return Group("countries", _("Countries and ministries"), len(hits), hits)


def _names(institution: Institution) -> str:
    texts = [getattr(institution.country, column("name", code)) for code in LANGUAGE_CODES]
    texts += [getattr(name, column("name", code)) for name in institution.names.all() for code in LANGUAGE_CODES]
    return " ".join([*texts, institution.acronym])


def _country_hit(institution: Institution) -> Hit:
    country = institution.country
    url = reverse("pages:country", args=[country.code]) if country else ""
    return Hit(text_of(country, "name"), url, institution.current_name)


def _fund(query: Query) -> Group:
    """The Fund's own pages, and the entry whose number was typed."""
    entry = _ENTRY.fullmatch(query.text.strip())
    hits = []
    if entry and (found := Entry.objects.filter(pk=int(entry.group(1))).first()):
        hits.append(
            Hit(
                Text(found.code, current_language()),
                reverse("fund:entry", args=[found.pk]),
                text_of(found, "description"),
            )
        )
    for name, title in _fund_pages():
        if _all_words(query, title):
            hits.append(Hit(Text(title, current_language()), reverse(name)))
    return Group("fund", _("Voluntary Contributions Fund"), len(hits), hits)


def _fund_pages() -> tuple[tuple[str, str], ...]:
    return (
        ("fund:home", _("Voluntary Contributions Fund")),
        ("fund:ledger", _("Ledger of the Fund")),
        ("fund:contributors", _("Contributors to the Fund")),
        ("fund:appeal", _("Appeal to delegations for voluntary contributions")),
        ("fund:rules", _("Rules of the Fund")),
        ("fund:budgets", _("Budgets compared")),
    )


def _pages(query: Query) -> Group:
    hits = []
    for code, text in all_prose().items():
        if _all_words(query, " ".join(text.texts.values())):
            body = text.text("body")
            words = plain_text(body.value)
            marker = Marker(query, {body.language: [words]})
            found = passage(words, body.language, marker, _PASSAGE) or shorten(words, _PASSAGE)
            detail = Text(found, body.language)
            hits.append(Hit(text.text("title"), _page_url(code), detail))
    return Group("pages", _("Pages"), len(hits), hits)


def _page_url(code: str) -> str:
    return reverse("pages:about") if code == "about" else reverse("pages:page", args=[code])


def _all_words(query: Query, text: str) -> bool:
    """Whether every word begins some word of the text, accents and case aside."""
    words = _folded(text).split()
    return bool(query.words) and all(any(word.startswith(_folded(w)) for word in words) for w in query.words)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign if sign.isalnum() else " " for sign in decomposed if not unicodedata.combining(sign))
