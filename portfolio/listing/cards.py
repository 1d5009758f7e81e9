"""A program as the list shows it: whose it is, what it offers, when the ministry confirmed it."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from rial.core.bilingual import LANGUAGE_CODES, Text, text_of
from rial.core.listing.cards import Card, Row
from rial.core.listing.snapshot import Snapshot
from rial.core.search import Marker
from rial.directory.models import Institution

from .facets import stale_before

# {language: (name of an institution today, name of its country)}
Names = dict[str, tuple[Text, str]]


class ProgramCard(Card):
    """A program's card."""

    columns = ("institution_id", "confirmed_on", "facets")

    def __init__(self, row: Row, snapshot: Snapshot, language: str, marker: Marker | None = None) -> None:
        super().__init__(row, snapshot, language, marker)
        confirmed_on = row["confirmed_on"]
        self.stale = confirmed_on is not None and confirmed_on < snapshot.remember(
            ("stale_before",), lambda: stale_before(snapshot.day)
        )
        self.by_html = _by_line(row["institution_id"], language, snapshot)
        self.tags_html = _tags(row["facets"], self.title_language, language)
        self.dated = _dated(confirmed_on, self.stale, language)

    def author(self, snapshot: Snapshot, language: str) -> str:
        """The ministry, with its country."""
        name, country = institutions_of(snapshot)[self.row["institution_id"]][language]
        return f"{country} · {name}" if country else str(name)


def institutions_of(snapshot: Snapshot) -> dict[int, Names]:
    """The institutions that have programs on the list, under their names today; read once per snapshot."""
    return snapshot.remember(("institutions",), _read_institutions)


def _read_institutions() -> dict[int, Names]:
    found: dict[int, Names] = {}
    institutions = list(Institution.objects.filter(programs__index__isnull=False).distinct().with_names())
    for code in LANGUAGE_CODES:
        with override(code):
            for institution in institutions:
                country = str(text_of(institution.country, "name")) if institution.country else ""
                found.setdefault(institution.pk, {})[code] = (institution.current_name, country)
    return found


def _by_line(institution_id: int, language: str, snapshot: Snapshot) -> SafeString:
    def make() -> SafeString:
        name, country = institutions_of(snapshot)[institution_id][language]
        lang = f' lang="{name.language}"' if name.language != language else ""
        html = f"<span{lang}>{escape(name.value)}</span>" if lang else escape(name.value)
        # Both names were escaped.
        return mark_safe(f"<b>{escape(country)}</b> · {html}" if country else html)  # noqa: S308

    return snapshot.remember(("by", institution_id, language), make)


# Facet values that a card shows as a tag, in this order: kind of tag, text.
_TAGS = {
    "offered:yes": ("tag ac", gettext_lazy("Offers cooperation")),
    "practice:recognized": ("tag ok", gettext_lazy("Good practice")),
    "status:archived": ("tag", gettext_lazy("Archived")),
    "status:ended": ("tag", gettext_lazy("Ended")),
}
_LANGUAGE_TAGS = {f"language:{code}": code.upper() for code in LANGUAGE_CODES}


def _tags(facets: list[str], shown: str, language: str) -> SafeString:
    """The tags of a card: what is offered, recognized, over; the languages it is in."""
    values = tuple(value for value in (*_TAGS, *_LANGUAGE_TAGS) if value in facets)
    return _tags_html(values, shown != language, language)


@lru_cache(maxsize=512)
def _tags_html(values: tuple[str, ...], foreign: bool, language: str) -> SafeString:
    tags = [(kind, str(text)) for value, (kind, text) in _TAGS.items() if value in values]
    available = [tag for value, tag in _LANGUAGE_TAGS.items() if value in values]
    if available:
        tags.append(("tag line", " ".join(available)))
    if foreign:
        tags.append(("tag in", _("Not yet in this language")))
    # Every text is escaped.
    return mark_safe(" ".join(f'<span class="{kind}">{escape(text)}</span>' for kind, text in tags))  # noqa: S308


@lru_cache(maxsize=1024)
def _dated(confirmed_on: date | None, stale: bool, language: str) -> str:
    if confirmed_on is None:
        return _("Not yet confirmed by the ministry")
    if stale:
        return _("Not confirmed since %(month)s") % {"month": date_format(confirmed_on, "YEAR_MONTH_FORMAT")}
    return _("Confirmed on %(day)s") % {"day": date_format(confirmed_on, "DATE_FORMAT")}
