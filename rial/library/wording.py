"""Languages, editions and oddities of symbols in words."""

from collections.abc import Collection, Sequence
from functools import cache

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from rial.core.bilingual import LANGUAGE_CODES

from . import symbols
from .models import Document


def language_name(code: str) -> str:
    """A language's name in the reader's language; that it is not recorded when there is none."""
    return _named_language(code, get_language() or "") if code else _("Language not recorded")


@cache
def _named_language(code: str, reader: str) -> str:
    return str(get_language_info(code)["name_translated"]).capitalize()


def flag_labels(flags: Sequence[str]) -> list[str]:
    """What is odd about a symbol, in words."""
    words = {
        symbols.NO_ORGAN: _("No body named"),
        symbols.NO_EDITION: _("No edition named"),
        symbols.NO_YEAR: _("Printed without a year"),
        symbols.IRREGULAR: _("Irregular form"),
        symbols.REST: _("Partly unread"),
        symbols.OTHER: _("Not a regular symbol"),
    }
    return [words[flag] for flag in symbols.FLAGS if flag in flags]


def oddities(document: Document) -> list[str]:
    """What is odd about a document's symbol, in words; also that it should have been another one."""
    return flag_labels(document.flags) + ([_("Probable misprint")] if document.symbol_presumed else [])


def roman(number: int) -> str:
    """19 as XIX."""
    steps = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    found = ""
    for value, sign in steps:
        count, number = divmod(number, value)
        found += sign * count
    return found


def edition_name(edition: int) -> str:
    """19 as “XIX IACML”."""
    return _("%(edition)s IACML") % {"edition": roman(edition)}


def missing_languages(document: Document) -> list[str]:
    """Names of the portal's languages the document has no version in; none while a version's own is unknown."""
    return missing_among({row.language for row in document.files.all()})


def missing_among(languages: Collection[str]) -> list[str]:
    """As `missing_languages`, for the languages of the versions there are."""
    if not languages or "" in languages:
        return []
    return [language_name(code) for code in LANGUAGE_CODES if code not in languages]
