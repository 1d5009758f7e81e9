"""Controls of the editor's rows and what uploads accept."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from portfolio.forms.desk import language_name
from rial.core.uploads import ACCEPT, accepted_kinds

register = template.Library()


@register.simple_tag
def row_language(bound: BoundField) -> str:
    """The language of a row's text, by the name of its column."""
    return language_name(bound.name.rsplit("_", 1)[1])


@register.simple_tag
def row_control(bound: BoundField, card: Any, *, language: bool = False) -> SafeString:
    """The control of a row's cell, led to the row's messages when one of them is about it."""
    attributes: dict[str, Any] = {}
    if any(anchor == bound.auto_id for anchor, _message in card.messages):
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{card.anchor}-error"}
    if language:
        attributes["lang"] = bound.name.rsplit("_", 1)[1]
    return bound.as_widget(attrs=attributes)


@register.simple_tag
def accepted_files() -> str:
    """Kinds and size of accepted files, in words."""
    return accepted_kinds()


@register.simple_tag
def accepted_suffixes() -> str:
    """For the file chooser."""
    return ACCEPT
