"""The columns of the ledger as a workbook: for import, its template, and the export of the whole ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from portfolio.importing.columns import fold
from rial.core.bilingual import LANGUAGE_CODES, columns
from rial.core.exports import Column

from .enums import LEDGER_CURRENCY, Category, Condition, DatePrecision, EntryKind, Nature, PublishedAs
from .models import Entry, Pool


@dataclass(frozen=True)
class ImportColumn:
    """One column: its key in the file, its label, how it is read, the column of `Entry` when it is called otherwise."""

    key: str
    label: Any
    read: str
    choices: tuple[tuple[str, Any], ...] = ()
    field: str = ""

    @property
    def title(self) -> str:
        """The label at the beginning of a line."""
        return str(capfirst(str(self.label)))

    def accepted(self) -> dict[str, str]:
        """{folded code or label in any language: code} of a closed list."""
        found: dict[str, str] = {}
        for language in LANGUAGE_CODES:
            with override(language):
                found |= {fold(str(label)): value for value, label in self.choices}
        return found | {fold(value): value for value, _label in self.choices}


def _label(name: str) -> Any:
    field: Any = Entry._meta.get_field(name)
    return field.verbose_name


def _text(name: str, read: str = "line") -> list[ImportColumn]:
    return [ImportColumn(key, _label(key), read) for key in columns(name)]


def _plain(name: str, read: str, choices: Iterable[tuple[str, Any]] = ()) -> ImportColumn:
    return ImportColumn(name, _label(name), read, tuple(choices))


COLUMNS: tuple[ImportColumn, ...] = (
    _plain("kind", "choice", EntryKind.choices),
    _plain("nature", "choice", Nature.choices),
    _plain("value_date", "date"),
    _plain("date_precision", "choice", DatePrecision.choices),
    _plain("country", "country"),
    _plain("institution", "institution"),
    *_text("contributor_name"),
    _plain("pool", "pool"),
    _plain("amount", "amount"),
    ImportColumn("currency", pgettext_lazy("money", "Currency"), "line"),
    _plain("rate", "rate"),
    _plain("rate_source", "line"),
    _plain("published_as", "choice", PublishedAs.choices),
    _plain("range_low", "amount"),
    _plain("range_high", "amount"),
    _plain("category", "choice", Category.choices),
    *_text("description"),
    *_text("activity"),
    *_text("valuation"),
    _plain("authorization", "entry"),
    _plain("commitment", "entry"),
    _plain("condition", "choice", Condition.choices),
    *_text("conditions", "prose"),
    _plain("beneficiaries", "countries"),
    _plain("pool_note", "line"),
    *_text("authority"),
    *_text("source"),
    _plain("source_url", "line"),
    _plain("source_page", "line"),
)
NEEDED = ("kind", "value_date")

_ACCEPTED = {
    "amount": gettext_lazy("A number, such as 1250.50; decimals written in one way in the whole file"),
    "country": gettext_lazy("ISO code of the country, or its name"),
    "countries": gettext_lazy("ISO codes separated by commas, such as BZ, GD"),
    "date": gettext_lazy("A date, year-month-day"),
    "entry": gettext_lazy("Number of an entry, such as LED-000123"),
    "institution": gettext_lazy("Code of the institution"),
    "line": gettext_lazy("One line of text"),
    "prose": gettext_lazy("Text"),
    "rate": gettext_lazy("How many US dollars one unit was worth, such as 0.7305"),
}


@lru_cache(maxsize=1)
def headings() -> dict[str, str]:
    """{folded header: key}: the key, or the label in any language of the portal."""
    found: dict[str, str] = {}
    for language in LANGUAGE_CODES:
        with override(language):
            for item in COLUMNS:
                found.setdefault(fold(str(item.label)), item.key)
    return found | {fold(item.key): item.key for item in COLUMNS}


def write_template(target: IO[bytes]) -> None:
    """An empty table, and a second sheet with what each column means and accepts, in the reader's language."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#e5eef8"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Ledger")[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(COLUMNS) - 1, 20)
        sheet.write_row(0, 0, [item.key for item in COLUMNS], head)
        meanings = book.add_worksheet(_("Columns")[:31])
        for place, width in enumerate((24, 40, 16, 80)):
            meanings.set_column(place, place, width)
        meanings.write_row(0, 0, [_("Column"), _("Meaning"), _("Needed"), _("Accepted")], head)
        for line, item in enumerate(COLUMNS, start=1):
            needed = _("Always") if item.key in NEEDED else ""
            meanings.write_row(line, 0, [item.key, item.title, needed, accepted_in_words(item)], wrap)


def accepted_in_words(item: ImportColumn) -> str:
    """What a cell of the column may hold: a closed list by its codes with their names."""
    if item.choices:
        return "; ".join(f"{value} ({label})" for value, label in item.choices)
    if item.read == "pool":
        return "; ".join(f"{pool.pk} ({pool.name})" for pool in Pool.objects.all())
    if item.key == "currency":
        return _("Three letters, such as CAD. Leave it empty for US dollars.")
    return str(_ACCEPTED[item.read])


def export_columns() -> list[Column]:
    """The columns of the export: those of the import between number and reversal, so that rows can be taken over."""
    return [
        Column("code", _("Entry")),
        *(Column(item.key, item.title, accepted_in_words(item)) for item in COLUMNS),
        Column("reverses", _("Reverses")),
        *(Column(name, _label(name)) for name in columns("reason")),
        Column("recorded_at", _("Recorded")),
    ]


def export_rows(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """Everything of each entry, also amounts that are not published: for the Secretariat alone."""
    for entry in entries:
        found = {item.key: _value(entry, item) for item in COLUMNS}
        yield found | {
            "code": entry.code,
            "reverses": f"LED-{entry.reverses_id:06d}" if entry.reverses_id else "",
            **{name: getattr(entry, name) for name in columns("reason")},
            "recorded_at": entry.recorded_at.isoformat(),
        }


def _value(entry: Entry, item: ImportColumn) -> Any:
    if item.key == "currency":
        return entry.original_currency or LEDGER_CURRENCY
    if item.key == "amount" and entry.original_amount is not None:
        return entry.original_amount
    if item.read == "entry":
        number = getattr(entry, f"{item.key}_id")
        return f"LED-{number:06d}" if number else ""
    if item.read == "institution":
        return entry.institution.code if entry.institution else ""
    if item.read in {"country", "pool"}:
        return getattr(entry, f"{item.key}_id") or ""
    if item.read == "countries":
        return ", ".join(entry.beneficiaries)
    return getattr(entry, item.key)
