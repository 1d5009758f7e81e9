"""The member states and their ministries: the index and a country's profile."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from portfolio.enums import CandidateState
from portfolio.models import Candidate, Program
from portfolio.querysets import public_now
from rial.core.bilingual import LANGUAGE_CODES, Text, first_text
from rial.core.panels import panels
from rial.directory.enums import InstitutionKind
from rial.directory.models import Country, Institution

from .cards import cards

# More than this many programs are left to the list, which has facets and pages.
_SHOWN = 12


@dataclass(frozen=True)
class CountryLine:
    """A member state in the index, with the number of public programs of its ministry."""

    code: str
    name: Text
    subregion: Text
    programs: int


def country_index() -> list[CountryLine]:
    """The member states in the reader's order."""
    public = Q(institutions__kind=InstitutionKind.MINISTRY) & public_now("institutions__programs__")
    counted = Count("institutions__programs", filter=public, distinct=True)
    columns = [f"{path}_{code}" for path in ("name", "subregion__name") for code in LANGUAGE_CODES]
    rows = Country.objects.members().annotate(programs=counted).in_reading_order()
    return [
        CountryLine(row["code"], first_text(row, "name"), first_text(row, "subregion__name"), row["programs"])
        for row in rows.values("code", "programs", *columns)
    ]


def country_profile(code: str, user: Any) -> dict[str, Any] | None:
    """What the network knows of a country; None when it is not one of the network's."""
    country = Country.objects.select_related("subregion").filter(code=code).first()
    if country is None:
        return None
    institutions = list(Institution.objects.filter(country=country).prefetch_related("names").order_by("kind", "code"))
    for institution in institutions:
        institution.country = country
    programs = Program.objects.public().filter(institution__country=country)
    shown = programs.select_related("current", "institution__country").order_by("-first_published_at", "code")
    found = cards(shown[: _SHOWN + 1])
    return {
        "country": country,
        "institutions": institutions,
        "cards": found[:_SHOWN],
        "more": len(found) > _SHOWN,
        "practices": _practices(country),
        "lineage": _lineage(country),
        "panels": panels("country", country, user),
    }


def _practices(country: Country) -> list[Candidate]:
    recognized = Candidate.objects.public().filter(
        state=CandidateState.RECOGNIZED, program__institution__country=country
    )
    return list(recognized.select_related("program__current").order_by("-decided_on", "pk"))


def _lineage(country: Country) -> list[dict[str, Text | str]]:
    """Adaptations in which the country gave or took a model: adapted program, model, and both countries."""
    paths = {
        "title": "current__title",
        "country": "institution__country__name",
        "model": "current__modelled_on__current__title",
        "model_country": "current__modelled_on__institution__country__name",
    }
    columns = [f"{path}_{code}" for path in paths.values() for code in LANGUAGE_CODES]
    either = Q(institution__country=country) | Q(current__modelled_on__institution__country=country)
    rows = (
        Program.objects.public()
        .filter(either, public_now("current__modelled_on__"))
        .order_by("code")
        .values("code", "current__modelled_on__code", *columns)
    )
    return [
        {
            "code": row["code"],
            "model_code": row["current__modelled_on__code"],
            **{name: first_text(row, path) for name, path in paths.items()},
        }
        for row in rows
    ]
