"""Translating a record into one language: an open text is translated in place, a public one gets a new version."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from portfolio.enums import ProgramState, TranslationState
from portfolio.models import FieldTranslation, Program, Version
from portfolio.scheme import ROW_TEXTS
from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import LANGUAGE_CODES, column

from .content import Content, read_content, write_content
from .drafting import clone_version
from .moderation import publish_translation
from .translations import keep_translation, record_translations, source_text

# A translation is one of these; "missing" and "stale" follow from the texts.
GIVEN_STATES = (TranslationState.HUMAN, TranslationState.OFFICIAL, TranslationState.MACHINE)


@dataclass
class Translation:
    """What a translator hands in for one language: absent fields stay as they are.

    `kept`: fields whose translation is still right although the original changed.
    `rows`: {(table, index, text): value} for the tables' texts.
    """

    language: str
    texts: dict[str, str] = field(default_factory=dict)
    states: dict[str, TranslationState] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    rows: dict[tuple[str, int, str], str] = field(default_factory=dict)


def text_to_translate(program: Program) -> Version | None:
    """The open version when there is one, else the public one."""
    versions = Version.objects.with_content().prefetch_related("translations").filter(program=program)
    return versions.open().first() or versions.filter(pk=program.current_id or 0).first()


def stamp(version: Version) -> str:
    """A mark of the text a translation page was drawn from."""
    return f"{version.pk}-{version.updated_at.isoformat()}"


@transaction.atomic
def save_translation(program: Program, given: Translation, *, by: Any, seen: str) -> Version:
    """Write the translation; a public text is translated in a new version, published at once with a note.

    Refuses (ValidationError) when the text changed since the page was drawn, or when nothing is new.
    """
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if not is_secretariat(by, program):
        raise PermissionDenied("translate")
    version = text_to_translate(program)
    if version is None or program.state == ProgramState.MERGED:
        raise ValidationError(_("This program has no text to translate."), code="empty")
    if given.language not in LANGUAGE_CODES or given.language == version.original_language:
        raise ValidationError(_("Choose the language to translate into."), code="language")
    if seen != stamp(version):
        raise ValidationError(
            _("The text was changed after you opened it. What you wrote is below: compare and save again."),
            code="changed",
        )
    if not _is_news(version, given):
        raise ValidationError(_("Nothing was changed."), code="nothing")
    target = version if version.is_open else clone_version(version, by=by)
    _write(target, given, by)
    if not version.is_open:
        target.change_note = _note(version, given.language)
        target.save(update_fields=["change_note"])
        target = publish_translation(target, by=by, note=target.change_note)
    return target


def _is_news(version: Version, given: Translation) -> bool:
    texts = any(getattr(version, column(name, given.language)) != text for name, text in given.texts.items())
    rows = any(_row_text(version, key, given.language) != text for key, text in given.rows.items())
    known = {row.field: row.state for row in version.translations.all() if row.language == given.language}
    states = any(known.get(name, TranslationState.HUMAN) != state for name, state in given.states.items())
    return texts or rows or states or bool(given.kept)


def _row_text(version: Version, key: tuple[str, int, str], language: str) -> str:
    table, index, text = key
    rows = list(getattr(version, table).all())
    return str(getattr(rows[index], column(text, language))) if index < len(rows) else ""


def _write(version: Version, given: Translation, by: Any) -> None:
    columns = {column(name, given.language): text for name, text in given.texts.items()}
    before = {name: getattr(version, name) for name in columns}
    write_content(version, Content(columns=columns, rows=_translated_rows(version, given)), by)
    for state in GIVEN_STATES:
        names = [name for name in given.texts if given.states.get(name, TranslationState.HUMAN) == state]
        part = {column(name, given.language): before[column(name, given.language)] for name in names}
        record_translations(version, part, by, state)
    for name, state in given.states.items():
        _set_state(version, name, given.language, state, by)
    for name in given.kept:
        keep_translation(version, name, given.language, by=by)


def _set_state(version: Version, name: str, language: str, state: TranslationState, by: Any) -> None:
    """Note how a text was translated, also when its words stayed as they were."""
    rows = FieldTranslation.objects.filter(version=version, field=name, language=language)
    if rows.exists():
        rows.exclude(state=state).update(state=state, updated_by=by)
    elif getattr(version, column(name, language)) and state != TranslationState.HUMAN:
        FieldTranslation.objects.create(
            version=version,
            field=name,
            language=language,
            state=state,
            source_text=source_text(version, name),
            updated_by=by,
        )


def _translated_rows(version: Version, given: Translation) -> dict[str, list[dict[str, Any]]]:
    tables = {table for table, _index, _text in given.rows}
    content = read_content(version).rows
    found: dict[str, list[dict[str, Any]]] = {table: content[table] for table in tables}
    for (table, index, text), value in given.rows.items():
        if index < len(found[table]) and text in ROW_TEXTS[table]:
            found[table][index][column(text, given.language)] = value
    return found


def _note(version: Version, language: str) -> str:
    """The change note, in the language the record was written in."""
    with override(version.original_language):
        return _("Translation into %(language)s") % {"language": get_language_info(language)["name_translated"]}
