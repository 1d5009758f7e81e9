"""The network's own texts (content/pages.yaml): read from the file, never from the database."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from rial.core.bilingual import LANGUAGE_CODES, Text, column, first_text
from rial.core.content import ContentError, read_records


@dataclass(frozen=True)
class Prose:
    """One page of text, with its columns title_es, title_en, body_es… as in the file."""

    code: str
    texts: dict[str, str]

    def text(self, name: str) -> Text:
        """The title or the body, in the reader's language if it is written in it."""
        return first_text(self.texts, name)

    def languages(self) -> list[str]:
        """The languages in which the body is really written."""
        return [code for code in LANGUAGE_CODES if self.texts[column("body", code)]]


def prose(code: str) -> Prose | None:
    """The text with this code; None when the file has none."""
    return all_prose().get(code)


def all_prose() -> dict[str, Prose]:
    """Every text by its code, in the order of the file; read again when the file changed."""
    path = Path(settings.CONTENT_DIR) / "pages.yaml"
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise ContentError(f"{path.name}: {error}") from error
    return _read(str(path), changed)


@lru_cache(maxsize=2)
def _read(path: str, changed: int) -> dict[str, Prose]:
    names = [column(name, code) for name in ("title", "body") for code in LANGUAGE_CODES]
    found = {}
    for record in read_records("pages"):
        texts = {name: str(record.get(name) or "").strip() for name in names}
        found[record["code"]] = Prose(record["code"], texts)
    return found
