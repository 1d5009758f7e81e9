"""The sitemap: every public page with its twins, records only in the languages they are really written in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from portfolio.models import Program
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.directory.models import Country

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
)


@dataclass(frozen=True)
class Page:
    """A page of the sitemap: its address without the language, when it changed, in which languages it is."""

    path: str
    languages: tuple[str, ...]
    changed: datetime | None = None

    def address(self, language: str) -> str:
        """The whole address in a language."""
        return f"{settings.SITE_URL}/{language}/{self.path}"

    def entries(self) -> list[dict[str, object]]:
        """One entry per language, each naming all its twins."""
        twins = [{"language": code, "url": self.address(code)} for code in self.languages]
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


def _programs() -> Iterator[Page]:
    titles = [f"current__{column('title', code)}" for code in LANGUAGE_CODES]
    rows = Program.objects.public().order_by("code").values_list("code", "current__published_at", *titles)
    for code, published_at, *written in rows.iterator(chunk_size=2000):
        languages = tuple(name for name, title in zip(LANGUAGE_CODES, written, strict=True) if title)
        yield Page(f"portfolio/{code}/", languages, published_at)


def sitemap_entries(found: Iterable[Page] | None = None) -> str:
    """The sitemap as XML."""
    entries = [entry for page in (found if found is not None else pages()) for entry in page.entries()]
    return render_to_string("pages/sitemap.xml", {"entries": entries})
