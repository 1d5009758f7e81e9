"""What changed between two versions of a program, field by field and language by language."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from portfolio.models import Version
from portfolio.scheme import ROW_TEXTS, SECTIONS, Field, Section, Shape
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.diff import diff_html

from .presentation import value_lines


@dataclass(frozen=True)
class FieldChange:
    """One field that reads differently, in one language ("" for values that have none)."""

    field: Field
    section: Section
    language: str
    before: str
    after: str

    @cached_property
    def html(self) -> SafeString:
        """The change word by word, safe to show."""
        return diff_html(self.before, self.after)

    @property
    def added(self) -> bool:
        """Whether nothing stood there before."""
        return not self.before

    @property
    def removed(self) -> bool:
        """Whether nothing stands there now."""
        return not self.after


def diff_versions(old: Version | None, new: Version) -> list[FieldChange]:
    """Every change from `old` (None: from nothing) to `new`, in the order of the scheme.

    Load both with `with_content()`, or the rows cost a query each. The position of a row counts as content.
    """
    changes = []
    for section in SECTIONS:
        for field in section.fields:
            for language in languages_of(field, old, new):
                before = value_lines(old, field, language) if old is not None else ""
                after = value_lines(new, field, language)
                if before != after:
                    changes.append(FieldChange(field, section, language, before, after))
    return changes


def languages_of(field: Field, *versions: Version | None) -> tuple[str, ...]:
    """The languages in which the field is compared; tables only in those in which a row has any text."""
    if field.bilingual:
        return LANGUAGE_CODES
    if field.shape is not Shape.ROWS:
        return ("",)
    rows = [row for version in versions if version is not None for row in getattr(version, field.name).all()]
    names = ROW_TEXTS[field.name]
    written = [code for code in LANGUAGE_CODES if any(getattr(row, column(t, code)) for row in rows for t in names)]
    return tuple(written) or LANGUAGE_CODES[:1]
