"""Recording entries and reversing them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fund import ledger
from fund.amounts import checked_amount, converted
from fund.enums import LEDGER_CURRENCY, EntryKind
from fund.models import Entry, Override
from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import column, current_language
from rial.core.bilingual import columns as bilingual

from .checking import check_closed, check_date, check_entry
from .indexing import list_entry, listed_together


@transaction.atomic
def record(kind: str, *, by: Any, after: int | None = None, **columns: Any) -> Entry:
    """Write one entry of any kind but a reversal; returns it with its number.

    `original_amount` in another `original_currency` is converted with `rate` and `rate_source`; `amount` then
    follows from them. `after` is the last entry that was there when the form was opened: what the same person has
    recorded since, alike in everything that counts, is a form sent twice and refused.
    """
    _permit(by)
    if columns.get("reverses") or any(columns.get(name) for name in ("reason", *bilingual("reason"))):
        raise ValueError("reversals are written by reverse()")
    entry = Entry(kind=kind, recorded_by=by, **_with_amount(columns))
    ledger.lock()
    check_entry(entry)
    _refuse_twice(entry, after)
    return _written(entry)


def _refuse_twice(entry: Entry, after: int | None) -> None:
    if after is None:
        return
    counts = ["kind", "nature", "value_date", "amount", "country_id", "institution_id", *bilingual("description")]
    # An authorization stands under its own number.
    counts += [] if entry.kind == EntryKind.AUTHORIZATION else ["authorization_id"]
    same = {name: getattr(entry, name) for name in counts}
    there = Entry.objects.filter(pk__gt=after, recorded_by=entry.recorded_by, **same).order_by("pk").first()
    if there is not None:
        message = _(
            "This has just been recorded as %(code)s. If it came twice, open the form anew and record it again."
        )
        raise ValidationError(message % {"code": there.code}, code="twice")


def record_contribution(*, by: Any, **columns: Any) -> Entry:
    """A contribution received (F01): `nature`, `value_date`, `amount` or none, who, published as what."""
    return record(EntryKind.CONTRIBUTION, by=by, **columns)


def record_pledge(*, by: Any, **columns: Any) -> Entry:
    """A promise to contribute, in money or in kind (F16, F17): never inside the sums."""
    return record(EntryKind.PLEDGE, by=by, **columns)


def record_sought(*, by: Any, **columns: Any) -> Entry:
    """Funding that is still sought for an activity (F18)."""
    return record(EntryKind.SOUGHT, by=by, **columns)


def record_support(*, by: Any, **columns: Any) -> Entry:
    """What others bear beside the Fund: shown apart, never inside the sums."""
    return record(EntryKind.SUPPORT, by=by, **columns)


def set_minimum(*, by: Any, **columns: Any) -> Entry:
    """The minimum annual budget from a date on (F07)."""
    return record(EntryKind.MINIMUM, by=by, **columns)


def authorize(*, by: Any, **columns: Any) -> Entry:
    """An authorization decided by the authorities (F05, F10, F14): amount, what for, by which decision."""
    return record(EntryKind.AUTHORIZATION, by=by, **columns)


def commit(authorization: Entry, *, by: Any, **columns: Any) -> Entry:
    """Hold back part of an authorization for an obligation entered into."""
    return record(EntryKind.COMMITMENT, by=by, authorization=authorization, **columns)


def spend(
    authorization: Entry | None,
    *,
    by: Any,
    commitment: Entry | None = None,
    override: Override | None = None,
    **columns: Any,
) -> Entry:
    """An expenditure under an authorization (F04, F26).

    Refuses more than the authorization leaves, and any without an authorization, unless an approved override by a
    second person is given; only published totals to date and undisclosed amounts may be without.
    """
    return record(
        EntryKind.EXPENDITURE,
        by=by,
        authorization=authorization,
        commitment=commitment,
        override=override,
        **columns,
    )


def close_authorization(authorization: Entry, *, by: Any, amount: Decimal | None = None, **columns: Any) -> Entry:
    """What is left of an authorization, or `amount` of it, is no longer outstanding."""
    if amount is None:
        amount = ledger.left_of(authorization.pk)
        if amount <= 0:
            raise ValidationError({"amount": _("Nothing is left of this authorization.")})
    return record(EntryKind.CLOSURE, by=by, authorization=authorization, amount=amount, **columns)


@transaction.atomic
def reverse(entry: Entry, *, by: Any, reason: str = "", value_date: date | None = None, **columns: Any) -> Entry:
    """Undo an entry by one that says why; dated as the entry itself unless a later day is given.

    `reason` is in the current language; `reason_es` and `reason_en` give it in both.

    Refuses what is a reversal or was reversed, an authorization that something stands under, and whatever a
    published total includes (reverse the entry that completes the total first). `columns` may name the source.
    """
    _permit(by)
    ledger.lock()
    if entry.reverses_id is not None:
        raise ValidationError(_("%(code)s is itself a reversal. Record the right entry instead.")
                              % {"code": entry.code}, code="reversal")  # fmt: skip
    if Entry.objects.filter(reverses=entry).exists():
        raise ValidationError(_("%(code)s has been reversed already.") % {"code": entry.code}, code="reversed")
    said = _reasons(reason, columns)
    if not any(said.values()):
        raise ValidationError({"reason": _("Write why the entry is reversed: everyone will read it.")})
    _refuse_if_drawn_on(entry)
    undone = Entry(
        kind=entry.kind,
        nature=entry.nature,
        reverses=entry,
        **said,
        recorded_by=by,
        amount=-entry.amount if entry.amount is not None else None,
        published_as=entry.published_as,
        part_of_id=entry.part_of_id,
        unclear=entry.unclear,
        value_date=value_date or entry.value_date,
        date_precision=columns.pop("date_precision", entry.date_precision),
        **columns,
    )
    check_date(undone)
    if undone.value_date < entry.value_date:
        raise ValidationError({"value_date": _("A reversal cannot be dated before the entry that it undoes.")})
    check_closed(undone, but=entry.pk)
    return _written(undone)


def _reasons(reason: str, columns: dict[str, Any]) -> dict[str, str]:
    said = {name: str(columns.pop(name, "") or "").strip() for name in bilingual("reason")}
    own = column("reason", current_language())
    return said | {own: said[own] or reason.strip()}


def _refuse_if_drawn_on(entry: Entry) -> None:
    if entry.kind not in {EntryKind.AUTHORIZATION, EntryKind.COMMITMENT}:
        return
    under = Entry.objects.filter(reverses__isnull=True, reversal__isnull=True).exclude(pk=entry.pk)
    by_kind = {EntryKind.AUTHORIZATION: "authorization", EntryKind.COMMITMENT: "commitment"}
    found = under.filter(**{by_kind[EntryKind(entry.kind)]: entry}).order_by("pk").first()
    if found is not None:
        raise ValidationError(
            _("%(found)s stands under %(code)s. Reverse it first, or close what is left of the authorization.")
            % {"found": found.code, "code": entry.code},
            code="drawn",
        )


@dataclass(frozen=True)
class Outcome:
    """What became of one row of many: its entry (with a number only if written), or what is wrong by field."""

    row: int
    entry: Entry | None
    problems: dict[str, list[str]]


class _DryRun(Exception):
    pass


def record_many(rows: Iterable[Mapping[str, Any]], *, by: Any, dry_run: bool) -> list[Outcome]:
    """Record rows {"kind": …, columns} in order: all of them, or none when one is refused or with `dry_run`.

    Each row is checked as if those before it were written. Numbers shown by a dry run are provisional.
    """
    _permit(by)
    outcomes: list[Outcome] = []
    try:
        with transaction.atomic(), listed_together():
            for number, row in enumerate(rows, start=1):
                outcomes.append(_tried(number, dict(row), by))
            if dry_run or any(outcome.problems for outcome in outcomes):
                raise _DryRun
    except _DryRun:
        pass
    return outcomes


def _tried(number: int, row: dict[str, Any], by: Any) -> Outcome:
    try:
        with transaction.atomic():
            return Outcome(number, record(row.pop("kind"), by=by, **row), {})
    except ValidationError as error:
        return Outcome(number, None, _by_field(error))


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return dict(error.message_dict) if hasattr(error, "error_dict") else {"": list(error.messages)}


def _permit(by: Any) -> None:
    if by is not None and not is_secretariat(by):
        raise PermissionDenied("write to the ledger")


def _with_amount(columns: dict[str, Any]) -> dict[str, Any]:
    """The columns with an exact amount in the ledger's currency."""
    original, currency = columns.get("original_amount"), columns.get("original_currency") or ""
    try:
        if original is not None and currency not in {"", LEDGER_CURRENCY}:
            amount = converted(original, currency, columns.get("rate"), columns.get("rate_source") or "")
            return columns | {"amount": amount}
        if original is not None:
            plain = {"original_amount": None, "original_currency": "", "rate": None, "rate_source": ""}
            return columns | plain | {"amount": checked_amount(original)}
        if columns.get("amount") is not None:
            return columns | {"amount": checked_amount(columns["amount"])}
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            raise
        raise ValidationError({"amount": error}) from error
    return columns


def _written(entry: Entry) -> Entry:
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_refusal(str(error)), code="refused") from error
    list_entry(entry)
    return Entry.objects.get(pk=entry.pk)


def _refusal(message: str) -> str:
    """Words for a refusal by the database itself, which only a race or a fault of the portal can cause."""
    rule = message.partition("fund:")[2].partition(" ")[0]
    words = {
        "ceiling": _("Someone has just used what was left of the authorization. Nothing was recorded."),
        "closed": _("A published total has just been completed for this period. Nothing was recorded."),
        "closing_total": _("With this entry the ledger does not add up to the published total. Nothing was recorded."),
        "override": _("The override is not approved for this entry. Nothing was recorded."),
    }
    return words.get(rule, _("The ledger refuses this entry: it breaks one of its rules. Nothing was recorded."))
