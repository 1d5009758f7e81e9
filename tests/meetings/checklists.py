"""Comparing a record with a checklist: the words of a page and of a Word document, section by section."""

from html.parser import HTMLParser
from io import BytesIO

from docx import Document
from docx.table import Table

# What is stated, and the words that say it in English and in Spanish, in their order.
Fact = tuple[str, list[str], list[str]]
Checklist = dict[str, list[Fact]]

_SILENT = {"script", "style", "svg", "title"}
_INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time", "u"}


def plain(text: str) -> str:
    """A text with one ordinary space wherever it has any kind of space."""
    return " ".join(text.split())


def missing_words(text: str, words: list[str]) -> list[str]:
    """The words that do not follow each other in the text; none when they all do."""
    place = 0
    for number, part in enumerate(words):
        found = text.find(part, place)
        if found < 0:
            return words[number:]
        place = found + len(part)
    return []


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _SILENT
        if tag not in _INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _SILENT
        if tag not in _INLINE:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def words_of_page(markup: str) -> str:
    """What a reader sees in a page's main part."""
    _before, _main, rest = markup.partition("<main")
    parser = _Words()
    parser.feed("<main" + rest.partition("</main>")[0])
    return plain("".join(parser.parts))


def parts_of_docx(content: bytes) -> list[tuple[int, str, str]]:
    """The document under its headings of the first two levels: (level, heading, all that stands below it)."""
    parts: list[tuple[int, str, list[str]]] = []
    for block in Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            parts[-1][2].extend(cell.text for row in block.rows for cell in row.cells)
        elif block.style is not None and block.style.name in ("Heading 1", "Heading 2"):
            parts.append((int(block.style.name[-1]), block.text, []))
        elif parts:
            parts[-1][2].append(block.text)
    return [(level, heading, plain(" ".join([heading, *words]))) for level, heading, words in parts]
