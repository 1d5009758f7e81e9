"""Symbols of OAS documents, such as CIMT-19/GT1-GT2/doc.5/16: read as people write them, never refused (M24–M26).

    symbol    = [series] [organ] [group …] [kind] number [year] [version …] [language]
    series    = ("OEA" | "OAS") "Ser" letter roman {roman | digits}        OEA/Ser.L/XIX.VI.2
    organ     = ["CIDI"] "TRABAJO" | "CIMT" edition | word [edition]       CIDI/TRABAJO, CIMT-19
    edition   = digits | roman
    group     = "GT" digits {digits} | word [digits]                       GT1-GT2, RTP
    kind      = "doc" | "INF" | "DEC" | "RES"
    number    = digits
    year      = two or four digits                                         the meeting's, not the document's
    version   = ("rev" | "corr" | "add") [digits]
    language  = "esp" | "ing" | "fra" | "por" | …                          a language version, not part of the symbol

What separates the parts, case and accents mean nothing. Spanish and English words stand for their marks
(documento, information, revisión, working group, IACML); little words (no., de, of) are passed over. The year may
also follow the version. Whatever cannot be placed is kept in `rest`; a text without a number is an "other", which
stands for itself. Oddities are told by `flags`; whether edition and year fit a meeting is for others to judge.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rial.core.typed import tidy_line

# Longer texts are no symbols; what comes after is not read.
MAX_LENGTH = 200

NO_ORGAN = "no_organ"
NO_EDITION = "no_edition"
NO_YEAR = "no_year"
IRREGULAR = "irregular"
REST = "rest"
OTHER = "other"
FLAGS = (NO_ORGAN, NO_EDITION, NO_YEAR, IRREGULAR, REST, OTHER)

_WORKING_GROUP = re.compile(r"(?:grupos?\W+de\W+trabajo|working\W+groups?)\b")
# Signs of ordinals would become letters: n.º, 2ª.
_ORDINALS = str.maketrans("ºª°", "   ")
_TOKEN = re.compile(r"[0-9]+|[^\W0-9_]+")
_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_LITTLE = frozenset({"n", "no", "nro", "num", "numero", "number", "de", "del", "la", "el", "los", "las", "of", "the"})
_AND = frozenset({"y", "e", "and"})
_KINDS = {
    **dict.fromkeys(("doc", "docs", "docto", "documento", "document"), "doc"),
    **dict.fromkeys(("inf", "info", "informacion", "informativo", "information", "informative"), "INF"),
    **dict.fromkeys(("dec", "declaracion", "declaration"), "DEC"),
    **dict.fromkeys(("res", "resolucion", "resolution"), "RES"),
}
_VERSIONS = {
    **dict.fromkeys(("rev", "revision", "revised", "revisado", "revisada"), "revision"),
    **dict.fromkeys(("corr", "cor", "corrigendum", "corrigenda", "correccion", "correction"), "corrigendum"),
    **dict.fromkeys(("add", "ad", "adicion", "addendum", "addenda"), "addendum"),
}
_VERSION_MARKS = (("revision", "rev"), ("corrigendum", "corr"), ("addendum", "add"))
_LANGUAGES = {
    **dict.fromkeys(("es", "esp", "spa", "espanol", "spanish", "castellano"), "es"),
    **dict.fromkeys(("en", "ing", "eng", "ingles", "english"), "en"),
    **dict.fromkeys(("fr", "fra", "fre", "frances", "french"), "fr"),
    **dict.fromkeys(("pt", "por", "portugues", "portuguese"), "pt"),
}
_AFTER_NUMBER = frozenset({*_VERSIONS, *_LANGUAGES})
_ORGANS = {"iacml": "cimt"}
_GROUPS = {"wg": "gt"}


@dataclass(frozen=True)
class Symbol:
    """A symbol as it was read. `printed` is the text as written; parts that were not there are empty or None.

    In `revision`, `corrigendum` and `addendum` 0 is one without a number.
    """

    printed: str
    series: str = ""
    organ: str = ""
    edition: int | None = None
    groups: tuple[str, ...] = ()
    kind: str = ""
    number: int | None = None
    year: int | None = None
    revision: int | None = None
    corrigendum: int | None = None
    addendum: int | None = None
    language: str = ""
    rest: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def is_other(self) -> bool:
        """Whether no number was found: the text is then kept as one piece."""
        return self.number is None

    @property
    def canonical(self) -> str:
        """The regular way to write it, without series and language: CIMT-19/GT1-GT2/doc.5/16 rev.1."""
        if self.is_other:
            return self.printed
        organ = self.organ if self.edition is None else f"{self.organ}-{self.edition}"
        number = f"{self.kind}.{self.number}" if self.kind else str(self.number)
        year = "" if self.year is None else _short_year(self.year)
        path = "/".join(part for part in (organ, _joined(self.groups), number, year) if part)
        return " ".join([path, *self.rest, *self._versions(".")])

    @property
    def key(self) -> str:
        """What two ways of writing the same symbol have in common; "" for a text without letters or digits."""
        if self.is_other:
            return "-".join(_tokens(self.printed))[:MAX_LENGTH]
        parts = [*_tokens(self.organ), "" if self.edition is None else str(self.edition)]
        parts += [group.lower() for group in self.groups]
        parts += [self.kind.lower(), str(self.number), "" if self.year is None else _short_year(self.year)]
        return "-".join(part for part in [*parts, *self.rest, *self._versions("")] if part).lower()[:MAX_LENGTH]

    @property
    def sort_key(self) -> str:
        """A text that orders symbols by organ, edition, group, kind, year, number and version; others come last."""
        if self.is_other:
            return f"~{self.key}"[:MAX_LENGTH]
        numbers = (self.number, self.revision, self.corrigendum, self.addendum)
        padded = ["-" if number is None else f"{number:06d}" for number in numbers]
        head = [self.organ.lower(), f"{self.edition or 0:06d}", _joined(self.groups).lower(), self.kind.lower()]
        return "|".join([*head, str(self.year or 0), *padded, *self.rest])[:MAX_LENGTH]

    def _versions(self, point: str) -> list[str]:
        numbers = [(mark, getattr(self, name)) for name, mark in _VERSION_MARKS]
        return [f"{mark}{point}{number or ''}" for mark, number in numbers if number is not None]


def parse(text: str) -> Symbol:
    """Read a symbol, however it is written. Never refuses: what is no symbol is an "other" with its flags."""
    printed = tidy_line(text)[:MAX_LENGTH].strip()
    symbol = _Reader([token for token in _tokens(printed) if token not in _LITTLE]).read(printed)
    # A number amid words, with neither kind nor year, is no number of a document.
    amid_words = bool(symbol.rest) and not symbol.kind and symbol.year is None
    if amid_words or len(symbol.canonical) > MAX_LENGTH:
        symbol = Symbol(printed)
    return replace(symbol, flags=_flags(symbol))


def _flags(symbol: Symbol) -> tuple[str, ...]:
    if symbol.is_other:
        return (OTHER,)
    found = {
        NO_ORGAN: not symbol.organ,
        NO_EDITION: symbol.organ == "CIMT" and symbol.edition is None,
        NO_YEAR: symbol.year is None,
        IRREGULAR: not _is_regular(symbol),
        REST: bool(symbol.rest),
    }
    return tuple(flag for flag in FLAGS if found.get(flag))


def _is_regular(symbol: Symbol) -> bool:
    """Whether the print is the canonical form but for case, blanks, series and language."""
    printed, canonical = _squeezed(symbol.printed), _squeezed(symbol.canonical)
    return bool(symbol.kind) and (canonical in printed if symbol.series or symbol.language else printed == canonical)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", _plain(text))


def _plain(text: str) -> str:
    """Lower case without accents; every dash is a hyphen."""
    # Through upper case, so that letters with the same capital are one.
    cased = unicodedata.normalize("NFKD", text).upper().casefold()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", cased) if not unicodedata.combining(sign))
    return re.sub(r"[\u2010-\u2015\u2212]", "-", bare)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_WORKING_GROUP.sub("gt", _plain(text.translate(_ORDINALS))))


def _short_year(year: int) -> str:
    return f"{year % 100:02d}" if _full_year(f"{year % 100:02d}") == year else str(year)


def _full_year(digits: str) -> int | None:
    """The year of two or four digits; None for other numbers. The organization's documents begin in 1948."""
    if len(digits) == 2:
        return (1900 if int(digits) >= 48 else 2000) + int(digits)
    if len(digits) == 4 and 1900 <= int(digits) <= 2099:
        return int(digits)
    return None


def _joined(groups: Sequence[str]) -> str:
    """Working groups stand together, other bodies below one another: GT1-GT2, RTP/GT1."""
    text = ""
    for before, group in zip(("", *groups), groups, strict=False):
        both = re.fullmatch(r"GT\d+", before) and re.fullmatch(r"GT\d+", group)
        text += ("-" if both else "/" if text else "") + group
    return text


def _is_number(token: str) -> bool:
    # Numbers beyond this are no numbers of documents, and no column would hold them.
    return token.isascii() and token.isdigit() and len(token) <= 6


def _roman(token: str) -> int | None:
    if not _ROMAN.fullmatch(token):
        return None
    values = [_ROMAN_VALUES[sign] for sign in token]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))


@dataclass
class _Reader:
    """Takes the tokens from left to right."""

    tokens: list[str]
    place: int = 0
    groups: list[str] = field(default_factory=list)

    def read(self, printed: str) -> Symbol:
        """The symbol without its flags; an "other" when there is no number."""
        series = self._heading()
        organ, edition = self._organ()
        kind = self._groups_and_kind()
        number = self._number()
        if number is None:
            return Symbol(printed)
        symbol = Symbol(printed, series, organ, edition, tuple(self.groups), kind, number)
        return self._tail(symbol)

    def _peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.place += 1
        return token

    def _heading(self) -> str:
        """What stands before the symbol: its series, and words such as "document"."""
        series = ""
        while True:
            found = self._series()
            says_what_follows = _KINDS.get(self._peek()) == "doc" and not _is_number(self._peek(1))
            if says_what_follows and any(token in _KINDS for token in self.tokens[self.place + 1 :]):
                self.place += 1
            elif not found:
                return series
            series = series or found

    def _series(self) -> str:
        head = self.place
        if self._peek() in {"oea", "oas"}:
            self.place += 1
        if self._peek() != "ser" or len(self._peek(1)) != 1 or _roman(self._peek(2)) is None:
            self.place = head
            return ""
        self.place += 1
        letter = self._take()
        steps: list[str] = []
        while _roman(self._peek()) is not None or (steps and _is_number(self._peek())):
            steps.append(self._take().upper())
        return f"OEA/Ser.{letter.upper()}/{'.'.join(steps)}"

    def _organ(self) -> tuple[str, int | None]:
        word = _ORGANS.get(self._peek(), self._peek())
        if not word or _is_number(word) or word in _KINDS or word in _AFTER_NUMBER or _GROUPS.get(word, word) == "gt":
            return "", None
        self.place += 1
        if word == "cidi" and self._peek() == "trabajo":
            self.place += 1
            return "CIDI/TRABAJO", None
        return word.upper(), None if word == "trabajo" else self._edition(word)

    def _edition(self, organ: str) -> int | None:
        token = self._peek()
        roman = _roman(token) if organ == "cimt" else None
        if roman is not None:
            self.place += 1
            return roman
        is_edition = organ == "cimt" or self._goes_on()
        return int(self._take()) if _is_number(token) and is_edition else None

    def _groups_and_kind(self) -> str:
        """The bodies between organ and number; returns the kind, "" when it is not written."""
        kind = ""
        while token := self._peek():
            if token in _KINDS:
                kind = "INF" if kind == "INF" else _KINDS[token]
                self.place += 1
            elif kind or token in _AFTER_NUMBER or _is_number(token) or not token.isalpha():
                break
            else:
                self._group()
        return kind

    def _group(self) -> None:
        word = _GROUPS.get(self._peek(), self._peek())
        self.place += 1
        if word != "gt":
            suffix = self._take() if self._goes_on() else ""
            self.groups.append(f"{word.upper()}{int(suffix)}" if suffix else word.upper())
            return
        if not _is_number(self._peek()):
            self.groups.append("GT")
            return
        self.groups.append(f"GT{int(self._take())}")
        while (self._peek() in _AND and _is_number(self._peek(1))) or self._goes_on():
            if self._peek() in _AND:
                self.place += 1
            self.groups.append(f"GT{int(self._take())}")
        if self._peek() in _AND and _GROUPS.get(self._peek(1), self._peek(1)) == "gt":
            self.place += 1

    def _goes_on(self) -> bool:
        """Whether a number follows that belongs to the word before it: the symbol goes on with a word after it."""
        later = self._peek(1)
        ends = not later or _is_number(later) or later in _AFTER_NUMBER
        return _is_number(self._peek()) and not ends

    def _number(self) -> int | None:
        return int(self._take()) if _is_number(self._peek()) else None

    def _tail(self, symbol: Symbol) -> Symbol:
        """Year, versions and language in any order; the first of each counts, what cannot be placed is kept."""
        versions: dict[str, int] = {}
        year, language, rest = None, "", []
        while token := self._take():
            if token in _VERSIONS:
                versions.setdefault(_VERSIONS[token], self._version_number(year))
            elif token in _LANGUAGES:
                language = language or _LANGUAGES[token]
            elif year is None and _is_number(token) and _full_year(token) is not None:
                year = _full_year(token)
            else:
                rest.append(token)
        return replace(
            symbol,
            year=year,
            revision=versions.get("revision"),
            corrigendum=versions.get("corrigendum"),
            addendum=versions.get("addendum"),
            language=language,
            rest=tuple(rest),
        )

    def _version_number(self, year: int | None) -> int:
        token = self._peek()
        # "doc.5 rev/16": two digits are the year as long as it is missing.
        if not _is_number(token) or (year is None and _full_year(token) is not None):
            return 0
        return int(self._take())
