"""What a paper is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rial.core.bilingual import Text


@dataclass(frozen=True)
class Run:
    """Some words in one style; `language` when they are in another one than the paper."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""
    language: str = ""


Runs = Sequence[Run]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 to 3 below the paper's title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` draws it larger, `small` smaller."""

    runs: Runs
    style: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a list with what is nested under it."""

    runs: Runs
    children: Sequence["Item"] = ()


@dataclass(frozen=True)
class Bullets:
    """A list, numbered when `ordered`."""

    items: Sequence[Item]
    ordered: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and values: Place, Dates, Coordinator. A value may have several paragraphs."""

    rows: Sequence[tuple[str, Sequence[Runs]]]


@dataclass(frozen=True)
class Table:
    """A table whose first row is its head; `numeric` columns are set to the right; `widths` in parts."""

    head: Sequence[str]
    rows: Sequence[Sequence[Runs]]
    caption: str = ""
    numeric: frozenset[int] = frozenset()
    widths: Sequence[float] = ()
    # Rows that are totals, by their place.
    totals: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Note:
    """A remark set apart: what the print errs in, what is not known."""

    runs: Runs


Block = Heading | Paragraph | Bullets | Facts | Table | Note


@dataclass(frozen=True)
class Paper:
    """A whole paper in one language."""

    title: str
    language: str
    blocks: Sequence[Block]
    # The small line above the title: what kind of paper, under which symbol.
    kind: str = ""
    subtitle: str = ""
    author: str = ""
    # Where it comes from and of which day: printed at its foot.
    footer: str = ""
    changed: datetime | None = None
    keywords: Sequence[str] = field(default=())


def runs(*parts: "str | Text | Run", language: str = "") -> list[Run]:
    """Runs from plain parts; a text in another language than the paper's says so."""
    found = []
    for part in parts:
        if isinstance(part, Run):
            found.append(part)
        elif isinstance(part, Text):
            found.append(Run(part.value, language="" if part.language == language else part.language))
        else:
            found.append(Run(str(part)))
    return [run for run in found if run.text]


def plain(paper: Paper) -> str:
    """The words of a paper, a block a line."""
    lines = [paper.kind, paper.title, paper.subtitle, *(line for block in paper.blocks for line in _lines(block))]
    return "\n".join([*lines, paper.footer])


def _words(some: Iterable[Run]) -> str:
    return "".join(run.text for run in some)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield text
        case Paragraph(runs=some) | Note(runs=some):
            yield _words(some)
        case Bullets(items=items):
            yield from _item_lines(items)
        case Facts(rows=rows):
            for name, values in rows:
                yield f"{name}: " + " · ".join(_words(value) for value in values)
        case Table(head=head, rows=rows, caption=caption):
            yield caption
            yield " | ".join(head)
            for row in rows:
                yield " | ".join(_words(cell) for cell in row)


def _item_lines(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        yield f"• {_words(item.runs)}"
        yield from _item_lines(item.children)
