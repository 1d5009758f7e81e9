"""A program in a few lines, as the home page and the country profiles list it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portfolio.enums import ProgramState, YesNo
from portfolio.models import Program
from rial.core.bilingual import Text, text_of
from rial.core.search import plain_text, shorten

_SUMMARY_LENGTH = 220


@dataclass(frozen=True)
class Card:
    """What a line of a list says of a program."""

    code: str
    url: str
    title: Text
    summary: Text
    country: Text
    country_code: str
    offered: bool
    archived: bool
    confirmed_on: date | None
    stale: bool


def cards(programs: Iterable[Program]) -> list[Card]:
    """The programs as cards; load them with `current` and `institution__country`."""
    return [_card(program) for program in programs]


def _card(program: Program) -> Card:
    version, country = program.current, program.institution.country
    return Card(
        code=program.code,
        url=program.get_absolute_url(),
        title=text_of(version, "title"),
        summary=_plain(text_of(version, "summary")),
        country=text_of(country, "name") if country else program.institution.current_name,
        country_code=country.code if country else "",
        offered=version is not None and version.offered == YesNo.YES,
        archived=program.state == ProgramState.ARCHIVED,
        confirmed_on=program.confirmed_on,
        stale=program.is_stale,
    )


def _plain(text: Text) -> Text:
    return Text(shorten(plain_text(text.value), _SUMMARY_LENGTH), text.language)
