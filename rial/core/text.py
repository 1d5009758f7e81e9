"""Markdown without HTML, rendered and then cleaned: what an editor types can never become script."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "p",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "br",
    "blockquote",
    "h2",
    "h3",
    "h4",
    "hr",
    "code",
    "table",
    "thead",
}
_TAGS |= {"tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "title"}}
_SCHEMES = {"http", "https", "mailto"}


def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")


_MARKDOWN = _renderer()


@lru_cache(maxsize=4096)
def render_markdown(text: str, top: int = 3) -> SafeString:
    """Safe HTML of a Markdown text; its headings lie between level `top` and 4, so that pages keep their outline."""
    if not text:
        return SafeString("")
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(4, max(top, int(token.tag[1])))}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener nofollow")
    # Cleaned by nh3 against a closed list of tags and attributes on the line above.
    return mark_safe(clean)  # noqa: S308
