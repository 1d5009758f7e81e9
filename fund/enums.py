"""Closed vocabularies of the Voluntary Contributions Fund (design.md, section 4, "fund")."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The Fund is kept in one currency. What was given in another one is entered with the rate used and its source.
LEDGER_CURRENCY = "USD"
# Far above everything the Fund ever held: a larger amount is a slip of the keyboard.
LARGEST_AMOUNT = Decimal("99999999.99")


class EntryKind(models.TextChoices):
    """What an entry of the ledger records. Only the first five make up a situation's sums."""

    CONTRIBUTION = "contribution", _("Contribution")
    AUTHORIZATION = "authorization", _("Authorization")
    COMMITMENT = "commitment", pgettext_lazy("ledger", "Commitment")
    EXPENDITURE = "expenditure", _("Expenditure")
    # What is left of an authorization is no longer outstanding.
    CLOSURE = "closure", _("Authorization closed")
    PLEDGE = "pledge", _("Pledge")
    SOUGHT = "sought", _("Funding still sought")
    # Borne by others beside the Fund, such as the OAS's own coordination.
    SUPPORT = "support", _("Support outside the Fund")
    # A rule, not a movement: what one year needs at least, from a date on (F07).
    MINIMUM = "minimum", _("Minimum annual budget")


SUMMED = (
    EntryKind.CONTRIBUTION,
    EntryKind.AUTHORIZATION,
    EntryKind.COMMITMENT,
    EntryKind.EXPENDITURE,
    EntryKind.CLOSURE,
)
# Draw on an authorization.
DRAWING = (EntryKind.COMMITMENT, EntryKind.EXPENDITURE, EntryKind.CLOSURE)


class Nature(models.TextChoices):
    """In money or in kind (F01, F02)."""

    CASH = "cash", _("In money")
    IN_KIND = "in_kind", _("In kind")


class DatePrecision(models.TextChoices):
    """How exactly the value date is known. Coarser dates are kept as the last day of their period."""

    DAY = "day", _("On this day")
    MONTH = "month", _("In this month")
    YEAR = "year", _("In this year")
    BY = "by", _("By this day; when exactly is not recorded")


class PublishedAs(models.TextChoices):
    """How the amount is shown to the public (F11, F12)."""

    AMOUNT = "amount", _("Amount")
    APPROXIMATE = "approximate", _("Approximate amount")
    # The difference of two published totals: computed, never printed anywhere.
    DIFFERENCE = "difference", _("By difference of published totals")
    RANGE = "range", _("Range")
    UNDISCLOSED = "undisclosed", _("Not disclosed")


# Published with its amount; an amount published otherwise counts in totals and is not shown.
SHOWN_AMOUNTS = (PublishedAs.AMOUNT, PublishedAs.APPROXIMATE, PublishedAs.DIFFERENCE)
# What is given, promised or sought may have an amount that is not shown; what is authorized and spent may not.
HIDEABLE = (EntryKind.CONTRIBUTION, EntryKind.PLEDGE, EntryKind.SUPPORT, EntryKind.SOUGHT)
# An entry may be without an amount only when it is published so.
WITHOUT_AMOUNT = (PublishedAs.RANGE, PublishedAs.UNDISCLOSED)


class PoolKind(models.TextChoices):
    """Whose money it is: the sources of the expenditure matrix (F13, F28)."""

    COMMON = "common", _("The Fund")
    SPECIAL = "special", _("Special donor")
    OTHER = "other", _("Other contributions")


class Category(models.TextChoices):
    """What money is used for (F27)."""

    WORKSHOPS = "workshops", _("Workshops")
    COOPERATION = "cooperation", _("Bilateral cooperation")
    STUDIES = "studies", _("Studies")
    OPERATION = "operation", _("Operation and administration")
    COMMUNICATIONS = "communications", _("Communications")


class Condition(models.TextChoices):
    """Restrictions an authorization may carry that the portal itself checks (F15)."""

    SMALL_ECONOMIES = "small_economies", _("Only for ministries of smaller economies")


class Reach(models.TextChoices):
    """How far a figure is known, as its rows allow to say it; approximation is told beside it."""

    NONE = "none", _("None recorded")
    EXACT = "exact", _("Complete")
    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")
    # Rows exist, none of which has an amount; or what is missing works in both directions.
    UNKNOWN = "unknown", _("Not recorded")


class OverrideState(models.TextChoices):
    """The life of a request to spend beyond an authorization (F26)."""

    REQUESTED = "requested", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class TermCode(models.TextChoices):
    """The terms of a situation, in reading order (F03–F07)."""

    OPENING = "opening", _("Available at the beginning")
    CASH = "cash", _("Contributions in money")
    IN_KIND = "in_kind", _("Contributions in kind")
    RECEIVED = "received", _("Total received")
    SPENT = "spent", _("Spent")
    AVAILABLE = "available", _("Available")
    AUTHORIZED = "authorized", _("Authorized, not yet spent")
    BALANCE = "balance", _("Balance")
    MINIMUM = "minimum", _("Minimum annual budget")


class LineSection(models.TextChoices):
    """Parts of a budget (F21)."""

    STAFF = "staff", _("Staff")
    OTHER = "other", pgettext_lazy("budget", "Other")
    IN_KIND = "in_kind", _("Expected in kind")


class BudgetFigure(models.TextChoices):
    """Which sum of a budget a printed figure stands for."""

    STAFF_YEAR = "staff_year", _("Staff, per year")
    OTHER_YEAR = "other_year", _("Other, per year")
    YEAR = "year", _("Total, per year")
    SPAN = "span", _("Total of some years")
    TOTAL = "total", _("Total of all years")
