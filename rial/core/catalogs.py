"""Translation catalogs without gettext: compile `.po` to `.mo` with polib, and say what is missing."""

from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings


@dataclass(frozen=True)
class Catalog:
    """One language's catalog under locale/."""

    language: str
    po: Path

    @property
    def mo(self) -> Path:
        """The compiled file beside it."""
        return self.po.with_suffix(".mo")

    def compiled(self) -> bytes:
        """What the `.mo` must hold (fuzzy and obsolete entries left out)."""
        return bytes(polib.pofile(str(self.po)).to_binary())

    def unfinished(self) -> list[str]:
        """Messages without a translation or marked fuzzy."""
        entries = [entry for entry in polib.pofile(str(self.po)) if not entry.obsolete]
        return [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()]


def catalogs() -> list[Catalog]:
    """The catalogs that exist; English texts are the messages themselves, so English needs none."""
    root = Path(settings.LOCALE_PATHS[0])
    found = [Catalog(code, root / code / "LC_MESSAGES" / "django.po") for code, _name in settings.LANGUAGES]
    return [catalog for catalog in found if catalog.po.exists()]
