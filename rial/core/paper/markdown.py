"""Texts of records as blocks: Markdown as the portal understands it, without HTML."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from rial.core.bilingual import Text

from .blocks import Block, Bullets, Heading, Item, Paragraph, Run, Table

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_SCHEMES = ("http://", "https://", "mailto:")


def markdown_blocks(text: "str | Text", *, language: str = "", level: int = 2, style: str = "") -> list[Block]:
    """The blocks of a Markdown text; its headings begin at `level`. A text in another language than the paper's
    says so on every run."""
    foreign = text.language if isinstance(text, Text) and text.language != language else ""
    tree = SyntaxTreeNode(_MARKDOWN.parse(str(text)))
    blocks: list[Block] = []
    for node in tree.children:
        blocks += _blocks(node, foreign, level, style)
    return blocks


def markdown_runs(text: "str | Text", *, language: str = "") -> list[Run]:
    """A short Markdown text as the runs of one paragraph; paragraphs are joined by a space."""
    foreign = text.language if isinstance(text, Text) and text.language != language else ""
    tree = SyntaxTreeNode(_MARKDOWN.parse(str(text)))
    found: list[Run] = []
    for node in tree.children:
        for inline in (child for child in node.walk() if child.type == "inline"):
            found += [Run(" ")] if found else []
            found += _inline(inline.children, foreign)
    return found


def _blocks(node: SyntaxTreeNode, foreign: str, level: int, style: str) -> list[Block]:
    if node.type == "heading":
        depth = min(3, level + int(node.tag[1]) - 1)
        return [Heading(depth, "".join(run.text for run in _of(node, foreign)))]
    if node.type in {"bullet_list", "ordered_list"}:
        return [Bullets(_items(node, foreign), ordered=node.type == "ordered_list")]
    if node.type == "table":
        rows = [[_of(cell, foreign) for cell in row.children] for part in node.children for row in part.children]
        head = ["".join(run.text for run in cell) for cell in rows[0]]
        return [Table(head, rows[1:])]
    if node.type == "blockquote":
        return [block for child in node.children for block in _blocks(child, foreign, level, "quote")]
    if node.type in {"hr", "html_block"}:
        return []
    found = _of(node, foreign) or [Run(node.content)]
    return [Paragraph(found, style)] if any(run.text for run in found) else []


def _items(node: SyntaxTreeNode, foreign: str) -> list[Item]:
    items = []
    for entry in node.children:
        words = [run for child in entry.children if child.type == "paragraph" for run in _of(child, foreign)]
        nested = [item for child in entry.children if child.type.endswith("_list") for item in _items(child, foreign)]
        items.append(Item(words, nested))
    return items


def _of(node: SyntaxTreeNode, foreign: str) -> list[Run]:
    return [run for child in node.children if child.type == "inline" for run in _inline(child.children, foreign)]


def _inline(
    nodes: Sequence[SyntaxTreeNode], foreign: str, bold: bool = False, italic: bool = False, url: str = ""
) -> list[Run]:
    found: list[Run] = []
    for node in nodes:
        if node.type in {"softbreak", "hardbreak"}:
            found.append(Run(" ", bold, italic, url, foreign))
        elif node.type in {"strong", "em", "link"}:
            href = str(node.attrs.get("href", "")) if node.type == "link" else url
            kept = href if href.startswith(_SCHEMES) else ""
            strong, slanted = bold or node.type == "strong", italic or node.type == "em"
            found += _inline(node.children, foreign, strong, slanted, kept)
        elif node.content:
            found.append(Run(node.content, bold, italic, url, foreign))
    return found


__all__ = ["markdown_blocks", "markdown_runs"]
