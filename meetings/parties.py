"""Who is meant by “Costa Rica”, “OIT”, “COSATE” or “Misión Permanente de México ante la OEA”.

Names count in every language, with or without accents, articles, acronyms in brackets and old names of ministries.
What is not recognized is never guessed: it is kept as a label, as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from meetings.enums import DelegationKind
from rial.core.bilingual import LANGUAGE_CODES, column, current_language
from rial.core.typed import tidy_line
from rial.directory.enums import InstitutionKind
from rial.directory.models import Country, Institution

# Words that do not tell one name from another.
_SMALL = frozenset(
    {"a", "and", "at", "de", "del", "e", "el", "en", "for", "in", "la", "las", "los", "of", "on", "para", "the"}
    | {"to", "y"}
)
# Spellings that differ by country or habit.
_SPELLINGS = {"labour": "labor", "organisation": "organization", "programme": "program", "centre": "center",
              "st": "saint", "sta": "santa", "brasil": "brazil"}  # fmt: skip
_OTHER_NAMES = {
    "US": ("USA", "United States of America", "Estados Unidos de América", "EE. UU.", "EEUU", "EUA"),
    "BS": ("The Bahamas", "Las Bahamas", "Commonwealth of the Bahamas"),
    "BO": ("Plurinational State of Bolivia", "Estado Plurinacional de Bolivia"),
    "VE": ("Bolivarian Republic of Venezuela", "República Bolivariana de Venezuela"),
    "TT": ("Trinidad", "Trinidad y Tabago"),
    "VC": ("Saint Vincent", "San Vicente"),
    "KN": ("Saint Kitts", "San Kitts y Nevis"),
    "CA": ("Government of Canada",),
}
_ALPHA_3 = {
    "ATG": "AG", "ARG": "AR", "BHS": "BS", "BRB": "BB", "BLZ": "BZ", "BOL": "BO", "BRA": "BR", "CAN": "CA",
    "CHL": "CL", "COL": "CO", "CRI": "CR", "DMA": "DM", "DOM": "DO", "ECU": "EC", "SLV": "SV", "GRD": "GD",
    "GTM": "GT", "GUY": "GY", "HTI": "HT", "HND": "HN", "JAM": "JM", "MEX": "MX", "NIC": "NI", "PAN": "PA",
    "PRY": "PY", "PER": "PE", "KNA": "KN", "LCA": "LC", "VCT": "VC", "SUR": "SR", "TTO": "TT", "USA": "US",
    "URY": "UY", "VEN": "VE",
}  # fmt: skip
_BEFORE = re.compile(r"^(?:the\s+)?(?:delegaci[oó]n|delegation|gobierno|government)\s+(?:de(?:l)?|of)\s+", re.I)
_MISSION = re.compile(r"\b(?:misi[oó]n(?:es)?\s+permanentes?|permanent\s+missions?)\b", re.I)
_MINISTRY = re.compile(r"\b(?:minist\w+|secretar[ií]a|secretariat|department|departamento)\b", re.I)
_ARTICLE = re.compile(r"^(?:the|la|el)\s+", re.I)
_LABOR = re.compile(r"\b(?:trabajo|labou?r|empleo|employment|laborales?)\b", re.I)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*")
_JOINTS = re.compile(r"\s*[,;]\s*")
_LEADING_AND = re.compile(r"^(?:y|e|and)\s+", re.I)
_AND = re.compile(r"\s+(?:y|e|and)\s+", re.I)

_KINDS = {
    InstitutionKind.MINISTRY: DelegationKind.MINISTRY,
    InstitutionKind.CONSULTATIVE_BODY: DelegationKind.CONSULTATIVE_BODY,
    InstitutionKind.INTERNATIONAL_ORGANIZATION: DelegationKind.ORGANIZATION,
    InstitutionKind.OTHER: DelegationKind.EXPERT,
}


def words_of(text: str) -> tuple[str, ...]:
    """The words that tell a name from others: no accents, no small words, one spelling."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return tuple(_SPELLINGS.get(word, word) for word in plain.split() if word not in _SMALL)


@dataclass(frozen=True)
class ReadParty:
    """One party as it was understood; `known` is False for what stays a label."""

    line: str
    country: Country | None = None
    institution: Institution | None = None
    label: dict[str, str] = field(default_factory=dict)
    kind: str = ""

    @property
    def known(self) -> bool:
        """Whether a country or an institution of the directory was recognized."""
        return self.country is not None or self.institution is not None

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for two ways of writing the same party."""
        label = words_of(" ".join(self.label.values())) if not self.known else ()
        return (self.country and self.country.pk, self.institution and self.institution.pk, label)


class PartyIndex:
    """The directory by every way of writing its names; reading it costs three queries."""

    def __init__(self) -> None:
        self._countries: dict[tuple[str, ...], Country] = {}
        self._institutions: dict[tuple[str, ...], dict[int, Institution]] = {}
        self.by_code = {country.pk: country for country in Country.objects.all()}
        for country in self.by_code.values():
            names = [getattr(country, name) for name in _columns("name")]
            for name in (*names, *_OTHER_NAMES.get(country.pk, ())):
                self._countries.setdefault(words_of(name), country)
        self._ministries: dict[str, Institution] = {}
        for institution in Institution.objects.with_names():
            self._add(institution)

    def _add(self, institution: Institution) -> None:
        if institution.kind == InstitutionKind.MINISTRY and institution.country_id:
            self._ministries.setdefault(institution.country_id, institution)
        names = {getattr(institution, name) for name in _columns("acronym")}
        names |= {getattr(record, name) for record in institution.names.all() for name in _columns("name")}
        for name in names:
            if words_of(name):
                self._institutions.setdefault(words_of(name), {})[institution.pk] = institution

    def country(self, text: str) -> Country | None:
        """The country that a text names and nothing else."""
        code = text.strip().upper()
        return self.by_code.get(_ALPHA_3.get(code, code)) or self._countries.get(words_of(text))

    def country_in(self, text: str) -> Country | None:
        """The country named within a text; of several the longest name, then the last."""
        words, best = words_of(text), (0, 0)
        found: Country | None = None
        for name, country in self._countries.items():
            for place in range(len(words) - len(name) + 1):
                if words[place : place + len(name)] == name and (len(name), place) >= best:
                    best, found = (len(name), place), country
        return found

    def institution(self, text: str) -> Institution | None:
        """The institution a text names, perhaps with its acronym in brackets or its country behind."""
        outside, inside = _BRACKETS.sub(" ", text).strip(), " ".join(_BRACKETS.findall(text))
        country = self.country(inside) or self.country_in(outside)
        for part in (text, outside, inside, *text.split("/")):
            found = self._one(words_of(part), country)
            if found is not None:
                return found
        if country is None:
            return None
        without = self._without_country(words_of(outside), country)
        found = self._one(without, country) if without else None
        if found is None and _MINISTRY.match(_ARTICLE.sub("", outside)) and _LABOR.search(outside):
            found = self._ministries.get(country.pk)
        return found

    def _one(self, words: tuple[str, ...], country: Country | None) -> Institution | None:
        candidates = list(self._institutions.get(words, {}).values())
        if len(candidates) > 1 and country is not None:
            candidates = [one for one in candidates if one.country_id == country.pk]
        if len(candidates) != 1:
            return None
        one = candidates[0]
        # “Ministry of Labor of Peru” is not the one ministry of another country that has just that name.
        return None if country and one.country_id and one.country_id != country.pk else one

    def _without_country(self, words: tuple[str, ...], country: Country) -> tuple[str, ...]:
        for name, found in self._countries.items():
            if found.pk == country.pk and name and words[-len(name) :] == name:
                return words[: -len(name)]
        return words

    def read(self, line: str, language: str = "") -> ReadParty:
        """One party; “label in Spanish | label in English” gives both languages. `language` is that of a label."""
        line = tidy_line(line).rstrip(".:")
        sides = [tidy_line(side) for side in line.split("|")]
        label = _label(sides, language)
        for side in sides:
            found = self._recognized(line, _BEFORE.sub("", side), label)
            if found is not None:
                return found
        return ReadParty(line, label=label)

    def _recognized(self, line: str, text: str, label: dict[str, str]) -> ReadParty | None:
        country = self.country(text)
        if country is not None:
            return ReadParty(line, country=country, kind=DelegationKind.MINISTRY)
        within = self.country_in(text)
        if within is not None and _MISSION.search(text):
            return ReadParty(line, country=within, kind=DelegationKind.MISSION)
        institution = self.institution(text)
        if institution is None:
            if within is not None and _MINISTRY.search(text):
                return ReadParty(line, country=within, label=label, kind=DelegationKind.OTHER_MINISTRY)
            return None
        if institution.kind == InstitutionKind.MINISTRY:
            return ReadParty(line, country=institution.country, kind=DelegationKind.MINISTRY)
        return ReadParty(line, institution=institution, kind=_KINDS[InstitutionKind(institution.kind)])

    def read_list(self, text: str, language: str = "") -> list[ReadParty]:
        """One party per line; a line such as “Chile, México, COSATE y Perú” is several if every part is known."""
        found: list[ReadParty] = []
        for line in text.splitlines():
            bare = strip_bullet(line)
            if bare:
                found.extend(self._parts(bare, language))
        return found

    def _parts(self, line: str, language: str) -> list[ReadParty]:
        whole = self.read(line, language)
        alone = self.country(line) is not None or (whole.known and not _JOINTS.search(line) and not _AND.search(line))
        if alone:
            return [whole]
        several = {party.key: party for party in self._split(line, language)}
        return list(several.values()) if len(several) > 1 else [whole]

    def _split(self, line: str, language: str) -> list[ReadParty]:
        """The parts of an enumeration when all of them are known, else nothing."""
        found: list[ReadParty] = []
        for piece in _JOINTS.split(line):
            parts = self._joined_by_and(_LEADING_AND.sub("", piece), language)
            if not parts:
                return []
            found.extend(parts)
        return found

    def _joined_by_and(self, piece: str, language: str) -> list[ReadParty]:
        one = self._exactly(piece, language)
        if one is not None:
            return [one]
        for joint in _AND.finditer(piece):
            left = self._exactly(piece[: joint.start()], language)
            right = self._joined_by_and(piece[joint.end() :], language) if left else []
            if left and right:
                return [left, *right]
        return []

    def _exactly(self, text: str, language: str) -> ReadParty | None:
        """A party whose name is the whole text: no name amid other words."""
        named = self.country(_BEFORE.sub("", text)) or self._one(words_of(text), None)
        return self.read(text, language) if named else None


def _columns(name: str) -> Iterable[str]:
    return (column(name, code) for code in LANGUAGE_CODES)


def _label(sides: list[str], language: str) -> dict[str, str]:
    if len(sides) == 1:
        return {language or current_language(): sides[0]}
    return dict(zip(LANGUAGE_CODES, sides, strict=False))


_BULLET = re.compile(r"^[\s•·◦○▪‣●*\-–—]*(?:\(?(?:\d{1,3}|[a-z])[.)]\s+)?")


def strip_bullet(line: str) -> str:
    """A line without the bullet, dash or number before it."""
    return tidy_line(_BULLET.sub("", line))
