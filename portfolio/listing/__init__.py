"""The public list of programs: rows for cards, facets and search, written by `index` and read by rial.core.listing."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from rial.core.listing.declared import Listing, Sort, Words, Years

from .cards import ProgramCard
from .columns import EXPORT
from .facets import COUNTRIES, FACETS
from .index import TABLES, held

# Programs that may be marked on the list to be compared.
MAX_MARKED = 4

_WORDS = Words(
    title=_("Programs of the ministries of labor"),
    intro=_("Experiences written by the ministries, one scheme for all. Mark up to four to compare them."),
    plural=_("Programs"),
    counted=ngettext_lazy("<b>%(total)s program</b>", "<b>%(total)s programs</b>", "n"),
    none_found=_("No program was found."),
    without=ngettext_lazy("%(count)s program without %(filter)s", "%(count)s programs without %(filter)s", "n"),
    take=ngettext_lazy("Take this one:", "Take these %(total)s:", "n"),
    whole=_("See the whole portfolio"),
    feed=_("New and changed programs"),
)

# Every order ends with the code, which is unique.
_SORTS = (
    Sort(
        code="confirmed",
        label=_("Most recently confirmed"),
        by="i.confirmed_on DESC NULLS LAST, i.first_published_at DESC, i.code",
    ),
    Sort(code="newest", label=_("Newest in the portfolio"), by="i.first_published_at DESC, i.code"),
    Sort(code="title", label=_("Title"), by="i.sort_{language}, i.code"),
    Sort.by_term("country", _("Country"), COUNTRIES, "country_id", then="i.sort_{language}, i.code"),
    Sort(code="updated", by="i.published_at DESC, i.code"),
)

PROGRAMS = Listing(
    code="portfolio",
    url="portfolio:list",
    nav="portfolio",
    tables=TABLES,
    facets=FACETS,
    sorts=_SORTS,
    period=Years(
        label=_("Running between"),
        between=_("Running between %(from)s and %(to)s"),
        since=_("Running in %(from)s or later"),
        until=_("Running in %(to)s or earlier"),
    ),
    words=_WORDS,
    card=ProgramCard,
    card_template="portfolio/_card.html",
    export=EXPORT,
    held=held,
    feed_sort="updated",
    feed_url="portfolio:feed",
    marks=MAX_MARKED,
)
