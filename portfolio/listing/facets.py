"""What the portfolio can be narrowed by. The values of a row are written by `portfolio.listing.index`."""

from collections.abc import Mapping
from datetime import date

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portfolio.enums import Coverage, EvaluationKind, Kind, Operation, Stage, YesNo
from portfolio.models import Collection
from rial.core.listing.declared import Facet, Vocabulary, choices
from rial.directory.models import Country, PopulationGroup, Subregion, Topic

UNKNOWN = "unknown"
_NOT_REPORTED = (UNKNOWN, _("Not reported"))

COUNTRIES = Vocabulary(model=Country)


def stale_before(day: date) -> date:
    """A confirmation before this is out of date (P05)."""
    return day - relativedelta(months=settings.PORTFOLIO_STALE_MONTHS)


def _confirmed(day: date) -> Mapping[str, Q]:
    """Confirmed in the last 12 months; not for 18 months or never (P05)."""
    recent = day - relativedelta(months=settings.PORTFOLIO_CONFIRM_MONTHS)
    return {
        "year": Q(confirmed_on__gte=recent),
        "stale": Q(confirmed_on__lt=stale_before(day)) | Q(confirmed_on__isnull=True),
    }


FACETS = (
    Facet(
        code="topic",
        label=_("Topic"),
        vocabulary=Vocabulary(model=Topic, parent="parent_id", position="position"),
    ),
    Facet(code="country", label=_("Country"), vocabulary=COUNTRIES),
    Facet(
        code="offered",
        label=_("Offered for cooperation"),
        values=choices(*YesNo.choices, _NOT_REPORTED),
        named_chips=True,
    ),
    Facet(
        code="practice",
        label=_("Good practice"),
        values=choices(("recognized", _("Recognized by partner organizations"))),
        named_chips=True,
    ),
    Facet(code="kind", label=_("Kind of initiative"), values=choices(*Kind.choices, _NOT_REPORTED)),
    Facet(
        code="population",
        label=_("For whom"),
        vocabulary=Vocabulary(model=PopulationGroup, position="position"),
        extra=(_NOT_REPORTED,),
    ),
    Facet(
        code="status",
        label=_("Status"),
        values=choices(
            *Operation.choices, ("archived", pgettext_lazy("status of a program", "Archived")), _NOT_REPORTED
        ),
        named_chips=True,
    ),
    Facet(
        code="evidence",
        label=_("Evidence"),
        values=choices(*EvaluationKind.choices, ("none", _("No evaluation reported"))),
        named_chips=True,
    ),
    Facet(
        code="confirmed",
        label=_("Confirmed by the ministry"),
        values=choices(("year", _("In the last 12 months")), ("stale", _("More than 18 months ago, or never"))),
        moving=_confirmed,
        named_chips=True,
    ),
    Facet(code="stage", label=_("Pilot or scaled up"), values=choices(*Stage.choices, _NOT_REPORTED), named_chips=True),
    Facet(code="coverage", label=_("Reach"), values=choices(*Coverage.choices, _NOT_REPORTED), named_chips=True),
    Facet(code="subregion", label=_("Subregion"), vocabulary=Vocabulary(model=Subregion, position="position")),
    Facet(code="economy", label=_("Economy"), values=choices(("smaller", _("Smaller economies")))),
    Facet(
        code="language",
        label=_("Available in"),
        values=choices(
            ("es", pgettext_lazy("choice", "Spanish")),
            ("en", pgettext_lazy("choice", "English")),
            ("full", _("Both languages, complete")),
        ),
        named_chips=True,
    ),
    Facet(code="collection", label=_("Collection"), vocabulary=Vocabulary(model=Collection, position="position")),
)
