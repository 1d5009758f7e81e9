"""What the page of a document shows: language versions and those missing, facts in words, what it cites."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import LANGUAGE_CODES, Text, current_language, text_of
from rial.core.panels import panels

from .citations import cite
from .enums import ContributorRole, NoteKind
from .models import Citation, Document, DocumentFile
from .wording import edition_name, language_name, missing_languages, oddities


@dataclass(frozen=True)
class Item:
    """One value of a fact, with its address when it has one."""

    text: Text
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """A term with its values."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Version:
    """A language version as the table shows it."""

    language: str
    language_name: str
    kind: str
    url: str
    name: str
    size: int | None
    suffix: str
    is_elsewhere: bool


def page_context(document: Document, user: Any) -> dict[str, Any]:
    """Everything the template draws; `document` comes with `with_content()`."""
    visible = Document.objects.visible_to(user)
    notes = list(document.notes.all())
    return {
        "nav": "library",
        "document": document,
        "title": document.shown_title,
        "flags": oddities(document),
        "versions": [_version(row) for row in document.files.all()],
        "missing": missing_languages(document),
        "facts": list(_facts(document, visible)),
        "sources": [note for note in notes if note.kind == NoteKind.SOURCE],
        "footnotes": [note for note in notes if note.kind == NoteKind.FOOTNOTE],
        "cites": list(Citation.objects.filter(citing=document, cited__in=visible).select_related("cited")),
        "cited_by": list(Citation.objects.filter(cited=document, citing__in=visible).select_related("citing")),
        "citation": cite(document),
        "panels": panels("document", document, user),
        "title_language": language_name(document.shown_title.language),
        "source_language": document.source_language,
        "page_languages": document.title_languages or list(LANGUAGE_CODES),
        "alternates": [("application/json", f"{document.get_absolute_url()}?format=json")],
        "may_edit": is_secretariat(user),
    }


def _version(row: DocumentFile) -> Version:
    name = row.original_filename or urlsplit(row.url).netloc.removeprefix("www.")
    suffix = row.original_filename.rsplit(".", 1)[-1].upper() if row.file else ""
    return Version(
        row.language,
        language_name(row.language),
        row.get_kind_display(),
        row.get_absolute_url(),
        name,
        row.size,
        suffix,
        not row.file,
    )


def _plain(value: str) -> Item:
    return Item(Text(value, current_language()))


def _facts(document: Document, visible: Any) -> Iterator[Fact]:
    for label, value in _single_facts(document):
        if value:
            yield Fact(label, (_plain(value),))
    by_role = {
        ContributorRole.AUTHOR: _("Author"),
        ContributorRole.PRESENTER: _("Presented by"),
        ContributorRole.PUBLISHER: _("Publisher"),
    }
    rows = list(document.contributors.all())
    for role, label in by_role.items():
        named = tuple(Item(row.shown_name) for row in rows if row.role == role)
        if named:
            yield Fact(label, named)
    if mandate := text_of(document, "mandate"):
        yield Fact(_("Mandate"), (Item(mandate),))
    listing = reverse("library:list")
    if topics := tuple(Item(text_of(t, "name"), f"{listing}?topic={t.pk}") for t in document.topics.all()):
        yield Fact(_("Topics"), topics)
    if countries := tuple(
        Item(text_of(c, "name"), reverse("pages:country", args=[c.pk])) for c in document.countries.all()
    ):
        yield Fact(_("Countries"), countries)
    yield from _versions_in_time(document, visible)


def _versions_in_time(document: Document, visible: Any) -> Iterator[Fact]:
    """The earlier and the later version, as far as this reader may see them."""
    earlier = [document.supersedes] if document.supersedes is not None else []
    later = list(document.superseded_by.all())
    if not (earlier or later):
        return
    readable = set(visible.filter(pk__in=[row.pk for row in (*earlier, *later)]).values_list("pk", flat=True))
    for label, rows in ((_("Earlier version"), earlier), (_("Later version"), later)):
        linked = tuple(Item(row.shown_title, row.get_absolute_url()) for row in rows if row.pk in readable)
        if linked:
            yield Fact(label, linked)


def _single_facts(document: Document) -> list[tuple[str, str]]:
    edition = document.conference_edition
    return [
        (_("Symbol, as printed"), document.symbol_printed),
        (_("Series"), document.series),
        (_("Date"), document.shown_date or _("Date not recorded")),
        (_("Year"), "" if document.dated else str(document.year or "")),
        (_("Edition of the Conference"), edition_name(edition) if edition else ""),
        (_("Original language"), language_name(document.original_language)),
        (_("Edition"), str(document.publication_edition or "")),
    ]
