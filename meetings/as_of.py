"""Names of countries, ministries, speakers and bodies as of a meeting's day (M07, N01, N23)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from rial.core.bilingual import Text, current_language, text_of

from . import presentation
from .enums import Chairing
from .models import BodyTerm, Meeting, Speaker
from .models.base import Party

N = TypeVar("N")


def party_name(party: Party, day: date | None) -> Text:
    """The name as printed, else the institution's name on that day, else the country's."""
    label = text_of(party, "label")
    if label:
        return label
    if party.institution is not None:
        return with_country(party.institution.name_on(day), country_of(party))
    return text_of(party.country, "name") if party.country else Text("", current_language())


def country_of(party: Any) -> Text:
    """The country of a party or speaker, its own or its institution's; empty when neither has one."""
    country = party.country or (party.institution.country if party.institution else None)
    return text_of(country, "name") if country else Text("", current_language())


def speaker_institution(speaker: Speaker, day: date | None) -> Text:
    """Where the speaker worked on that day: as printed, else by the institution's name then, else the country."""
    named = presentation.speaker_institution(speaker, day)
    return with_country(named, country_of(speaker)) if named else country_of(speaker)


def with_country(name: Text, country: Text) -> Text:
    """“Ministry of Labor and Social Security, Costa Rica”: ministries of different countries share their names."""
    if not country or country.value in name.value:
        return name
    return Text(f"{name}, {country}", name.language)


def unsaid(names: Sequence[N], text: object) -> list[N]:
    """To whom a text is attributed, unless it names them all itself: “COSATE: COSATE noted…” says it twice."""
    return [] if all(str(name) in str(text) for name in names) else list(names)


def term_of(meeting: Meeting, body: Any) -> BodyTerm | None:
    """The body's term under the meeting's edition; reads prefetched terms."""
    return next((term for term in body.terms.all() if term.conference_id == meeting.conference_id), None)


def chairs(term: BodyTerm | None) -> list[Text]:
    """Names of the countries in the chair."""
    return _countries(term, Chairing.CHAIR)


def vice_chairs(term: BodyTerm | None) -> list[Text]:
    """Names of the countries that are vice-chairs."""
    return _countries(term, Chairing.VICE_CHAIR)


def _countries(term: BodyTerm | None, role: str) -> list[Text]:
    if term is None:
        return []
    return [text_of(authority.country, "name") for authority in term.authorities.all() if authority.role == role]
