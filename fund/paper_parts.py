"""Parts that several papers of the Fund have in common, as blocks (rial/core/paper)."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from rial.core.bilingual import current_language
from rial.core.paper import Block, Bullets, Heading, Item, Paragraph, Run, Table, runs

from . import presentation
from .beside import Named
from .enums import TermCode
from .models import Entry
from .presentation import Row
from .situation import Situation
from .wording import has_number, shown_number

# A column of words and a column of figures.
_WORDS_AND_FIGURES = (3, 1)


def told(found: Situation) -> Paragraph:
    """The situation in one sentence, and what stands behind it."""
    words = [Run(f"{presentation.headline(found)}. ", bold=True), Run(presentation.explanation(found))]
    return Paragraph([run for run in words if run.text.strip()])


def address(page: str, found: Situation) -> str:
    """The full address at which a page of the Fund tells the same day."""
    return f"{settings.SITE_URL}{reverse(page)}?as_of={found.as_of.isoformat()}"


def footer(found: Situation, where: str) -> str:
    """Where the paper can be asked for again, and how much of the ledger it knows."""
    last = Entry(pk=found.through).code if found.through else "–"
    return _("%(address)s · from the ledger up to entry %(code)s") % {"address": where, "code": last}


def situation(found: Situation) -> list[Block]:
    """The table of the statement's lines, with what they leave out below."""
    lines = [line for line in presentation.lines(found) if line.code != TermCode.OPENING]
    rows = [
        [
            runs(_("%(line)s (shortfall)") % {"line": line.label} if line.negative else line.label),
            runs(f"{line.qualifier} {line.number}".strip()),
        ]
        for line in lines
    ]
    totals = frozenset(place for place, line in enumerate(lines) if line.look)
    table = Table([_("Term"), "USD"], rows, numeric=frozenset({1}), totals=totals, widths=_WORDS_AND_FIGURES)
    notes = [f"{line.label}: {note}" for line in lines for note in (line.note, line.missing) if note]
    return [Heading(1, _("Situation")), table, *(Paragraph(runs(note), "small") for note in notes)]


def need(found: Situation) -> list[Block]:
    """What one year needs beside what is there, and what is to be raised (F07, F08)."""
    asked = presentation.need(found)
    heading = Heading(1, _("What one year needs"))
    if asked is None:
        none = _("No minimum annual budget is recorded as of that day, so there is no amount to raise.")
        return [heading, Paragraph(runs(none))]
    rows = [(_("Minimum annual budget"), asked.minimum)]
    balance = found.figure(TermCode.BALANCE)
    if asked.shortfall:
        rows.append((_("Plus the shortfall"), asked.shortfall))
    elif has_number(balance):
        rows.append((_("Less what is not yet authorized"), shown_number(-balance.amount)))
    if found.to_raise is None:
        unknown = _("What the Fund holds is not recorded, so there is no amount to raise.")
        return [heading, _need_table(rows, total=False), Paragraph(runs(unknown))]
    to_raise = presentation.at_the_other_end(balance, shown_number(found.to_raise))
    rows.append((_("To raise before the next year starts"), to_raise))
    return [heading, _need_table(rows, total=True)]


def _need_table(rows: list[tuple[str, str]], *, total: bool) -> Table:
    return Table(
        [_("One year"), "USD"],
        [[runs(words), runs(figure)] for words, figure in rows],
        numeric=frozenset({1}),
        totals=frozenset({len(rows) - 1}) if total else frozenset(),
        widths=_WORDS_AND_FIGURES,
    )


def named(some: Iterable[Named]) -> Bullets:
    """Contributors with the years that are known."""
    language = current_language()
    return Bullets([Item(runs(one.name, f" ({one.years})" if one.years else "", language=language)) for one in some])


def row_runs(row: Row) -> list[Run]:
    """One entry of the ledger in a list."""
    words = [part for part in (row.who, row.what) if part]
    between = [piece for part in words for piece in (part, ", ")][:-1]
    return runs(f"{row.day}: ", *between, f": {row.amount}", language=current_language())


def row_list(rows: Iterable[Row]) -> Bullets:
    """Entries of the ledger as a list."""
    return Bullets([Item(row_runs(row)) for row in rows])
