"""What a process has computed from the ledger, held until public data change: 100,000 entries are added up once.

A situation is the same for ever, because entries never change. It is let go when the public version moves: a new entry
may be known by then, and a database restored from a backup may number its entries anew.
"""

from datetime import date

from rial.core.held import held

from .situation import Situation
from .statement import statement, today


def held_statement(
    version: str,
    as_of: date,
    known_on: date | None = None,
    *,
    through: int | None = None,
    since: date | None = None,
) -> Situation:
    """As `statement`, held. What was known on a day that is not over is asked anew each day."""
    key = ("statement", as_of, known_on, since, through, today())
    return held(version, key, lambda: statement(as_of, known_on, through=through, since=since))
