"""A paper as HTML: the body of a page, for reading on screen and for what is read offline."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .blocks import Block, Bullets, Facts, Heading, Item, Note, Paper, Paragraph, Run, Table

_EMPTY = SafeString("")


def html(paper: Paper, *, top: int = 1) -> SafeString:
    """The blocks as HTML with the classes of the style sheet; headings begin one level below `top`."""
    return _join(_block(block, top) for block in paper.blocks)


def _join(parts: Iterable[SafeString]) -> SafeString:
    # Every part was escaped by format_html.
    return mark_safe("\n".join(parts))  # noqa: S308


def _runs(some: Iterable[Run]) -> SafeString:
    return mark_safe("".join(_run(run) for run in some))  # noqa: S308 - every run is escaped


def _run(run: Run) -> SafeString:
    language = format_html(' lang="{}"', run.language) if run.language else _EMPTY
    if run.url:
        return format_html('<a href="{}" rel="noopener nofollow"{}>{}</a>', run.url, language, run.text)
    name = "strong" if run.bold else "em" if run.italic else "span" if run.language else ""
    if not name:
        return format_html("{}", run.text)
    return format_html("<{}{}>{}</{}>", SafeString(name), language, run.text, SafeString(name))


def _block(block: Block, top: int) -> SafeString:
    match block:
        case Heading(level=level, text=text):
            name = SafeString(f"h{min(6, top + level)}")
            return format_html("<{}>{}</{}>", name, text, name)
        case Paragraph(runs=some, style="quote"):
            return format_html("<blockquote><p>{}</p></blockquote>", _runs(some))
        case Paragraph(runs=some, style=style):
            return format_html('<p class="{}">{}</p>', style, _runs(some)) if style else _paragraph(some)
        case Note(runs=some):
            return format_html('<p class="note">{}</p>', _runs(some))
        case Bullets(items=items, ordered=ordered):
            return _list(items, "ol" if ordered else "ul")
        case Facts(rows=rows):
            return _facts(rows)
        case Table() as table:
            return _table(table)


def _paragraph(some: Iterable[Run]) -> SafeString:
    return format_html("<p>{}</p>", _runs(some))


def _list(items: Sequence[Item], name: str) -> SafeString:
    if not items:
        return _EMPTY
    entries = format_html_join("", "<li>{}{}</li>", ((_runs(item.runs), _list(item.children, "ul")) for item in items))
    return format_html("<{}>{}</{}>", SafeString(name), entries, SafeString(name))


def _facts(rows: Sequence[tuple[str, Sequence[Sequence[Run]]]]) -> SafeString:
    values = ((name, mark_safe("<br>".join(_runs(value) for value in some))) for name, some in rows)  # noqa: S308
    entries = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", values)
    return format_html('<dl class="facts">{}</dl>', entries)


def _table(table: Table) -> SafeString:
    caption = format_html("<caption>{}</caption>", table.caption) if table.caption else _EMPTY
    heads = ((_aligned(place, table), name) for place, name in enumerate(table.head))
    head = format_html_join("", '<th scope="col"{}>{}</th>', heads)
    rows = ((_weighted(place, table), _cells(row, table)) for place, row in enumerate(table.rows))
    body = format_html_join("", "<tr{}>{}</tr>", rows)
    inner = format_html("<table>{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>", caption, head, body)
    label = table.caption or table.head[0]
    return format_html('<div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, inner)


def _cells(row: Sequence[Sequence[Run]], table: Table) -> SafeString:
    cells = ((_aligned(place, table), _runs(cell)) for place, cell in enumerate(row))
    return format_html_join("", "<td{}>{}</td>", cells)


def _aligned(place: int, table: Table) -> SafeString:
    """Numbers and the head above them are set to the right."""
    return SafeString(' class="num"') if place in table.numeric else _EMPTY


def _weighted(place: int, table: Table) -> SafeString:
    return SafeString(' class="sum"') if place in table.totals else _EMPTY
