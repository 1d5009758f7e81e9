"""How to cite a document: plain text, BibTeX and RIS, always with its permanent address."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from rial.core import citing

from .enums import ContributorRole
from .models import Document


@dataclass(frozen=True)
class DocumentCitation:
    """What every style of citation is made of; unknown parts are empty."""

    key: str
    authors: tuple[str, ...]
    publisher: str
    title: str
    symbol: str
    series: str
    date: str
    year: str
    url: str
    language: str

    @property
    def text(self) -> str:
        """One line for a footnote, after the style of the APA; without an author the publisher or the title leads."""
        head = ", ".join(self.authors) or self.publisher
        when = _("(%(date)s)") % {"date": self.date} if self.date else _("(no date)")
        named = f"{self.title} ({self.symbol})" if self.symbol else self.title
        opening = [f"{head} {when}", named] if head else [f"{named} {when}"]
        parts = [*opening, self.series, self.publisher if self.authors else ""]
        return f"{'. '.join(part.rstrip('.') for part in parts if part)}. {self.url}"

    @property
    def bibtex(self) -> str:
        """A BibTeX entry."""
        fields = {
            "author": f"{{{citing.tex(' and '.join(self.authors))}}}" if self.authors else "",
            "title": f"{{{citing.tex(self.title)}}}",
            "year": self.year,
            "number": citing.tex(self.symbol),
            "series": citing.tex(self.series),
            "institution": citing.tex(self.publisher),
            "url": self.url,
            "language": self.language,
        }
        return citing.bibtex("techreport", f"rial-{self.key}", fields)

    @property
    def ris(self) -> str:
        """A RIS record."""
        tags = [("TY", "RPRT"), *(("AU", author) for author in self.authors), ("TI", self.title), ("PY", self.year)]
        tags += [("T2", self.series), ("SN", self.symbol), ("PB", self.publisher), ("LA", self.language)]
        return citing.ris([*tags, ("UR", self.url)])


def cite(document: Document) -> DocumentCitation:
    """The citation of a document, in the reader's language."""
    title = document.shown_title
    rows = list(document.contributors.all())
    return DocumentCitation(
        key=document.slug,
        authors=tuple(row.shown_name.value for row in rows if row.role == ContributorRole.AUTHOR),
        publisher=", ".join(row.shown_name.value for row in rows if row.role == ContributorRole.PUBLISHER),
        title=title.value,
        symbol=document.symbol_printed,
        series=document.series,
        date=document.shown_time,
        year=str(document.year or ""),
        url=settings.SITE_URL + document.get_absolute_url(),
        language=title.language,
    )
