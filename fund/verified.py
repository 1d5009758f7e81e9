"""Where a statement does not hold, in words for pages: every differing total, row and field (at most 50 rows)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .differing import FieldDifference, RowDifference
from .enums import TermCode
from .models import Entry
from .services import Verification
from .wording import shown_number

_LONGEST = 80
# Columns of the ledger behind the fields of a row of the document (fund/canonical.py).
_COLUMNS = {
    "precision": "date_precision",
    "contributors": "contributor_count",
    "completes": "closing_total",
}


@dataclass(frozen=True)
class Problem:
    """One thing that differs: where, which part of it, as stored and as the ledger gives it now."""

    where: str
    what: str
    stored: str
    now: str
    # The number of the entry, for a link; None where there is none in the ledger.
    entry: int | None = None


@dataclass(frozen=True)
class Checked:
    """The outcome of a verification as pages tell it."""

    holds: bool
    sentences: tuple[str, ...]
    problems: tuple[Problem, ...]
    more_rows: int


def shown_verification(result: Verification) -> Checked:
    """In the reader's language; nothing to tell when the statement holds."""
    if result.holds:
        return Checked(True, (), (), 0)
    return Checked(False, tuple(_sentences(result)), tuple(_problems(result)), result.differences.more_rows)


def _sentences(result: Verification) -> Iterator[str]:
    found = result.differences
    yield (
        _("The stored rows are those that were hashed.")
        if result.document_intact
        else _("The stored rows are not those that were hashed.")
    )
    yield _("The ledger gives the same rows.") if result.ledger_agrees else _("The ledger gives other rows or totals.")
    yield _("The totals agree.") if result.totals_agree else _("The totals differ.")
    if not found.readable:
        yield _("The stored rows cannot be read, so they cannot be compared one by one.")
    elif found.totals and not found.row_count:
        yield _("All rows are as published then: what changed is an amount that is not published.")
    elif not (found.row_count or found.totals or found.certainty or found.head or result.totals):
        yield _("Every row and total is the same: what differs is the stored SHA-256 or how the rows are written.")


def _problems(result: Verification) -> Iterator[Problem]:
    found = result.differences
    for total in result.totals:
        label = str(TermCode(total.code).label)
        yield Problem(label, _("Total of the statement"), shown_number(total.stored), shown_number(total.now))
    yield from _of(result.document_totals, _("Total in the file"))
    yield from _of(found.certainty, _("How certain it is"))
    for one in found.head:
        yield Problem(_("The file"), _head_name(one.name), _shown(one.stored), _shown(one.now))
    for row in found.rows:
        yield from _of_row(row)


def _of(differences: Iterable[FieldDifference], what: str) -> Iterator[Problem]:
    for one in differences:
        label = str(TermCode(one.name).label) if one.name in TermCode.values else one.name
        yield Problem(label, what, _shown(one.stored), _shown(one.now))


def _of_row(row: RowDifference) -> Iterator[Problem]:
    number = int(row.number) if row.number.isascii() and row.number.isdigit() and len(row.number) < 10 else None
    code = Entry(pk=number).code if number else Truncator(row.number).chars(_LONGEST)
    if row.change == "missing":
        yield Problem(code, _("The whole row"), _("in the file"), _("not in the ledger"))
    elif row.change == "added":
        yield Problem(code, _("The whole row"), _("not in the file"), _("in the ledger"), number)
    for one in row.fields:
        yield Problem(code, _field_name(one.name), _shown(one.stored), _shown(one.now), number)


def _head_name(name: str) -> str:
    names = {
        "as_of": _("As of"),
        "through": _("Last entry known"),
        "currency": pgettext("money", "Currency"),
        "format": _("Format"),
        "fund": _("Fund"),
    }
    return names[name]


def _field_name(name: str) -> str:
    if name == "range":
        return _("Range")
    names = {field.name: field.verbose_name for field in Entry._meta.fields}
    return capfirst(str(names.get(_COLUMNS.get(name, name), name)))


def _shown(value: Any) -> str:
    """A value of the document as text."""
    if value is None or value == "":
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    return Truncator(str(value)).chars(_LONGEST)
