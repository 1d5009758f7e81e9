"""One document as data: stable English keys, every language, null or "" for what is unknown."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from rial.core.bilingual import columns

from .citations import cite
from .models import Citation, Document, DocumentFile

_TEXTS = ("title", "summary", "note", "mandate")
_PLAIN = (
    "symbol_printed", "symbol_canonical", "symbol_presumed", "series", "conference_edition", "kind",
    "original_language", "dated", "dated_precision", "year", "publication_edition", "first_published_at", "updated_at",
)  # fmt: skip


def record_data(document: Document) -> dict[str, Any]:
    """The document with its language versions, sources and what it cites among public documents."""
    public = Document.objects.public()
    cited = Citation.objects.filter(citing=document, cited__in=public).order_by("pk")
    return {
        "slug": document.slug,
        "url": settings.SITE_URL + document.get_absolute_url(),
        **{name: getattr(document, name) for name in _PLAIN},
        "symbol_flags": document.flags,
        **{name: getattr(document, name) for field in _TEXTS for name in columns(field)},
        "translated_title": document.translated_language,
        "topics": sorted(topic.pk for topic in document.topics.all()),
        "countries": sorted(country.pk for country in document.countries.all()),
        "contributors": [
            {
                "role": row.role,
                "institution": row.institution.code if row.institution else None,
                **{name: getattr(row, name) for name in columns("name")},
            }
            for row in document.contributors.all()
        ],
        "versions": [_version(row) for row in document.files.all()],
        "notes": [
            {"kind": row.kind, **{name: getattr(row, name) for name in columns("text")}, "url": row.url}
            for row in document.notes.all()
        ],
        "cites": [
            {"slug": slug, "symbol": symbol, "place": place}
            for slug, symbol, place in cited.values_list("cited__slug", "cited__symbol_printed", "place")
        ],
    }


def _version(row: DocumentFile) -> dict[str, Any]:
    address = settings.SITE_URL + row.get_absolute_url() if row.file else row.url
    return {
        "language": row.language,
        "kind": row.kind,
        "url": address,
        "file_name": row.original_filename,
        "content_type": row.content_type,
        "size": row.size,
        "sha256": row.sha256,
    }


def record(document: Document) -> HttpResponse:
    """The document as JSON, with the moment it was read and how to cite it."""
    data = {"as_of": timezone.now(), "citation": cite(document).text, "record": record_data(document)}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
