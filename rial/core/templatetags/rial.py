"""Template tags every page may use: icons, texts with their language, Markdown, addresses with changed queries."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Engine
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from rial.core import bilingual
from rial.core.text import render_markdown

register = template.Library()

# 24-grid strokes, decorative, always beside a word (look/README, "Icons").
_ICONS = {
    "search": '<circle cx="10" cy="10" r="6.5"/><path d="m15 15 6 6"/>',
    "check": '<path d="m4 12.5 5.5 5.5L20 6"/>',
    "warning": '<path d="M12 3 22 21H2zM12 10v5m0 2v1"/>',
    "close": '<path d="m5 5 14 14M19 5 5 19"/>',
    "next": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "previous": '<path d="M20 12H4m6-6-6 6 6 6"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4v-8h16v8h-3M7 14h10v7H7z"/>',
    "download": '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
    "quote": '<path d="M9 6c-3 1-5 4-5 8v4h6v-6H6m14-6c-3 1-5 4-5 8v4h6v-6h-4"/>',
    "feed": '<path d="M5 5c8 0 14 6 14 14M5 11c5 0 8 3 8 8"/><circle cx="6" cy="18" r="1"/>',
}
_ICON_HTML = {
    name: mark_safe(  # noqa: S308 - constants of this file
        f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{paths}</svg>'
    )
    for name, paths in _ICONS.items()
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon; put it beside a word."""
    return _ICON_HTML[name]


@register.simple_tag
def text(obj: Any, field: str, language: str = "") -> SafeString | str:
    """A bilingual text in the reader's language, or in the one it exists in, marked with `lang`."""
    found = bilingual.text_of(obj, field, language or None)
    return in_language(found)


@register.filter
def in_language(found: bilingual.Text) -> SafeString | str:
    """A Text, wrapped with `lang` when it is not in the reader's language."""
    if found.foreign:
        return format_html('<span lang="{}">{}</span>', found.language, found.value)
    return found.value


@register.simple_tag
def prose(obj: Any, field: str, language: str = "") -> SafeString:
    """A bilingual Markdown text as HTML, in a block with `lang` when it is not in the reader's language."""
    found = bilingual.text_of(obj, field, language or None)
    html = render_markdown(found.value)
    if found.foreign:
        return format_html('<div class="stack-s" lang="{}">{}</div>', found.language, html)
    return format_html('<div class="stack-s">{}</div>', html)


@register.filter
def markdown(value: str) -> SafeString:
    """Markdown (no HTML) as safe HTML."""
    return render_markdown(value)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's query string with some parameters set (a list repeats, None removes): "?a=1&b=2"."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        elif isinstance(value, list):
            parameters.setlist(name, value)
        else:
            parameters[name] = str(value)
    pairs = [(name, item) for name, items in parameters.lists() for item in items]
    return "?" + urlencode(pairs)


@register.simple_tag(takes_context=True)
def twins(context: Context) -> list[dict[str, str]]:
    """The same page in every language of the portal: code, its own name, address with the query kept."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return []
    here = request.get_full_path()
    # An address the portal does not know has no twin: it leads to itself.
    is_known = request.resolver_match is not None
    found = []
    for code, _name in settings.LANGUAGES:
        found.append(
            {
                "code": code,
                "name": _own_name(code),
                "url": (bilingual.path_in(here, code) if is_known else "") or here,
                "current": "1" if code == bilingual.current_language() else "",
            }
        )
    return found


@lru_cache
def _own_name(code: str) -> str:
    return str(get_language_info(code)["name_local"]).capitalize()


@register.simple_tag(takes_context=True)
def chrome(context: Context, template: str) -> SafeString:
    """A part of the frame that is the same for everyone: rendered once per process, language and current `nav`.

    Its template may read `nav` and `DEMO`, nothing of the request or of the person.
    """
    draw = _chrome.__wrapped__ if settings.DEBUG else _chrome
    return draw(template, bilingual.current_language(), context.get("nav") or "", settings.DEMO)


@lru_cache(maxsize=128)
def _chrome(template: str, language: str, nav: str, demo: bool) -> SafeString:
    return Engine.get_default().get_template(template).render(Context({"nav": nav, "DEMO": demo}))


@register.filter
def file_size(size: int) -> str:
    """Bytes as people read them: 118 KB, 1.2 MB."""
    return filesizeformat(size)
