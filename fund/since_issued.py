"""What later entries change of a statement issued: per line the entries whose effects add up to its difference (F19).

    found = changes(then, now)             # the same day, as known when it was issued and as known now
    found.effects("cash")                  effects whose sum is exactly now − then of that line
    found.without_effect                   later entries that change no figure, each with the reason

An entry concerns the lines that it is added up in. What is authorized and not yet spent never falls below zero under
any one authorization, so entries under the same authorization are told together with what they change of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import SHOWN_AMOUNTS, SUMMED, EntryKind, Nature, TermCode
from .figures import ZERO
from .models import Entry
from .situation import ALLOCATING, Situation


class Later(NamedTuple):
    """What decides how an entry is added up; there may be thousands, hence a tuple."""

    number: int
    kind: str
    nature: str
    amount: Decimal | None
    authorization: int | None
    part_of: int | None
    unclear: bool
    published_as: str

    @property
    def hidden(self) -> bool:
        """Whether its amount counts and is not shown."""
        return self.amount is not None and self.published_as not in SHOWN_AMOUNTS

    @property
    def value(self) -> Decimal:
        """What it adds; nothing where no amount is recorded."""
        return self.amount or ZERO


_COLUMNS = ("id", "kind", "nature", "amount", "authorization_id", "part_of_id", "unclear", "published_as")


@dataclass(frozen=True)
class Effect:
    """What entries change of a line: one entry, all under one authorization, or those of hidden amounts together."""

    amount: Decimal
    numbers: tuple[int, ...]
    authorization: int | None = None
    # How many of its entries have an amount that is not published; they are told together with one sum.
    hidden: int = 0


class Reason(models.TextChoices):
    """Why an entry changes no figure of a statement."""

    UNKNOWN = "unknown", _("No amount is recorded: it changes only how certain a figure is")
    PART = "part", _("Part of an amount that is already counted")
    UNCLEAR = "unclear", _("May be part of a larger amount: listed, never added")
    PLEDGE = "pledge", _("Promised, not received: never inside the sums")
    SOUGHT = "sought", _("Still sought: never inside the sums")
    SUPPORT = "support", _("Borne beside the Fund: outside its totals")
    COMMITMENT = "commitment", _("Committed: inside what is authorized")
    MINIMUM = "minimum", _("Says what one year needs, not what there is")


@dataclass(frozen=True)
class Changes:
    """The effects on every line, and what has none."""

    by_line: dict[str, tuple[Effect, ...]]
    without_effect: tuple[tuple[int, Reason], ...]
    # Authorizations under which entries cancel out within a line.
    cancelled: dict[str, int]

    def effects(self, line: str) -> tuple[Effect, ...]:
        """What changed a line; the amounts add up to its difference."""
        return self.by_line.get(line, ())


# How an entry enters the lines that are plain sums.
_PLAIN: dict[TermCode, Callable[[Later], int]] = {
    TermCode.CASH: lambda one: int(one.kind == EntryKind.CONTRIBUTION and one.nature == Nature.CASH),
    TermCode.IN_KIND: lambda one: int(one.kind == EntryKind.CONTRIBUTION and one.nature == Nature.IN_KIND),
    TermCode.RECEIVED: lambda one: int(one.kind == EntryKind.CONTRIBUTION),
    TermCode.SPENT: lambda one: int(one.kind == EntryKind.EXPENDITURE),
    TermCode.AVAILABLE: lambda one: (one.kind == EntryKind.CONTRIBUTION) - (one.kind == EntryKind.EXPENDITURE),
}


def changes(then: Situation, now: Situation) -> Changes:
    """What the entries between two states of knowledge about one day change; one query."""
    if then.as_of != now.as_of or then.since or now.since:
        raise ValueError("both situations are about the same day")
    later = _later(then, now)
    reasons = {one.number: _reason(one) for one in later}
    moving = [one for one in later if reasons[one.number] is None]
    by_line = {str(code): _plain(moving, sign) for code, sign in _PLAIN.items()}
    authorized, balance = _allocated(moving, then, now)
    found = {**by_line, str(TermCode.AUTHORIZED): authorized, str(TermCode.BALANCE): balance}
    return Changes(
        by_line={line: _hidden_together(one for one in effects if one.amount) for line, effects in found.items()},
        without_effect=tuple((number, reason) for number, reason in reasons.items() if reason is not None),
        cancelled={
            line: sum(not effect.amount and effect.authorization is not None for effect in effects)
            for line, effects in found.items()
        },
    )


def _later(then: Situation, now: Situation) -> list[Later]:
    rows = Entry.objects.known(now.as_of, now.through).filter(id__gt=then.through).order_by("id")
    return [Later(*row) for row in rows.values_list(*_COLUMNS)]


def _reason(one: Later) -> Reason | None:
    """Why the entry changes no figure; None for those that are added up."""
    if one.part_of is not None:
        return Reason.PART
    if one.unclear:
        return Reason.UNCLEAR
    if one.kind == EntryKind.COMMITMENT or one.kind not in SUMMED:
        return Reason(one.kind)
    return Reason.UNKNOWN if one.amount is None else None


def _plain(moving: Iterable[Later], sign: Callable[[Later], int]) -> list[Effect]:
    added = [(one, sign(one) * one.value) for one in moving]
    return [Effect(amount, (one.number,), hidden=int(one.hidden)) for one, amount in added if amount]


def _allocated(moving: Iterable[Later], then: Situation, now: Situation) -> tuple[list[Effect], list[Effect]]:
    """The effects on what is authorized and on the balance: whatever stands under one authorization is one effect."""
    single: list[Later] = []
    under: dict[int, list[Later]] = {}
    for one in moving:
        if one.kind in ALLOCATING and one.authorization is not None:
            under.setdefault(one.authorization, []).append(one)
        else:
            single.append(one)
    left_then = {line.number: line.left for line in then.authorizations}
    left_now = {line.number: line.left for line in now.authorizations}
    authorized = []
    balance = _plain(single, _PLAIN[TermCode.AVAILABLE])
    for number, entries in sorted(under.items()):
        more = left_now.get(number, ZERO) - left_then.get(number, ZERO)
        spent = sum((one.value for one in entries if one.kind == EntryKind.EXPENDITURE), ZERO)
        group = Effect(more, tuple(one.number for one in entries), number, sum(one.hidden for one in entries))
        authorized.append(group)
        balance.append(Effect(-spent - more, group.numbers, number, group.hidden))
    return authorized, balance


def _hidden_together(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Effects that rest on amounts which are not published become one, so that none of them can be read off."""
    found = list(effects)
    hidden = [one for one in found if one.hidden]
    if not hidden:
        return tuple(found)
    together = Effect(
        sum((one.amount for one in hidden), ZERO),
        tuple(sorted({number for one in hidden for number in one.numbers})),
        hidden=sum(one.hidden for one in hidden),
    )
    return (*(one for one in found if not one.hidden), together)
