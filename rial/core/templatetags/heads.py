"""Links of the page's head: the canonical address and the twins in the other languages."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from rial.core.bilingual import LANGUAGE_CODES, path_in

register = template.Library()


@register.simple_tag(takes_context=True)
def head_links(context: Context) -> SafeString:
    """<link rel=canonical>, one alternate per language the page is really in, and its other formats.

    A view may say in the context: `canonical_path` (else the page's own address without query),
    `canonical_query` for a query that makes another page ("?p=…"), `page_languages` (else all),
    `source_language` for a record written in one of them, `alternates` as pairs of media type and address.
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return SafeString("")
    path = context.get("canonical_path") or request.path
    query = context.get("canonical_query") or ""
    links: list[tuple[Any, ...]] = [("canonical", "", "", settings.SITE_URL + path + query)]
    languages = context.get("page_languages") or LANGUAGE_CODES
    links += [
        ("alternate", "hreflang", code, settings.SITE_URL + path_in(path, code) + query)
        for code in languages
        if path_in(path, code)
    ]
    neutral = _neutral(path, context.get("source_language"), languages)
    if neutral:
        links.append(("alternate", "hreflang", "x-default", settings.SITE_URL + neutral + query))
    links += [("alternate", "type", kind, address) for kind, address in context.get("alternates") or []]
    return format_html_join("\n  ", "{}", ((_link(*link),) for link in links))


def _neutral(path: str, source: str | None, languages: Sequence[str]) -> str:
    """Where readers of other languages are best served (hreflang x-default).

    The home page has an address without a language, which chooses for them. A record is best read as it was
    written: a translation would be translated twice. Other pages: as the home page chooses for such readers.
    """
    if not path_in(path, settings.LANGUAGE_CODE):
        return ""
    if path.strip("/") in LANGUAGE_CODES:
        return "/"
    best = source or settings.LANGUAGE_CODE
    return path_in(path, best if best in languages else languages[0])


def _link(relation: str, attribute: str, value: str, address: str) -> SafeString:
    if not attribute:
        return format_html('<link rel="{}" href="{}">', relation, address)
    # `attribute` is one of two constants above.
    return format_html('<link rel="{}" {}="{}" href="{}">', relation, attribute, value, address)
