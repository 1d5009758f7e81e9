"""The columns of the import table, derived from the one scheme (P10)."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Field as ModelField
from django.utils.translation import get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _

from portfolio.models import Program, Version
from portfolio.scheme import CODE_FIELDS, ROW_PLAIN, ROW_TEXTS, Field, Shape, all_fields
from rial.core.bilingual import LANGUAGE_CODES, column

# How many rows of each table of rows one record may bring.
ROW_SLOTS = {"results": 3, "evaluations": 1, "sources": 2, "links": 2}
_ROW_STEMS = {"results": "result", "evaluations": "evaluation", "sources": "source", "links": "link"}
_ROW_LABELS = {
    "results": gettext_lazy("Figure"),
    "evaluations": gettext_lazy("Evaluation"),
    "sources": gettext_lazy("Source"),
    "links": gettext_lazy("Link"),
}
# How a column of a table of rows is read, where it is not text.
_ROW_READ = {
    "value": "number",
    "qualifier": "choice",
    "kind": "choice",
    "year": "year",
    "year_from": "year",
    "dated": "date",
    "url": "url",
}
_SHAPE_READ = {
    Shape.LINE: "line",
    Shape.PROSE: "prose",
    Shape.CHOICE: "choice",
    Shape.CODES: "codes",
    Shape.YEAR: "year",
    Shape.NUMBER: "whole",
    Shape.EMAIL: "email",
    Shape.PROGRAM: "program",
}


@dataclass(frozen=True)
class ImportColumn:
    """One column: its stable key, how it is read, what it belongs to."""

    key: str
    label: str
    read: str
    # The scheme's field it fills; "" for the identity of the record.
    field: str = ""
    language: str = ""
    # For tables of rows: the row's place and the attribute it fills.
    slot: int = 0
    attribute: str = ""
    # Characters that can be stored; 0 is without limit.
    most: int = 0
    # Characters the scheme asks for; longer text is kept and named.
    limit: int = 0
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


IDENTITY = ("institution", "legacy_id", "original_language")


@lru_cache(maxsize=8)
def _columns(language: str) -> tuple[ImportColumn, ...]:
    with override(language):
        found = list(_identity())
        for field in all_fields():
            found.extend(_of_field(field))
        return tuple(found)


def import_columns(language: str = "en") -> tuple[ImportColumn, ...]:
    """All columns in the order of the template, labels in that language."""
    return _columns(language)


def column_by_key() -> dict[str, ImportColumn]:
    """{key: column}."""
    return {item.key: item for item in import_columns()}


def _identity() -> list[ImportColumn]:
    legacy = Program._meta.get_field("legacy_id")
    languages = tuple((code, str(get_language_info(code)["name_translated"])) for code in LANGUAGE_CODES)
    return [
        ImportColumn(
            "institution",
            _("Ministry"),
            "institution",
            required=True,
            hint=_("ISO code of the country, such as CR, or the code of the institution."),
        ),
        ImportColumn(
            "legacy_id",
            _("Identifier in the earlier portfolio"),
            "line",
            required=True,
            most=int(getattr(legacy, "max_length", 0) or 0),
            hint=_("What finds the record again when the table is imported a second time."),
        ),
        ImportColumn(
            "original_language",
            _("Original language"),
            "language",
            choices=languages,
            hint=_("The language the record was written in; empty when only one language has a title."),
        ),
    ]


def _of_field(field: Field) -> list[ImportColumn]:
    if field.shape is Shape.ROWS:
        return _of_rows(field) if field.name in ROW_SLOTS else []
    if field.shape is Shape.MONEY:
        return _of_money(field)
    if not field.bilingual:
        return [_plain(field)]
    found = []
    for code in LANGUAGE_CODES:
        key = column(field.name, code)
        found.append(
            ImportColumn(
                key,
                _labeled(str(field.label), code),
                _SHAPE_READ[field.shape],
                field.name,
                code,
                most=_most(Version, field.name),
                limit=field.limit,
                required=field.required,
                hint=str(field.hint),
            )
        )
    return found


def _labeled(label: str, language: str) -> str:
    name = get_language_info(language)["name_translated"]
    return _("%(label)s (%(language)s)") % {"label": label, "language": name}


def _plain(field: Field) -> ImportColumn:
    choices = _choices(Version, field.name) if field.shape is Shape.CHOICE else ()
    most = 0 if field.name in CODE_FIELDS or field.shape is Shape.PROGRAM else _most(Version, field.name)
    return ImportColumn(
        field.name,
        str(field.label),
        _SHAPE_READ[field.shape],
        field.name,
        most=most,
        limit=field.limit,
        required=field.required,
        choices=choices,
        hint=str(field.hint),
    )


def _of_money(field: Field) -> list[ImportColumn]:
    return [
        ImportColumn("cost_amount", _("Cost"), "number", field.name, attribute="cost_amount", hint=str(field.hint)),
        ImportColumn(
            "cost_currency",
            _("Currency of the cost"),
            "currency",
            field.name,
            attribute="cost_currency",
            hint=_("Three letters, such as USD."),
        ),
        ImportColumn("cost_year", _("Year of the cost"), "year", field.name, attribute="cost_year"),
    ]


def _of_rows(field: Field) -> list[ImportColumn]:
    model = Version._meta.get_field(field.name).related_model
    found = []
    for slot in range(1, ROW_SLOTS[field.name] + 1):
        names = [(text, code) for text in ROW_TEXTS[field.name] for code in LANGUAGE_CODES]
        names += [(plain, "") for plain in ROW_PLAIN[field.name]]
        for name, code in names:
            attribute = column(name, code) if code else name
            label = f"{_ROW_LABELS[field.name]} {slot}: {_verbose(model, name)}"
            found.append(
                ImportColumn(
                    f"{_ROW_STEMS[field.name]}{slot}_{attribute}",
                    _labeled(label, code) if code else label,
                    _ROW_READ.get(name, "line"),
                    field.name,
                    code,
                    slot=slot,
                    attribute=attribute,
                    most=_most(model, name),
                    choices=_choices(model, name) if _ROW_READ.get(name) == "choice" else (),
                )
            )
    return found


def _verbose(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _most(model: Any, name: str) -> int:
    field: ModelField[Any, Any] = model._meta.get_field(name)
    return int(getattr(field, "max_length", 0) or 0)


def _choices(model: Any, name: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), str(label)) for code, label in model._meta.get_field(name).flatchoices if code)


def fold(text: str) -> str:
    """A header or a label reduced to what people mean: no case, no accents, single spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(plain.casefold().replace("_", " ").split())


@lru_cache(maxsize=1)
def headers() -> dict[str, str]:
    """{folded header: key}: the key itself, or the label in any language of the portal."""
    found: dict[str, str] = {}
    for language in LANGUAGE_CODES:
        for item in import_columns(language):
            found.setdefault(fold(item.label), item.key)
    # Keys last: they always mean themselves.
    return found | {fold(item.key): item.key for item in import_columns()}
