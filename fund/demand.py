"""What proposals ask of the Fund, beside what it can pay (C37)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.enums import FundingState, MeetingKind, ProposalState
from meetings.models import EventProposal, ProposalFunding
from rial.core.bilingual import Text, text_of

from .enums import LEDGER_CURRENCY, Category, TermCode
from .figures import ZERO, Figure
from .forms_desk import MOST_LINES
from .situation import Situation
from .wording import has_number, in_words, shown_money, shown_number

# What an event is paid from: the category of its authorization.
_CATEGORIES = {MeetingKind.WORKSHOP: Category.WORKSHOPS}


@dataclass(frozen=True)
class Asked:
    """A proposal nobody has decided on yet, with what it asks of the Fund; no amount: it does not say how much."""

    code: str
    title: Text
    url: str
    amount: Decimal | None
    category: str
    since: datetime

    @property
    def shown(self) -> str:
        """The amount in US dollars; empty when none is stated."""
        return "" if self.amount is None else shown_number(self.amount)


@dataclass(frozen=True)
class Demand:
    """All that is asked, the largest first, beside the balance after what is authorized."""

    asked: tuple[Asked, ...]
    balance: Figure

    @property
    def total(self) -> Decimal:
        """The stated amounts together, in US dollars."""
        return sum((one.amount for one in self.asked if one.amount is not None), ZERO)

    @property
    def beyond(self) -> Decimal:
        """What is asked above what the Fund can pay; zero when it can, or when the balance is not known."""
        if not self.balance.known:
            return ZERO
        return max(ZERO, self.total - max(ZERO, self.balance.amount))

    @property
    def warning(self) -> str:
        """In words; empty while the Fund can pay all of it."""
        if not self.beyond:
            return ""
        return _("The proposals ask for %(beyond)s more than the Fund can pay.") % {"beyond": shown_money(self.beyond)}

    @property
    def explanation(self) -> str:
        """What is asked against what is left."""
        left = in_words(self.balance) if has_number(self.balance) else _("not recorded")
        words = {"asked": shown_money(self.total), "left": left}
        return _("Asked together: %(asked)s. Not yet authorized: %(left)s.") % words

    @property
    def unstated(self) -> int:
        """How many do not say how much they ask: they are not in the total."""
        return sum(one.amount is None for one in self.asked)

    @property
    def simulation(self) -> str:
        """The address that tries all of them, or the largest that fit on the page."""
        lines: dict[str, str] = {}
        for number, one in enumerate((one for one in self.asked if one.amount is not None), start=1):
            if number > MOST_LINES:
                break
            lines |= {f"p{number}-amount": str(one.amount), f"p{number}-label": f"{one.code}: {one.title}"[:120]}
            lines |= {f"p{number}-category": one.category} if one.category else {}
        return f"{reverse('fund_desk:home')}?{urlencode(lines)}" if lines else ""


def demand(found: Situation, user: Any) -> Demand:
    """What proposals that this reader may see ask of the Fund, as of the day of a situation; two queries."""
    return Demand(asks(found.as_of, user), found.figure(TermCode.BALANCE))


def asks(day: date, user: Any) -> tuple[Asked, ...]:
    """The proposals that ask for money of the Fund, the largest first; two queries, one where there are none."""
    return tuple(sorted(_event_proposals(day, user), key=lambda one: (-(one.amount or ZERO), one.code)))


def _event_proposals(day: date, user: Any) -> Iterable[Asked]:
    """Events proposed to the authorities and still to come that ask for money of the Fund."""
    # What is agreed has been decided on: it stands in the ledger. A source tells records of the past, often undated.
    rows = ProposalFunding.objects.filter(from_fund=True).exclude(state=FundingState.AGREED)
    coming = Q(start__isnull=True, source="") | Q(start__gte=day) | Q(end__gte=day)
    proposals = EventProposal.objects.visible_to(user).filter(coming, state=ProposalState.SUBMITTED)
    for proposal in proposals.prefetch_related(Prefetch("funding", rows, to_attr="asked_of_fund")):
        asked: list[ProposalFunding] = proposal.asked_of_fund  # type: ignore[attr-defined]  # to_attr
        if not asked:
            continue
        stated = [row.amount for row in asked if row.amount is not None and row.currency == LEDGER_CURRENCY]
        yield Asked(
            code=proposal.code,
            title=text_of(proposal, "title"),
            url=proposal.get_absolute_url(),
            amount=sum(stated, ZERO) if len(stated) == len(asked) else None,
            category=str(_CATEGORIES.get(MeetingKind(proposal.kind), "")),
            since=proposal.updated_at,
        )
