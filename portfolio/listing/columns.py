"""Programs as rows of a table: every field of the common scheme, in all languages, from one list of columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _

from portfolio.models import Version
from portfolio.scheme import ROW_PLAIN, ROW_TEXTS, Field, Shape, all_fields
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.listing.exporting import Export, ExportColumn, Read, path

_SEPARATOR = "; "


def _institution_name(language: str) -> Read:
    def read(version: Version) -> str:
        with override(language):
            return str(version.program.institution.current_name)

    return read


def _in(label: Any, language: str) -> str:
    return f"{label} ({get_language_info(language)['name_translated'].lower()})"


def columns() -> list[ExportColumn]:
    """All columns in the order of the scheme; labels in the reader's language."""
    found = [
        ExportColumn("code", _("Code"), _("Permanent code of the program."), read=path("program", "code")),
        ExportColumn("version", _("Version"), _("Number of the version."), read=path("number")),
        ExportColumn("url", _("Address"), _("Address of the program in the portal."), 40, read=_address),
        ExportColumn("state", _("State"), _("“published”, or “archived” once it has ended for good."), read=_state),
        ExportColumn(
            "country", _("Country code"), _("ISO 3166 code."), read=path("program", "institution", "country_id")
        ),
    ]
    for code in LANGUAGE_CODES:
        read = path("program", "institution", "country", column("name", code))
        found.append(ExportColumn(column("country", code), _in(_("Country"), code), "", read=read))
    for code in LANGUAGE_CODES:
        meaning = _("The name of the institution today.")
        found.append(
            ExportColumn(column("institution", code), _in(_("Institution"), code), meaning, 40, _institution_name(code))
        )
    for field in all_fields():
        found += _field_columns(field)
    return found + _dates()


def _dates() -> list[ExportColumn]:
    return [
        ExportColumn(
            "original_language", _("Original language"), _("The language it was written in."),
            read=path("original_language"),
        ),
        ExportColumn("published_on", _("Published"), _("When this version was published."), read=_published_on),
        ExportColumn(
            "confirmed_on", _("Confirmed by the ministry"), _("Empty: not yet confirmed."),
            read=path("program", "confirmed_on"),
        ),
    ]  # fmt: skip


def _address(version: Version) -> str:
    return f"{settings.SITE_URL}{version.program.get_absolute_url()}"


def _state(version: Version) -> str:
    return version.program.state


def _published_on(version: Version) -> Any:
    return version.published_at and timezone.localdate(version.published_at)


def _field_columns(field: Field) -> list[ExportColumn]:
    """The columns of one field: one per language, code and label, or lines of a table of rows."""
    width = 40 if field.shape in {Shape.PROSE, Shape.ROWS} else 18
    if field.bilingual:
        return [
            ExportColumn(name, _in(field.label, code), field.hint, width, path(name))
            for code, name in zip(LANGUAGE_CODES, field.columns, strict=False)
        ]
    if field.shape is Shape.CHOICE:
        label = path(f"get_{field.name}_display")
        return [
            ExportColumn(field.name, _("%(field)s (code)") % {"field": field.label}, field.hint, read=path(field.name)),
            ExportColumn(f"{field.name}_label", field.label, field.hint, read=lambda version: str(label(version)())),
        ]
    if field.shape is Shape.CODES:
        return [
            ExportColumn(
                field.name, _("%(field)s (codes)") % {"field": field.label}, field.hint, 30,
                lambda version: _SEPARATOR.join(term.pk for term in getattr(version, field.name).all()),
            ),
            ExportColumn(
                f"{field.name}_label", field.label, field.hint, 40,
                lambda version: _SEPARATOR.join(str(term) for term in getattr(version, field.name).all()),
            ),
        ]  # fmt: skip
    if field.shape is Shape.ROWS:
        return [_rows_column(field, code) for code in LANGUAGE_CODES]
    if field.shape is Shape.PROGRAM:
        return [ExportColumn(field.name, field.label, field.hint, read=path(field.name, "code"))]
    own = [ExportColumn(field.name, field.label, field.hint, read=path(field.name))]
    companions = {"cost_currency": _("Currency of the cost"), "cost_year": _("Year of the cost")}
    return own + [ExportColumn(name, companions[name], "", read=path(name)) for name in field.companions]


def _rows_column(field: Field, language: str) -> ExportColumn:
    names = [*(column(text, language) for text in ROW_TEXTS[field.name]), *ROW_PLAIN[field.name]]
    hint = _("One line per row; its parts are separated by “ | ”: %(parts)s.") % {
        "parts": ", ".join([*ROW_TEXTS[field.name], *ROW_PLAIN[field.name]])
    }

    def read(version: Version) -> str:
        rows = getattr(version, field.name).all()
        return "\n".join(" | ".join(_part(getattr(row, name)) for name in names) for row in rows)

    return ExportColumn(column(field.name, language), _in(field.label, language), hint, 40, read)


def _part(value: Any) -> str:
    return "" if value is None else str(value)


def as_json(version: Version, every: Sequence[ExportColumn]) -> dict[str, Any]:
    """A program with lists where the table has joined texts."""
    row = {one.key: one.read(version) for one in every}
    for field in all_fields():
        if field.shape is Shape.CODES:
            row[field.name] = [term.pk for term in getattr(version, field.name).all()]
            row[f"{field.name}_label"] = [str(term) for term in getattr(version, field.name).all()]
        elif field.shape is Shape.ROWS:
            for code in LANGUAGE_CODES:
                del row[column(field.name, code)]
            row[field.name] = [_row_as_json(field.name, item) for item in getattr(version, field.name).all()]
    return row


def _row_as_json(name: str, item: Any) -> dict[str, Any]:
    texts = [column(text, code) for text in ROW_TEXTS[name] for code in LANGUAGE_CODES]
    return {key: getattr(item, key) for key in (*texts, *ROW_PLAIN[name])}


def _versions(slots: Sequence[int]) -> Mapping[int, Version]:
    """{slot: the current version} of programs on the list, with all their content."""
    versions = Version.objects.with_content().filter(current_of__index__in=slots)
    return {version.current_of.index.pk: version for version in versions.select_related("current_of__index")}


EXPORT = Export(
    file_name="rial-programs",
    columns=columns,
    records=_versions,
    as_json=as_json,
    everything=gettext_lazy("None: the whole portfolio"),
    source=gettext_lazy("RIAL portal: records written by the ministries, published by the Technical Secretariat."),
    reuse=gettext_lazy("Cite the program’s code and version, the ministry, the RIAL portal and the date of this file."),
)
