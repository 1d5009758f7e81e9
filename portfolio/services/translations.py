"""Translation states: missing, stale, machine, human, official; kept per text and language (design.md, section 3)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from portfolio.enums import TranslationState
from portfolio.models import FieldTranslation, Version
from portfolio.scheme import BILINGUAL_FIELDS
from rial.core.bilingual import LANGUAGE_CODES, column


def source_text(version: Version, field: str) -> str:
    """The text in the version's original language."""
    return str(getattr(version, column(field, version.original_language)))


def record_translations(
    version: Version, before: dict[str, Any], by: Any, state: TranslationState = TranslationState.HUMAN
) -> None:
    """After a save: note for each translated text that changed which source it was made from.

    `before` holds the column values before the save. A translation whose source changed without it is
    left with its old source text, and so shows as stale.
    """
    known = {(row.field, row.language): row for row in version.translations.all()}
    for field in BILINGUAL_FIELDS:
        for language in _translated_languages(version):
            name = column(field, language)
            if name not in before:
                continue
            source = source_text(version, field)
            if before[name] == getattr(version, name):
                # An old translation without a row was made from the source as it was before this save.
                source = before.get(column(field, version.original_language), source)
            _record_one(version, field, language, before[name] != getattr(version, name), known, by, state, source)


def _record_one(
    version: Version,
    field: str,
    language: str,
    changed: bool,
    known: dict[tuple[str, str], FieldTranslation],
    by: Any,
    state: TranslationState,
    source: str,
) -> None:
    text = getattr(version, column(field, language))
    row = known.get((field, language))
    if not text:
        if row is not None:
            row.delete()
        return
    if row is not None and not changed:
        return
    FieldTranslation.objects.update_or_create(
        version=version,
        field=field,
        language=language,
        defaults={"state": state, "source_text": source, "updated_by": by},
    )


def keep_translation(version: Version, field: str, language: str, *, by: Any) -> None:
    """The translation is still right although the original changed: it counts as made from the present text."""
    if not getattr(version, column(field, language)):
        return
    FieldTranslation.objects.filter(version=version, field=field, language=language).update(
        source_text=source_text(version, field), updated_by=by, updated_at=timezone.now()
    )


def _translated_languages(version: Version) -> list[str]:
    return [code for code in LANGUAGE_CODES if code != version.original_language]


def state_of(version: Version, field: str, language: str, known: FieldTranslation | None) -> TranslationState | None:
    """The state of one text in a language; None when there is nothing to translate."""
    source = source_text(version, field)
    if language == version.original_language or not source:
        return None
    if not getattr(version, column(field, language)):
        return TranslationState.MISSING
    if known is None:
        return TranslationState.HUMAN
    if known.source_text != source:
        return TranslationState.STALE
    return TranslationState(known.state)


def states(version: Version) -> dict[tuple[str, str], TranslationState]:
    """{(field, language): state} for every text that has a source."""
    known = {(row.field, row.language): row for row in version.translations.all()}
    found = {}
    for field in BILINGUAL_FIELDS:
        for language in _translated_languages(version):
            state = state_of(version, field, language, known.get((field, language)))
            if state is not None:
                found[field, language] = state
    return found


# From worst to best: the state of a record is that of its worst text.
_ORDER = [
    TranslationState.MISSING,
    TranslationState.STALE,
    TranslationState.MACHINE,
    TranslationState.HUMAN,
    TranslationState.OFFICIAL,
]


def record_state(found: Iterable[TranslationState]) -> TranslationState:
    """The state of a record in a language: the worst of its texts; human when there is none to translate."""
    worst = min((_ORDER.index(state) for state in found), default=None)
    return TranslationState.HUMAN if worst is None else _ORDER[worst]


@transaction.atomic
def copy_translations(source: Version, target: Version) -> None:
    """Carry the translation states over to a new version of the same texts."""
    FieldTranslation.objects.bulk_create(
        FieldTranslation(
            version=target,
            field=row.field,
            language=row.language,
            state=row.state,
            source_text=row.source_text,
            updated_by=row.updated_by,
        )
        for row in source.translations.all()
    )
