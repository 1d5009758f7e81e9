"""Every write to the Fund. All take `by`, the person (a member of the Secretariat; None only for content/).

    record_contribution(by=…, nature="cash", value_date=…, amount=Decimal, country=…, pool=…, …)
    record_pledge, record_sought, record_support, set_minimum
    authorize(by=…, value_date=…, amount=…, description_es=…, category=…, authority_es=…, …)
    commit(authorization, by=…, amount=…, value_date=…, …)
    spend(authorization, by=…, amount=…, value_date=…, commitment=None, override=None, …)
    close_authorization(authorization, by=…, value_date=…, amount=None)     what is left, or less
    reverse(entry, by=…, reason=…, value_date=None)                         the only way to correct
    record_many(rows, by=…, dry_run=True)                                   all or none; per row what is wrong
    request_override(by=…, authorization=…, amount=…, reason=…); approve_override, refuse_override
    issue_statement(as_of=…, by=…, note_es=…, note_en=…); verify(statement)

Further fields are columns of `Entry` (bilingual ones with their language: description_es). All refuse with
PermissionDenied or a ValidationError whose messages are keyed by field, say what is wrong and what to do, and write
nothing. Amounts as text are read by fund.amounts (`read_amount`, `AmountReader` for a file). A row of `record_many`
is {"kind": "contribution", …columns}. Every write holds the ledger's lock until its transaction ends.
"""

from .issuing import Verification, issue_statement, verify
from .overriding import approve_override, refuse_override, request_override
from .recording import (
    Outcome,
    authorize,
    close_authorization,
    commit,
    record,
    record_contribution,
    record_many,
    record_pledge,
    record_sought,
    record_support,
    reverse,
    set_minimum,
    spend,
)

__all__ = [
    "Outcome",
    "Verification",
    "approve_override",
    "authorize",
    "close_authorization",
    "commit",
    "issue_statement",
    "record",
    "record_contribution",
    "record_many",
    "record_pledge",
    "record_sought",
    "record_support",
    "refuse_override",
    "request_override",
    "reverse",
    "set_minimum",
    "spend",
    "verify",
]
