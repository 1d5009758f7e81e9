"""The sitemap: every public page with its twins, records only in the languages they are really written in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from fund.models import Statement
from meetings.models import Body, Conference, Decision, Instrument, Meeting
from portfolio.models import Program
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.directory.models import Country
from rial.library.models import Document

from .prose import all_prose

# Pages that exist in every language.
_EVERYWHERE = (
    "pages:home",
    "pages:countries",
    "pages:about",
    "portfolio:list",
    "portfolio:matrix",
    "portfolio:good_practices",
    "portfolio:dictionary",
    "library:list",
    "meetings:home",
    "meetings:calendar",
    "meetings:decisions",
    "meetings:implementation",
    "meetings:conferences",
    "meetings:bodies",
    "meetings:authorities",
    "meetings:mandates",
    "meetings:proposals",
    "meetings:consultations",
    "meetings:polls",
    "fund:home",
    "fund:ledger",
    "fund:contributors",
    "fund:statements",
    "fund:budgets",
    "fund:appeal",
    "fund:rules",
    "fund:dictionary",
)


@dataclass(frozen=True)
class Page:
    """A page of the sitemap: its address without the language, when it changed, in which languages it is."""

    path: str
    languages: tuple[str, ...]
    changed: datetime | None = None
    # The language a record was written in; pages that exist in every language have none.
    source: str = ""

    def address(self, language: str) -> str:
        """The whole address in a language."""
        return f"{settings.SITE_URL}/{language}/{self.path}"

    def neutral(self) -> str:
        """Where readers of other languages are led; the same rule as in the head of the page (`head_links`)."""
        if not self.path:
            return f"{settings.SITE_URL}/"
        best = self.source or settings.LANGUAGE_CODE
        return self.address(best if best in self.languages else self.languages[0])

    def entries(self) -> list[dict[str, object]]:
        """One entry per language, each naming all its twins."""
        twins = [{"language": code, "url": self.address(code)} for code in self.languages]
        twins.append({"language": "x-default", "url": self.neutral()})
        return [{"url": self.address(code), "twins": twins, "changed": self.changed} for code in self.languages]


def _bare(name: str, *args: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=args).removeprefix(f"/{settings.LANGUAGE_CODE}/")


def pages() -> Iterator[Page]:
    """Everything public, in a constant number of queries."""
    for name in _EVERYWHERE:
        yield Page(_bare(name), LANGUAGE_CODES)
    for text in all_prose().values():
        if text.code != "about":
            yield Page(_bare("pages:page", text.code), tuple(text.languages()))
    for code in Country.objects.members().order_by("code").values_list("code", flat=True):
        yield Page(_bare("pages:country", code), LANGUAGE_CODES)
    yield from _programs()
    yield from _documents()
    yield from _meetings()
    for number in Statement.objects.order_by("pk").values_list("pk", flat=True):
        yield Page(f"fund/statements/{number}/", LANGUAGE_CODES)


def _programs() -> Iterator[Page]:
    titles = [f"current__{column('title', code)}" for code in LANGUAGE_CODES]
    rows = (
        Program.objects.public()
        .order_by("code")
        .values_list("code", "current__published_at", "current__original_language", *titles)
    )
    for code, published_at, source, *written in rows.iterator(chunk_size=2000):
        languages = tuple(name for name, title in zip(LANGUAGE_CODES, written, strict=True) if title)
        yield Page(f"portfolio/{code}/", languages, published_at, source)


def _documents() -> Iterator[Page]:
    titles = [column("title", code) for code in LANGUAGE_CODES]
    rows = Document.objects.public().order_by("slug").values_list("slug", "updated_at", "translated_language", *titles)
    for slug, updated_at, translated, *written in rows.iterator(chunk_size=2000):
        languages = tuple(name for name, title in zip(LANGUAGE_CODES, written, strict=True) if title)
        printed = [name for name in languages if name != translated]
        yield Page(f"library/documents/{slug}/", languages, updated_at, printed[0] if len(printed) == 1 else "")


def _meetings() -> Iterator[Page]:
    """Meetings are named in every language; decisions are where their text is written."""
    for slug, changed in Meeting.objects.public().order_by("slug").values_list("slug", "updated_at"):
        yield Page(f"meetings/{slug}/", LANGUAGE_CODES, changed)
    for edition in Conference.objects.public().order_by("edition"):
        yield Page(f"meetings/conferences/{edition.roman.lower()}/", LANGUAGE_CODES)
    for slug in Body.objects.order_by("slug").values_list("slug", flat=True):
        yield Page(f"meetings/bodies/{slug}/", LANGUAGE_CODES)
    texts = [column("text", code) for code in LANGUAGE_CODES]
    for code, changed, *written in Decision.objects.public().order_by("code").values_list("code", "updated_at", *texts):
        languages = tuple(name for name, text in zip(LANGUAGE_CODES, written, strict=True) if text)
        yield Page(f"meetings/decisions/{code}/", languages or LANGUAGE_CODES, changed)
    for slug in Instrument.objects.public().order_by("slug").values_list("slug", flat=True):
        yield Page(f"meetings/instruments/{slug}/", LANGUAGE_CODES)


def sitemap_entries(found: Iterable[Page] | None = None) -> str:
    """The sitemap as XML."""
    entries = [entry for page in (found if found is not None else pages()) for entry in page.entries()]
    return render_to_string("pages/sitemap.xml", {"entries": entries})
