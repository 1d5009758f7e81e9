"""Helpers for records in several languages (django-modeltranslation keeps one column per language).

Python and templates read `obj.title`; SQL always names the column: `localized("title")`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import F, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import get_language, override

# Every translated column is NOT NULL DEFAULT '': a NULL would pass CHECK constraints unnoticed.
NOT_NULL = {"default": {"null": False, "default": ""}}

LANGUAGE_CODES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)


def not_null(fields: Iterable[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """`field_options` for a TranslationOptions class: all columns NOT NULL DEFAULT ''."""
    return dict.fromkeys(fields, NOT_NULL)


def current_language() -> str:
    """The reader's language, always one of the portal's."""
    code = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return code if code in LANGUAGE_CODES else settings.LANGUAGE_CODE


def other_languages(code: str | None = None) -> list[str]:
    """The portal's languages besides this one (the reader's when none is given)."""
    return [other for other in LANGUAGE_CODES if other != (code or current_language())]


def in_every_language(name: Callable[[], str]) -> dict[str, str]:
    """{language: what the function says in it}."""
    names = {}
    for code in LANGUAGE_CODES:
        with override(code):
            names[code] = name()
    return names


@cache
def _reading_order(code: str) -> tuple[str, ...]:
    return (code, *other_languages(code))


def path_in(path: str, code: str) -> str:
    """The same path in another language, "" for a path outside the languages.

    Every page below the language has the same words (design.md, section 5), so only the first one changes.
    """
    _empty, language, *rest = path.split("/")
    return "/".join(["", code, *rest]) if language in LANGUAGE_CODES else ""


def column(field: str, language: str | None = None) -> str:
    """The column of a translated field: column("title", "en") == "title_en"."""
    return f"{field}_{language or current_language()}"


def columns(field: str) -> list[str]:
    """All language columns of a translated field."""
    return [column(field, code) for code in LANGUAGE_CODES]


def localized(path: str) -> Combinable:
    """An SQL expression for a translated field in the reader's language, else in another one.

    `localized("institution__country__name")` names the columns itself, so that it works where
    modeltranslation does not rewrite (annotate, order_by on expressions, aggregates).
    """
    codes = [current_language(), *other_languages()]
    # Each language column is a field class of its own for Django: say that all of it is text.
    filled = [NullIf(Cast(F(column(path, code)), TextField()), Value("")) for code in codes]
    return Coalesce(*filled, Value(""), output_field=TextField())


@dataclass(frozen=True)
class Text:
    """A text with the language it is really in; `foreign` when that is not the reader's."""

    value: str
    language: str

    @property
    def foreign(self) -> bool:
        """Whether the text had to be shown in another language than the reader's."""
        return bool(self.value) and self.language != current_language()

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def text_of(obj: Any, field: str, language: str | None = None) -> Text:
    """The field's text in the language asked for (the reader's by default), else in the first other one filled."""
    wanted = language or current_language()
    for code in _reading_order(wanted):
        value = getattr(obj, column(field, code), "")
        if value:
            return Text(value, code)
    return Text("", wanted)


def first_text(row: Mapping[str, Any], path: str) -> Text:
    """As `text_of`, from a row of `values()`: first_text(row, "country__name") reads country__name_es, …_en."""
    wanted = current_language()
    for code in _reading_order(wanted):
        value = row[column(path, code)]
        if value:
            return Text(value, code)
    return Text("", wanted)
