"""How to cite the record of a meeting: plain text, BibTeX and RIS, always with its permanent address."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rial.core import citing
from rial.core.bilingual import Text

from .models import Meeting


@dataclass(frozen=True)
class MeetingCitation:
    """What every style of citation is made of; unknown parts are empty."""

    slug: str
    title: Text
    place: str
    period: str
    year: str
    published: str
    url: str

    @property
    def text(self) -> str:
        """One line for a footnote, after the style of the APA."""
        held = ", ".join(filter(None, [self.place, self.period]))
        named = f"{self.title} ({held})" if held else str(self.title)
        year = self.year or _("no date")
        return f"{_author()} ({year}). {named}. {self.url}"

    @property
    def bibtex(self) -> str:
        """A BibTeX entry."""
        fields = {
            "author": f"{{{citing.tex(_author())}}}",
            "title": f"{{{citing.tex(self.title.value)}}}",
            "year": self.year,
            "note": citing.tex(", ".join(filter(None, [self.place, self.period]))),
            "url": self.url,
            "language": self.title.language,
        }
        return citing.bibtex("misc", f"rial-{self.slug}", fields)

    @property
    def ris(self) -> str:
        """A RIS record."""
        tags = [("TY", "CPAPER"), ("AU", _author()), ("TI", self.title.value), ("PY", self.year), ("CY", self.place)]
        return citing.ris([*tags, ("DA", self.published), ("LA", self.title.language), ("UR", self.url)])


def _author() -> str:
    return _("Technical Secretariat of the RIAL, Organization of American States")


def cite(meeting: Meeting, name: Text, place: str) -> MeetingCitation:
    """The citation of a meeting's record, in the reader's language."""
    return MeetingCitation(
        slug=meeting.slug,
        title=name,
        place=place,
        period=meeting.period,
        year=str(meeting.start.year) if meeting.start else "",
        published=date_format(meeting.start, "Y/m/d") if meeting.start and meeting.precision == "day" else "",
        url=settings.SITE_URL + meeting.get_absolute_url(),
    )
