"""What must hold before an entry is written, in words for the person who writes it.

The database keeps the rules that no other way of writing may break (fund/migrations/0003_guards.py, 0008, 0009); these
come first because they can explain. Kept here alone: words, givers, conditions, days before an authorization or the
Fund, what a part belongs to, and that no day in the past shows more spent than authorized.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import formats
from django.utils.translation import gettext as _

from fund import ledger
from fund.enums import DRAWING, Condition, EntryKind, PoolKind, PublishedAs
from fund.models import Entry
from fund.statement import today
from rial.directory.models import Country

# No Conference of ministers had met before; the Fund is much younger.
FIRST_DAY = date(1963, 1, 1)
_GIVEN = (EntryKind.CONTRIBUTION, EntryKind.PLEDGE, EntryKind.SUPPORT)


def check_entry(entry: Entry) -> None:
    """Refuse an entry that breaks a rule of the ledger; call with the ledger's lock held."""
    for check in _CHECKS:
        check(entry)
    entry.full_clean(exclude={"reverses", "natural_key"}, validate_unique=False)


def money(amount: Decimal) -> str:
    """An amount as messages write it."""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"USD {formats.number_format(amount, places, force_grouping=True)}"


def check_date(entry: Entry) -> None:
    """No value date that has not come, and none before there was a Conference (a year typed wrongly)."""
    if entry.value_date < FIRST_DAY:
        raise ValidationError({"value_date": _("This day is long before the Fund: check the year.")})
    if entry.value_date > today():
        raise ValidationError({"value_date": _("This day has not come yet. Record a pledge instead, or wait.")})


def _check_giver(entry: Entry) -> None:
    named = entry.country_id or entry.institution_id or entry.contributor_count
    named = named or entry.contributor_name_es or entry.contributor_name_en  # type: ignore[attr-defined]  # modeltranslation
    if entry.kind in _GIVEN and not named and entry.published_as != PublishedAs.DIFFERENCE:
        is_total = entry.closing_total is not None
        if not is_total:
            raise ValidationError({"country": _("Say who contributes: a country, an institution or a name.")})


def _check_words(entry: Entry) -> None:
    described = entry.description_es or entry.description_en  # type: ignore[attr-defined]  # modeltranslation
    if not described:
        raise ValidationError({"description": _("Say in a few words, in at least one language, what it is.")})


def _check_part(entry: Entry) -> None:
    """A part is of the same kind as the whole, still in force, and no larger than it."""
    whole = entry.part_of
    if whole is None:
        return
    if (whole.kind, whole.nature) != (entry.kind, entry.nature) or not whole.counts or _undone(whole):
        raise ValidationError({"part_of": _("%(code)s cannot hold this amount: it is another kind of entry, is not "
                                            "added up, or was reversed.") % {"code": whole.code}})  # fmt: skip
    if entry.amount is not None and whole.amount is not None and entry.amount > whole.amount:
        raise ValidationError({"amount": _("%(code)s, which this is part of, is only %(amount)s.")
                               % {"code": whole.code, "amount": money(whole.amount)}})  # fmt: skip


def _check_range(entry: Entry) -> None:
    """An aggregate lies between what its contributors gave at least and at most."""
    if entry.amount is None or entry.range_low is None or entry.range_high is None:
        return
    givers = entry.contributor_count or 1
    if not entry.range_low * givers <= entry.amount <= entry.range_high * givers:
        raise ValidationError(
            {
                "amount": _("%(amount)s cannot come from %(count)s contributors with %(low)s to %(high)s each.")
                % {
                    "amount": money(entry.amount),
                    "count": givers,
                    "low": money(entry.range_low),
                    "high": money(entry.range_high),
                }
            }
        )


def _check_authorization(entry: Entry) -> None:
    authorization = entry.authorization
    if authorization is None:
        free = entry.amount is None or entry.closing_total is not None or not entry.counts or entry.override_id
        if entry.kind in DRAWING and not (entry.kind == EntryKind.EXPENDITURE and free):
            raise ValidationError({"authorization": _("Choose the authorization that this is under.")})
        return
    if entry.kind not in DRAWING or authorization.kind != EntryKind.AUTHORIZATION or _undone(authorization):
        raise ValidationError(
            {"authorization": _("%(code)s is no authorization in force.") % {"code": authorization.code}}
        )
    if authorization.value_date > entry.value_date:
        raise ValidationError(
            {"value_date": _("%(code)s was authorized after this day.") % {"code": authorization.code}}
        )


def _check_commitment(entry: Entry) -> None:
    commitment = entry.commitment
    if commitment is None:
        return
    fits = commitment.kind == EntryKind.COMMITMENT and commitment.authorization_id == entry.authorization_id
    if entry.kind != EntryKind.EXPENDITURE or not fits or _undone(commitment):
        raise ValidationError(
            {"commitment": _("%(code)s is no commitment under this authorization.") % {"code": commitment.code}}
        )


def _check_pool(entry: Entry) -> None:
    """A special donor's money pays what was authorized from it, unless the entry says why not (F13)."""
    authorization = entry.authorization
    if authorization is None or entry.kind == EntryKind.CLOSURE or entry.pool_note.strip():
        return
    special = entry.pool is not None and entry.pool.kind == PoolKind.SPECIAL
    other = authorization.pool_id is not None and entry.pool_id != authorization.pool_id
    if other or (authorization.pool_id is None and special):
        raise ValidationError(
            {"pool_note": _("%(code)s was not authorized from this pool. Write why this pool pays.")
             % {"code": authorization.code}}
        )  # fmt: skip


def _check_condition(entry: Entry) -> None:
    """What was authorized for smaller economies benefits none else (F15)."""
    authorization = entry.authorization
    if authorization is None or entry.kind not in {EntryKind.EXPENDITURE, EntryKind.COMMITMENT}:
        return
    if authorization.condition != Condition.SMALL_ECONOMIES:
        return
    if not entry.beneficiaries:
        raise ValidationError(
            {"beneficiaries": _("%(code)s is only for smaller economies: say which countries benefit.")
             % {"code": authorization.code}}
        )  # fmt: skip
    fitting = set(Country.objects.filter(small_economy=True).values_list("code", flat=True))
    others = [code for code in entry.beneficiaries if code not in fitting]
    if others:
        raise ValidationError(
            {"beneficiaries": _("%(code)s is only for smaller economies; these are none: %(countries)s.")
             % {"code": authorization.code, "countries": ", ".join(others)}}
        )  # fmt: skip


def _check_ceiling(entry: Entry) -> None:
    if entry.authorization_id is None or entry.amount is None or not entry.counts:
        return
    left = ledger.least_left_of(entry.authorization_id, entry.value_date) + _own_commitment(entry)
    beyond = entry.amount - left
    if beyond <= 0:
        return
    if entry.override is None:
        raise ValidationError(
            {
                "amount": _(
                    "%(code)s leaves %(left)s; this is %(beyond)s more. Lower the amount, or ask a second person "
                    "for an override."
                )
                % {
                    "code": Entry(pk=entry.authorization_id).code,
                    "left": money(max(left, Decimal(0))),
                    "beyond": money(beyond),
                }
            }
        )


def _check_override(entry: Entry) -> None:
    override = entry.override
    if override is None or entry.amount is None:
        return
    if override.state != "approved" or override.authorization_id != entry.authorization_id:
        raise ValidationError({"override": _("This override is not approved for this authorization.")})
    if Entry.objects.filter(override=override).exists():
        raise ValidationError({"override": _("This override has been used already.")})
    if override.amount < entry.amount:
        raise ValidationError(
            {"override": _("The override allows at most %(amount)s.") % {"amount": money(override.amount)}}
        )
    if entry.recorded_by_id in {None, override.decided_by_id}:
        raise ValidationError({"override": _("Whoever approved the override cannot record the entry.")})


def _own_commitment(entry: Entry) -> Decimal:
    """What the commitment that this pays holds back for it."""
    if entry.commitment_id is None or entry.amount is None:
        return Decimal(0)
    rows = Entry.objects.counted().filter(commitment_id=entry.commitment_id).values_list("kind", "amount")
    open_amount = sum(
        ((amount or Decimal(0)) * (1 if kind == EntryKind.COMMITMENT else -1) for kind, amount in rows), Decimal(0)
    )
    return min(max(open_amount, Decimal(0)), entry.amount)


def check_closed(entry: Entry, *, but: int | None = None) -> None:
    """Nothing is added before the date of a published total that the ledger completes."""
    moves = entry.kind in {EntryKind.CONTRIBUTION, EntryKind.EXPENDITURE} and entry.amount is not None
    if not moves or not entry.counts:
        return
    for closing in ledger.read_marks(today(), ledger.through_on(None)).closings:
        same = closing.kind == entry.kind and (not closing.nature or closing.nature == entry.nature)
        if same and closing.until >= entry.value_date and closing.number != but:
            raise ValidationError(
                {
                    "value_date": _(
                        "%(code)s completes the published total of %(total)s until %(day)s: what was received or "
                        "spent before is in it. Record this as part of %(code)s, or reverse %(code)s first."
                    )
                    % {
                        "code": Entry(pk=closing.number).code,
                        "total": money(closing.total),
                        "day": formats.date_format(closing.until),
                    }
                },
                code="closed",
            )


def _check_open_period(entry: Entry) -> None:
    check_closed(entry)


def _check_published_total(entry: Entry) -> None:
    """An entry that completes a published total makes the ledger add up to it exactly."""
    if entry.closing_total is None or entry.amount is None:
        return
    if entry.kind not in {EntryKind.CONTRIBUTION, EntryKind.EXPENDITURE}:
        raise ValidationError({"closing_total": _("Only contributions and expenditure complete a published total.")})
    before = Entry.objects.counted().filter(kind=entry.kind, value_date__lte=entry.value_date)
    if entry.kind == EntryKind.CONTRIBUTION:
        before = before.filter(nature=entry.nature)
    added_up = (before.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)) + entry.amount
    if added_up != entry.closing_total:
        raise ValidationError(
            {
                "closing_total": _("With this entry the ledger adds up to %(sum)s, not to the published %(total)s.")
                % {"sum": money(added_up), "total": money(entry.closing_total)}
            }
        )


def _undone(entry: Entry) -> bool:
    return entry.reverses_id is not None or Entry.objects.filter(reverses=entry).exists()


_CHECKS: tuple[Callable[[Entry], None], ...] = (
    check_date,
    _check_giver,
    _check_words,
    _check_part,
    _check_range,
    _check_authorization,
    _check_commitment,
    _check_pool,
    _check_condition,
    _check_override,
    _check_ceiling,
    _check_open_period,
    _check_published_total,
)
