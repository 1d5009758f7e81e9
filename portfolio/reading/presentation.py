"""How the values of a version are written for a reader: one wording for sheet, diff and comparison."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from portfolio.models import Program, Result, Version
from portfolio.scheme import ROW_TEXTS, Field, Shape
from rial.core.bilingual import Text, column, current_language, text_of


def choice_label(model: type[models.Model], name: str, code: str) -> str:
    """The reader's word for a code of a closed list; the code itself when the list no longer has it."""
    return str(_choices(model, name).get(code, code)) if code else ""


@lru_cache(maxsize=64)
def _choices(model: type[models.Model], name: str) -> dict[str, Any]:
    return {str(code): label for code, label in model._meta.get_field(name).flatchoices}  # type: ignore[union-attr]


def amount(value: Decimal | int | None) -> str:
    """A number as the reader writes it, without decimals that say nothing: 17000.00 is 17,000."""
    if value is None:
        return ""
    exact = Decimal(value)
    places = 0 if exact == exact.to_integral_value() else max(0, -int(exact.normalize().as_tuple().exponent))
    return str(number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True))


def money(version: Version) -> str:
    """“USD 674,800 (2016)”; empty when no cost was reported."""
    if version.cost_amount is None:
        return ""
    figure = f"{version.cost_currency} {amount(version.cost_amount)}".strip()
    return f"{figure} ({version.cost_year})" if version.cost_year else figure


def years(first: int | None, last: int | None) -> str:
    """“2010–2013”, “2012”, or nothing when the period is unknown."""
    if first and last and first != last:
        return f"{first}–{last}"
    return str(last or first or "")


def qualified(result: Result) -> str:
    """The figure with how exact it is: “more than 17,000”."""
    figure = amount(result.value)
    if not figure or not result.qualifier:
        return figure
    return f"{choice_label(Result, 'qualifier', result.qualifier)} {figure}"


def day(value: date | None) -> str:
    """A date in running text; empty when unknown."""
    return date_format(value, "DATE_FORMAT") if value else ""


def program_label(program: Program | None) -> str:
    """“PRG-0042 Employment Portal”."""
    if program is None:
        return ""
    title = text_of(program.current, "title").value if program.current else ""
    return f"{program.code} {title}".strip()


def value_texts(version: Version, field: Field) -> list[Text]:
    """The field's value for the reader, each piece with the language it is really in; empty when not reported."""
    if field.bilingual:
        found = text_of(version, field.name)
        return [found] if found else []
    if field.shape is Shape.CODES:
        return [text_of(item, "name") for item in getattr(version, field.name).all()]
    if field.shape is Shape.ROWS:
        return [row_text(field.name, row) for row in getattr(version, field.name).all()]
    plain = plain_value(version, field)
    return [Text(plain, current_language())] if plain else []


def plain_value(version: Version, field: Field) -> str:
    """A value that is not a text of its own in several languages, in words."""
    if field.shape is Shape.CHOICE:
        return choice_label(Version, field.name, getattr(version, field.name))
    if field.shape is Shape.MONEY:
        return money(version)
    if field.shape is Shape.PROGRAM:
        return program_label(getattr(version, field.name))
    value = getattr(version, field.name)
    if field.shape is Shape.NUMBER:
        return amount(value)
    return "" if value is None else str(value)


def value_lines(version: Version, field: Field, language: str) -> str:
    """The value as plain text, one line per item: what a diff compares. `language` is "" for what has none."""
    if field.bilingual:
        return str(getattr(version, column(field.name, language)))
    if field.shape is Shape.CODES:
        return "\n".join(sorted(text_of(item, "name").value for item in getattr(version, field.name).all()))
    if field.shape is Shape.ROWS:
        return "\n".join(row_line(field.name, row, language) for row in getattr(version, field.name).all())
    return plain_value(version, field)


def row_line(name: str, row: Any, language: str) -> str:
    """A row of a table as one line, its texts exactly in that language (empty ones left out)."""
    return _joined(name, row, lambda text: str(getattr(row, column(text, language))))


def row_text(name: str, row: Any) -> Text:
    """A row of a table as one line for the reader, its texts in the language they exist in."""
    languages = [text_of(row, text).language for text in ROW_TEXTS[name] if text_of(row, text)]
    line = _joined(name, row, lambda text: text_of(row, text).value)
    return Text(line, languages[0] if languages else current_language())


def _joined(name: str, row: Any, read: Callable[[str], str]) -> str:
    return " · ".join(part for part in _row_parts(name, row, read) if part)


def _row_parts(name: str, row: Any, read: Callable[[str], str]) -> Sequence[str]:
    if name == "results":
        figure = f"{qualified(row)} {read('unit')}".strip()
        return (read("indicator"), figure, years(row.year_from, row.year), read("source"), row.url)
    if name == "evaluations":
        kind = choice_label(type(row), "kind", row.kind)
        return (kind, str(row.year or ""), read("evaluator"), read("findings"), row.url)
    if name == "links":
        return (choice_label(type(row), "kind", row.kind), read("label"), row.url)
    if name == "sources":
        return (read("citation"), day(row.dated), row.url)
    return (read("title"), row.original_filename)


def not_reported() -> str:
    """What stands where the ministry said nothing; absence is information."""
    return _("Not reported")
