"""What changed between two texts, word by word, as HTML that is safe to show."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# A word or another sign with the space after it: what a reader sees as one piece.
_PIECE = re.compile(r"\w+ ?|[^\w\s] ?|\s", re.UNICODE)
# Beyond this many pieces the comparison goes by lines, so that no text can stall the page.
_MANY = 2000

Kind = Literal["same", "deleted", "inserted"]


def word_changes(before: str, after: str) -> Iterator[tuple[Kind, str]]:
    """The pieces of both texts in reading order: what stayed, what went, what came. Adjacent ones are joined."""
    old, new = _pieces(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[from_old:to_old])
            continue
        if to_old > from_old:
            yield "deleted", "".join(old[from_old:to_old])
        if to_new > from_new:
            yield "inserted", "".join(new[from_new:to_new])


def _pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) * len(new) <= _MANY * _MANY:
        return old, new
    return before.splitlines(keepends=True), after.splitlines(keepends=True)


def diff_html(before: str, after: str) -> SafeString:
    """The changed text with <del> and <ins>; everything from the texts is escaped, line breaks are kept.

    Hidden words say "removed" and "added", because screen readers seldom announce the elements.
    """
    parts = []
    for kind, text in word_changes(before, after):
        html = escape(text).replace("\n", "<br>")
        if kind == "deleted":
            spoken = escape(_("[removed:"))
            html = f'<del><span class="vh">{spoken} </span>{html}<span class="vh">]</span></del>'
        elif kind == "inserted":
            spoken = escape(_("[added:"))
            html = f'<ins><span class="vh">{spoken} </span>{html}<span class="vh">]</span></ins>'
        parts.append(html)
    # Every piece was escaped above.
    return mark_safe("".join(parts))  # noqa: S308
