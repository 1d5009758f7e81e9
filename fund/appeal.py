"""The appeal to delegations with the gap to cover, as a paper to print and send (F08); the page says the same."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from rial.core.bilingual import current_language
from rial.core.dates import show_date
from rial.core.paper import Block, Heading, Paper, Paragraph, Run, runs

from . import paper_parts
from .apart import apart
from .beside import named_contributors
from .presentation import rows_of, stated_contributors
from .situation import Situation


def appeal(found: Situation) -> Paper:
    """The letter in the reader's language, from a statement of any day."""
    day = show_date(found.as_of)
    return Paper(
        title=_("Appeal to delegations for voluntary contributions"),
        language=current_language(),
        kind=_("Voluntary Contributions Fund · Inter-American Network for Labor Administration (RIAL)"),
        subtitle=_("Situation as of %(day)s") % {"day": day},
        author=_("Technical Secretariat of the RIAL, Organization of American States"),
        footer=paper_parts.footer(
            found, f"{settings.SITE_URL}{reverse('fund:appeal')}?as_of={found.as_of.isoformat()}"
        ),
        blocks=[
            *_opening(found),
            *paper_parts.situation(found),
            *paper_parts.need(found),
            *_who(found),
            *_open_uses(found),
            *_closing(),
        ],
    )


def _opening(found: Situation) -> list[Block]:
    urged = _(
        "All delegations are urged to increase their voluntary contributions to the Fund, so that one ministry can go "
        "on learning from another."
    )
    return [Paragraph(runs(urged), "lead"), paper_parts.told(found)]


def _who(found: Situation) -> list[Block]:
    """How many contributed, and those named with their years."""
    stated = stated_contributors(found)
    contributors = named_contributors(found)
    if not contributors and not stated:
        return []
    blocks: list[Block] = [Heading(1, _("Who has contributed in money"))]
    if stated:
        named = _("Those recorded by name:") if contributors else ""
        blocks.append(Paragraph(runs(f"{stated}. {named}".strip())))
    return [*blocks, paper_parts.named(contributors)] if contributors else blocks


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
            blocks += [Heading(1, title), paper_parts.row_list(rows)]
    return blocks


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
