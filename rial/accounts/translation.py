"""What of accounts is tracked (nothing here is bilingual): who may do what for whom, since when, set by whom."""

import pghistory

from .models import Membership, User

pghistory.track()(Membership)
pghistory.track(exclude=["password", "last_login"])(User)
