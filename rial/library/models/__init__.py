"""Models of the library. Fields, constraints and trivial properties; every write is in services."""

from .document import READ_FIELDS, Citation, Contributor, Document, DocumentFile, DocumentLog, DocumentNote
from .index import DocumentIndex, DocumentText, DocumentWord

__all__ = [
    "READ_FIELDS",
    "Citation",
    "Contributor",
    "Document",
    "DocumentFile",
    "DocumentIndex",
    "DocumentLog",
    "DocumentNote",
    "DocumentText",
    "DocumentWord",
]
