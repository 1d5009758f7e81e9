"""Files people send: accepted by what they contain, never by what they are called.

PDF, DOCX, XLSX, PPTX, PNG and JPEG up to settings.UPLOAD_MAX_BYTES. A file is read once for its checksum, its
structure is checked without unpacking it, and it is stored under a random name.
"""

import hashlib
import re
import secrets
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

import filetype
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

from .typed import tidy_line

_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}
ACCEPT = ".pdf,.docx,.xlsx,.pptx,.png,.jpg,.jpeg"
# A package that unpacks to far more than any office file does is a trap, not a document.
_UNPACKED_BYTES = 400 * 1024 * 1024
_UNPACKED_RATIO = 200
_TYPES = "[Content_Types].xml"
_TYPES_BYTES = 1024 * 1024
_MOST_ENTRIES = 10_000
_MACROS = re.compile(r"vbaProject\.bin$|macrosheets/", re.IGNORECASE)
_NAME_SIGNS = re.compile(r"[^\w.()\- ]+", re.UNICODE)
# Room in a request for several files of the largest size and the form around them.
_REQUEST_BYTES = 3 * settings.UPLOAD_MAX_BYTES


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed: what it really is, its cleaned name, size and checksum."""

    kind: str
    content_type: str
    name: str
    size: int
    sha256: str

    @property
    def random_name(self) -> str:
        """A name for the store that says nothing and cannot be guessed."""
        return f"{secrets.token_hex(16)}.{self.kind}"


class RequestSizeHandler(FileUploadHandler):
    """Refuses a multipart request that is too large as a whole before a byte of it is written to disk."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name of the argument
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > _REQUEST_BYTES:
            raise RequestDataTooBig("The request is larger than any form of this portal.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing is kept here."""


def accepted_kinds() -> str:
    """What is accepted, for hints and messages."""
    return _("PDF, DOCX, XLSX, PPTX, PNG or JPEG, up to %(size)s MB") % {"size": settings.UPLOAD_MAX_BYTES // 1024**2}


def check_upload(upload: UploadedFile) -> CheckedFile:
    """What the file really is. Refuses (ValidationError) the empty, the huge, the broken and the disguised."""
    name = clean_name(upload.name or "")
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("“%(name)s” is empty. Choose the file again."), "empty", {"name": name})
    if size > settings.UPLOAD_MAX_BYTES:
        message = _("“%(name)s” is too large. Accepted: %(kinds)s.")
        raise ValidationError(message, "large", {"name": name, "kinds": accepted_kinds()})
    kind = _kind_of(upload, name)
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    stem = PurePosixPath(name).stem[:150] or _("file")
    return CheckedFile(kind, KINDS[kind], f"{stem}.{kind}", size, digest.hexdigest())


def clean_name(name: str) -> str:
    """A file name without folders, control marks or signs that mean something to a shell or a header."""
    last = tidy_line(name).replace("\\", "/").rsplit("/", 1)[-1]
    return _NAME_SIGNS.sub("_", last).strip(" ._")[:180] or "file"


def _kind_of(upload: UploadedFile, name: str) -> str:
    upload.seek(0)
    head = upload.read(4096)
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return _checked_pdf(upload, name)
    if head.startswith(b"PK\x03\x04"):
        return _checked_package(upload, name)
    guessed = filetype.guess(head)
    if guessed is not None and guessed.extension in {"png", "jpg"}:
        return _checked_image(upload, name, str(guessed.extension))
    raise _refused(name)


def _refused(name: str) -> ValidationError:
    message = _("“%(name)s” is not a file of an accepted kind, whatever its name says. Accepted: %(kinds)s.")
    return ValidationError(message, "kind", {"name": name, "kinds": accepted_kinds()})


def _broken(name: str) -> ValidationError:
    message = _("“%(name)s” is damaged or incomplete. Open it, save it again and choose it once more.")
    return ValidationError(message, "broken", {"name": name})


def _checked_pdf(upload: UploadedFile, name: str) -> str:
    upload.seek(max(0, (upload.size or 0) - 2048))
    if b"%%EOF" not in upload.read(2048):
        raise _broken(name)
    return "pdf"


def _checked_package(upload: UploadedFile, name: str) -> str:
    """DOCX, XLSX or PPTX by its main part; nothing is unpacked but the small list of content types."""
    upload.seek(0)
    stream: IO[bytes] = upload.file if upload.file is not None else upload
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > _MOST_ENTRIES or unpacked > min(_UNPACKED_BYTES, (upload.size or 1) * _UNPACKED_RATIO):
                raise _refused(name)
            names = {entry.filename for entry in entries}
            kind = next((kind for kind, part in _PARTS.items() if part in names), None)
            if kind is None or _TYPES not in names:
                raise _refused(name)
            if package.getinfo(_TYPES).file_size > _TYPES_BYTES:
                raise _refused(name)
            types = package.read(_TYPES)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, NotImplementedError, OSError) as error:
        raise _broken(name) from error
    if b"macroEnabled" in types or any(_MACROS.search(entry) for entry in names):
        message = _("“%(name)s” contains macros. Save it without macros, as DOCX, XLSX or PPTX, and choose it again.")
        raise ValidationError(message, "macros", {"name": name})
    return kind


def _checked_image(upload: UploadedFile, name: str, kind: str) -> str:
    """The picture's header gives a size and its end is there: enough to tell a whole picture from a torn one."""
    upload.seek(0)
    content = upload.read()
    if kind == "png":
        whole = content[12:16] == b"IHDR" and b"IEND" in content[-64:]
        sized = len(content) > 24 and int.from_bytes(content[16:20], "big") > 0 < int.from_bytes(content[20:24], "big")
    else:
        whole = b"\xff\xd9" in content[-1024:]
        sized = _jpeg_has_size(content)
    if not (whole and sized):
        raise _broken(name)
    return kind


def _jpeg_has_size(content: bytes) -> bool:
    """Walks the segments up to the frame header, which holds height and width."""
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            frame = content[position + 5 : position + 9]
            return int.from_bytes(frame[2:4], "big") > 0
        length = int.from_bytes(content[position + 2 : position + 4], "big")
        if length < 2:
            return False
        position += 2 + length
    return False
