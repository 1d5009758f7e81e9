"""Names of countries, ministries, speakers and bodies as of a meeting's day (M07, N01, N23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from rial.core.bilingual import Text, current_language, text_of
from rial.directory.enums import InstitutionKind
from rial.directory.models import Institution

from .enums import Chairing
from .models import BodyTerm, Financing, Meeting, ProposalFunding, Speaker
from .models.base import Party
from .presentation import here

N = TypeVar("N")


@dataclass(frozen=True)
class Name:
    """A party as it is listed; `full` spells an acronym out, `note` says more of it."""

    text: Text
    full: str = ""
    note: Text | None = None
    spelled: Text | None = None

    def __str__(self) -> str:
        return self.text.value

    @property
    def official(self) -> Text:
        """The name in full, as the reports write it: “Ministry of Labor and Social Security, Costa Rica”."""
        return self.spelled or self.text


def acronym_of(institution: Institution) -> str:
    """The acronym used in the reader's language: OIT, ILO; "" when there is none."""
    return text_of(institution, "acronym").value or institution.acronym


def party_name(party: Party | Any, day: date | None) -> Name:
    """A state by its name; with an institution other than its ministry of labor, that too; else the printed label."""
    label, institution = text_of(party, "label"), party.institution
    official = _official(party, label, day)
    if party.country is None:
        return Name(label, spelled=official) if label or institution is None else _institution(institution, official)
    country = text_of(party.country, "name")
    if label:
        return Name(country, note=label, spelled=official)
    if institution is None or institution.kind == InstitutionKind.MINISTRY:
        return Name(country, spelled=official)
    return Name(country, note=institution.name_on(day), spelled=official)


def _institution(institution: Institution, official: Text) -> Name:
    """Organizations by their acronym, spelled out beside it; ministries by their name on that day."""
    acronym = acronym_of(institution)
    if not acronym or institution.country_id is not None:
        return Name(official)
    return Name(here(acronym), "" if official.value == acronym else official.value, spelled=official)


def _official(party: Any, label: Text, day: date | None) -> Text:
    """The name as printed, else the institution's on that day, each with its country; else the country's."""
    if label:
        return with_country(label, text_of(party.country, "name") if party.country else None)
    if party.institution is not None:
        return with_country(party.institution.name_on(day), country_of(party))
    return country_of(party)


def payer(row: Financing | ProposalFunding, day: date | None) -> Name:
    """Who pays: a party, or the Fund."""
    if row.from_fund:
        return Name(here(_("Voluntary Contributions Fund of the RIAL")))
    return party_name(row, day)


def country_of(party: Any) -> Text:
    """The country of a party or speaker, its own or its institution's; empty when neither has one."""
    country = party.country or (party.institution.country if party.institution else None)
    return text_of(country, "name") if country else Text("", current_language())


def speaker_institution(speaker: Speaker, day: date | None) -> Text:
    """As the report names it, else the institution's name on that day."""
    printed = text_of(speaker, "institution_printed")
    if printed or speaker.institution is None:
        return printed
    return speaker.institution.name_on(day)


def speaker_workplace(speaker: Speaker, day: date | None) -> Text:
    """Where the speaker worked on that day: the institution with its country, else the country."""
    return with_country(speaker_institution(speaker, day), country_of(speaker))


def with_country(name: Text, country: Text | None) -> Text:
    """“Ministry of Labor and Social Security, Costa Rica”: ministries of different countries share their names."""
    if not name:
        return country or name
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
