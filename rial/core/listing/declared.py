"""What an app says of a public list: what it can be narrowed by, in which orders it comes, how it is worded."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .models import Entry, EntryText, Word

if TYPE_CHECKING:
    from .cards import Card
    from .exporting import Export

# Parameters that every list has; no facet may be called so.
OWN_PARAMETERS = frozenset({"from", "to", "q", "sort", "page", "format", "p", "back"})
RELEVANCE = "relevance"
# Of all that ISO 8601 allows, what a date field sends.
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Tables:
    """The three tables of a list: rows for cards and facets, their texts for searching, words for “did you mean”."""

    entry: type[Entry]
    text: type[EntryText]
    word: type[Word]

    @cached_property
    def rows(self) -> str:
        """Name of the table of rows."""
        return self.entry._meta.db_table

    @cached_property
    def texts(self) -> str:
        """Name of the table of texts."""
        return self.text._meta.db_table

    @cached_property
    def words(self) -> str:
        """Name of the table of words."""
        return self.word._meta.db_table


@dataclass(frozen=True)
class Term:
    """A term of a vocabulary: a topic, a country."""

    code: str
    parent: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """The name in that language, else in another one."""
        return self.names[language] or next(filter(None, self.names.values()), self.code)


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """A table of terms with a name in every language; columns are named as the database names them.

    With `position`, a whole number ("position", "-edition"), the terms come in that order, without it by their name
    in the reader's language. With `parent`, the column that holds the key of the term above, each root is followed
    by its children. `name`: "name" for name_es, name_en.
    """

    model: type[Model]
    key: str = "code"
    name: str = "name"
    parent: str = ""
    position: str = ""


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A facet: its parameter, its label, and where its values come from: one of `values`, `vocabulary` and `read`.

    values: a closed list of (value, label). vocabulary: a table. read: a function that gives the terms in reading
    order, called once per snapshot. A row has a value when its `facets` hold "code:value".
    """

    code: str
    label: Any
    values: tuple[tuple[str, Any], ...] | None = None
    vocabulary: Vocabulary | None = None
    read: Callable[[], Sequence[Term]] | None = None
    # Values that rows have beside those of the vocabulary: ("unknown", "Not reported").
    extra: tuple[tuple[str, Any], ...] = ()
    # Labels of two further values that no row stores: “any”, rows with some value; “none”, rows without one.
    any_label: Any = None
    none_label: Any = None
    # Values that follow the calendar and stand in no row: what each of them means on a day.
    moving: Callable[[date], Mapping[str, Q]] | None = None
    # A chip says “Stage: Pilot”, not “Pilot”.
    named_chips: bool = False
    # With more values than this, only the most frequent ones show and the rest lies behind a disclosure.
    longest: int = 8
    shortened: int = 6

    @property
    def derived(self) -> tuple[tuple[str, Any], ...]:
        """(value, label) of “any” and “none”, as far as the facet has them."""
        return tuple((value, label) for value, label in (("any", self.any_label), ("none", self.none_label)) if label)


def choices(*values: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The closed list of a facet from the choices of an enum and further pairs."""
    return tuple((str(code), label) for code, label in values)


@dataclass(frozen=True, kw_only=True)
class Sort:
    """An order. `by` is SQL over the row `i` and names `{language}`; `join` brings further tables in.

    It ends with what is unique, so that pages never repeat or lose a row. An order without a label is no choice
    of the reader's (that of the feed).
    """

    code: str
    by: str
    label: Any = None
    join: str = ""

    @classmethod
    def by_term(cls, code: str, label: Any, vocabulary: Vocabulary, field: str, then: str) -> "Sort":
        """By the name, in the reader's language, of the term that a column of the row points to; without one last."""
        table = vocabulary.model._meta.db_table
        place = f"row_number() OVER (ORDER BY sort_key({vocabulary.name}_{{language}}))"
        terms = f"SELECT {vocabulary.key} AS term, {place} AS place FROM {table}"  # noqa: S608 - names of this project
        return cls(
            code=code,
            label=label,
            by=f"t.place NULLS LAST, {then}",
            join=f"LEFT JOIN ({terms}) t ON t.term = i.{field}",
        )


@dataclass(frozen=True, kw_only=True)
class Period:
    """A filter by time, `from` and `to`: rows that overlap it; rows without `first` are left out.

    between, since, until: what its chip says, with %(from)s and %(to)s. first, last: columns of the rows.
    """

    label: Any
    between: Any
    since: Any
    until: Any
    first: str
    last: str
    # "year" or "day"; how it is named among the filters; what is said of a bound that is none, with %(value)s.
    unit: ClassVar[str]
    name: ClassVar[Any]
    complaint: ClassVar[Any]

    def parse(self, typed: str) -> Any:
        """The bound that was typed; None when it is none."""
        raise NotImplementedError

    def shown(self, bound: Any) -> str:
        """A bound as the reader writes it."""
        return str(bound)


@dataclass(frozen=True, kw_only=True)
class Years(Period):
    """A period of whole years, over columns with years."""

    first: str = "first_year"
    last: str = "last_year"
    earliest: int = 1900
    latest: int = 2100
    unit: ClassVar[str] = "year"
    name: ClassVar[Any] = _("the years")
    complaint: ClassVar[Any] = _("“%(value)s” is not a year. Enter it with four digits, such as 2012.")

    def parse(self, typed: str) -> int | None:
        """A year of four digits."""
        if typed.isascii() and typed.isdecimal() and len(typed) == 4 and self.earliest <= int(typed) <= self.latest:
            return int(typed)
        return None


@dataclass(frozen=True, kw_only=True)
class Days(Period):
    """A period of days, over columns with dates. Each day of the rows has a set of its own: some thousands at most."""

    first: str = "starts_on"
    last: str = "ends_on"
    unit: ClassVar[str] = "day"
    name: ClassVar[Any] = _("the dates")
    complaint: ClassVar[Any] = _("“%(value)s” is not a date. Enter it as year-month-day, such as 2016-06-29.")

    def parse(self, typed: str) -> date | None:
        """An ISO date."""
        try:
            return date.fromisoformat(typed) if _ISO_DAY.fullmatch(typed) else None
        except ValueError:
            return None

    def shown(self, bound: date) -> str:
        """The day in the reader's language."""
        return date_format(bound, "DATE_FORMAT")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a list says of itself; every text translatable.

    counted: lazy plural by `n` with %(total)s, safe HTML: "<b>%(total)s meeting</b>". without: lazy plural by `n`
    with %(count)s and %(filter)s. take: lazy plural by `n` with %(total)s, before the formats. whole: the link to
    the list without filters. feed: the feed's name.
    """

    title: Any
    intro: Any
    plural: Any
    counted: Any
    none_found: Any
    without: Any
    take: Any
    whole: Any
    feed: Any = ""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A public list. `code` names it within the process; `url` is the name of its address.

    The first order is the default. `marks`: how many records a reader may mark and carry along (`p`).
    """

    code: str
    url: str
    tables: Tables
    facets: tuple[Facet, ...]
    sorts: tuple[Sort, ...]
    words: Words
    card: "type[Card]"
    card_template: str
    period: Period | None = None
    export: "Export | None" = None
    # Rows that nobody may read yet; what moves them out of here must move the public version.
    held: Callable[[], QuerySet[Any]] | None = None
    # Name of the order of the feed, and of the address of the feed; without them there is none.
    feed_sort: str = ""
    feed_url: str = ""
    # The entry of the navigation that is shown as the current one.
    nav: str = ""
    page_size: int = 20
    marks: int = 0

    def __post_init__(self) -> None:
        codes = [facet.code for facet in self.facets]
        if len(set(codes)) < len(codes) or OWN_PARAMETERS & set(codes):
            raise ValueError(f"{self.code}: facets need names of their own: {', '.join(codes)}")

    @cached_property
    def facet_by_code(self) -> dict[str, Facet]:
        """The facets by their parameters."""
        return {facet.code: facet for facet in self.facets}

    @cached_property
    def sort_by_code(self) -> dict[str, Sort]:
        """All orders, the feed's too."""
        return {sort.code: sort for sort in self.sorts}

    @cached_property
    def default_sort(self) -> str:
        """The order when none is asked for and no words are."""
        return self.sorts[0].code

    @cached_property
    def sort_labels(self) -> dict[str, Any]:
        """{order: label} of what a reader may choose, best match first."""
        return {RELEVANCE: _("Best match")} | {sort.code: sort.label for sort in self.sorts if sort.label}

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """The formats of `?format=`."""
        return (("csv", "xlsx", "json") if self.export else ()) + (("atom",) if self.feed_sort else ())
