"""How to cite a version of a program: plain text, BibTeX and RIS, always with its permanent address."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portfolio.models import Version
from rial.core import citing
from rial.core.bilingual import text_of


@dataclass(frozen=True)
class Citation:
    """What every style of citation is made of."""

    author: str
    country: str
    title: str
    code: str
    number: int
    year: int
    published: str
    url: str
    language: str

    @property
    def text(self) -> str:
        """One sentence for a footnote, after the style of the APA."""
        return _(
            "%(author)s (%(country)s). (%(year)s). %(title)s (%(code)s, version %(number)s). "
            "RIAL portfolio of programs. Organization of American States. %(url)s"
        ) % {
            "author": self.author,
            "country": self.country,
            "year": self.year,
            "title": self.title,
            "code": self.code,
            "number": self.number,
            "url": self.url,
        }

    @property
    def bibtex(self) -> str:
        """A BibTeX entry; braces and backslashes of the texts are made harmless."""
        fields = {
            "author": f"{{{citing.tex(self.author)}}}",
            "title": f"{{{citing.tex(self.title)}}}",
            "year": str(self.year),
            "number": f"{self.code}, v{self.number}",
            "howpublished": citing.tex(self._series),
            "url": self.url,
            "language": self.language,
        }
        return citing.bibtex("misc", f"rial-{self.code.lower()}-v{self.number}", fields)

    @property
    def ris(self) -> str:
        """A RIS record, one line per tag."""
        tags = [
            ("TY", "GEN"),
            ("AU", self.author),
            ("TI", self.title),
            ("PY", str(self.year)),
            ("DA", self.published),
            ("T2", self._series),
            ("M1", f"{self.code} v{self.number}"),
            ("CY", self.country),
            ("LA", self.language),
            ("UR", self.url),
        ]
        return citing.ris(tags)

    @property
    def _series(self) -> str:
        return _("RIAL portfolio of programs. Organization of American States")


def cite(version: Version) -> Citation:
    """The citation of a published version, in the reader's language."""
    published = timezone.localdate(version.shown_since) if version.shown_since else timezone.localdate()
    institution = version.program.institution
    title = text_of(version, "title")
    return Citation(
        author=institution.name_on(published).value,
        country=str(institution.country or ""),
        title=title.value,
        code=version.program.code,
        number=version.number or 0,
        year=published.year,
        published=date_format(published, "Y/m/d"),
        url=settings.SITE_URL + version.get_absolute_url(),
        language=title.language,
    )
