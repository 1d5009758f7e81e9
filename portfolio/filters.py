"""What a visitor may ask of the portfolio: facets, years, words, order; read from an address and written into one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rial.core.search import MAX_LENGTH, Query, quoted

from .enums import Coverage, EvaluationKind, Kind, Operation, Stage, YesNo
from .snapshot import DEFAULT_SORT, SORTS, Snapshot

FIRST_YEAR, LAST_YEAR = 1900, 2100
MAX_MARKED = 4
NO_WORDS = Query("")
NOT_REPORTED = ("unknown", gettext_lazy("Not reported"))


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A facet: its parameter, its label, and its closed list of values (None: a vocabulary of the database)."""

    code: str
    label: Any
    values: tuple[tuple[str, Any], ...] | None = None
    # A chip says “Stage: Pilot”, not “Pilot”.
    named_chips: bool = False


def _choices(*values: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((str(code), label) for code, label in values)


FACETS: tuple[Facet, ...] = (
    Facet(code="topic", label=gettext_lazy("Topic")),
    Facet(code="country", label=gettext_lazy("Country")),
    Facet(
        code="offered",
        label=gettext_lazy("Offered for cooperation"),
        values=_choices(*YesNo.choices, NOT_REPORTED),
        named_chips=True,
    ),
    Facet(
        code="practice",
        label=gettext_lazy("Good practice"),
        values=_choices(("recognized", gettext_lazy("Recognized by partner organizations"))),
        named_chips=True,
    ),
    Facet(code="kind", label=gettext_lazy("Kind of initiative"), values=_choices(*Kind.choices, NOT_REPORTED)),
    Facet(code="population", label=gettext_lazy("For whom")),
    Facet(
        code="status",
        label=gettext_lazy("Status"),
        values=_choices(
            *Operation.choices, ("archived", pgettext_lazy("status of a program", "Archived")), NOT_REPORTED
        ),
        named_chips=True,
    ),
    Facet(
        code="evidence",
        label=gettext_lazy("Evidence"),
        values=_choices(*EvaluationKind.choices, ("none", gettext_lazy("No evaluation reported"))),
        named_chips=True,
    ),
    Facet(
        code="confirmed",
        label=gettext_lazy("Confirmed by the ministry"),
        values=_choices(
            ("year", gettext_lazy("In the last 12 months")),
            ("stale", gettext_lazy("More than 18 months ago, or never")),
        ),
        named_chips=True,
    ),
    Facet(
        code="stage",
        label=gettext_lazy("Pilot or scaled up"),
        values=_choices(*Stage.choices, NOT_REPORTED),
        named_chips=True,
    ),
    Facet(
        code="coverage", label=gettext_lazy("Reach"), values=_choices(*Coverage.choices, NOT_REPORTED), named_chips=True
    ),
    Facet(code="subregion", label=gettext_lazy("Subregion")),
    Facet(
        code="economy", label=gettext_lazy("Economy"), values=_choices(("smaller", gettext_lazy("Smaller economies")))
    ),
    Facet(
        code="language",
        label=gettext_lazy("Available in"),
        values=_choices(
            ("es", pgettext_lazy("choice", "Spanish")),
            ("en", pgettext_lazy("choice", "English")),
            ("full", gettext_lazy("Both languages, complete")),
        ),
        named_chips=True,
    ),
    Facet(code="collection", label=gettext_lazy("Collection")),
)
FACET_BY_CODE = {facet.code: facet for facet in FACETS}

SORT_LABELS = {
    "relevance": gettext_lazy("Best match"),
    "confirmed": gettext_lazy("Most recently confirmed"),
    "newest": gettext_lazy("Newest in the portfolio"),
    "title": gettext_lazy("Title"),
    "country": gettext_lazy("Country"),
}
FORMATS = ("csv", "xlsx", "json", "atom")
_OWN_PARAMETERS = {*FACET_BY_CODE, "from", "to", "q", "sort", "page", "format", "p", "back"}
# Added to links by mail programs and social networks: no business of ours, and no mistake of the reader's.
_FOREIGN_PREFIXES = ("utm_", "fbclid", "gclid", "mc_")


class Labels:
    """Names of all facet values in one language, in reading order."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self.language = language
        self._labels: dict[str, dict[str, str]] = {}
        for facet in FACETS:
            if facet.values is not None:
                self._labels[facet.code] = {code: str(label) for code, label in facet.values}
            else:
                self._labels[facet.code] = _term_labels(snapshot, facet.code, language)
        self._labels["population"]["unknown"] = str(NOT_REPORTED[1])

    def of(self, facet: str) -> Mapping[str, str]:
        """{value: label} of one facet."""
        return self._labels[facet]

    def label(self, facet: str, value: str) -> str:
        """The label of one value."""
        return self._labels[facet].get(value, value)


def _term_labels(snapshot: Snapshot, facet: str, language: str) -> dict[str, str]:
    terms = snapshot.terms[facet].values()
    if facet == "country":
        by_name = sorted(terms, key=lambda term: _plain_key(term.name(language)))
        return {term.code: term.name(language) for term in by_name}
    if facet != "topic":
        return {term.code: term.name(language) for term in terms}
    roots = [term for term in terms if not term.parent]
    in_tree = [node for root in roots for node in (root, *(term for term in terms if term.parent == root.code))]
    return {term.code: term.name(language) for term in in_tree}


_FOLD = str.maketrans("áéíóúüñ", "aeiouun")


def _plain_key(name: str) -> str:
    return name.lower().translate(_FOLD)


def labels_of(snapshot: Snapshot, language: str) -> Labels:
    """The labels of a snapshot, made once per language."""
    key = ("labels", language)
    if key not in snapshot.derived:
        snapshot.derived[key] = Labels(snapshot, language)
    found: Labels = snapshot.derived[key]
    return found


@dataclass(frozen=True)
class Selection:
    """What was asked, as far as it makes sense; `ignored` says what did not, and why."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    query: Query = NO_WORDS
    sort: str = ""
    page: int = 1
    marked: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it is the whole portfolio."""
        return not (self.chosen or self.query or self.first_year or self.last_year)

    @property
    def effective_sort(self) -> str:
        """The order asked for, else best match for a search and the latest confirmed otherwise."""
        if self.sort == "relevance" or not self.sort:
            return "relevance" if self.query.is_searchable else DEFAULT_SORT
        return self.sort

    @property
    def filter_count(self) -> int:
        """Filters in use: each value, the years, the words."""
        values = sum(len(values) for values in self.chosen.values())
        return values + bool(self.first_year or self.last_year) + bool(self.query)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of its filters and order, always in the same sequence."""
        found = [("q", self.query.text)] if self.query else []
        found += [(facet.code, value) for facet in FACETS for value in self.chosen.get(facet.code, ())]
        found += [(name, str(year)) for name, year in (("from", self.first_year), ("to", self.last_year)) if year]
        if self.sort:
            found.append(("sort", self.sort))
        return found

    def address(self, *, marks: bool = True, **more: Any) -> str:
        """Its query string, “?…” or “?” alone, with further parameters added."""
        pairs = self.pairs() + [(name, str(value)) for name, value in more.items()]
        if marks:
            pairs += [("p", code) for code in self.marked]
        return "?" + urlencode(pairs)

    def without(self, facet: str, value: str | None = None) -> "Selection":
        """The same without one value, or without a whole facet; from the first page."""
        kept = tuple(other for other in self.chosen.get(facet, ()) if value is not None and other != value)
        chosen = {code: values for code, values in self.chosen.items() if code != facet}
        if kept:
            chosen[facet] = kept
        return replace(self, chosen=chosen, page=1)

    def without_query(self) -> "Selection":
        """The same without words."""
        return replace(self, query=NO_WORDS, page=1)

    def without_years(self) -> "Selection":
        """The same without a period."""
        return replace(self, first_year=None, last_year=None, page=1)


def parse(data: QueryDict, snapshot: Snapshot) -> Selection:
    """Read an address. What is unknown or malformed is left out and named in `ignored`; it is never an error."""
    ignored: list[str] = []
    first, last = _year(data, "from", ignored), _year(data, "to", ignored)
    if first and last and first > last:
        ignored.append(_("The period ends before it begins, so it was not used."))
        first = last = None
    selection = Selection(
        chosen=_chosen(data, snapshot, ignored),
        first_year=first,
        last_year=last,
        query=_query(data, ignored),
        sort=_sort(data, ignored),
        page=_page(data, ignored),
        marked=tuple(dict.fromkeys(data.getlist("p")))[:MAX_MARKED],
    )
    for name in data:
        if name not in _OWN_PARAMETERS and not name.startswith(_FOREIGN_PREFIXES):
            ignored.append(_("“%(name)s” is not a filter of this page.") % {"name": quoted(name)})
    return replace(selection, ignored=tuple(ignored))


def _chosen(data: QueryDict, snapshot: Snapshot, ignored: list[str]) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for facet in FACETS:
        if facet.code not in data:
            continue
        wanted = [value for value in dict.fromkeys(data.getlist(facet.code)) if value]
        known = known_values(facet, snapshot)
        values = tuple(value for value in wanted if value in known)
        if values:
            chosen[facet.code] = values
        ignored.extend(_unknown(facet, value) for value in wanted if value not in known)
    return chosen


def _unknown(facet: Facet, value: str) -> str:
    return _("“%(value)s” is not a value of the filter “%(filter)s”.") % {
        "value": quoted(value),
        "filter": facet.label,
    }


def known_values(facet: Facet, snapshot: Snapshot) -> Iterable[str]:
    """Every value a facet can have, used or not."""
    if facet.values is not None:
        return {code for code, _label in facet.values}
    extra = {"unknown"} if facet.code == "population" else set()
    return snapshot.terms[facet.code].keys() | extra


def _year(data: QueryDict, name: str, ignored: list[str]) -> int | None:
    typed = data.get(name, "").strip()
    if not typed:
        return None
    if typed.isascii() and typed.isdecimal() and len(typed) == 4 and FIRST_YEAR <= int(typed) <= LAST_YEAR:
        return int(typed)
    ignored.append(_("“%(value)s” is not a year. Enter it with four digits, such as 2012.") % {"value": quoted(typed)})
    return None


def _query(data: QueryDict, ignored: list[str]) -> Query:
    typed = data.get("q", "")
    query = Query.parse(typed)
    if len(" ".join(typed.split())) > MAX_LENGTH:
        ignored.append(_("Only the first %(count)s characters of the search were used.") % {"count": MAX_LENGTH})
    if query and not query.is_searchable:
        ignored.append(_("“%(words)s” has no word to search for, so it was not used.") % {"words": quoted(query.text)})
        return NO_WORDS
    return query


def _sort(data: QueryDict, ignored: list[str]) -> str:
    sort = data.get("sort", "")
    if not sort or sort in SORT_LABELS:
        return "" if sort == DEFAULT_SORT and not data.get("q") else sort
    ignored.append(_("“%(value)s” is not an order of this list.") % {"value": quoted(sort)})
    return ""


def _page(data: QueryDict, ignored: list[str]) -> int:
    typed = data.get("page", "")
    if not typed:
        return 1
    if typed.isascii() and typed.isdecimal() and len(typed) <= 9 and int(typed) >= 1:
        return int(typed)
    ignored.append(_("“%(value)s” is not a page number.") % {"value": quoted(typed)})
    return 1


def sorts_for(selection: Selection) -> Sequence[str]:
    """The orders on offer: best match only for a search."""
    return [sort for sort in SORT_LABELS if sort in SORTS or selection.query]
