"""Issuing statements and verifying them against the ledger (F19)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fund import ledger
from fund.canonical import canonical_document, digest
from fund.differing import Differences, FieldDifference, compare
from fund.enums import TermCode
from fund.models import Statement
from fund.statement import statement, today
from rial.accounts.permissions import is_secretariat

STORED = (
    TermCode.CASH,
    TermCode.IN_KIND,
    TermCode.RECEIVED,
    TermCode.SPENT,
    TermCode.AVAILABLE,
    TermCode.AUTHORIZED,
    TermCode.BALANCE,
)


@transaction.atomic
def issue_statement(*, as_of: date, by: Any, note_es: str = "", note_en: str = "") -> Statement:
    """Issue a numbered statement of what the ledger knows now; it never changes again.

    Refuses a day that has not come, an empty ledger, and what an earlier statement says already.
    """
    if not is_secretariat(by):
        raise PermissionDenied("issue a statement")
    if as_of > today():
        raise ValidationError({"as_of": _("This day has not come yet.")})
    ledger.lock()
    found = statement(as_of)
    if not found.through:
        raise ValidationError(_("The ledger is empty: there is nothing to state."), code="empty")
    same = Statement.objects.filter(as_of=as_of, through=found.through).first()
    if same is not None:
        message = _("%(code)s already states this day with the same entries.")
        raise ValidationError(message % {"code": same.code}, code="issued")
    document = canonical_document(found)
    texts = {"note_es": note_es.strip(), "note_en": note_en.strip()}
    issued = Statement.objects.create(
        as_of=as_of,
        through=found.through,
        issued_by=by,
        document=document,
        sha256=digest(document),
        **texts,
        **{str(code): found.figure(code).amount for code in STORED},
    )
    return Statement.objects.get(pk=issued.pk)


@dataclass(frozen=True)
class TotalDifference:
    """A total stored beside the document that is not what the ledger gives now."""

    code: TermCode
    stored: Decimal
    now: Decimal


@dataclass(frozen=True)
class Verification:
    """Whether a statement still is what was issued: its own hash, the ledger, the totals stored beside it; and where
    it is not, the rows and totals that differ."""

    statement: Statement
    document_intact: bool
    ledger_agrees: bool
    totals: tuple[TotalDifference, ...]
    sha256_now: str
    # Where the stored document differs from the ledger's.
    differences: Differences

    @property
    def totals_agree(self) -> bool:
        """Whether the totals stored beside the document are those of the ledger."""
        return not self.totals

    @property
    def document_totals(self) -> tuple[FieldDifference, ...]:
        """Totals of the document that differ, besides those that `totals` already tells with the same value."""
        told = {(str(total.code), f"{total.stored:.2f}") for total in self.totals}
        return tuple(one for one in self.differences.totals if (one.name, one.stored) not in told)

    @property
    def holds(self) -> bool:
        """All of it."""
        return self.document_intact and self.ledger_agrees and self.totals_agree


def verify(issued: Statement) -> Verification:
    """Compute the statement again from the ledger as known when it was issued, and compare."""
    found = statement(issued.as_of, through=issued.through)
    document = canonical_document(found)
    now = digest(document)
    return Verification(
        statement=issued,
        document_intact=digest(issued.document) == issued.sha256,
        ledger_agrees=now == issued.sha256,
        totals=tuple(
            TotalDifference(code, getattr(issued, code), found.figure(code).amount)
            for code in STORED
            if getattr(issued, code) != found.figure(code).amount
        ),
        sha256_now=now,
        differences=Differences() if document == issued.document else compare(issued.document, document),
    )
