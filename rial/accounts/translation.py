"""What of accounts is tracked (nothing here is bilingual): who may do what for whom, since when, set by whom."""

import pghistory

from .models import Membership, User

pghistory.track()(Membership)
# The date of the last digest is bookkeeping, not a change anybody made.
pghistory.track(exclude=["password", "last_login", "digest_on"])(User)
