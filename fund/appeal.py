"""The appeal to delegations with the gap to cover, as a paper to print and send (F08); the page says the same."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import current_language
from rial.core.dates import show_date
from rial.core.paper import Block, Bullets, Heading, Item, Paper, Paragraph, Run, Table, runs

from . import presentation
from .apart import apart
from .beside import named_contributors
from .enums import TermCode
from .models import Entry
from .presentation import Row, rows_of
from .situation import Situation
from .wording import has_number, shown_number


def appeal(found: Situation) -> Paper:
    """The letter in the reader's language, from a statement of any day."""
    day = show_date(found.as_of)
    return Paper(
        title=_("Appeal to delegations for voluntary contributions"),
        language=current_language(),
        kind=_("Voluntary Contributions Fund · Inter-American Network for Labor Administration (RIAL)"),
        subtitle=_("Situation as of %(day)s") % {"day": day},
        author=_("Technical Secretariat of the RIAL, Organization of American States"),
        footer=_footer(found),
        blocks=[*_opening(found), *_situation(found), *_need(found), *_who(found), *_open_uses(found), *_closing()],
    )


def _footer(found: Situation) -> str:
    address = f"{settings.SITE_URL}{reverse('fund:appeal')}?as_of={found.as_of.isoformat()}"
    last = Entry(pk=found.through).code if found.through else "–"
    return _("%(address)s · from the ledger up to entry %(code)s") % {"address": address, "code": last}


def _opening(found: Situation) -> list[Block]:
    urged = _(
        "All delegations are urged to increase their voluntary contributions to the Fund, so that one ministry can go "
        "on learning from another."
    )
    told = [Run(f"{presentation.headline(found)}. ", bold=True), Run(presentation.explanation(found))]
    return [Paragraph(runs(urged), "lead"), Paragraph([run for run in told if run.text.strip()])]


def _situation(found: Situation) -> list[Block]:
    lines = [line for line in presentation.lines(found) if line.code != TermCode.OPENING]
    rows = [[runs(line.label), runs(f"{line.qualifier} {line.number}".strip())] for line in lines]
    totals = frozenset(place for place, line in enumerate(lines) if line.look)
    notes = [Paragraph(runs(f"{line.label}: {line.missing}"), "small") for line in lines if line.missing]
    table = Table([_("Term"), "USD"], rows, numeric=frozenset({1}), totals=totals, widths=(3, 1))
    return [Heading(1, _("Situation")), table, *notes]


def _need(found: Situation) -> list[Block]:
    need = presentation.need(found)
    heading = Heading(1, _("What one year needs"))
    if need is None:
        return [
            heading,
            Paragraph(runs(_("No minimum annual budget is recorded as of that day, so there is no amount to raise."))),
        ]
    rows = [[runs(_("Minimum annual budget")), runs(need.minimum)]]
    balance = found.figure(TermCode.BALANCE)
    if need.shortfall:
        rows.append([runs(_("Plus the shortfall")), runs(need.shortfall)])
    elif has_number(balance):
        rows.append([runs(_("Less what is not yet authorized")), runs(shown_number(-balance.amount))])
    if found.to_raise is None:
        unknown = _("What the Fund holds is not recorded, so there is no amount to raise.")
        return [heading, _need_table(rows, total=False), Paragraph(runs(unknown))]
    amount = shown_number(found.to_raise)
    shown = _("about %(amount)s") % {"amount": amount} if balance.approximate else amount
    rows.append([runs(_("To raise before the next year starts")), runs(shown)])
    return [heading, _need_table(rows, total=True)]


def _need_table(rows: list[list[list[Run]]], *, total: bool) -> Table:
    totals = frozenset({len(rows) - 1}) if total else frozenset()
    return Table([_("One year"), "USD"], rows, numeric=frozenset({1}), totals=totals, widths=(3, 1))


def _who(found: Situation) -> list[Block]:
    """How many contributed, and those named with their years."""
    stated = found.contributors_stated
    language = current_language()
    items = [
        Item(runs(one.name, f" ({one.years})" if one.years else "", language=language))
        for one in named_contributors(found)
    ]
    if not items and not stated:
        return []
    blocks: list[Block] = [Heading(1, _("Who has contributed in money"))]
    if stated:
        text = ngettext("%(count)s contributor to date.", "%(count)s contributors to date.", stated)
        named = _("Those recorded by name:") if items else ""
        blocks.append(Paragraph(runs(f"{text % {'count': stated}} {named}".strip())))
    return [*blocks, Bullets(items)] if items else blocks


def _open_uses(found: Situation) -> list[Block]:
    """Funding that is sought for activities, and what is promised (F16, F18); neither is inside the sums."""
    beside = apart(found)
    parts = [
        (_("Funding still sought"), rows_of(beside.sought)),
        (_("Pledged, not yet received"), rows_of(beside.pledges)),
    ]
    blocks: list[Block] = []
    for title, rows in parts:
        if rows:
            blocks += [Heading(1, title), Bullets([Item(_row_runs(row)) for row in rows])]
    return blocks


def _row_runs(row: Row) -> list[Run]:
    words = [part for part in (row.who, row.what) if part]
    between = [piece for part in words for piece in (part, ", ")][:-1]
    return runs(f"{row.day}: ", *between, f": {row.amount}", language=current_language())


def _closing() -> list[Block]:
    address = settings.SITE_URL + reverse("pages:page", args=["contact"])
    return [
        Heading(1, _("How to contribute")),
        Paragraph(
            runs(
                _("Write to the Technical Secretariat. Every contribution is entered in the public ledger:") + " ",
                Run(address, url=address),
            )
        ),
    ]
