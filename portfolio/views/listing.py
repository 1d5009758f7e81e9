"""The public list of programs with its facets; its rows as files and as a feed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolio.exporting import export
from portfolio.feed import atom
from portfolio.filters import (
    FACET_BY_CODE,
    FACETS,
    FORMATS,
    MAX_MARKED,
    SORT_LABELS,
    Facet,
    Labels,
    Selection,
    labels_of,
    parse,
    sorts_for,
)
from portfolio.results import Results
from portfolio.snapshot import Snapshot, snapshot_at
from rial.core.bilingual import current_language
from rial.core.http import public_page, public_version
from rial.core.search import quoted

# A facet with more values than this shows the most frequent ones and keeps the rest behind a disclosure.
LONG_FACET = 8
SHORTENED_FACET = 6
PAGES_AROUND = 2
_OPTION_CLOSE = "</b></label>"


@public_page
def program_list(request: HttpRequest) -> HttpResponseBase:
    """The portfolio: facets, search, cards; `?format=` gives the same rows as CSV, XLSX, JSON or Atom."""
    if "back" in request.GET:
        return _back_with_marks(request)
    snapshot = snapshot_at(public_version(request))
    selection = parse(request.GET, snapshot)
    results = Results(selection, snapshot, current_language())
    wanted = request.GET.get("format", "")
    if wanted in {"csv", "xlsx", "json"}:
        return export(results, wanted)
    if wanted == "atom":
        return atom(request, results)
    return render(request, "portfolio/program_list.html", list_context(results, wanted))


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """The Atom feed of a selection: what was published last, first."""
    snapshot = snapshot_at(public_version(request))
    return atom(request, Results(parse(request.GET, snapshot), snapshot, current_language()))


def _back_with_marks(request: HttpRequest) -> HttpResponse:
    """From the compare tray back to the list it was on, with the marks kept."""
    here = QueryDict(request.GET["back"][:4000], mutable=True)
    for name in ("back", "p"):
        here.pop(name, None)
    here.setlist("p", request.GET.getlist("p")[:MAX_MARKED])
    return HttpResponseRedirect(f"{request.path}?{here.urlencode()}")


def list_context(results: Results, wanted: str) -> dict[str, Any]:
    """What the list's template shows."""
    selection = results.selection
    labels = labels_of(results.snapshot, results.language)
    return {
        "nav": "portfolio",
        "trail": [(_("Programs"), "")],
        "results": results,
        "selection": selection,
        "total": number(results.total),
        "facets": [block for facet in FACETS if (block := facet_block(facet, results, labels))],
        "filters": selection.filter_count,
        "chips": chips(selection, labels),
        "sorts": [(sort, SORT_LABELS[sort], sort == selection.effective_sort) for sort in sorts_for(selection)],
        "notices": _notices(results, wanted),
        "marked": _marked(results),
        "elsewhere": _elsewhere(results),
        "pages": page_links(results),
        "next_url": page_address(selection, results.page + 1) if results.page < results.last_page else "",
        "exports": [(name.upper() if name != "atom" else "Atom", _export_url(selection, name)) for name in FORMATS],
        "removals": _removals(results, labels) if not results.total else [],
        "suggestion": _suggestion(results) if not results.total else None,
        "here": selection.address(marks=False).lstrip("?"),
    }


def number(value: int) -> str:
    """A count as the reader writes it: 674,800."""
    return str(value) if value < 1000 else number_format(value, force_grouping=True)


def _notices(results: Results, wanted: str) -> list[str]:
    notices = list(results.selection.ignored[:5])
    if wanted and wanted not in FORMATS:
        notices.append(_("“%(value)s” is not a format of this list.") % {"value": quoted(wanted)})
    if results.selection.page > results.last_page:
        notices.append(
            ngettext(
                "There is only %(count)s page; this is it.",
                "There are only %(count)s pages; this is the last one.",
                results.last_page,
            )
            % {"count": number(results.last_page)}
        )
    return notices


def facet_block(facet: Facet, results: Results, labels: Labels) -> dict[str, Any] | None:
    """A facet as the column shows it; None when no value finds anything, or the only one would change nothing."""
    counts = results.outcome.counts.get(facet.code, {})
    chosen = results.selection.chosen.get(facet.code, ())
    options = _options(facet, results.snapshot, labels)
    shown = [value for value in options if counts.get(value) or value in chosen]
    if not shown or (len(shown) == 1 and not chosen and counts[shown[0]] == results.total):
        return None
    first: Sequence[str] = shown
    if len(shown) > LONG_FACET:
        by_count = sorted(shown, key=lambda value: (value not in chosen, -counts.get(value, 0)))
        first = by_count[: max(SHORTENED_FACET, len(chosen))]
    rest = [value for value in shown if value not in first] if first is not shown else []
    return {
        "code": facet.code,
        "label": facet.label,
        "options": _join(options, first, counts, chosen),
        "rest": _join(options, rest, counts, chosen),
        "all": number(len(shown)),
    }


def _join(
    options: dict[str, tuple[str, str]], values: Sequence[str], counts: dict[str, int], chosen: Sequence[str]
) -> SafeString:
    pieces = []
    for value in values:
        opening, label = options[value]
        checked = " checked" if value in chosen else ""
        pieces.append(f"{opening}{checked}{label}{number(counts.get(value, 0))}{_OPTION_CLOSE}")
    # Made of constants, numbers and labels escaped in _options.
    return mark_safe("\n".join(pieces))  # noqa: S308


def _options(facet: Facet, snapshot: Snapshot, labels: Labels) -> dict[str, tuple[str, str]]:
    """The HTML around each value's tick and count, in reading order; made once per snapshot and language."""
    key = ("options", facet.code, labels.language)
    if key not in snapshot.derived:
        opening = f'<label class="check"><input type="checkbox" name="{facet.code}" value="'
        snapshot.derived[key] = {
            value: (f'{opening}{escape(value)}"', f"> {escape(label)} <b>")
            for value, label in labels.of(facet.code).items()
        }
    found: dict[str, tuple[str, str]] = snapshot.derived[key]
    return found


def chips(selection: Selection, labels: Labels) -> list[tuple[str, str]]:
    """(text, address without it) of every filter in use."""
    found = []
    if selection.query:
        found.append((f"“{selection.query.text}”", selection.without_query().address()))
    for code, values in selection.chosen.items():
        facet = FACET_BY_CODE[code]
        for value in values:
            label = labels.label(code, value)
            text = f"{facet.label}: {label}" if facet.named_chips else label
            found.append((text, selection.without(code, value).address()))
    if selection.first_year or selection.last_year:
        found.append((_period(selection), selection.without_years().address()))
    return found


def _period(selection: Selection) -> str:
    years = {"from": selection.first_year, "to": selection.last_year}
    if selection.first_year and selection.last_year:
        return _("Running between %(from)s and %(to)s") % years
    if selection.first_year:
        return _("Running in %(from)s or later") % years
    return _("Running in %(to)s or earlier") % years


def _removals(results: Results, labels: Labels) -> list[tuple[str, str]]:
    """(what would be found without which filter, its address), for a search that finds nothing."""
    found = []
    for which, count, without in results.removals():
        if not count:
            continue
        names = {"q": _("the words"), "years": _("the years")}
        name = names.get(which) or f"“{FACET_BY_CODE[which].label}”"
        text = ngettext("%(count)s program without %(filter)s", "%(count)s programs without %(filter)s", count) % {
            "count": number(count),
            "filter": name,
        }
        found.append((text, without.address()))
    return found


def _suggestion(results: Results) -> dict[str, str] | None:
    found = results.suggestion()
    if found is None:
        return None
    text, count = found
    address = replace(results.selection, query=replace(results.selection.query, text=text), page=1).address()
    return {"text": text, "count": number(count), "url": address}


def _marked(results: Results) -> list[str]:
    """Titles of the programs of this page that are marked for comparison."""
    return [card.title for card in results.cards if card.code in results.selection.marked]


def _elsewhere(results: Results) -> list[tuple[str, str]]:
    """(code, title) of marked programs that are not on this page; unknown codes are left out."""
    shown = {card.code for card in results.cards}
    missing = [code for code in results.selection.marked if code not in shown]
    if not missing:
        return []
    titles = results.snapshot.titles(missing, results.language)
    return [(code, titles[code]) for code in missing if code in titles]


def page_links(results: Results) -> list[dict[str, Any]]:
    """Links of the pagination: first, last and those around the current one; `gap` where pages are left out."""
    last, current = results.last_page, results.page
    if last == 1:
        return []
    near = range(current - PAGES_AROUND, current + PAGES_AROUND + 1)
    numbers = [page for page in sorted({1, last, *near}) if 1 <= page <= last]
    links: list[dict[str, Any]] = []
    previous = 0
    for page in numbers:
        links.append(
            {
                "number": number(page),
                "url": page_address(results.selection, page),
                "current": page == current,
                "gap": page != previous + 1,
            }
        )
        previous = page
    return links


def page_address(selection: Selection, page: int) -> str:
    """The address of one page of the list."""
    return selection.address(page=page) if page > 1 else selection.address()


def _export_url(selection: Selection, name: str) -> str:
    return selection.address(marks=False, format=name)
