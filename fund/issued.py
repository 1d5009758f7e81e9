"""A statement as issued in words: its lines beside today's, what explains each difference, where verifying fails."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import Reach, TermCode
from .figures import ZERO, Figure
from .models import Entry, Statement
from .presentation import Row, rows_of
from .since_issued import Changes, Effect, Reason, changes
from .situation import Situation
from .wording import has_number, qualified, shown_number

# Effects told one by one under a line, entries named in one effect, entries that change nothing; others are counted.
MOST_EFFECTS = 30
MOST_NAMED = 12
MOST_WITHOUT_EFFECT = 60

_SUMS = {TermCode.RECEIVED, TermCode.AVAILABLE}


@dataclass(frozen=True)
class ShownEffect:
    """What explains a part of a difference: one entry, or several under a title or an authorization."""

    title: str
    authorization: Row | None
    # Signed; empty where it would tell the amount of the only entry whose amount is not published.
    amount: str
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True)
class IssuedLine:
    """A line of an issued statement beside what is known today, with what explains the difference."""

    label: str
    look: str
    # What stands before the number or instead of it, and the number.
    issued: tuple[str, str]
    today: tuple[str, str]
    difference: str
    negative: bool
    negative_today: bool
    effects: tuple[ShownEffect, ...]
    # Effects that are not told one by one: how many, and their sum.
    more: int
    more_amount: str
    cancelled: str
    certainty: str
    # What no entry explains: only where the ledger no longer gives what was issued.
    unexplained: str

    @property
    def opens(self) -> bool:
        """Whether there is something to explain."""
        return bool(self.effects or self.certainty or self.cancelled or self.unexplained)


@dataclass(frozen=True)
class WithoutEffect:
    """Later entries that change no figure, for one reason."""

    reason: str
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True)
class Beside:
    """The whole comparison of a statement with today."""

    lines: tuple[IssuedLine, ...]
    without_effect: tuple[WithoutEffect, ...]
    # Whether anything was recorded since that concerns the statement's day.
    later: bool


def issued_beside_today(issued: Statement, then: Situation, now: Situation) -> Beside:
    """Every line as issued and as known today, the difference (today − issued) explained entry by entry.

    `then` is what the ledger says now of what it knew when the statement was issued.
    """
    found = changes(then, now)
    rows = _Rows(found)
    certainty = stored_certainty(issued)
    lines = tuple(_line(issued, str(term.code), now, found, rows, certainty) for term in now.terms)
    by_reason: dict[Reason, list[int]] = {}
    for number, reason in found.without_effect:
        by_reason.setdefault(reason, []).append(number)
    without = tuple(
        WithoutEffect(str(reason.label), *rows.named(numbers, MOST_WITHOUT_EFFECT))
        for reason, numbers in by_reason.items()
    )
    return Beside(lines, without, later=bool(without or any(found.by_line.values()) or any(found.cancelled.values())))


def _line(
    issued: Statement, code: str, now: Situation, found: Changes, rows: "_Rows", certainty: Mapping[str, Figure]
) -> IssuedLine:
    figure = now.figure(code)
    stored: Decimal = getattr(issued, code)
    then = certainty.get(code, Figure(stored, rows=1))
    told, rest = _told(found.effects(code))
    change = figure.amount - stored
    unexplained = change - sum((effect.amount for effect in found.effects(code)), ZERO)
    return IssuedLine(
        label=now.term(code).label,
        look="end" if code == TermCode.BALANCE else "sum" if code in _SUMS else "",
        issued=_in_two(then),
        today=_in_two(figure),
        difference=shown_change(change) if change else "",
        negative=code == TermCode.BALANCE and stored < 0,
        negative_today=code == TermCode.BALANCE and figure.negative,
        effects=tuple(rows.shown(effect) for effect in told),
        more=len(rest),
        more_amount=shown_change(sum((effect.amount for effect in rest), ZERO)) if rest else "",
        cancelled=_cancelled(found.cancelled.get(code, 0)),
        certainty=_certainty(then, figure),
        unexplained=shown_change(unexplained) if unexplained else "",
    )


def _in_two(figure: Figure) -> tuple[str, str]:
    return qualified(figure), shown_number(figure.amount) if has_number(figure) else ""


def _told(effects: tuple[Effect, ...]) -> tuple[list[Effect], list[Effect]]:
    """The largest effects in the order of the ledger, and the rest."""
    by_size = sorted(effects, key=lambda effect: -abs(effect.amount))
    kept = {id(effect) for effect in by_size[:MOST_EFFECTS]}
    return [one for one in effects if id(one) in kept], [one for one in effects if id(one) not in kept]


def shown_change(amount: Decimal) -> str:
    """A difference with its sign."""
    return f"+{shown_number(amount)}" if amount > 0 else shown_number(amount)


def _cancelled(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "Under %(count)s authorization, later entries change nothing on this line.",
        "Under %(count)s authorizations, later entries change nothing on this line.",
        count,
    ) % {"count": count}


def stored_certainty(issued: Statement) -> dict[str, Figure]:
    """How certain each line was when issued, as its document says; nothing where the document cannot be read."""
    try:
        document = json.loads(issued.document)
        pairs = {str(code): (str(reach), bool(about)) for code, (reach, about) in document["certainty"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {
        code: _figure(getattr(issued, code), reach, approximate=about)
        for code, (reach, about) in pairs.items()
        if code in TermCode.values and hasattr(issued, code)
    }


def _figure(amount: Decimal, reach: str, *, approximate: bool) -> Figure:
    return Figure(
        amount,
        rows=0 if reach == Reach.NONE else 1,
        approximate=approximate,
        more=reach == Reach.AT_LEAST,
        less=reach == Reach.AT_MOST,
        unknown=reach == Reach.UNKNOWN,
    )


def _certainty(then: Figure, now: Figure) -> str:
    """“Known exactly when issued, at least today”; empty when it is as certain as it was."""
    before, after = _how_certain(then), _how_certain(now)
    if before == after or Reach.NONE in {then.reach, now.reach}:
        return ""
    return _("How certain it is has changed: “%(before)s” when issued, “%(after)s” today.") % {
        "before": before,
        "after": after,
    }


def _how_certain(figure: Figure) -> str:
    return qualified(figure) or _("exact")


class _Rows:
    """The entries that are named anywhere on the page, read at once."""

    def __init__(self, found: Changes) -> None:
        wanted: set[int] = set()
        for effects in found.by_line.values():
            for effect in _told(effects)[0]:
                wanted.update(effect.numbers[:MOST_NAMED])
                wanted.update({effect.authorization} if effect.authorization else ())
        by_reason: dict[Reason, int] = {}
        for number, reason in found.without_effect:
            by_reason[reason] = by_reason.get(reason, 0) + 1
            if by_reason[reason] <= MOST_WITHOUT_EFFECT:
                wanted.add(number)
        self.rows = {row.number: row for row in rows_of(Entry.objects.filter(pk__in=wanted).with_names())}

    def named(self, numbers: Iterable[int], most: int = MOST_NAMED) -> tuple[tuple[Row, ...], int]:
        """Entries as lists show them, and how many are left out."""
        some = list(numbers)
        return tuple(self.rows[number] for number in some[:most]), max(0, len(some) - most)

    def shown(self, effect: Effect) -> ShownEffect:
        """An effect in words."""
        named, more = self.named(effect.numbers)
        told = effect.hidden != 1
        # An authorization that stands alone is an entry like any other.
        under = effect.authorization if effect.numbers != (effect.authorization,) else None
        return ShownEffect(
            title=_hidden(effect.hidden),
            authorization=self.rows[under] if under else None,
            amount=shown_change(effect.amount) if told else "",
            rows=named,
            more=more,
        )


def _hidden(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "With %(count)s entry whose amount is not published",
        "With %(count)s entries whose amounts are not published, together",
        count,
    ) % {"count": count}
