"""Lists pasted from a report: speakers, main points and decisions, one per line. Reads only; nothing is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from meetings.enums import SpeakerRole
from meetings.models import Person
from meetings.parties import PartyIndex, ReadParty, strip_bullet, words_of
from rial.core.typed import tidy_line
from rial.directory.models import Country, Institution

# A pasted list longer than this is two lists.
MOST_LINES = 300

_ROLES = (
    (re.compile(r"^(?:moderad[ao]r(?:\(?[ao]\)?)?|moderator|moderated by)\s*[:–-]\s*", re.I), SpeakerRole.MODERATOR),
    (re.compile(r"^(?:presentador(?:a|\(a\))?|presenter|presentation by|presentación de)\s*[:–-]\s*", re.I),
     SpeakerRole.PRESENTER),
    (re.compile(r"^(?:orador(?:a|\(a\))?|ponente|speaker|intervención de)\s*[:–-]\s*", re.I), SpeakerRole.SPEAKER),
)  # fmt: skip
_HONORIFICS = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|dra|sr|sra|srta|lic|licda|ing|hon|prof|amb)\.?|(?:el|la)\s+(?:señora?|doctora?|licenciad[oa]))\s+",
    re.I,
)
# Dashes with blanks around, semicolons and tabs separate fields whatever commas stand within.
_FIELDS = re.compile(r"\s+[–—-]\s+|\s*;\s*|\s*\t\s*")
_CAPACITY = re.compile(
    r",?\s+(?:as|en su calidad de|en calidad de|como)\s+"
    r"((?:the\s+)?(?:vice|chair|presid|co-?chair|rapporteur|relator).+)$",
    re.I,
)
_TAILS = re.compile(r",\s+|\s+(?:of\s+the|of|at\s+the|at|de\s+las|de\s+los|de\s+la|del|de)\s+", re.I)
_INSTITUTION_WORD = re.compile(
    r"^(?:the\s+|la\s+|el\s+)?(?:minist\w+|secretar\w+|depart\w+|direc(?:ci[oó]n|torate)\b|institut\w+|organi[sz]a\w+|organizaci[oó]n|"
    r"univers\w+|banco?\b|bank\b|comisi[oó]n|commission|conse(?:jo|ll)\w*|council|centro|cent(?:er|re)\b|asociaci[oó]n|association|"
    r"federa\w+|confedera\w+|agenc\w+|oficina|office\b|misi[oó]n|mission\b|programa?\b)",
    re.I,
)
_NESTED_SIGNS = frozenset("◦○▪‣")
_POINT = re.compile(r"^(?P<indent>[ \t ]*)(?P<signs>(?:[•·◦○▪‣●*\-–—]\s*)*)(?P<number>\(?(?:\d{1,3}|[a-z])[.)]\s+)?")


@dataclass(frozen=True)
class ReadSpeaker:
    """A speaker as understood. `person` is one on record whose name is the same but for accents and aliases."""

    line: str
    name: str
    person: Person | None = None
    similar: tuple[Person, ...] = ()
    role: str = SpeakerRole.PRESENTER
    post: str = ""
    capacity: str = ""
    institution: Institution | None = None
    institution_printed: str = ""
    country: Country | None = None


@dataclass(frozen=True)
class ReadPoint:
    """A main point; `level` 1 stands under the last one of level 0. `said_by` are parties named before a colon."""

    text: str
    level: int = 0
    said_by: tuple[ReadParty, ...] = field(default=())


def lines_of(text: str) -> list[str]:
    """The lines without bullets, numbers and empty ones. Refuses lists that are too long."""
    found = [line for line in (strip_bullet(line) for line in text.splitlines()) if line]
    _refuse_long(len(found))
    return found


def _refuse_long(count: int) -> None:
    if count > MOST_LINES:
        message = _("Paste at most %(most)d lines at a time: there are %(count)d.")
        raise ValidationError(message, "long", {"most": MOST_LINES, "count": count})


class PersonIndex:
    """People on record by every way in which their names were printed."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, ...], Person] = {}
        for person in Person.objects.select_related("country"):
            for name in (person.full_name, *person.also_printed.splitlines()):
                self._people.setdefault(words_of(name), person)

    def find(self, name: str) -> Person | None:
        """The person with that name, whatever the accents."""
        return self._people.get(words_of(name))

    def similar(self, name: str) -> tuple[Person, ...]:
        """People who share at least two words of the name: perhaps the same, never taken for the same."""
        words = set(words_of(name))
        found = {person.pk: person for known, person in self._people.items() if len(words & set(known)) >= 2}
        return tuple(found.values())


def read_speakers(text: str, parties: PartyIndex, people: PersonIndex) -> list[ReadSpeaker]:
    """One speaker per line: “name, post, institution”, with commas, dashes or semicolons, in either language."""
    return [_read_speaker(line, parties, people) for line in lines_of(text.replace("\t", " ; "))]


def _read_speaker(line: str, parties: PartyIndex, people: PersonIndex) -> ReadSpeaker:
    rest, role = line.rstrip("."), str(SpeakerRole.PRESENTER)
    for pattern, found_role in _ROLES:
        if pattern.match(rest):
            rest, role = pattern.sub("", rest), str(found_role)
    capacity = _CAPACITY.search(rest)
    rest = rest[: capacity.start()] if capacity else rest
    fields = [piece for piece in _FIELDS.split(rest) if piece]
    country = None
    if len(fields) > 1:
        # “Canada – Alex Duff, Senior Policy Analyst”: whose speaker it is comes first.
        first = parties.read(fields[0])
        country = first.country if first.known and first.institution is None else None
        fields = fields[1:] if first.known else fields
    head, _comma, behind = fields[0].partition(",")
    tail = [piece for piece in (tidy_line(behind), *fields[1:]) if piece]
    name = tidy_line(_HONORIFICS.sub("", head))
    post, printed, institution = _post_and_institution(tail, parties)
    if institution is None and country is None:
        country = parties.country_in(printed) or parties.country_in(post)
    person = people.find(name)
    return ReadSpeaker(
        line=line,
        name=person.full_name if person else name,
        person=person,
        similar=() if person else people.similar(name),
        role=role,
        post=post,
        capacity=tidy_line(capacity[1]) if capacity else "",
        institution=institution,
        institution_printed=printed,
        country=country or (institution.country if institution else None),
    )


def _post_and_institution(tail: list[str], parties: PartyIndex) -> tuple[str, str, Institution | None]:
    """(post, institution as printed, institution on record) of what follows the name."""
    if len(tail) > 1:
        post, printed = tail[0], ", ".join(tail[1:])
        return post, printed, parties.institution(printed)
    if not tail:
        return "", "", None
    rest = tail[0]
    joints = list(_TAILS.finditer(rest))
    for joint in joints:
        printed = rest[joint.end() :]
        institution = parties.institution(printed) if _begins_a_name(printed, parties) else None
        if institution is not None:
            return tidy_line(rest[: joint.start()]), printed, institution
    for joint in joints:
        if _INSTITUTION_WORD.match(rest[joint.end() :]):
            return tidy_line(rest[: joint.start()]), rest[joint.end() :], None
    whole = parties.institution(rest) if _INSTITUTION_WORD.match(rest) else None
    if whole is not None:
        return "", rest, whole
    last = rest.rpartition(", ")
    return (last[0], last[2], None) if last[0] else (rest, "", None)


def _begins_a_name(text: str, parties: PartyIndex) -> bool:
    """Whether an institution's name could begin here: with a capital, and not with a country alone."""
    return text[:1].isupper() and parties.country(text) is None


def read_points(text: str, parties: PartyIndex | None = None) -> list[ReadPoint]:
    """One point per line or bullet; two leading blanks, a tab or a second bullet put it under the one before.

    Where the first line has a bullet, a line without one goes on with the point before it, as lines do that were
    broken by a printed page.
    """
    found: list[ReadPoint] = []
    bulleted: bool | None = None
    for indent, signs, words in _split_points(text):
        if bulleted is None:
            bulleted = bool(signs)
        if bulleted and not signs and found and not indent:
            found[-1] = ReadPoint(f"{found[-1].text} {words}", found[-1].level, found[-1].said_by)
            continue
        nested = bool(found) and (indent >= 2 or len(signs) > 1 or signs in _NESTED_SIGNS)
        found.append(_point(words, int(nested), parties))
    _refuse_long(len(found))
    return found


def _split_points(text: str) -> Iterator[tuple[int, str, str]]:
    """(indent in blanks, bullets and numbers, words) of every line with words."""
    rows = []
    for line in text.expandtabs(4).splitlines():
        match = _POINT.match(line)
        words = tidy_line(line[match.end() :]) if match else ""
        if match and words:
            signs = "".join(match["signs"].split()) + ("1" if match["number"] else "")
            rows.append((len(match["indent"]), signs, words))
    # What is common to all lines is the margin of the page, not nesting.
    margin = min((indent for indent, _signs, _words in rows), default=0)
    yield from ((indent - margin, signs, words) for indent, signs, words in rows)


def _point(words: str, level: int, parties: PartyIndex | None) -> ReadPoint:
    before, colon, after = words.partition(":")
    if parties is not None and colon and after.strip() and len(before) <= 120:
        said_by = parties.read_list(before)
        if said_by and all(party.known for party in said_by):
            return ReadPoint(tidy_line(after), level, tuple(said_by))
    return ReadPoint(words, level)
