"""Every write to documents: states, files, drafts from a pasted list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rial.accounts.permissions import is_secretariat
from rial.core.bilingual import column
from rial.core.typed import tidy_line
from rial.core.uploads import CheckedFile, check_upload

from .enums import DocumentLanguage, FileKind
from .models import Document, DocumentFile
from .signals import document_changed
from .symbols import Symbol, parse
from .wording import flag_labels
from .workflow import DOCUMENT

# A pasted list longer than this is two lists.
MOST_LINES = 300
_SLUG_LENGTH = 80
_TITLE_LENGTH = 400


def publish(document: Document, *, by: Any, note: str = "") -> Document:
    """Show it to everyone. Refuses a document without a title."""
    first = document.first_published_at or timezone.now()
    return DOCUMENT.perform(document, "publish", by=by, note=note, first_published_at=first)


def withdraw(document: Document, *, by: Any, note: str) -> Document:
    """Take it from the public, with a reason."""
    return DOCUMENT.perform(document, "withdraw", by=by, note=note)


def republish(document: Document, *, by: Any, note: str = "") -> Document:
    """Show a withdrawn document again."""
    return DOCUMENT.perform(document, "republish", by=by, note=note)


def publish_record(document: Document) -> Document:
    """Publish what was compiled from the network's documents (content/): nobody pressed a button."""
    return DOCUMENT.perform(document, "publish", by=None, by_system=True, first_published_at=timezone.now())


def free_slug(symbol: Symbol, title: str) -> str:
    """A short name for the address that no document has: from the symbol, else from the title."""
    base = slugify(symbol.canonical.replace("/", "-").replace(".", "-")) if not symbol.is_other else ""
    base = (base or slugify(title))[:_SLUG_LENGTH].strip("-") or "document"
    taken = set(Document.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def attach_file(
    document: Document, upload: UploadedFile, *, by: Any, language: str = "", kind: str = FileKind.TEXT
) -> DocumentFile:
    """Keep a file as a language version, checked by its content and stored under a random name.

    Refuses (ValidationError) what `check_upload` refuses, and the same file twice at one document.
    """
    if not is_secretariat(by):
        raise PermissionDenied("attach_file")
    checked = check_upload(upload)
    refuse_twice(document, checked)
    last = document.files.aggregate(last=Max("position"))["last"]
    row = DocumentFile(document=document, language=language, kind=kind, position=0 if last is None else last + 1)
    store(row, upload, checked)
    row.save()
    document_changed.send(sender=Document, document=document)
    return row


def refuse_twice(document: Document, checked: CheckedFile, row: DocumentFile | None = None) -> None:
    """Refuse a file that the document already has in another row than `row`."""
    others = document.files.filter(sha256=checked.sha256)
    same = (others.exclude(pk=row.pk) if row is not None and row.pk else others).first()
    if same is not None:
        message = _("“%(name)s” is already here, as “%(other)s”: nothing was added.")
        raise ValidationError(message, "twice", {"name": checked.name, "other": same.original_filename})


def store(row: DocumentFile, upload: UploadedFile, checked: CheckedFile) -> None:
    """Put a checked file under a random name and describe it in the row, which the caller saves."""
    row.original_filename, row.content_type = checked.name, checked.content_type
    row.size, row.sha256 = checked.size, checked.sha256
    row.file.save(checked.random_name, upload, save=False)


def forget_unused_files(names: Iterable[str]) -> None:
    """After the transaction, delete stored files that no language version refers to any more."""
    wanted = {name for name in names if name}

    def delete() -> None:
        used = set(DocumentFile.objects.filter(file__in=wanted).values_list("file", flat=True))
        for name in wanted - used:
            default_storage.delete(name)

    if wanted:
        transaction.on_commit(delete)


@dataclass(frozen=True)
class PastedLine:
    """One line of a pasted list as it was understood.

    `known` are documents that have its symbol already, or its title when it has no symbol; `repeats` an earlier line.
    """

    number: int
    symbol: Symbol
    title: str
    language: str
    known: tuple[Document, ...] = ()
    repeats: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether a draft will be made of it."""
        return bool(self.title) and not self.known and not self.repeats

    @property
    def flags(self) -> list[str]:
        """What is odd about its symbol, in words."""
        return flag_labels(self.symbol.flags)


def read_pasted(text: str, language: str) -> list[PastedLine]:
    """Lines "symbol ; title" (or with a tab between), as drafts would be made of them; nothing is written.

    A line without a separator is a symbol when it reads as one, else a title. Refuses lists that are too long.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        message = _("Paste at most %(most)d lines at a time: there are %(count)d.")
        raise ValidationError(message, "long", {"most": MOST_LINES, "count": len(lines)})
    read = [_read_line(line) for line in lines]
    by_symbol, by_title = _recorded(read, language)
    found, seen = [], set()
    for number, (symbol, title) in enumerate(read, start=1):
        sign = symbol.key or title.lower()
        known = by_symbol.get(symbol.key, ()) if symbol.key else by_title.get(title, ())
        found.append(PastedLine(number, symbol, title, language, known, sign in seen))
        seen.add(sign)
    return found


def _read_line(line: str) -> tuple[Symbol, str]:
    for separator in ("\t", ";"):
        if separator in line:
            printed, title = line.split(separator, 1)
            return parse(printed), tidy_line(title)[:_TITLE_LENGTH]
    symbol = parse(line)
    is_symbol = not symbol.is_other and bool(symbol.kind) and not symbol.rest
    return (symbol, "") if is_symbol else (parse(""), tidy_line(line)[:_TITLE_LENGTH])


Recorded = dict[str, tuple[Document, ...]]


def _recorded(read: Sequence[tuple[Symbol, str]], language: str) -> tuple[Recorded, Recorded]:
    """Documents that are there already, by the key of their symbol and by their title."""
    keys = {symbol.key for symbol, _title in read if symbol.key}
    titles = {title for symbol, title in read if not symbol.key}
    name = column("title", language)
    by_symbol: Recorded = {}
    by_title: Recorded = {}
    for document in Document.objects.filter(Q(symbol_key__in=keys) | Q(**{f"{name}__in": titles})).in_symbol_order():
        title = getattr(document, name)
        by_symbol[document.symbol_key] = (*by_symbol.get(document.symbol_key, ()), document)
        by_title[title] = (*by_title.get(title, ()), document)
    return by_symbol, by_title


@transaction.atomic
def make_drafts(lines: Sequence[PastedLine], *, by: Any) -> list[Document]:
    """A draft of each line that has a title and whose symbol nobody has yet; the others are left out."""
    if not is_secretariat(by):
        raise PermissionDenied("make_drafts")
    made = []
    for line in lines:
        if not line.is_taken:
            continue
        language = line.language if line.language in DocumentLanguage.values else ""
        document = Document(
            slug=free_slug(line.symbol, line.title), symbol_printed=line.symbol.printed, original_language=language
        )
        setattr(document, column("title", language), line.title)
        document.save()
        made.append(document)
    return made
