"""A paper as PDF: tagged, PDF/UA-1, set by typst with the fonts it brings along."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from .blocks import Block, Bullets, Facts, Heading, Item, Note, Paper, Paragraph, Run, Table

TEMPLATE = Path(__file__).with_name("paper.typ")


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def pdf(paper: Paper) -> bytes:
    """The PDF. Texts travel as data, so that none of them can be read as markup of the typesetter."""
    data = json.dumps(_data(paper), ensure_ascii=False)
    found = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"paper": data},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(paper.changed.timestamp()) if paper.changed else 0,
    )
    if not isinstance(found, bytes):
        raise TypeError(type(found))
    return found


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "kind": paper.kind,
        "subtitle": paper.subtitle,
        "author": paper.author,
        "language": paper.language,
        "footer": paper.footer,
        "page": _("Page"),
        "keywords": list(paper.keywords),
        "blocks": [_block(block) for block in paper.blocks],
    }


def _runs(some: Iterable[Run]) -> list[dict[str, Any]]:
    return [
        {"t": run.text, "b": run.bold, "i": run.italic, "u": run.url, "l": run.language} for run in some if run.text
    ]


def _items(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [{"runs": _runs(item.runs), "children": _items(item.children)} for item in items]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level=level, text=text):
            return {"is": "heading", "level": level, "text": text}
        case Paragraph(runs=some, style=style):
            return {"is": "paragraph", "runs": _runs(some), "style": style}
        case Bullets(items=items, ordered=ordered):
            return {"is": "bullets", "items": _items(items), "ordered": ordered}
        case Facts(rows=rows):
            return {"is": "facts", "rows": [[name, [_runs(value) for value in values]] for name, values in rows]}
        case Note(runs=some):
            return {"is": "note", "runs": _runs(some)}
        case Table() as table:
            return {
                "is": "table",
                "head": list(table.head),
                "rows": [[_runs(cell) for cell in row] for row in table.rows],
                "caption": table.caption,
                "numeric": [place in table.numeric for place in range(len(table.head))],
                "widths": list(table.widths) or [1] * len(table.head),
                "totals": [place in table.totals for place in range(len(table.rows))],
            }
