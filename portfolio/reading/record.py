"""One version as data: JSON with every field in every language, linked data, and its figures as CSV."""

import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.models import Version
from portfolio.services.content import read_content
from rial.core.bilingual import LANGUAGE_CODES, column, text_of
from rial.core.exports import Column, csv_response

from .citations import cite

# Kept out of the public data: where the file lies on the server.
_PRIVATE = {"file"}


def record_data(version: Version) -> dict[str, Any]:
    """The version with stable English keys; empty values are null or "", never left out."""
    program, institution = version.program, version.program.institution
    content = read_content(version)
    name = institution.name_record_on(_day(version))
    return {
        "code": program.code,
        "version": version.number,
        "url": settings.SITE_URL + version.get_absolute_url(),
        "state": program.state,
        "institution": {
            "code": institution.code,
            "country": institution.country_id,
            **{column("name", code): getattr(name, column("name", code), "") for code in LANGUAGE_CODES},
        },
        "original_language": version.original_language,
        "origin": program.origin,
        "published_at": version.published_at,
        "first_published_at": program.first_published_at,
        "confirmed_on": program.confirmed_on,
        **content.columns,
        "modelled_on": _modelled_on(version),
        **content.codes,
        **{name: [_public(row) for row in rows] for name, rows in content.rows.items()},
    }


def _day(version: Version) -> Any:
    return timezone.localtime(version.published_at).date() if version.published_at else None


def _modelled_on(version: Version) -> str | None:
    return version.modelled_on.code if version.modelled_on is not None else None


def _public(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _PRIVATE}


def record(version: Version) -> HttpResponse:
    """The version as JSON, with the moment it was read and how to cite it."""
    data = {"as_of": timezone.now(), "citation": cite(version).text, "record": record_data(version)}
    return _json(data, "application/json")


def linked_data(version: Version) -> HttpResponse:
    """The version in the vocabulary of schema.org, for search engines and catalogues."""
    title, summary = text_of(version, "title"), text_of(version, "summary")
    citation = cite(version)
    data = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": citation.url,
        "identifier": version.program.code,
        "version": version.number,
        "name": title.value,
        "abstract": summary.value,
        "inLanguage": [code for code in LANGUAGE_CODES if getattr(version, column("title", code))],
        "datePublished": version.published_at,
        "keywords": [text_of(topic, "name").value for topic in version.topics.all()],
        "spatialCoverage": version.program.institution.country_id,
        "author": {"@type": "GovernmentOrganization", "name": citation.author},
        "publisher": {"@type": "Organization", "name": "RIAL, Organization of American States"},
        "isPartOf": {"@type": "DataCatalog", "name": _("RIAL portfolio of programs"), "url": settings.SITE_URL},
    }
    return _json(data, "application/ld+json")


def _json(data: dict[str, Any], content_type: str) -> HttpResponse:
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")


def figures_csv(version: Version) -> HttpResponseBase:
    """The figures of a version, one row each, in every language, with code and version on every row."""
    texts = [column(name, code) for name in ("indicator", "unit", "source") for code in LANGUAGE_CODES]
    own = [*texts, "qualifier", "value", "year_from", "year", "url"]
    columns = [Column("program", _("Code")), Column("version", _("Version")), *(Column(name, name) for name in own)]
    rows = (
        {
            "program": version.program.code,
            "version": version.number,
            **{name: getattr(row, name) for name in own},
        }
        for row in version.results.all()
    )
    return csv_response(f"{version.program.code}-v{version.number}-figures", columns, rows)
