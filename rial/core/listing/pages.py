"""The page of a list: facets with counts, chips, order, cards, pages, files; the same rows in other formats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import current_language
from rial.core.http import public_version
from rial.core.search import quoted

from .declared import Facet, Listing
from .exporting import export
from .feed import atom
from .labels import Labels, labels_of
from .results import Results
from .selection import Selection, parse, sorts_for
from .snapshot import Snapshot, snapshot_at

PAGES_AROUND = 2
_OPTION_CLOSE = "</b></label>"
_FORMAT_NAMES = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "atom": "Atom"}


def results_of(request: HttpRequest, listing: Listing, asked: QueryDict | None = None) -> Results:
    """What the address asked for leads to, or `asked` in its place, where a list reads addresses of former times."""
    snapshot = snapshot_at(listing, public_version(request))
    return Results(parse(request.GET if asked is None else asked, snapshot), snapshot, current_language())


def listing_page(
    request: HttpRequest,
    results: Results,
    template: str = "listing/page.html",
    more: Callable[[Results], dict[str, Any]] | None = None,
) -> HttpResponseBase:
    """The page, or with `?format=` the same rows as CSV, XLSX, JSON or Atom.

    template: extends listing/page.html. more: what it shows beside what every list does.
    """
    wanted = request.GET.get("format", "")
    if wanted in results.listing.formats:
        return atom(request, results) if wanted == "atom" else export(results, wanted)
    context = page_context(results, wanted)
    return render(request, template, context | more(results) if more else context)


def page_context(results: Results, wanted: str = "") -> dict[str, Any]:
    """What templates/listing/page.html shows; `wanted`: the format asked for, when there is no such."""
    selection, listing = results.selection, results.listing
    labels = labels_of(results.snapshot, results.language)
    return {
        "nav": listing.nav,
        "trail": [(listing.words.plural, "")],
        "listing": listing,
        "list_url": reverse(listing.url),
        "feed_url": f"{reverse(listing.feed_url)}{selection.address(marks=False)}" if listing.feed_url else "",
        "results": results,
        "selection": selection,
        "total": number(results.total),
        "counted": _plural(listing.words.counted, results),
        "take": _plural(listing.words.take, results),
        "facets": [block for facet in listing.facets if (block := facet_block(facet, results, labels))],
        "bounds": _bounds(selection),
        "filters": selection.filter_count,
        "chips": chips(selection, labels),
        "sorts": [(sort, listing.sort_labels[sort], sort == selection.effective_sort) for sort in sorts_for(selection)],
        "notices": _notices(results, wanted),
        "pages": page_links(results),
        "next_url": page_address(selection, results.page + 1) if results.page < results.last_page else "",
        "exports": [(_FORMAT_NAMES[name], selection.address(marks=False, format=name)) for name in listing.formats],
        "removals": _removals(results) if not results.total else [],
        "suggestion": _suggestion(results) if not results.total else None,
        "here": selection.address(marks=False).lstrip("?"),
    }


def number(value: int) -> str:
    """A count as the reader writes it: 674,800."""
    return str(value) if value < 1000 else number_format(value, force_grouping=True)


def _plural(text: Any, results: Results) -> SafeString:
    # A translation of this project around a number.
    return SafeString(text % {"n": results.total, "total": number(results.total)})


def _bounds(selection: Selection) -> list[tuple[str, str, Any]]:
    """(parameter, label, value) of the two fields of the period."""
    if selection.listing.period is None:
        return []
    labels = (_("From year"), _("To year")) if selection.listing.period.unit == "year" else (_("From"), _("To"))
    bounds = ("" if bound is None else str(bound) for bound in (selection.first, selection.last))
    return list(zip(("from", "to"), labels, bounds, strict=True))


def _notices(results: Results, wanted: str) -> list[str]:
    notices = list(results.selection.ignored[:5])
    if wanted and wanted not in results.listing.formats:
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
    if len(shown) > facet.longest:
        by_count = sorted(shown, key=lambda value: (value not in chosen, -counts.get(value, 0)))
        first = by_count[: max(facet.shortened, len(chosen))]
    rest = [value for value in shown if value not in first] if first is not shown else []
    return {
        "code": facet.code,
        "label": facet.label,
        "options": _join(options, first, counts, chosen),
        "rest": _join(options, rest, counts, chosen),
        "all": number(len(shown)),
    }


def _join(
    options: Mapping[str, tuple[str, str]], values: Sequence[str], counts: Mapping[str, int], chosen: Sequence[str]
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

    def make() -> dict[str, tuple[str, str]]:
        opening = f'<label class="check"><input type="checkbox" name="{facet.code}" value="'
        return {
            value: (f'{opening}{escape(value)}"', f"> {escape(label)} <b>")
            for value, label in labels.of(facet.code).items()
        }

    return snapshot.remember(("options", facet.code, labels.language), make)


def chips(selection: Selection, labels: Labels) -> list[tuple[str, str]]:
    """(text, address without it) of every filter in use."""
    found = []
    if selection.query:
        found.append((f"“{selection.query.text}”", selection.without_query().address()))
    for code, values in selection.chosen.items():
        facet = selection.listing.facet_by_code[code]
        for value in values:
            label = labels.label(code, value)
            text = f"{facet.label}: {label}" if facet.named_chips else label
            found.append((text, selection.without(code, value).address()))
    if selection.has_period:
        found.append((_period_chip(selection), selection.without_period().address()))
    return found


def _period_chip(selection: Selection) -> str:
    period = selection.listing.period
    if period is None:
        return ""
    bounds = {"from": selection.first, "to": selection.last}
    shown = {name: period.shown(bound) for name, bound in bounds.items() if bound is not None}
    if len(shown) == 2:
        return str(period.between % shown)
    return str((period.since if "from" in shown else period.until) % shown)


def _removals(results: Results) -> list[tuple[str, str]]:
    """(what would be found without which filter, its address), for a search that finds nothing."""
    listing, found = results.listing, []
    names = {"q": _("the words"), "period": listing.period.name if listing.period else ""}
    for which, count, without in results.removals():
        if count:
            name = names.get(which) or f"“{listing.facet_by_code[which].label}”"
            text = listing.words.without % {"n": count, "count": number(count), "filter": name}
            found.append((text, without.address()))
    return found


def _suggestion(results: Results) -> dict[str, str] | None:
    found = results.suggestion()
    if found is None:
        return None
    text, count = found
    address = replace(results.selection, query=replace(results.selection.query, text=text), page=1).address()
    return {"text": text, "count": number(count), "url": address}


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
