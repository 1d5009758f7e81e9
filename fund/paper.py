"""The statement of the Fund as a paper to print, send and edit further, as of any day or as issued (F19).

    statement_paper(found, known_on=…)                     from any situation as of a day
    issued_paper(issued, found, checked)                   with number and SHA-256; `found` as known when issued

Both are in the reader's language and say the same as the pages: situation, composition, what one year needs, who has
contributed, expenditure by category and source, authorizations, what stands beside, printed figures, how to check.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.bilingual import Text, current_language, text_of
from rial.core.dates import show_date
from rial.core.paper import Block, Facts, Heading, Note, Paper, Paragraph, Run, Table, runs

from . import beside, paper_parts, presentation
from .enums import SHOWN_AMOUNTS, EntryKind, Nature, TermCode
from .models import Entry, Statement
from .services import Verification
from .services.issuing import STORED
from .situation import AuthorizationLine, Cell, Situation
from .wording import missing, shown_day, shown_number

# Authorizations told one by one; all are in the ledger.
MOST_AUTHORIZATIONS = 40


def statement_paper(found: Situation, known_on: date | None = None) -> Paper:
    """The statement as of a day, from the entries that `found` knows."""
    day = show_date(found.as_of)
    known = _("As known on %(day)s") % {"day": show_date(known_on)} if known_on else ""
    where = paper_parts.address("fund:home", found) + (f"&known_on={known_on.isoformat()}" if known_on else "")
    return Paper(
        title=_("Statement of the Voluntary Contributions Fund"),
        language=current_language(),
        kind=_("Voluntary Contributions Fund · Inter-American Network for Labor Administration (RIAL)"),
        subtitle=". ".join(part for part in (_("Situation as of %(day)s") % {"day": day}, known) if part),
        author=_("Technical Secretariat of the RIAL, Organization of American States"),
        footer=paper_parts.footer(found, where),
        blocks=[paper_parts.told(found), *_body(found), *_check(found, where)],
    )


def issued_paper(issued: Statement, found: Situation, checked: Verification) -> Paper:
    """A statement as issued; one that no longer follows from the ledger says so first, with the figures issued."""
    where = settings.SITE_URL + reverse("fund:statement", args=[issued.pk])
    opening: list[Block] = [paper_parts.told(found)]
    if not checked.holds:
        opening = [Note(runs(_fails(issued)))]
    if issued.note:
        opening.append(Paragraph(runs(issued.note)))
    return replace(
        statement_paper(found),
        kind=_("Statement %(code)s · Voluntary Contributions Fund") % {"code": issued.code},
        footer=paper_parts.footer(found, where),
        changed=issued.issued_at,
        blocks=[*opening, *_body(found), *_check_issued(issued, where)],
    )


def _fails(issued: Statement) -> str:
    figures = "; ".join(f"{code.label}: {shown_number(getattr(issued, code))}" for code in STORED)
    text = _(
        "This statement does not follow from the ledger. The figures below are the ledger’s. Issued were: %(all)s."
    )
    return text % {"all": figures}


def _body(found: Situation) -> list[Block]:
    return [
        *paper_parts.situation(found),
        *(Paragraph(runs(step), "small") for step in presentation.equation(found)),
        *paper_parts.need(found),
        *_contributors(found),
        *_expenditure(found),
        *_authorizations(found),
        *_outside(found),
        *_printed(found),
    ]


def _contributors(found: Situation) -> list[Block]:
    """Those named with their years, how many there are, and how many amounts are not inside the sums (F29)."""
    blocks: list[Block] = []
    for nature, title in ((Nature.CASH, _("Contributors in money")), (Nature.IN_KIND, _("Contributors in kind"))):
        named = beside.named_contributors(found, nature)
        stated = presentation.stated_contributors(found) if nature == Nature.CASH else ""
        if not named and not stated:
            continue
        sentences = [
            f"{stated}." if stated else "",
            ngettext("%(count)s is recorded by name.", "%(count)s are recorded by name.", len(named))
            % {"count": len(named)},
            _without_amount(found, nature),
            missing(found.figure(TermCode.CASH if nature == Nature.CASH else TermCode.IN_KIND)),
        ]
        blocks += [Heading(1, title), Paragraph(runs(" ".join(part for part in sentences if part)))]
        rows = [
            [_foreign(one.name), runs(one.years or (_("year not recorded") if one.undated else "–"))] for one in named
        ]
        blocks += [Table([_("Contributor"), _("Years")], rows, widths=(1, 1))] if rows else []
    return blocks


def _without_amount(found: Situation, nature: Nature) -> str:
    """How many contributions are listed whose amounts nobody is told."""
    rows = Entry.objects.in_force(found.as_of, found.through).filter(kind=EntryKind.CONTRIBUTION, nature=nature)
    count = rows.exclude(amount__isnull=False, published_as__in=SHOWN_AMOUNTS).count()
    if not count:
        return ""
    return ngettext(
        "Of %(count)s contribution the amount is not published.",
        "Of %(count)s contributions the amount is not published.",
        count,
    ) % {"count": count}


def _foreign(*parts: str | Text) -> list[Run]:
    return runs(*parts, language=current_language())


def _expenditure(found: Situation) -> list[Block]:
    """Category × source, totals both ways (F28)."""
    matrix = found.matrix
    if not matrix.by_category:
        return []
    rows = [
        [
            runs(presentation.category_label(category)),
            *(_cell(matrix.cells.get((category, source))) for source in matrix.sources),
            _cell(matrix.by_category[category]),
        ]
        for category in matrix.categories
    ]
    totals = (_cell(matrix.by_source[source]) for source in matrix.sources)
    rows.append([runs(_("Total")), *totals, runs(presentation.shown_figure(matrix.total))])
    sources = [presentation.source_label(source) for source in matrix.sources]
    table = Table(
        [_("Category"), *sources, _("Total")],
        rows,
        caption=_("Expenditure by category and source, in US dollars"),
        numeric=frozenset(range(1, len(sources) + 2)),
        totals=frozenset({len(rows) - 1}),
        widths=(1.6, *(1 for _source in (*sources, ""))),
    )
    return [Heading(1, _("What it was spent on")), table]


def _cell(cell: Cell | None) -> list[Run]:
    return runs(presentation.shown_figure(cell.figure) if cell else "–")


def _authorizations(found: Situation) -> list[Block]:
    """What is authorized and not yet spent, decision by decision, latest first (F05, F10, F15)."""
    still = {line.number: line for line in found.authorizations if line.left or line.beyond}
    if not still:
        return []
    entries = Entry.objects.filter(pk__in=still).with_names().order_by("-value_date", "-id")[:MOST_AUTHORIZATIONS]
    rows = [_authorization(entry, still[entry.pk]) for entry in entries]
    left = presentation.shown_figure(found.figure(TermCode.AUTHORIZED))
    rows.append([runs(_("Total, not yet spent")), [], [], runs(left)])
    table = Table(
        [_("Decision on use"), _("Authorized"), _("Spent"), _("Left")],
        rows,
        caption=_("Authorized and not yet spent, in US dollars"),
        numeric=frozenset({1, 2, 3}),
        totals=frozenset({len(rows) - 1}),
        widths=(3, 1, 1.2, 1),
    )
    blocks: list[Block] = [Heading(1, _("Authorizations")), table]
    more = len(still) - MOST_AUTHORIZATIONS
    if more > 0:
        text = ngettext("%(count)s more is in the ledger.", "%(count)s more are in the ledger.", more)
        blocks.append(Paragraph(runs(text % {"count": more}), "small"))
    return blocks


def _authorization(entry: Entry, line: AuthorizationLine) -> list[list[Run]]:
    decision = entry.public_decision.code if entry.public_decision else ""
    told: list[str | Text] = [text_of(entry, "description"), text_of(entry, "authority"), decision]
    words: list[str | Text] = [piece for part in told if part for piece in (". ", part)]
    left = shown_number(line.left)
    beyond = _("%(amount)s beyond it") % {"amount": shown_number(line.beyond)} if line.beyond else ""
    return [
        _foreign(f"{entry.code}, {shown_day(entry)}", *words),
        runs(shown_number(line.amount)),
        runs(presentation.shown_figure(line.spent)),
        runs(f"{left}; {beyond}" if beyond else left),
    ]


def _outside(found: Situation) -> list[Block]:
    """Pledges, support, funding sought and unclear amounts: never inside the sums."""
    groups = beside.outside(found)
    blocks: list[Block] = [Heading(1, _("Beside the totals"))] if groups else []
    for group in groups:
        blocks.append(Heading(2, group.title))
        blocks += [Paragraph(runs(group.note), "small")] if group.note else []
        blocks.append(paper_parts.row_list(group.rows))
    return blocks


def _printed(found: Situation) -> list[Block]:
    """Where a report is about that day: its figures beside the computed ones, differences explained."""
    blocks: list[Block] = []
    for report in beside.printed_reports(found):
        rows = [
            [runs(row.label), runs(row.printed), runs(row.computed), runs(row.difference or "–")] for row in report.rows
        ]
        source: list[str | Text] = [report.title, f" ({report.symbol})" if report.symbol else ""]
        blocks += [
            Heading(1, _("As printed, beside what is computed")),
            Paragraph(_foreign(*source)),
            Table(
                [_("Figure"), _("Printed"), _("Computed"), _("Difference")],
                rows,
                numeric=frozenset({1, 2, 3}),
                widths=(2, 1, 1, 1),
            ),
            *(
                Paragraph(_foreign(f"{row.label}: ", row.explanation), "small")
                for row in report.rows
                if row.explanation
            ),
        ]
        blocks += [Paragraph(_foreign(report.note), "small")] if report.note else []
    return blocks


def _check(found: Situation, where: str) -> list[Block]:
    text = _("This is no issued statement: the same address gives it anew from the ledger, with every entry behind it:")
    rows = [(_("Last entry known"), [runs(Entry(pk=found.through).code if found.through else "–")])]
    return [
        Heading(1, _("How to check it")),
        Paragraph([Run(f"{text} "), Run(where, url=where)]),
        Facts(rows),
    ]


def _check_issued(issued: Statement, where: str) -> list[Block]:
    """Number, hash and where the hashed rows are, so that anyone can compare."""
    file = settings.SITE_URL + reverse("fund:statement_document", args=[issued.pk])
    text = _(
        "The file of this statement holds its totals and every row they stand on. Its SHA-256 must be the number "
        "below; the page of the statement shows what has been recorded since."
    )
    rows: Sequence[tuple[str, Sequence[list[Run]]]] = [
        (_("Number"), [runs(issued.code)]),
        (_("As of"), [runs(show_date(issued.as_of))]),
        (_("Issued"), [runs(date_format(localtime(issued.issued_at), "DATETIME_FORMAT"))]),
        (_("Last entry known"), [runs(Entry(pk=issued.through).code)]),
        ("SHA-256", [runs(issued.sha256)]),
        (_("File"), [[Run(file, url=file)]]),
        (_("Page"), [[Run(where, url=where)]]),
    ]
    return [Heading(1, _("How to check it")), Paragraph(runs(text)), Facts(rows)]
